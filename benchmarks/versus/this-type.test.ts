import { buildOurs } from './builds';
import { ourType } from './candidates/all';
import type { Candidate } from './candidates/candidate';
import { run } from './virtual-time/run';
import { DEPLOYMENTS, FAILURES } from './virtual-time/situations';

/** The most calls of a deployment. */
const MOST_CALLS: Record<string, number> = {
  'all at once': 25,
  'canary, 10 % for 5 min': 43,
  'linear, 10 % a minute': 59,
  'all at once, wait of 5 min': 43,
  'linear, wait of 5 min': 73,
  'linear, wait of 60 min': 119,
  'linear, wait of 60 min, until shifted': 59,
};

/** The lag of one deployment is a matter of chance. Over many it is about four seconds: see benchmarks/lag. */
const MOST_LAG_SECONDS = 20;

let candidate: Candidate;

beforeAll(async () => {
  candidate = ourType(await buildOurs());
});

test.each(DEPLOYMENTS)(
  'a deployment $name takes no more calls than stated, and a lag of at most 20 seconds',
  async (situation) => {
    const outcome = await run(candidate, situation);
    expect(outcome).toMatchObject({
      stack: 'UPDATE_COMPLETE',
      live: 'new',
      // After the shift, the termination wait of the old task set goes on.
      leftRunning: situation.untilShifted ? 1 : 0,
      deployments: 1,
      deploymentsAtCreate: 0,
    });
    expect(outcome.calls).toBeLessThanOrEqual(MOST_CALLS[situation.name]!);
    expect(outcome.lagSeconds).toBeLessThanOrEqual(MOST_LAG_SECONDS);
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
