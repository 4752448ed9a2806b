import { ListTagsForResourceCommand } from '@aws-sdk/client-codedeploy';
import { type LocalAws, startLocalAws } from '#local-aws';
import { hasEnded } from '../../runtime/deployment-status';
import { interrupt, runBeside, type Beside } from '../../tests/kit/beside';
import { changes, runUndisturbed } from '../../tests/kit/disturbance';
import type { Operation } from '#test-kit';
import {
  back,
  busy,
  canary,
  created,
  groupArn,
  missingHook,
  remove,
  shifted,
  update,
} from './disturbed-scene';
import { given, type Given, type GivenOptions } from './given';

/*
 * CloudFormation gives an operation up (an update that is cancelled, or fails elsewhere) and begins another one, while
 * calls of the first still come.
 */

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ tasks: { startSeconds: 5, healthySeconds: 10, drainSeconds: 5 } });
});
afterAll(() => aws.close());

let scenes = 0;
const open = (options: GivenOptions = {}): Promise<Given> =>
  given({ aws, inProcess: true, name: `web${++scenes}x`, ...options });

interface Newer {
  name: string;
  begin(scene: Given): Operation;
  /** What runs in the end; undefined when that depends on how far the older one was. */
  live: number | undefined;
}

const more = { CompleteWhen: 'TRAFFIC_SHIFTED', WhenBusy: 'STOP' };
const goesBack: Newer = { name: 'goes back', begin: (scene) => back(scene, more), live: 1 };
const bringsThird: Newer = { name: 'brings version 3', begin: (scene) => update(scene, 2, 3, more), live: 3 };
const deletes: Newer = { name: 'deletes', begin: (scene) => remove(scene, 2), live: undefined };

type Begin = () => Promise<{ scene: Given; chain: Operation }>;

const olders: [name: string, begin: Begin, newers?: Newer[]][] = [
  [
    'deploys version 2',
    async () => {
      const scene = await created(open);
      return { scene, chain: update(scene, 1, 2) };
    },
  ],
  [
    'moves traffic step by step, then waits for the end of the old task set',
    async () => {
      const scene = await created(open, { ...canary, terminationWait: 5 });
      return { scene, chain: update(scene, 1, 2) };
    },
  ],
  [
    'has a hook that fails',
    async () => {
      const scene = await created(open);
      return { scene, chain: update(scene, 1, 2, missingHook) };
    },
  ],
  [
    "stops somebody else's deployment",
    async () => {
      const scene = await busy(open);
      return { scene, chain: update(scene, 1, 2, { WhenBusy: 'STOP' }) };
    },
    // Version 3 is what that deployment brings, and cannot.
    [goesBack, deletes],
  ],
  [
    'stops its deployment because its time is over',
    async () => {
      const scene = await created(open);
      scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[1]);
      return { scene, chain: update(scene, 1, 2, { TimeoutInMinutes: 2 }) };
    },
  ],
  [
    'ends the termination wait of the one before',
    async () => {
      const scene = await created(open, { terminationWait: 60 });
      await update(scene, 3, 1, shifted).run();
      await update(scene, 1, 3, shifted).run();
      return { scene, chain: update(scene, 3, 2, shifted) };
    },
  ],
];

/** What has to hold when both have ended; nothing that runs is without somebody who watches it. */
async function expectNewerToHaveItsWay(scene: Given, beside: Beside, { name, live }: Newer): Promise<void> {
  expect(beside.newer).toMatchObject({ status: 'SUCCESS' });
  const all = await scene.deployments();
  const running = all.filter((info) => !hasEnded(info) && !info.instanceTerminationWaitTimeStarted);
  expect(running.map(({ creator, status }) => [creator, status])).toEqual([]);
  const descriptions = all.flatMap(({ creator, description }) => (creator === 'user' ? [description] : []));
  const marked = descriptions.filter((description) => description !== undefined);
  expect(marked).toEqual([...new Set(marked)]);
  await aws.clock.advance(2 * 60 * 60);
  if (live !== undefined) expect(await scene.live()).toBe(live);
  const { Tags } = await scene.codeDeploy.send(
    new ListTagsForResourceCommand({ ResourceArn: groupArn(scene) }),
  );
  expect(Tags).toHaveLength(name === deletes.name ? 0 : 1);
}

describe.each(olders)(
  'F8 an older operation that %s',
  (_, begin, newers = [goesBack, bringsThird, deletes]) => {
    let invocations: string[][];
    beforeAll(async () => {
      invocations = (await runUndisturbed((await begin()).chain)).invocations;
    });

    test.each(newers)(
      'touches nothing any more from when the newer one, which $name, has begun',
      async (newer) => {
        const texts = invocations.map((operations) => operations.join(' '));
        const places = texts.flatMap((text, index) =>
          text === texts[index - 1] && text === texts[index + 1] ? [] : [index + 1],
        );
        // The last invocation ends the operation: nothing would go on beside.
        for (const place of places.slice(0, -1)) {
          const { scene, chain } = await begin();
          await chain.step();
          for (let step = 1; step < place; step++) {
            await chain.wait();
            await chain.step();
          }
          const beside = await runBeside(aws, chain, newer.begin(scene));
          expect({ place, touched: beside.touched }).toEqual({ place, touched: [] });
          expect(beside.older.status).not.toBe('IN_PROGRESS');
          await expectNewerToHaveItsWay(scene, beside, newer);
        }
      },
      120_000,
    );

    test.each(newers)(
      'leaves nothing running when the newer one, which $name, begins between two of its calls',
      async (newer) => {
        const numbers = invocations.flat().flatMap((call, index) => (changes(call) ? [index + 1] : []));
        // The first change is the older one's own mark on the group: before it, the newer one is the older.
        for (const number of numbers.slice(1)) {
          const { scene, chain } = await begin();
          const newerChain = newer.begin(scene);
          await interrupt(aws, chain, number, () => newerChain.step());
          await expectNewerToHaveItsWay(scene, await runBeside(aws, chain, newerChain), newer);
        }
      },
      120_000,
    );
  },
);
