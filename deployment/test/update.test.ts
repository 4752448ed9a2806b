import { given, GROUP, type Given, type GivenOptions } from './given';
import type { Answer, Operation, Properties } from '#test-kit';

let scene: Given;
afterEach(() => scene.aws.close());

/** A stack that has created its resource with version 1. */
async function created(options: GivenOptions = {}): Promise<Given> {
  scene = await given(options);
  await scene.operations.create(scene.version(1));
  return scene;
}

function beginUpdate(from: Properties, to: Properties, options: { rollback?: boolean } = {}): Operation {
  return scene.operations.begin('UPDATE', { properties: to, previousProperties: from, ...options });
}

/** Calls until a deployment has got so far. */
async function runUntilStatus(chain: Operation, pattern: RegExp): Promise<Answer> {
  const answer = await chain.runUntil(({ message }) => pattern.test(message));
  expect(answer.status).toBe('IN_PROGRESS');
  return answer;
}

test('D2 an update deploys the other version, once', async () => {
  await created();
  const { answer, calls, answers } = await scene.operations.update(scene.version(1), scene.version(2));
  const [deployment, ...others] = await scene.deployments();
  expect(others).toEqual([]);
  expect(answer).toMatchObject({
    status: 'SUCCESS',
    resourceModel: { DeploymentId: deployment!.deploymentId },
  });
  expect(await scene.live()).toBe(2);
  expect(calls.filter((call) => call === 'CreateDeployment')).toHaveLength(1);
  expect(answers.every(({ callbackDelaySeconds }) => callbackDelaySeconds <= 60)).toBe(true);
});

test('F1 a poll makes one call', async () => {
  await created();
  const chain = beginUpdate(scene.version(1), scene.version(2));
  await runUntilStatus(chain, /is InProgress/);
  await chain.wait();
  const before = chain.calls().length;
  await chain.step();
  expect(chain.calls().slice(before)).toEqual(['GetDeployment']);
});

test('only what is deployed counts: a change of hooks and waits alone deploys nothing', async () => {
  await created();
  const changed = scene.version(1, { Description: 'new', CompleteWhen: 'TRAFFIC_SHIFTED', WhenBusy: 'STOP' });
  const { answer } = await scene.operations.update(scene.version(1), changed);
  expect(answer.status).toBe('SUCCESS');
  expect(await scene.deployments()).toEqual([]);
});

test('a new RedeployToken deploys the same version again', async () => {
  await created();
  const again = scene.version(1, { RedeployToken: '2' });
  const { answer } = await scene.operations.update(scene.version(1, { RedeployToken: '1' }), again);
  expect(answer.status).toBe('SUCCESS');
  expect(await scene.deployments()).toHaveLength(1);
});

test('a RedeployToken that goes back with the stack deploys nothing', async () => {
  await created();
  const { answer } = await scene.operations.update(
    scene.version(1, { RedeployToken: '2' }),
    scene.version(1, { RedeployToken: '1' }),
    { rollback: true },
  );
  expect(answer.status).toBe('SUCCESS');
  expect(await scene.deployments()).toEqual([]);
});

test('D3 the next operation adopts the deployment of a cancelled one when it wants the same', async () => {
  await created();
  const cancelled = beginUpdate(scene.version(1), scene.version(2));
  await runUntilStatus(cancelled, /is InProgress/);
  const { answer } = await scene.operations.update(scene.version(1), scene.version(2));
  expect(answer.status).toBe('SUCCESS');
  expect(await scene.deployments()).toHaveLength(1);
});

test("D3 the way back deploys by itself when somebody else's deployment, which brings the same, fails", async () => {
  await created();
  await scene.operations.update(scene.version(1), scene.version(2));
  const byHand = await scene.deployByHand(1);
  await scene.aws.clock.advance(20);
  const back = beginUpdate(scene.version(2), scene.version(1), { rollback: true });
  await runUntilStatus(back, /is InProgress/);
  await scene.stopByHand(byHand);
  const { answer } = await back.run();
  expect(answer.status).toBe('SUCCESS');
  const all = await scene.deployments();
  expect(all.map(({ creator, status }) => [creator, status])).toEqual([
    ['user', 'Succeeded'],
    ['user', 'Stopped'],
    ['codeDeployRollback', 'Succeeded'],
    ['user', 'Succeeded'],
  ]);
  expect(await scene.live()).toBe(1);
});

test('D5 a redeployment that was cancelled is stopped, not followed, by the way back', async () => {
  await created();
  const cancelled = beginUpdate(scene.version(1), scene.version(1, { RedeployToken: 'a' }));
  await runUntilStatus(cancelled, /is InProgress/);
  const { answer, calls } = await beginUpdate(scene.version(1, { RedeployToken: 'a' }), scene.version(1), {
    rollback: true,
  }).run();
  expect(answer.status).toBe('SUCCESS');
  expect(calls).toContain('StopDeployment');
  expect(calls).not.toContain('CreateDeployment');
});

test('D4 a rollback is waited for, then everything is looked at again', async () => {
  await created();
  const byHand = await scene.deployByHand(2);
  await scene.aws.clock.advance(20);
  await scene.stopByHand(byHand);
  const { answer, calls } = await scene.operations.update(
    scene.version(1),
    scene.version(1, { Description: 'x' }),
  );
  expect(answer.status).toBe('SUCCESS');
  expect(calls).not.toContain('StopDeployment');
  expect(await scene.live()).toBe(1);
});

test('D5 a stack that goes back before the shift stops its deployment and deploys nothing', async () => {
  await created();
  const cancelled = beginUpdate(scene.version(1), scene.version(2));
  await runUntilStatus(cancelled, /is InProgress/);
  const { answer, calls, seconds } = await scene.operations.update(scene.version(2), scene.version(1), {
    rollback: true,
  });
  expect(answer).toMatchObject({ status: 'SUCCESS', resourceModel: { DeploymentId: '' } });
  expect(calls.filter((call) => call === 'StopDeployment')).toHaveLength(1);
  expect(calls).not.toContain('CreateDeployment');
  expect(seconds).toBeLessThan(60);
  expect(await scene.live()).toBe(1);
});

test('D5 a third version stops the second and is deployed', async () => {
  await created();
  const cancelled = beginUpdate(scene.version(1), scene.version(2));
  await runUntilStatus(cancelled, /is InProgress/);
  const { answer } = await scene.operations.update(scene.version(2), scene.version(3));
  expect(answer.status).toBe('SUCCESS');
  expect(await scene.live()).toBe(3);
});

test('D6 in the termination wait traffic returns in seconds, without a deployment of ours', async () => {
  await created({ terminationWait: 60 });
  const shifted = { CompleteWhen: 'TRAFFIC_SHIFTED' };
  const forward = await scene.operations.update(scene.version(1, shifted), scene.version(2, shifted));
  expect(forward.answer.status).toBe('SUCCESS');
  expect(await scene.live()).toBe(2);
  const back = await scene.operations.update(scene.version(2, shifted), scene.version(1, shifted), {
    rollback: true,
  });
  expect(back.answer.status).toBe('SUCCESS');
  expect(back.calls).not.toContain('CreateDeployment');
  expect(back.seconds).toBeLessThan(60);
  expect(await scene.live()).toBe(1);
});

test('D7 a third version ends the termination wait of the second', async () => {
  await created({ terminationWait: 60 });
  const shifted = { CompleteWhen: 'TRAFFIC_SHIFTED' };
  await scene.operations.update(scene.version(1, shifted), scene.version(2, shifted));
  const next = await scene.operations.update(scene.version(2, shifted), scene.version(3, shifted));
  expect(next.answer.status).toBe('SUCCESS');
  expect(next.calls.filter((call) => call === 'ContinueDeployment')).toHaveLength(1);
  expect(next.seconds).toBeLessThan(60 * 60);
  expect(await scene.live()).toBe(3);
});

test.each([
  ['WAIT', 'Succeeded'],
  ['STOP', 'Stopped'],
])(
  'D8 somebody else deploys and WhenBusy is %s: theirs ends as %s, then ours runs',
  async (whenBusy, status) => {
    await created();
    const theirs = await scene.deployByHand(3);
    await scene.aws.clock.advance(20);
    const { answer } = await scene.operations.update(
      scene.version(1),
      scene.version(2, { WhenBusy: whenBusy }),
    );
    expect(answer.status).toBe('SUCCESS');
    expect(await scene.live()).toBe(2);
    const all = await scene.deployments();
    expect(all.find(({ deploymentId }) => deploymentId === theirs)).toMatchObject({ status });
  },
);

test('D8 somebody else deploys and WhenBusy is FAIL: theirs goes on', async () => {
  await created();
  const theirs = await scene.deployByHand(3);
  await scene.aws.clock.advance(20);
  const { answer, calls } = await scene.operations.update(
    scene.version(1),
    scene.version(2, { WhenBusy: 'FAIL' }),
  );
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
  expect(answer.message).toContain(theirs);
  expect(calls).not.toContain('StopDeployment');
});

test('D9 the way back is not blocked by the alarm that still fires', async () => {
  await created({
    group: {
      alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }], ignorePollAlarmFailure: false },
    },
  });
  await scene.setAlarm('errors', 'OK');
  await scene.operations.update(scene.version(1), scene.version(2));
  await scene.setAlarm('errors', 'ALARM');
  const { answer } = await scene.operations.update(scene.version(2), scene.version(1), { rollback: true });
  expect(answer.status).toBe('SUCCESS');
  expect(await scene.live()).toBe(1);
});

test('D10 a deployment that is not listed yet is named by CodeDeploy and waited for', async () => {
  await created();
  scene.aws.codeDeploy.faults.listedLateSeconds = 600;
  const theirs = await scene.deployByHand(3);
  const { answer, calls } = await scene.operations.update(scene.version(1), scene.version(2));
  expect(answer.status).toBe('SUCCESS');
  expect(calls.filter((call) => call === 'CreateDeployment')).toHaveLength(2);
  await scene.aws.clock.advance(600);
  const all = await scene.deployments();
  expect(all.map(({ status }) => status)).toEqual(['Succeeded', 'Succeeded']);
  expect(all[0]!.deploymentId).toBe(theirs);
  expect(await scene.live()).toBe(2);
});

test('D11 a task set that was left behind is put right by a deployment', async () => {
  await created();
  const theirs = await scene.deployByHand(2, { autoRollbackConfiguration: { enabled: false } });
  await scene.aws.clock.advance(30);
  await scene.stopByHand(theirs, false);
  await scene.aws.clock.advance(60);
  expect(await scene.live()).toBe(1);
  const { answer } = await scene.operations.update(
    scene.version(1),
    scene.version(1, { Description: 'again' }),
  );
  expect(answer.status).toBe('SUCCESS');
  expect((await scene.deployments()).map(({ status }) => status)).toEqual(['Stopped', 'Succeeded']);
  expect(await scene.live()).toBe(1);
});

test('an update of what was never created, or is gone, is NotFound', async () => {
  scene = await given();
  const { answer } = await scene.operations.update(scene.version(1), scene.version(2));
  expect(answer).toMatchObject({
    status: 'FAILED',
    errorCode: 'NotFound',
    message: `There is no Org::CodeDeploy::EcsDeployment for deployment group ${scene.service.applicationName}/${GROUP}. Create it again if it was deleted by mistake. [NoSuchDeployment]`,
  });
});

test('F8 an older chain of calls ends without touching anything', async () => {
  await created();
  const older = beginUpdate(scene.version(1), scene.version(2));
  await older.step();
  await scene.operations.update(scene.version(1), scene.version(3));
  const { answer, calls } = await older.run();
  expect(answer).toMatchObject({
    status: 'FAILED',
    errorCode: 'ResourceConflict',
    message: `A newer operation works on the deployment group ${scene.service.applicationName}/${GROUP}; this operation ends without a change. Wait for the newer operation. [Superseded]`,
  });
  expect(calls.filter((call) => call === 'CreateDeployment')).toHaveLength(1);
  expect(await scene.live()).toBe(3);
});
