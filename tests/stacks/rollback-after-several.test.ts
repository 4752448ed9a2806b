import { FailedRelease, OTHER_NETWORK } from './scenario/failed-release';
import type { TaskSetParameters } from './scenario/service-observer';
import type { StackScenario } from './scenario/stack-scenario';
import type { TemplateOptions } from './scenario/template';
import type { Worker } from './scenario/worker';

/*
 * Several failed updates in a row, as with --disable-rollback, before the stack is rolled back: the service runs what it
 * ran before the first of them.
 */

let scenario: StackScenario;
let worker: Worker;
let release: FailedRelease;
beforeEach(async () => {
  release = await FailedRelease.start();
  ({ scenario, worker } = release);
});
afterEach(() => scenario.close());

const network = (group: string): NonNullable<TemplateOptions['deployment']> => ({
  NetworkConfiguration: {
    AwsvpcConfiguration: {
      Subnets: ['subnet-1', 'subnet-2'],
      SecurityGroups: [group],
      AssignPublicIp: 'DISABLED',
    },
  },
});
const PLATFORM = { PlatformVersion: '1.3.0' };
const SPOT = { CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }] };

/** Optional properties of each failed update, in order. Version 2 and version 3 take turns. */
const rows: [name: string, updates: NonNullable<TemplateOptions['deployment']>[]][] = [
  ['both set the network', [OTHER_NETWORK, network('sg-3')]],
  [
    'the second one also sets what the first one leaves out',
    [OTHER_NETWORK, { ...OTHER_NETWORK, ...PLATFORM }],
  ],
  ['the first one sets nothing', [{}, OTHER_NETWORK]],
  ['the first one sets what runs already', [network('sg-1'), OTHER_NETWORK]],
  ['the second one takes out what the first one has set', [OTHER_NETWORK, {}]],
  ['the third one sets again what the second one has taken out', [OTHER_NETWORK, {}, network('sg-3')]],
  ['each one sets another property', [PLATFORM, OTHER_NETWORK, { ...network('sg-3'), ...SPOT }]],
  ['four of them, the last of which sets something', [{}, {}, {}, OTHER_NETWORK]],
  [
    'five of them, each of which sets another network',
    ['sg-2', 'sg-3', 'sg-4', 'sg-5', 'sg-6'].map((group) => network(group)),
  ],
];

async function failRow(updates: (typeof rows)[number][1]): Promise<void> {
  for (const [index, deployment] of updates.entries()) {
    await release.runWithoutRollback({ version: index % 2 === 0 ? 2 : 3, deployment });
    expect(scenario.stack.status).toBe('UPDATE_FAILED');
  }
}

async function rollBackStack(): Promise<void> {
  scenario.cloudFormation.rollbackStack({ stackName: 'shop' });
  await scenario.finish();
}

/** An AppSpec cannot name launch type FARGATE; the strategy of FARGATE alone starts the same tasks. */
function asStrategy({
  launchType,
  capacityProviderStrategy,
  ...others
}: TaskSetParameters): TaskSetParameters {
  const strategy = launchType === 'FARGATE' ? [{ capacityProvider: 'FARGATE', weight: 1 }] : undefined;
  return { ...others, launchType: undefined, capacityProviderStrategy: capacityProviderStrategy ?? strategy };
}

async function expectAsBefore(before: TaskSetParameters): Promise<void> {
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(asStrategy(await scenario.primary())).toEqual(asStrategy(before));
  expect(await scenario.answer()).toBe('version 1');
}

// Whether RollbackStack sets the rollback flag is not known. The rows take turns.
test.each(rows.map(([name, updates], index) => ({ name, updates, flag: index % 2 === 0 })))(
  'failed updates in a row: $name: RollbackStack brings back what ran before (rollback flag: $flag)',
  async ({ updates, flag }) => {
    scenario.cloudFormation.settings.rollbackStackFlag = flag;
    await release.create();
    const before = await scenario.primary();
    await failRow(updates);
    await rollBackStack();
    await expectAsBefore(before);
  },
);

test('a row after an update that was completed: its own network is brought back', async () => {
  await release.create();
  await scenario.update({ version: 1, deployment: OTHER_NETWORK, resources: worker.resource(1) });
  const before = await scenario.primary();
  await failRow([{ ...network('sg-3'), ...PLATFORM }, {}]);
  await rollBackStack();
  await expectAsBefore(before);
});

test.each([true, false])(
  'continue-update-rollback that fails twice brings back what ran before (rollback flag: %s)',
  async (flag) => {
    scenario.cloudFormation.settings.continueRollbackFlag = flag;
    await release.create();
    const before = await scenario.primary();
    await failRow([OTHER_NETWORK, { ...network('sg-3'), ...PLATFORM }]);
    const allow = scenario.aws.faults.deny({ service: 'codedeploy', operation: 'CreateDeployment' });
    await rollBackStack();
    for (let again = 0; again < 2; again++) {
      expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_FAILED');
      await scenario.continueRollback();
    }
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_FAILED');
    allow();
    await scenario.continueRollback();
    await expectAsBefore(before);
  },
);

test('an update that CodeDeploy has rolled back by itself, then one that stays', async () => {
  await release.create();
  const before = await scenario.primary();
  await release.begin(
    { version: 2, deployment: { ...OTHER_NETWORK, Hooks: { AfterInstall: 'no-such-function' } } },
    { disableRollback: true },
  );
  await scenario.untilStatus('Deployment', 'UPDATE_FAILED');
  worker.fail();
  await scenario.finish();
  await failRow([network('sg-3')]);
  await rollBackStack();
  await expectAsBefore(before);
});
