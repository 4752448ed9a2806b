import { GROUP_NAME } from '#test-kit';
import {
  startWithResource,
  startDeploymentScenario,
  hasSeenRunning,
  runUntilStarting,
  count,
  type DeploymentScenario,
} from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

test('D2 an update deploys the other version, once', async () => {
  scenario = await startWithResource();
  const { answer, calls, answers } = await scenario.operations.update(
    scenario.version(1),
    scenario.version(2),
  );
  const [deployment, ...others] = await scenario.deployments();
  expect(others).toEqual([]);
  expect(answer).toMatchObject({
    status: 'SUCCESS',
    resourceModel: { DeploymentId: deployment!.deploymentId },
  });
  expect(await scenario.liveVersion()).toBe(2);
  expect(count(calls, 'CreateDeployment')).toBe(1);
  expect(answers.every(({ callbackDelaySeconds }) => callbackDelaySeconds <= 60)).toBe(true);
});

test('a poll makes one AWS call', async () => {
  scenario = await startWithResource();
  const operation = scenario.beginUpdate(1, 2);
  await operation.runUntil(hasSeenRunning);
  await operation.wait();
  const before = operation.calls().length;
  await operation.step();
  expect(operation.calls().slice(before)).toEqual(['GetDeployment']);
});

test('the rollback of an update that has failed before its owner tag deploys nothing, whatever the update before it has recorded', async () => {
  scenario = await startWithResource();
  const changed = scenario.version(1, {
    PlatformVersion: 'LATEST',
    NetworkConfiguration: {
      AwsvpcConfiguration: { Subnets: ['subnet-1'], SecurityGroups: ['sg-2'], AssignPublicIp: 'DISABLED' },
    },
  });
  await scenario.operations.update(scenario.version(1), changed);
  const back = await scenario.operations.update(scenario.version(1), changed, { rollback: true });
  expect(back.answer).toMatchObject({ status: 'SUCCESS' });
  expect(back.calls).not.toContain('CreateDeployment');
});

test('a change of description, CompleteWhen and WhenBusy alone deploys nothing', async () => {
  scenario = await startWithResource();
  const changed = scenario.version(1, {
    Description: 'new',
    CompleteWhen: 'TRAFFIC_SHIFTED',
    WhenBusy: 'STOP',
  });
  const { answer } = await scenario.operations.update(scenario.version(1), changed);
  expect(answer.status).toBe('SUCCESS');
  expect(await scenario.deployments()).toEqual([]);
});

test('a new RedeployToken deploys the same version again', async () => {
  scenario = await startWithResource();
  const again = scenario.version(1, { RedeployToken: '2' });
  const { answer } = await scenario.operations.update(scenario.version(1, { RedeployToken: '1' }), again);
  expect(answer.status).toBe('SUCCESS');
  expect(await scenario.deployments()).toHaveLength(1);
});

test('a RedeployToken that the stack rollback changes back deploys nothing', async () => {
  scenario = await startWithResource();
  const { answer } = await scenario.operations.update(
    scenario.version(1, { RedeployToken: '2' }),
    scenario.version(1, { RedeployToken: '1' }),
    { rollback: true },
  );
  expect(answer.status).toBe('SUCCESS');
  expect(await scenario.deployments()).toEqual([]);
});

test("D3 the stack rollback deploys by itself when another team's deployment of the same version fails", async () => {
  scenario = await startWithResource();
  await scenario.operations.update(scenario.version(1), scenario.version(2));
  const byHand = await scenario.deployByHand(1);
  await scenario.aws.clock.advance(20);
  const back = scenario.beginRollback();
  await back.runUntil(hasSeenRunning);
  await scenario.stopByHand(byHand);
  const { answer } = await back.run();
  expect(answer.status).toBe('SUCCESS');
  const all = await scenario.deployments();
  expect(all.map(({ creator, status }) => [creator, status])).toEqual([
    ['user', 'Succeeded'],
    ['user', 'Stopped'],
    ['codeDeployRollback', 'Succeeded'],
    ['user', 'Succeeded'],
  ]);
  expect(await scenario.liveVersion()).toBe(1);
});

test.each([
  ['WAIT', 'Succeeded'],
  ['STOP', 'Stopped'],
])(
  'D8 another team deploys and WhenBusy is %s: theirs ends as %s, then ours runs',
  async (whenBusy, status) => {
    scenario = await startWithResource();
    const theirs = await scenario.deployByHand(3);
    await scenario.aws.clock.advance(20);
    const { answer } = await scenario.operations.update(
      scenario.version(1),
      scenario.version(2, { WhenBusy: whenBusy }),
    );
    expect(answer.status).toBe('SUCCESS');
    expect(await scenario.liveVersion()).toBe(2);
    const all = await scenario.deployments();
    expect(all.find(({ deploymentId }) => deploymentId === theirs)).toMatchObject({ status });
  },
);

test('D8 another team deploys and WhenBusy is FAIL: theirs continues', async () => {
  scenario = await startWithResource();
  const theirs = await scenario.deployByHand(3);
  await scenario.aws.clock.advance(20);
  const { answer, calls } = await scenario.operations.update(
    scenario.version(1),
    scenario.version(2, { WhenBusy: 'FAIL' }),
  );
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
  expect(answer.message).toContain(theirs);
  expect(calls).not.toContain('StopDeployment');
});

test('D11 a deployment removes a task set that an earlier one left behind', async () => {
  scenario = await startWithResource();
  const theirs = await scenario.deployByHand(2, { autoRollbackConfiguration: { enabled: false } });
  await scenario.aws.clock.advance(30);
  await scenario.stopByHand(theirs, false);
  await scenario.aws.clock.advance(60);
  expect(await scenario.liveVersion()).toBe(1);
  const { answer } = await scenario.operations.update(
    scenario.version(1),
    scenario.version(1, { Description: 'again' }),
  );
  expect(answer.status).toBe('SUCCESS');
  expect((await scenario.deployments()).map(({ status }) => status)).toEqual(['Stopped', 'Succeeded']);
  expect(await scenario.liveVersion()).toBe(1);
});

test('an update of what was never created, or is gone, is NotFound', async () => {
  scenario = await startDeploymentScenario();
  const { answer } = await scenario.operations.update(scenario.version(1), scenario.version(2));
  expect(answer).toMatchObject({
    status: 'FAILED',
    errorCode: 'NotFound',
    message:
      `There is no Org::CodeDeploy::EcsDeployment for deployment group ${scenario.service.applicationName}/${GROUP_NAME}: the group, its owner tag or its service does not exist. ` +
      'Create the group or the service again if it was deleted by mistake. When only the owner tag is missing, the rollback of the stack writes it again; then update again. [NoSuchDeployment]',
  });
});

test('a service that is deleted between decision and start fails the update', async () => {
  scenario = await startWithResource();
  const operation = scenario.beginUpdate(1, 2);
  await runUntilStarting(scenario, operation);
  await scenario.replaceService();
  const { answer, calls } = await operation.run();
  expect(answer).toMatchObject({ status: 'FAILED' });
  expect(answer.message).toMatch(/does not exist|is gone|deleted/);
  expect(count(calls, 'CreateDeployment')).toBe(1);
});
