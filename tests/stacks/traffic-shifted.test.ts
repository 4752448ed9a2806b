import { StackScenario } from './scenario/stack-scenario';
import { waits } from './scenario/template';
import { WORKER, Worker } from './scenario/worker';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

/** An update is complete after the traffic shift, and the original task set stays for an hour. */
const shifted = { group: waits({ termination: 60 }), deployment: { CompleteWhen: 'TRAFFIC_SHIFTED' } };

test('with TRAFFIC_SHIFTED an update completes as soon as version 2 has all traffic, and version 1 keeps running', async () => {
  await scenario.create(shifted);
  const begun = scenario.aws.clock.now();
  await scenario.update({ ...shifted, version: 2 });
  expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  expect((scenario.aws.clock.now() - begun) / 60_000).toBeLessThan(5);
  expect(await scenario.deployments()).toEqual(['version 2 InProgress']);
  expect(await scenario.operator.taskSets()).toEqual(['version 1 ACTIVE', 'version 2 PRIMARY']);
  expect(await scenario.answer()).toBe('version 2');
});

test('three updates in a row do not wait for each other: each ends the termination wait of the one before', async () => {
  await scenario.create(shifted);
  const begun = scenario.aws.clock.now();
  for (const version of [2, 3, 1] as const) {
    await scenario.update({ ...shifted, version });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe(`version ${version}`);
  }
  expect((scenario.aws.clock.now() - begun) / 60_000).toBeLessThan(15);
  expect(await scenario.deployments()).toEqual([
    'version 2 Succeeded',
    'version 3 Succeeded',
    'version 1 InProgress',
  ]);
  expect(scenario.callsOf('StopDeployment')).toBe(0);
});

test('an update back to the original task set takes seconds and no deployment', async () => {
  await scenario.create(shifted);
  await scenario.update({ ...shifted, version: 2 });
  const begun = scenario.aws.clock.now();
  await scenario.update({ ...shifted, version: 1 });
  expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  expect((scenario.aws.clock.now() - begun) / 1000).toBeLessThan(30);
  expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  expect(scenario.callsOf('CreateDeployment')).toBe(1);
  expect(await scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);
  expect(await scenario.answer()).toBe('version 1');
});

test('a sibling that fails after the traffic shift rolls back to version 1 in seconds and without a deployment', async () => {
  const worker = await Worker.prepare(scenario);
  await scenario.create({ ...shifted, resources: worker.resource(1) });
  await scenario.beginUpdate({ ...shifted, version: 2, resources: worker.resource(2) });
  await scenario.untilDeployment('termination wait');
  await scenario.untilStatus('Deployment', 'UPDATE_COMPLETE');
  worker.fail();
  await scenario.finish();
  expect(scenario.events.failure(WORKER)).toContain('The worker does not start.');
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(scenario.events.rollbackSeconds('Deployment')).toBeLessThan(20);
  expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  expect(scenario.callsOf('CreateDeployment')).toBe(1);
  expect(await scenario.answer()).toBe('version 1');
});

test('a sibling that fails with the third version rolls back to the second, not to the first', async () => {
  const worker = await Worker.prepare(scenario);
  await scenario.create({ ...shifted, resources: worker.resource(1) });
  await scenario.update({ ...shifted, version: 2, resources: worker.resource(1) });
  await scenario.beginUpdate({ ...shifted, version: 3, resources: worker.resource(2) });
  await scenario.untilStatus('Deployment', 'UPDATE_COMPLETE');
  worker.fail();
  await scenario.finish();
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(scenario.events.rollbackSeconds('Deployment')).toBeLessThan(20);
  expect(await scenario.deployments()).toEqual([
    'version 2 Succeeded',
    'version 3 Stopped',
    'rollback Succeeded',
  ]);
  expect(await scenario.operator.taskSets()).toEqual(['version 2 PRIMARY']);
  expect(await scenario.answer()).toBe('version 2');
});

test('an update that is cancelled while it waits for the deployment before it to end leaves version 2 live', async () => {
  await scenario.create(shifted);
  await scenario.update({ ...shifted, version: 2 });
  await scenario.beginUpdate({ ...shifted, version: 3 });
  await scenario.untilCall('ContinueDeployment');
  scenario.cancel();
  await scenario.finish();
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await scenario.operator.taskSets()).toEqual(['version 2 PRIMARY']);
  expect(await scenario.answer()).toBe('version 2');
  await scenario.wait(60);
  expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);
});

test('a stack rollback after the termination wait is a deployment of its own', async () => {
  const worker = await Worker.prepare(scenario);
  const soon = { group: waits({ termination: 5 }), deployment: shifted.deployment };
  await scenario.create({ ...soon, resources: worker.resource(1) });
  await scenario.beginUpdate({ ...soon, version: 2, resources: worker.resource(2) });
  await scenario.untilStatus('Deployment', 'UPDATE_COMPLETE');
  await scenario.untilDeployment('ended');
  worker.fail();
  await scenario.finish();
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await scenario.deployments()).toEqual(['version 2 Succeeded', 'version 1 InProgress']);
  expect(await scenario.answer()).toBe('version 1');
});
