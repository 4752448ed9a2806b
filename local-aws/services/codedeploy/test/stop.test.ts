import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;

beforeEach(async () => {
  scenario = await startDeploymentScenario();
});

afterEach(() => scenario.close());

const stop = (deploymentId: string, autoRollbackEnabled?: boolean) =>
  scenario.codedeploy.stopDeployment({ deploymentId, autoRollbackEnabled });

/** Advances the time until the stop and its rollback have ended. */
const settle = () => scenario.clock.advance(10);

const canary = { deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' };
const ready = {
  blueGreenDeploymentConfiguration: {
    deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 30 },
    terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 5 },
  },
} as const;

interface Phase {
  phase: string;
  over: object;
  /** Advances the deployment to the phase. */
  reach: (id: string) => Promise<unknown>;
  withRollback: { rolledBack: boolean; taskSets: string[]; prod: string; test: string };
  without: { taskSets: string[]; prod: string; test: string };
}

const blueOnly = { taskSets: ['PRIMARY web:1 one'], prod: 'one:100 two:0', test: 'two:1' };
const drained = ['DRAINING web:2 two', 'PRIMARY web:1 one'];
const both = ['ACTIVE web:2 two', 'PRIMARY web:1 one'];

const phases: Phase[] = [
  {
    phase: 'while it is Created',
    over: {},
    reach: () => scenario.clock.advance(1),
    withRollback: { rolledBack: false, ...blueOnly },
    without: blueOnly,
  },
  {
    phase: 'during Install',
    over: {},
    reach: () => scenario.clock.advance(15),
    withRollback: { rolledBack: true, taskSets: drained, prod: 'one:100 two:0', test: 'two:1' },
    without: { taskSets: both, prod: 'one:100 two:0', test: 'two:1' },
  },
  {
    phase: 'while it is Ready',
    over: ready,
    reach: (id) => scenario.until(id, 'Ready'),
    withRollback: { rolledBack: true, taskSets: drained, prod: 'one:100 two:0', test: 'one:100 two:0' },
    without: { taskSets: both, prod: 'one:100 two:0', test: 'one:0 two:100' },
  },
  {
    phase: 'during the traffic shift',
    over: canary,
    reach: () => scenario.clock.advance(120),
    withRollback: { rolledBack: true, taskSets: drained, prod: 'one:100 two:0', test: 'one:100 two:0' },
    without: { taskSets: both, prod: 'one:90 two:10', test: 'one:0 two:100' },
  },
  {
    phase: 'in the termination wait',
    over: {},
    reach: () => scenario.clock.advance(120),
    withRollback: { rolledBack: true, taskSets: drained, prod: 'one:100 two:0', test: 'one:100 two:0' },
    without: {
      taskSets: ['ACTIVE web:1 one', 'PRIMARY web:2 two'],
      prod: 'one:0 two:100',
      test: 'one:0 two:100',
    },
  },
];

const sight = async () => ({
  taskSets: await scenario.taskSets(),
  prod: await scenario.weights(scenario.prodListener),
  test: await scenario.weights(scenario.testListener),
});

describe.each(phases)('a deployment that is stopped $phase', ({ over, reach, withRollback, without }) => {
  test('rolls back when a rollback is requested', async () => {
    await scenario.createGroup(over);
    const id = await scenario.deploy(2);
    await reach(id);
    expect(await stop(id, true)).toMatchObject({ status: 'Succeeded' });
    await settle();

    const { rolledBack, ...expected } = withRollback;
    const info = await scenario.read(id);
    expect(info).toMatchObject({ status: 'Stopped', errorInformation: { code: 'MANUAL_STOP' } });
    expect(await sight()).toEqual(expected);
    const rollbackId = info.rollbackInfo?.rollbackDeploymentId;
    expect(rollbackId !== undefined).toBe(rolledBack);
    if (rollbackId !== undefined)
      expect(await scenario.read(rollbackId)).toMatchObject({
        status: 'Succeeded',
        creator: 'codeDeployRollback',
      });
  });

  test('changes nothing more when no rollback is requested', async () => {
    await scenario.createGroup(over);
    const id = await scenario.deploy(2);
    await reach(id);
    await stop(id, false);
    await settle();

    expect(await scenario.read(id)).toMatchObject({ status: 'Stopped' });
    expect((await scenario.read(id)).rollbackInfo).toBeUndefined();
    expect(await sight()).toEqual(without);
    await scenario.clock.advance(3600);
    expect(await sight()).toEqual(without);
  });
});

test('a stop without autoRollbackEnabled follows DEPLOYMENT_STOP_ON_REQUEST', async () => {
  await scenario.createGroup({
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_REQUEST'] },
  });
  const id = await scenario.deploy(2);
  await scenario.clock.advance(15);
  await stop(id);
  await settle();
  expect((await scenario.read(id)).rollbackInfo?.rollbackDeploymentId).toBeDefined();
});

test('a deployment whose own configuration disables rollback is not rolled back', async () => {
  await scenario.createGroup({
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_REQUEST'] },
  });
  const id = await scenario.deploy(2, { autoRollbackConfiguration: { enabled: false } });
  await scenario.clock.advance(15);
  await stop(id);
  await settle();
  expect((await scenario.read(id)).rollbackInfo).toBeUndefined();
});

test('the running event is Failed and later ones are Skipped', async () => {
  await scenario.createGroup();
  const id = await scenario.deploy(2);
  await scenario.clock.advance(15);
  await stop(id, true);
  await settle();
  expect((await scenario.events(id)).slice(0, 3)).toEqual([
    'BeforeInstall Succeeded',
    'Install Failed',
    'AfterInstall Skipped',
  ]);
  expect(await scenario.target(id)).toMatchObject({ status: 'Failed' });
});

test('a second stop before the end answers Succeeded again, after the end DeploymentAlreadyCompleted', async () => {
  await scenario.createGroup();
  const id = await scenario.deploy(2);
  await scenario.clock.advance(15);
  await stop(id, true);
  expect(await scenario.read(id)).toMatchObject({ status: 'InProgress' });
  expect(await stop(id, true)).toMatchObject({ status: 'Succeeded' });
  await settle();
  await expect(stop(id, true)).rejects.toMatchObject({ name: 'DeploymentAlreadyCompletedException' });
});

test('a deployment that terminates blue cannot be stopped', async () => {
  await scenario.createGroup();
  const id = await scenario.deploy(2);
  await scenario.clock.advanceUntil(
    () =>
      scenario.aws.ecs.taskSets
        .findService('web-cluster', 'web')
        ?.taskSets.some(({ status }) => status === 'DRAINING') === true,
    3600,
  );
  expect(await scenario.read(id)).toMatchObject({ status: 'InProgress' });
  await expect(stop(id, true)).rejects.toMatchObject({ name: 'DeploymentAlreadyCompletedException' });
});

test('the rollback holds the slot of its group until it has ended', async () => {
  await scenario.createGroup();
  const id = await scenario.deploy(2);
  await scenario.clock.advance(15);
  await stop(id, true);
  await scenario.clock.advance(3);
  const rollbackId = (await scenario.read(id)).rollbackInfo?.rollbackDeploymentId ?? '';
  await expect(scenario.deploy(3)).rejects.toMatchObject({
    name: 'DeploymentLimitExceededException',
    message: `The Deployment Group 'web' already has an active Deployment '${rollbackId}'`,
  });
  await settle();
  expect((await scenario.until(await scenario.deploy(3), 'Succeeded')).status).toBe('Succeeded');
});

test('after a stop without rollback the next deployment restores task sets and listeners', async () => {
  await scenario.createGroup(canary);
  const left = await scenario.deploy(2);
  await scenario.clock.advance(120);
  await stop(left, false);
  await settle();
  const id = await scenario.deploy(3, { deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce' });
  await scenario.clock.advance(10);
  expect(await scenario.weights(scenario.prodListener)).toBe('one:100 two:0');
  await scenario.until(id, 'Succeeded');
  await scenario.clock.advance(60);
  expect(await sight()).toEqual({
    taskSets: ['PRIMARY web:3 two'],
    prod: 'one:0 two:100',
    test: 'one:0 two:100',
  });
});

test('a stopped rollback is not rolled back, and changes nothing more', async () => {
  await scenario.createGroup();
  const id = await scenario.deploy(2);
  await scenario.clock.advance(120);
  await stop(id, true);
  await scenario.clock.advance(2);
  const rollbackId = (await scenario.read(id)).rollbackInfo?.rollbackDeploymentId ?? '';
  await stop(rollbackId, true);
  await settle();
  expect(await scenario.read(rollbackId)).toMatchObject({ status: 'Stopped', creator: 'codeDeployRollback' });
  expect(await scenario.weights(scenario.prodListener)).toBe('one:0 two:100');
});
