import { StackScenario } from './scenario/stack-scenario';
import { WORKER, Worker } from './scenario/worker';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

const alarmed = { group: { AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'errors' }] } } };

describe('alarms', () => {
  test('stop the deployment, and its automatic rollback restores version 1', async () => {
    await scenario.operator.setAlarm('errors', 'OK');
    await scenario.create(alarmed);
    await scenario.beginUpdate({ ...alarmed, version: 2 });
    await scenario.untilDeployment('installing');
    await scenario.operator.setAlarm('errors', 'ALARM');
    await scenario.finish();
    expect(scenario.events.failure('Deployment')).toContain('Activated alarms: <errors>');
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  });

  test('that still fire do not stop the deployment of the stack rollback', async () => {
    const worker = await Worker.prepare(scenario);
    await scenario.operator.setAlarm('errors', 'OK');
    await scenario.create({ ...alarmed, resources: worker.resource(1) });
    await scenario.beginUpdate({ ...alarmed, version: 2, resources: worker.resource(2) });
    await scenario.untilStatus('Deployment', 'UPDATE_COMPLETE');
    await scenario.operator.setAlarm('errors', 'ALARM');
    worker.fail();
    await scenario.finish();
    expect(scenario.events.failure(WORKER)).toContain('The worker does not start.');
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Succeeded', 'version 1 Succeeded']);
    expect(await scenario.answer()).toBe('version 1');
  });

  test('that fire stop the deployment of an update: only a stack rollback ignores them', async () => {
    await scenario.operator.setAlarm('errors', 'ALARM');
    await scenario.create(alarmed);
    await scenario.update({ ...alarmed, version: 2 });
    expect(scenario.events.failure('Deployment')).toContain('ALARM_ACTIVE');
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.answer()).toBe('version 1');
  });
});
