import { callsToDisturb, DISTURBANCES, runDisturbed, type Disturbance } from '../../testing/disturbance';
import type { Answer, Chain } from '../../testing/operation';
import { given, type Given } from './given';

/** An operation, ready to be run, in circumstances of its own. */
interface Flow {
  name: string;
  begin(): Promise<{ scene: Given; chain: Chain }>;
}

async function created(options: Parameters<typeof given>[0] = {}): Promise<Given> {
  const scene = await given(options);
  await scene.operations.create(scene.version(1));
  return scene;
}

function update(scene: Given, from: 1 | 2 | 3, to: 1 | 2 | 3, more = {}, rollback = false): Chain {
  return scene.operations.begin('UPDATE', {
    properties: scene.version(to, more),
    previousProperties: scene.version(from, more),
    rollback,
  });
}

const says =
  (pattern: RegExp) =>
  ({ message }: Answer) =>
    pattern.test(message);

const shifted = { CompleteWhen: 'TRAFFIC_SHIFTED' };

const flows: Flow[] = [
  {
    name: 'a create that finds what is wanted',
    begin: async () => {
      const scene = await given();
      return { scene, chain: scene.operations.begin('CREATE', { properties: scene.version(1) }) };
    },
  },
  {
    name: 'a create that deploys',
    begin: async () => {
      const scene = await given();
      return { scene, chain: scene.operations.begin('CREATE', { properties: scene.version(2) }) };
    },
  },
  {
    name: 'an update that deploys',
    begin: async () => {
      const scene = await created();
      return { scene, chain: update(scene, 1, 2) };
    },
  },
  {
    name: 'an update until the traffic is shifted',
    begin: async () => {
      const scene = await created({ terminationWait: 60 });
      return { scene, chain: update(scene, 1, 2, shifted) };
    },
  },
  {
    name: 'an update with a new RedeployToken',
    begin: async () => {
      const scene = await created();
      const chain = scene.operations.begin('UPDATE', {
        properties: scene.version(1, { RedeployToken: '2' }),
        previousProperties: scene.version(1, { RedeployToken: '1' }),
      });
      return { scene, chain };
    },
  },
  {
    name: 'an update whose hook fails',
    begin: async () => {
      const scene = await created();
      return { scene, chain: update(scene, 1, 2, { Hooks: { AfterInstall: 'no-such-function' } }) };
    },
  },
  {
    name: 'a way back before the shift',
    begin: async () => {
      const scene = await created();
      await update(scene, 1, 2).runUntil(says(/is InProgress/));
      return { scene, chain: update(scene, 2, 1, {}, true) };
    },
  },
  {
    name: 'a way back in the termination wait',
    begin: async () => {
      const scene = await created({ terminationWait: 60 });
      await update(scene, 1, 2, shifted).run();
      return { scene, chain: update(scene, 2, 1, shifted, true) };
    },
  },
  {
    name: 'a third version in the termination wait',
    begin: async () => {
      const scene = await created({ terminationWait: 60 });
      await update(scene, 1, 2, shifted).run();
      return { scene, chain: update(scene, 2, 3, shifted) };
    },
  },
  {
    name: "an update that stops somebody else's deployment",
    begin: async () => {
      const scene = await created();
      await scene.deployByHand(3);
      await scene.aws.clock.advance(20);
      return { scene, chain: update(scene, 1, 2, { WhenBusy: 'STOP' }) };
    },
  },
  {
    name: 'an update that runs out of time',
    begin: async () => {
      const scene = await created();
      scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[1]);
      return { scene, chain: update(scene, 1, 2, { TimeoutInMinutes: 3 }) };
    },
  },
  {
    name: 'a delete while our deployment runs',
    begin: async () => {
      const scene = await created();
      await update(scene, 1, 2).runUntil(says(/is InProgress/));
      return { scene, chain: scene.operations.begin('DELETE', { properties: scene.version(2) }) };
    },
  },
];

/** What is left in the end, ids apart. */
async function outcome(scene: Given, answer: Answer) {
  await scene.aws.clock.advance(2 * 60 * 60);
  const deployments = await scene.deployments();
  return {
    status: answer.status,
    errorCode: answer.errorCode,
    live: await scene.live(),
    deployments: deployments.map(({ creator, status }) => `${creator ?? ''} ${status ?? ''}`),
  };
}

async function run(flow: Flow, disturbance: Disturbance, number: number) {
  const { scene, chain } = await flow.begin();
  try {
    return await outcome(scene, await runDisturbed(scene.aws, chain, disturbance, number));
  } finally {
    await scene.aws.close();
  }
}

describe.each(flows)('$name', (flow) => {
  let undisturbed: { calls: number[]; outcome: Awaited<ReturnType<typeof outcome>> };

  beforeAll(async () => {
    const { scene, chain } = await flow.begin();
    const ended = await chain.run();
    undisturbed = { calls: callsToDisturb(ended.calls), outcome: await outcome(scene, ended.answer) };
    await scene.aws.close();
  });

  test.each(DISTURBANCES)(
    'comes to the same end whichever of its calls is %s',
    async (disturbance) => {
      for (const number of undisturbed.calls)
        expect({ number, outcome: await run(flow, disturbance, number) }).toEqual({
          number,
          outcome: undisturbed.outcome,
        });
    },
    120_000,
  );
});
