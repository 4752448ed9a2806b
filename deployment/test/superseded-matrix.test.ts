import { startLocalAws, type LocalAws } from '#local-aws';
import {
  changes,
  FAST_TASKS,
  interrupt,
  isInRow,
  runBoth,
  runWithoutFault,
  type BothEnded,
  type Operation,
} from '#test-kit';
import { hasEnded } from '../../runtime/deployments/deployment-status';
import { MISSING_HOOK, UNTIL_SHIFTED, type DeploymentScenario } from './deployment-scenario';
import {
  busy,
  CANARY,
  openOn,
  remove,
  rollBack,
  update,
  withResource,
  type OpenScenario,
} from './fault-matrix-scenario';

/*
 * CloudFormation gives an operation up (an update that is cancelled, or fails elsewhere) and begins another one, while
 * invocations of the first still come.
 */

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ tasks: FAST_TASKS });
});
afterAll(() => aws.close());

let scenarios = 0;
const open: OpenScenario = (options) => openOn(aws, `web${++scenarios}x`, options);

interface Newer {
  name: string;
  begin(scenario: DeploymentScenario): Operation;
  /** What runs in the end; undefined when that depends on how far the superseded one was. */
  live: number | undefined;
}

const more = { CompleteWhen: 'TRAFFIC_SHIFTED', WhenBusy: 'STOP' };
const rollsBack: Newer = { name: 'rolls back', begin: (scenario) => rollBack(scenario, more), live: 1 };
const bringsThird: Newer = {
  name: 'brings version 3',
  begin: (scenario) => update(scenario, 2, 3, more),
  live: 3,
};
const deletes: Newer = { name: 'deletes', begin: (scenario) => remove(scenario, 2), live: undefined };

type Begin = () => Promise<{ scenario: DeploymentScenario; operation: Operation }>;

const supersededOperations: [name: string, begin: Begin, newers?: Newer[]][] = [
  [
    'deploys version 2',
    async () => {
      const scenario = await withResource(open);
      return { scenario, operation: update(scenario, 1, 2) };
    },
  ],
  [
    'moves traffic step by step, then waits for the end of the original task set',
    async () => {
      const scenario = await withResource(open, { ...CANARY, waits: { termination: 5 } });
      return { scenario, operation: update(scenario, 1, 2) };
    },
  ],
  [
    'has a hook that fails',
    async () => {
      const scenario = await withResource(open);
      return { scenario, operation: update(scenario, 1, 2, MISSING_HOOK) };
    },
  ],
  [
    "stops another team's deployment",
    async () => {
      const scenario = await busy(open);
      return { scenario, operation: update(scenario, 1, 2, { WhenBusy: 'STOP' }) };
    },
    // Version 3 is what that deployment brings, and cannot.
    [rollsBack, deletes],
  ],
  [
    'stops its deployment at its deadline',
    async () => {
      const scenario = await withResource(open);
      scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
      return { scenario, operation: update(scenario, 1, 2, { TimeoutInMinutes: 2 }) };
    },
  ],
  [
    'ends the termination wait of the one before',
    async () => {
      const scenario = await withResource(open, { waits: { termination: 60 } });
      await update(scenario, 3, 1, UNTIL_SHIFTED).run();
      await update(scenario, 1, 3, UNTIL_SHIFTED).run();
      return { scenario, operation: update(scenario, 3, 2, UNTIL_SHIFTED) };
    },
  ],
];

/** What has to hold when both have ended; no deployment runs that no operation follows. */
async function expectNewerToWin(
  scenario: DeploymentScenario,
  both: BothEnded,
  { name, live }: Newer,
): Promise<void> {
  expect(both.newer).toMatchObject({ status: 'SUCCESS' });
  const all = await scenario.deployments();
  const running = all.filter((info) => !hasEnded(info) && !info.instanceTerminationWaitTimeStarted);
  expect(running.map(({ creator, status }) => [creator, status])).toEqual([]);
  const descriptions = all.flatMap(({ creator, description }) => (creator === 'user' ? [description] : []));
  const marked = descriptions.filter((description) => description !== undefined);
  expect(marked).toEqual([...new Set(marked)]);
  await aws.clock.advance(2 * 60 * 60);
  if (live !== undefined) expect(await scenario.liveVersion()).toBe(live);
  expect(Object.keys(await scenario.groupTags())).toHaveLength(name === deletes.name ? 0 : 1);
}

describe.each(supersededOperations)(
  'a superseded operation that %s',
  (_, begin, newers = [rollsBack, bringsThird, deletes]) => {
    let invocations: string[][];
    beforeAll(async () => {
      invocations = (await runWithoutFault((await begin()).operation)).invocations;
    });

    test.each(newers)(
      'changes nothing any more when the newer one, which $name, has begun',
      async (newer) => {
        const places = invocations.flatMap((_calls, index) =>
          isInRow(invocations, index) ? [] : [index + 1],
        );
        // The last invocation ends the operation: nothing would be left of it.
        for (const place of places.slice(0, -1)) {
          const { scenario, operation } = await begin();
          await operation.step();
          for (let step = 1; step < place; step++) {
            await operation.wait();
            await operation.step();
          }
          const both = await runBoth(aws, operation, newer.begin(scenario));
          expect({ place, changes: both.changes }).toEqual({ place, changes: [] });
          expect(both.superseded.status).not.toBe('IN_PROGRESS');
          await expectNewerToWin(scenario, both, newer);
        }
      },
    );

    test.each(newers)(
      'leaves nothing running when the newer one, which $name, begins between two of its calls',
      async (newer) => {
        const numbers = invocations.flat().flatMap((call, index) => (changes(call) ? [index + 1] : []));
        // The first change is the superseded one's own owner tag: before it, the other one would be the superseded one.
        for (const number of numbers.slice(1)) {
          const { scenario, operation } = await begin();
          const newerOperation = newer.begin(scenario);
          await interrupt(aws, operation, number, () => newerOperation.step());
          await expectNewerToWin(scenario, await runBoth(aws, operation, newerOperation), newer);
        }
      },
    );
  },
);
