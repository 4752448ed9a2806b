import { StackScenario } from './scenario/stack-scenario';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

test('tasks that never become healthy fail the update after an hour, and version 1 keeps all traffic', async () => {
  scenario.aws.ecs.neverHealthy('web:2');
  await scenario.create();
  await scenario.update({ version: 2 });
  expect(scenario.events.failure('Deployment')).toMatch(/Deployment d-\w+ failed: .* It ended at Install\./);
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await scenario.deployments()).toEqual(['version 2 Failed', 'rollback Succeeded']);
  expect(await scenario.answer()).toBe('version 1');
});
