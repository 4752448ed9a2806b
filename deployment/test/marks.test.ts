import type { Request } from '../../runtime/resource';
import { ownerOf } from '../../runtime/owner-tag';
import { fromDescription, markOf, toDescription } from '../src/marks';
import type { TaskSetParameters } from '../src/task-set';

const request: Request = {
  accountId: '123456789012',
  partition: 'aws',
  region: 'eu-west-1',
  token: 'secret-token',
  stackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/0a1b',
  logicalResourceId: 'Deployment',
  nextToken: undefined,
  rollback: false,
  stackTags: {},
  previousStackTags: {},
};

const parameters: TaskSetParameters = {
  taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/shop:2',
  containerName: 'web',
  containerPort: 80,
  platformVersion: undefined,
  network: undefined,
  capacityProviderStrategy: undefined,
};

test('a description ends with the mark and stays within 256 characters', () => {
  const mark = markOf(ownerOf(request), parameters);
  const description = toDescription('x'.repeat(200), mark);
  expect(description.length).toBeLessThanOrEqual(256);
  expect(fromDescription(description)).toEqual(mark);
  expect(fromDescription(toDescription(undefined, mark))).toEqual(mark);
});

test('descriptions of others have no mark', () => {
  expect(fromDescription(undefined)).toBeUndefined();
  expect(fromDescription('[cfn not ours]')).toBeUndefined();
});

test('the mark tells one version from another', () => {
  const owner = ownerOf(request);
  const next = { ...parameters, taskDefinition: parameters.taskDefinition.replace(':2', ':3') };
  expect(markOf(owner, next).brings).not.toBe(markOf(owner, parameters).brings);
});
