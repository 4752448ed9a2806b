import type { Request } from '../../runtime/resource';
import { fromDescription, fromTagValue, markOf, ownerOf, toDescription, toTagValue } from '../src/marks';
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

test('an owner is named by stack and logical id', () => {
  expect(ownerOf(request).name).toBe('shop/Deployment');
  expect(ownerOf({ ...request, stackId: undefined }).name).toBe('Deployment');
  expect(ownerOf({ ...request, stackId: undefined, logicalResourceId: undefined }).name).toBe('unknown');
});

test('the same resource of another stack of the same name is another owner', () => {
  const other = ownerOf({ ...request, stackId: request.stackId?.replace('0a1b', 'ffff') });
  expect(other.id).not.toBe(ownerOf(request).id);
});

test('a tag value tells the owner and holds no token', () => {
  const owner = ownerOf(request);
  expect(fromTagValue(toTagValue(owner))).toEqual(owner);
  expect(toTagValue(owner)).not.toContain(request.token);
});

test('a tag value tells when the operation began and whose place it has taken', () => {
  const claimant = { ...ownerOf(request), startedAt: 1_800_000_000_000, displaced: '0123456789ab' };
  expect(fromTagValue(toTagValue(claimant))).toEqual(claimant);
});

test('a tag value has only characters that tags may have, and not too many', () => {
  const value = toTagValue(ownerOf({ ...request, logicalResourceId: 'L'.repeat(255) }));
  expect(value).toMatch(/^[\w .:/=+@-]{1,256}$/);
});

test('a tag value that somebody edited names nobody', () => {
  expect(fromTagValue('')).toEqual({ id: '', operation: '', name: 'unknown' });
});

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
