import { ServiceError } from '#local-aws';
import { StackScenario } from './scenario/stack-scenario';
import { waits } from './scenario/template';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

const fail = (operation: string, name: string, count: number): void => {
  scenario.aws.faults.fail(
    { service: 'codedeploy', operation, count, when: (_, { accessKeyId }) => accessKeyId.startsWith('ASIA') },
    new ServiceError(name, 'No.', 400),
  );
};

test.each(['ExpiredTokenException', 'AccessDeniedException', 'AnErrorOfNextYear'])(
  'one answer of %s while the deployment installs: the update completes',
  async (name) => {
    await scenario.create();
    await scenario.beginUpdate({ version: 2 });
    await scenario.untilDeployment('installing');
    fail('GetDeployment', name, 1);
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);
  },
);

test('a stop that is refused once in the stack rollback is asked for again', async () => {
  await scenario.create({ group: waits({ termination: 60 }) });
  await scenario.beginUpdate({ version: 2, group: waits({ termination: 60 }) });
  await scenario.untilDeployment('termination wait');
  fail('StopDeployment', 'AccessDeniedException', 1);
  scenario.cancel();
  await scenario.finish();
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
});

test('one missing permission in the first invocation of the stack rollback does not end it', async () => {
  await scenario.create();
  await scenario.beginUpdate({ version: 2 });
  await scenario.untilDeployment('installing');
  scenario.cancel();
  fail('ListTagsForResource', 'AccessDeniedException', 1);
  await scenario.finish();
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await scenario.answer()).toBe('version 1');
});
