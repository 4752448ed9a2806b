import type { Owner } from '../../runtime/owner/owner-tag';
import { fromDescription, markerOf, OWNER_TAG, toDescription } from '../src/desired-state/description-marker';
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

test('a description ends with the marker and stays within 256 characters', () => {
  const marker = markerOf(owner, parameters);
  const description = toDescription('x'.repeat(200), marker);
  expect(description.length).toBeLessThanOrEqual(256);
  expect(fromDescription(description)).toEqual(marker);
  expect(fromDescription(toDescription(undefined, marker))).toEqual(marker);
});

test('descriptions that others wrote have no marker', () => {
  expect(fromDescription(undefined)).toBeUndefined();
  expect(fromDescription('[cfn not ours]')).toBeUndefined();
  const marked = toDescription(undefined, markerOf(owner, parameters));
  expect(fromDescription(`Copied from "${marked}"`)).toBeUndefined();
});

test('the owner tag has a key that stays what it is: groups that exist have it', () => {
  expect(OWNER_TAG).toBe('org-codedeploy:ecs-deployment');
});

test('the marker tells one version from another', () => {
  const next = { ...parameters, taskDefinition: parameters.taskDefinition.replace(':2', ':3') };
  expect(markerOf(owner, next).brings).not.toBe(markerOf(owner, parameters).brings);
});
