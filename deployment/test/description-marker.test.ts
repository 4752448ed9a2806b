import type { Owner } from '../../runtime/owner-tag';
import { fromDescription, markerOf, toDescription } from '../src/desired-state/description-marker';
import type { TaskSetParameters } from '../src/desired-state/task-set';

const owner: Owner = { name: 'shop/Deployment', id: '0123456789ab', operation: 'cdef01234567' };

const parameters: TaskSetParameters = {
  taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/shop:2',
  containerName: 'web',
  containerPort: 80,
  platformVersion: undefined,
  network: undefined,
  capacityProviderStrategy: undefined,
};

test('a description ends with the mark and stays within 256 characters', () => {
  const mark = markerOf(owner, parameters);
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
  const next = { ...parameters, taskDefinition: parameters.taskDefinition.replace(':2', ':3') };
  expect(markerOf(owner, next).brings).not.toBe(markerOf(owner, parameters).brings);
});
