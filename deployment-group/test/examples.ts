import type { Request } from '../../runtime/resource';
import type { DesiredGroup } from '../src/identity';

/** A request of an ordinary stack, for tests of pure functions. */
export const request = (changes: Partial<Request> = {}): Request => ({
  accountId: '123456789012',
  partition: 'aws',
  region: 'us-east-1',
  token: 'a-token',
  stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/shop/6f2c8a10',
  logicalResourceId: 'Group',
  nextToken: undefined,
  rollback: false,
  stackTags: {},
  previousStackTags: {},
  ...changes,
});

export const listener = (path: string) =>
  `arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/${path}`;

/** The least that a template must say. */
export const desired = (changes: Partial<DesiredGroup> = {}): DesiredGroup => ({
  applicationName: 'shop',
  deploymentGroupName: 'web',
  serviceRoleArn: 'arn:aws:iam::123456789012:role/CodeDeploy',
  ecsServices: [{ clusterName: 'main', serviceName: 'web' }],
  loadBalancerInfo: pairOf(),
  ...changes,
});

export const pairOf = (
  names: string[] = ['blue', 'green'],
  prod: string[] = [listener('app/shop/1/prod')],
  test?: string[],
): DesiredGroup['loadBalancerInfo'] => ({
  targetGroupPairInfoList: [
    {
      targetGroups: names.map((name) => ({ name })),
      prodTrafficRoute: { listenerArns: prod },
      ...(test && { testTrafficRoute: { listenerArns: test } }),
    },
  ],
});
