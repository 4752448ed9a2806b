import { ACTIVE_STATUSES, hasEnded, isInTerminationWait, verdictOf } from '../deployments/deployment-status';

test.each([
  ['Created', 'pending'],
  ['Queued', 'pending'],
  ['InProgress', 'pending'],
  ['Baking', 'pending'],
  ['Ready', 'pending'],
  ['Succeeded', 'succeeded'],
  ['Failed', 'failed'],
  ['Stopped', 'failed'],
])('%s means %s', (status, verdict) => {
  expect(verdictOf(status)).toEqual({ verdict, known: true });
});

test('a status that AWS has added counts as pending', () => {
  expect(verdictOf('Validating')).toEqual({ verdict: 'pending', known: false });
  expect(verdictOf(undefined)).toEqual({ verdict: 'pending', known: false });
});

test('the statuses that hold a group are those that have not ended', () => {
  expect(ACTIVE_STATUSES).toEqual(['Created', 'Queued', 'InProgress', 'Baking', 'Ready']);
  expect(ACTIVE_STATUSES.map((status) => hasEnded({ status }))).not.toContain(true);
  expect(hasEnded({ status: 'Stopped' })).toBe(true);
  expect(hasEnded({})).toBe(false);
});

test('the termination wait has begun only when CodeDeploy says so', () => {
  expect(isInTerminationWait({ instanceTerminationWaitTimeStarted: true })).toBe(true);
  expect(isInTerminationWait({ instanceTerminationWaitTimeStarted: false })).toBe(false);
  expect(isInTerminationWait({})).toBe(false);
});
