import { buildOurs } from './builds';
import { ourType } from './candidates/all';
import type { Candidate } from './candidates/candidate';
import { run } from './virtual-time/run';
import { DEPLOYMENTS, FAILURES } from './virtual-time/situations';

/**
 * Upper limits: calls of a deployment, and lag of its answer in seconds. They are those of docs/performance/deployments.md,
 * and the two calls that look at the production listener, which that page does not count yet.
 */
const STATED: Record<string, { calls: number; lag: number }> = {
  'all at once': { calls: 25, lag: 5 },
  'canary, 10 % for 5 min': { calls: 43, lag: 5 },
  'linear, 10 % a minute': { calls: 59, lag: 5 },
  'all at once, wait of 5 min': { calls: 43, lag: 5 },
  'linear, wait of 5 min': { calls: 73, lag: 5 },
  'linear, wait of 60 min': { calls: 247, lag: 5 },
  'linear, wait of 60 min, until shifted': { calls: 59, lag: 5 },
};

let candidate: Candidate;

beforeAll(async () => {
  candidate = ourType(await buildOurs());
});

test.each(DEPLOYMENTS)(
  'a deployment $name takes no more calls and no more lag than documented',
  async (situation) => {
    const outcome = await run(candidate, situation);
    const stated = STATED[situation.name]!;
    expect(outcome).toMatchObject({
      stack: 'UPDATE_COMPLETE',
      live: 'new',
      // After the shift, the termination wait of the old task set goes on.
      leftRunning: situation.untilShifted ? 1 : 0,
      deployments: 1,
      deploymentsAtCreate: 0,
    });
    expect(outcome.calls).toBeLessThanOrEqual(stated.calls);
    expect(outcome.lagSeconds).toBeLessThanOrEqual(stated.lag);
  },
);

test.each(FAILURES)(
  '$name: the old version is live again within a minute, by one deployment, and no deployment is left running',
  async (situation) => {
    const outcome = await run(candidate, situation);
    expect(outcome).toMatchObject({
      stack: 'UPDATE_ROLLBACK_COMPLETE',
      live: 'old',
      leftRunning: 0,
      deployments: 1,
    });
    expect(outcome.oldVersionLiveMinutes).toBeLessThanOrEqual(1);
    expect(outcome.stackRolledBackMinutes).toBeLessThanOrEqual(0.5);
  },
);

test('two runs of a situation give the same figures', async () => {
  const [situation] = DEPLOYMENTS;
  expect(await run(candidate, situation!)).toEqual(await run(candidate, situation!));
});
