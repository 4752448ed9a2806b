import { inPhase } from '#test-kit';
import { startWithResource, hasSeenRunning, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

const failed = { status: 'FAILED', errorCode: 'NotStabilized' };

test('a deployment that an alarm stops fails the update, which names the alarm and awaits the automatic rollback', async () => {
  scenario = await startWithResource({ alarms: ['errors'] });
  const operation = scenario.begin(scenario.version(2));
  await operation.runUntil(hasSeenRunning);
  await scenario.setAlarm('errors', 'ALARM');
  const { answer } = await operation.run();
  expect(answer).toMatchObject(failed);
  expect(answer.message).toContain('was stopped: ALARM_ACTIVE: One or more alarms');
  expect(answer.message).toContain('Activated alarms: <errors>');
  expect(answer.message).toContain('CodeDeploy rolled back');
});

test.each([
  ['with', ['DEPLOYMENT_STOP_ON_ALARM'], 'codeDeployRollback'],
  ['without', ['DEPLOYMENT_FAILURE'], 'user'],
] as const)(
  "the update deploys after another team's deployment that an alarm stopped, %s an automatic rollback for alarms",
  async (_, events, second) => {
    scenario = await startWithResource({
      alarms: ['errors'],
      group: { autoRollbackConfiguration: { enabled: true, events: [...events] } },
    });
    await scenario.deployByHand(3);
    await scenario.aws.clock.advance(20);
    const operation = scenario.beginUpdate(1, 2);
    await operation.runUntil(inPhase('ending'));
    await scenario.setAlarm('errors', 'ALARM');
    await scenario.aws.clock.advance(30);
    await scenario.setAlarm('errors', 'OK');
    const { answer } = await operation.run();
    expect(answer.status).toBe('SUCCESS');
    const all = await scenario.deployments();
    expect(all[0]).toMatchObject({ status: 'Stopped', errorInformation: { code: 'ALARM_ACTIVE' } });
    expect(all[1]!.creator).toBe(second);
    expect(await scenario.liveVersion()).toBe(2);
  },
);

test('D9 an alarm that still fires does not block the stack rollback', async () => {
  scenario = await startWithResource({ alarms: ['errors'] });
  await scenario.operations.update(scenario.version(1), scenario.version(2));
  await scenario.setAlarm('errors', 'ALARM');
  const { answer } = await scenario.operations.update(scenario.version(2), scenario.version(1), {
    rollback: true,
  });
  expect(answer.status).toBe('SUCCESS');
  expect(await scenario.liveVersion()).toBe(1);
});
