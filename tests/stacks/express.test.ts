import { StackScenario } from './scenario/stack-scenario';
import { waits } from './scenario/template';

/*
 * Express mode, which docs/operations.md advises against: what is deployed, and what a user sees, by each reading of what
 * AWS leaves open. The operation goes on unseen after the first answer of a handler (continue), the handler is never
 * called again (drop), or CloudFormation waits for the last answer as in standard mode (await).
 */

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

type Reading = 'continue' | 'drop' | 'await';
const READINGS: Reading[] = ['continue', 'drop', 'await'];
const UNSEEN: Reading[] = ['continue', 'drop'];
const EXPRESS = { express: true };
const FAILING_HOOK = { Hooks: { AfterInstall: 'no-such-function' } };

/** Creates the stack with version 1 in standard mode. */
async function startReading(reading: Reading, group = {}): Promise<void> {
  scenario.cloudFormation.settings.expressInvocations = reading;
  await scenario.create({ group });
}

async function later(): Promise<void> {
  await scenario.wait(3600);
}

describe.each(READINGS)('with express mode (reading: %s)', (reading) => {
  test('an update deploys the new version, once', async () => {
    await startReading(reading);
    await scenario.update({ version: 2 }, EXPRESS);
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    await later();
    expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);
    expect(await scenario.answer()).toBe('version 2');
    expect(await scenario.drift()).toEqual(['Group IN_SYNC', 'Deployment IN_SYNC']);
  });

  test('a stack is created, and updated in standard mode afterwards', async () => {
    scenario.cloudFormation.settings.expressInvocations = reading;
    await scenario.create({}, EXPRESS);
    expect(scenario.stack.status).toBe('CREATE_COMPLETE');
    await later();
    await scenario.update({ version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);
  });

  test('a stack is deleted', async () => {
    await startReading(reading);
    scenario.cloudFormation.deleteStack('shop', [], EXPRESS);
    await scenario.finish();
    expect(scenario.stack.status).toBe('DELETE_COMPLETE');
    await later();
    expect(await scenario.groupNames()).toEqual([]);
  });
});

describe.each(UNSEEN)('what an update in express mode does not tell (reading: %s)', (reading) => {
  test('that it is not over: the stack is complete while users still get the old version', async () => {
    await startReading(reading);
    await scenario.update({ version: 2 }, EXPRESS);
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 1');
  });

  test('that the deployment has failed: CodeDeploy rolls it back, and only drift shows it', async () => {
    await startReading(reading);
    await scenario.update({ version: 2, deployment: FAILING_HOOK }, EXPRESS);
    await later();
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Failed', 'rollback Succeeded']);
    expect(await scenario.answer()).toBe('version 1');
    expect(await scenario.drift()).toEqual(['Group IN_SYNC', 'Deployment MODIFIED TaskDefinition']);
  });

  test('that it deploys nothing afterwards by the same template; a new RedeployToken does', async () => {
    await startReading(reading);
    await scenario.update({ version: 2, deployment: FAILING_HOOK }, EXPRESS);
    await later();
    await expect(scenario.update({ version: 2, deployment: FAILING_HOOK })).rejects.toThrow(
      'No updates are to be performed',
    );
    await scenario.update({ version: 2, deployment: { RedeployToken: '1' } });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 2');
  });
});

describe('a second update in express mode while the deployment of the first runs', () => {
  const group = waits({ termination: 60 });

  async function updateTwice(reading: Reading): Promise<void> {
    await startReading(reading, group);
    await scenario.update({ group, version: 2 }, EXPRESS);
    await scenario.untilDeployment('installing');
    await scenario.update({ group, version: 3 }, EXPRESS);
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    await scenario.wait(3 * 3600);
  }

  test('stops it and deploys its own version when CloudFormation goes on to call the handler', async () => {
    await updateTwice('continue');
    expect(await scenario.answer()).toBe('version 3');
  });

  test('only stops it when CloudFormation never calls the handler again: a third update mends that', async () => {
    await updateTwice('drop');
    expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
    expect(await scenario.answer()).toBe('version 1');
    await scenario.update({ group, version: 3, deployment: { Description: 'again' } });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 3');
  });
});

describe('a create in express mode whose service runs another version', () => {
  test.each([
    ['continue', 'version 2'],
    ['drop', 'version 1'],
    ['await', 'version 2'],
  ] as const)('(reading: %s) leads to %s', async (reading, answer) => {
    scenario.cloudFormation.settings.expressInvocations = reading;
    await scenario.create({ version: 2 }, EXPRESS);
    expect(scenario.stack.status).toBe('CREATE_COMPLETE');
    await later();
    expect(await scenario.answer()).toBe(answer);
  });
});

test('with the reading "await" a failure is seen, and without rollback the service is back on version 1 all the same', async () => {
  await startReading('await');
  await scenario.update({ version: 2, deployment: FAILING_HOOK }, EXPRESS);
  expect(scenario.stack.status).toBe('UPDATE_FAILED');
  expect(scenario.events.failure('Deployment')).toMatch(/Deployment d-\w+ failed: INVALID_LAMBDA_FUNCTION/);
  expect(await scenario.answer()).toBe('version 1');
});
