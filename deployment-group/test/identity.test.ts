import { desiredOf, generatedName } from '../src/identity';
import { ResourceModel } from '../src/models';
import { desired, request } from './examples';

describe('a generated name', () => {
  test('is made of stack, logical id and a suffix', () => {
    expect(generatedName(request())).toMatch(/^shop-Group-[0-9a-f]{12}$/);
  });

  test('is the same for each call of one operation, and another for a replacement', () => {
    expect(generatedName(request())).toBe(generatedName(request()));
    expect(generatedName(request({ token: 'another' }))).not.toBe(generatedName(request()));
  });

  test('differs between resources of a stack operation that shares one token', () => {
    expect(generatedName(request({ logicalResourceId: 'Other' })).slice(-12)).not.toBe(
      generatedName(request()).slice(-12),
    );
  });

  test.each([
    {
      reason: 'stack and logical id are long',
      change: { stackId: `arn:aws:cloudformation:us-east-1:1:stack/${'s'.repeat(128)}/1` },
    },
    { reason: 'there is no stack', change: { stackId: undefined } },
    {
      reason: 'there is neither stack nor logical id',
      change: { stackId: undefined, logicalResourceId: undefined },
    },
    {
      reason: 'the logical id has characters that CodeDeploy does not take',
      change: { logicalResourceId: 'a:b/c' },
    },
  ])('is one that CodeDeploy takes when $reason', ({ change }) => {
    const name = generatedName(request(change));
    expect(name).toMatch(/^[A-Za-z0-9+=,.@_-]{14,100}$/);
    expect(name).toMatch(/-[0-9a-f]{12}$/);
  });
});

describe('what create and update need', () => {
  const complete = () => new ResourceModel(desired());

  test('is the model, narrowed', () => {
    expect(desiredOf(complete())).toEqual(desired());
  });

  test.each<[keyof ResourceModel, string]>([
    ['applicationName', 'ApplicationName is required.'],
    ['deploymentGroupName', 'DeploymentGroupName is required.'],
    ['serviceRoleArn', 'ServiceRoleArn is required.'],
    ['ecsServices', 'ECSServices is required.'],
    ['loadBalancerInfo', 'LoadBalancerInfo is required.'],
  ])('is incomplete without %s', (name, sentence) => {
    const model = complete();
    Object.assign(model, { [name]: undefined });
    expect(() => desiredOf(model)).toThrow(sentence);
  });
});
