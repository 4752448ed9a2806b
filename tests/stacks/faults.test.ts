import { StackScenario } from './scenario/stack-scenario';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

describe('each event delivered twice at once', () => {
  test('an update starts one deployment', async () => {
    await scenario.create();
    scenario.cloudFormation.faults.add({ logicalId: 'Deployment', action: 'UPDATE', kind: 'deliveredTwice' });
    await scenario.update({ version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);
    expect(scenario.callsOf('CreateDeployment')).toBe(1);
  });

  test('a create makes one group and starts one deployment', async () => {
    for (const logicalId of ['Group', 'Deployment'])
      scenario.cloudFormation.faults.add({ logicalId, action: 'CREATE', kind: 'deliveredTwice' });
    await scenario.create({ version: 2 });
    expect(scenario.stack.status).toBe('CREATE_COMPLETE');
    expect(await scenario.groupNames()).toHaveLength(1);
    expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);
  });

  test('a delete leaves nothing', async () => {
    await scenario.create();
    for (const logicalId of ['Group', 'Deployment'])
      scenario.cloudFormation.faults.add({ logicalId, action: 'DELETE', kind: 'deliveredTwice' });
    scenario.beginDelete();
    await scenario.finish();
    expect(scenario.stack.status).toBe('DELETE_COMPLETE');
    expect(await scenario.groupNames()).toEqual([]);
  });

  test('a stack rollback stops the deployment once', async () => {
    await scenario.create();
    await scenario.beginUpdate({ version: 2 });
    await scenario.untilDeployment('installing');
    scenario.cloudFormation.faults.add({ logicalId: 'Deployment', action: 'UPDATE', kind: 'deliveredTwice' });
    scenario.cancel();
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  });
});

describe('a cancelled update whose handler is still called during the stack rollback', () => {
  test.each([1, 3, 50])('%i more invocations do no harm', async (calls) => {
    await scenario.create();
    scenario.cloudFormation.faults.add({
      logicalId: 'Deployment',
      action: 'UPDATE',
      kind: 'calledAfterCancel',
      calls,
      times: 1,
    });
    await scenario.beginUpdate({ version: 2 });
    await scenario.untilDeployment('installing');
    scenario.cancel();
    await scenario.finish();
    await scenario.wait(1800);
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
    expect(await scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);
  });

  test('a deployment that it starts after the cancel is stopped before CodeDeploy installs anything', async () => {
    await scenario.create();
    scenario.cloudFormation.faults.add({
      logicalId: 'Deployment',
      action: 'UPDATE',
      kind: 'calledAfterCancel',
      calls: 5,
      times: 1,
    });
    await scenario.beginUpdate({ version: 2 });
    await scenario.untilCall('DescribeTaskDefinition');
    scenario.cancel();
    await scenario.finish();
    await scenario.wait(1800);
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Stopped']);
    expect(await scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);
  });
});

describe('a handler that is killed during an update', () => {
  test.each(['TagResource', 'CreateDeployment', 'GetDeployment'])(
    'while it waits for the answer of %s: CloudFormation calls it again, and the update completes with one deployment',
    async (operation) => {
      await scenario.create();
      scenario.killHandlerAfter(operation);
      await scenario.update({ version: 2 });
      expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
      expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);
    },
  );

  test('while it waits for the answer of StopDeployment in the stack rollback: the stack rollback completes', async () => {
    await scenario.create();
    await scenario.beginUpdate({ version: 2 });
    await scenario.untilDeployment('installing');
    scenario.killHandlerAfter('StopDeployment');
    scenario.cancel();
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  });
});

describe('calls that fail', () => {
  test.each(['throttled', 'a server error', 'the answer is lost'])(
    '%s, once for every operation: the update completes',
    async (how) => {
      await scenario.create();
      const { faults } = scenario.aws;
      const seen = new Set<string>();
      const match = {
        service: 'codedeploy',
        when: (_: unknown, { operation, accessKeyId }: { operation: string; accessKeyId: string }) => {
          if (!accessKeyId.startsWith('ASIA') || seen.has(operation)) return false;
          seen.add(operation);
          return true;
        },
      };
      if (how === 'throttled') faults.throttle(match);
      else if (how === 'a server error') faults.serverError(match);
      else faults.loseResponse(match);
      await scenario.update({ version: 2 });
      expect(seen.size).toBeGreaterThan(5);
      expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
      faults.clear();
      expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);
    },
  );

  test('throttled at the beginning of the stack rollback: it still ends with version 1', async () => {
    await scenario.create();
    await scenario.beginUpdate({ version: 2 });
    await scenario.untilDeployment('installing');
    scenario.aws.faults.throttle({
      service: 'codedeploy',
      when: (_, { accessKeyId }) => accessKeyId.startsWith('ASIA'),
      count: 30,
    });
    scenario.cancel();
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    scenario.aws.faults.clear();
    expect(await scenario.answer()).toBe('version 1');
  });
});
