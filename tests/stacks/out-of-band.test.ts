import { ContinueDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { StackScenario } from './scenario/stack-scenario';
import { CANARY, waits, type TemplateOptions } from './scenario/template';
import { Worker } from './scenario/worker';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

/**
 * Creates the stack with version 1 and begins its update to version 2 while an operator deploys version 3.
 * @returns the id of the operator's deployment
 */
async function beginUpdateDuringDeploymentByHand(template: TemplateOptions): Promise<string> {
  await scenario.create(template);
  const deploymentId = await scenario.deployByHand(3);
  await scenario.untilDeployment('installing');
  await scenario.beginUpdate({ ...template, version: 2 });
  return deploymentId;
}

describe('an update during a deployment by hand', () => {
  test('waits for it with WhenBusy WAIT, then deploys its own version', async () => {
    await beginUpdateDuringDeploymentByHand({ group: CANARY });
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 3 by hand Succeeded', 'version 2 Succeeded']);
    expect(await scenario.operator.taskSets()).toEqual(['version 2 PRIMARY']);
    expect(scenario.callsOf('StopDeployment')).toBe(0);
  });

  test('stops it with rollback with WhenBusy STOP, then deploys its own version', async () => {
    await beginUpdateDuringDeploymentByHand({ group: CANARY, deployment: { WhenBusy: 'STOP' } });
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.deployments()).toEqual([
      'version 3 by hand Stopped',
      'rollback Succeeded',
      'version 2 Succeeded',
    ]);
    expect(await scenario.answer()).toBe('version 2');
  });

  test('fails with WhenBusy FAIL and names it; the stack rollback lets it end and deploys version 1 again', async () => {
    const deploymentId = await beginUpdateDuringDeploymentByHand({
      group: CANARY,
      deployment: { WhenBusy: 'FAIL' },
    });
    await scenario.untilStatus('Deployment', 'UPDATE_FAILED');
    const reason = scenario.events.failure('Deployment');
    expect(reason).toContain(
      `Deployment ${deploymentId}, which does not belong to this resource, holds deployment group`,
    );
    expect(reason).toContain('This operation deployed nothing: the service runs web:1.');
    expect(reason).toMatch(/HandlerErrorCode: ResourceConflict\)$/);
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(scenario.callsOf('StopDeployment')).toBe(0);
    expect(await scenario.deployments()).toEqual(['version 3 by hand Succeeded', 'version 1 Succeeded']);
  });

  test('follows it when it brings the desired version', async () => {
    await scenario.create({ group: CANARY });
    const deploymentId = await scenario.deployByHand(2);
    await scenario.untilDeployment('installing');
    await scenario.update({
      group: CANARY,
      version: 2,
      outputs: { Id: { Value: { 'Fn::GetAtt': ['Deployment', 'DeploymentId'] } } },
    });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(scenario.stack.outputs.Id?.value).toBe(deploymentId);
    expect(await scenario.deployments()).toEqual(['version 2 by hand Succeeded']);
  });

  test('replaces its version when it has ended before', async () => {
    await scenario.create();
    await scenario.deployByHand(3);
    await scenario.untilDeployment('ended');
    await scenario.update({ version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 2');
  });

  test('waits for it as a create of the EcsDeployment, too', async () => {
    await scenario.create({ resources: { Deployment: undefined } });
    await scenario.deployByHand(3);
    await scenario.untilDeployment('installing');
    await scenario.update({ version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 3 by hand Succeeded', 'version 2 Succeeded']);
  });

  test('lets it end when the update is cancelled; the stack rollback then deploys version 1 again', async () => {
    await beginUpdateDuringDeploymentByHand({ group: CANARY });
    await scenario.wait(30);
    scenario.cancel();
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 3 by hand Succeeded', 'version 1 Succeeded']);
    expect(await scenario.answer()).toBe('version 1');
    expect(scenario.callsOf('StopDeployment')).toBe(0);
  });
});

describe('a deployment by hand that CreateDeployment names and ListDeployments does not show yet', () => {
  test('is waited for with WhenBusy WAIT', async () => {
    await scenario.create({ group: CANARY });
    scenario.aws.codeDeploy.faults.listedLateSeconds = 300;
    await scenario.deployByHand(3);
    await scenario.update({ group: CANARY, version: 2 });
    expect(scenario.aws.calls.map(({ error }) => error?.code)).toContain('DeploymentLimitExceededException');
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    await scenario.wait(300);
    expect(await scenario.deployments()).toEqual(['version 3 by hand Succeeded', 'version 2 Succeeded']);
    expect(await scenario.answer()).toBe('version 2');
  });

  test('fails the update with WhenBusy FAIL', async () => {
    const template = { group: CANARY, deployment: { WhenBusy: 'FAIL' } };
    await scenario.create(template);
    scenario.aws.codeDeploy.faults.listedLateSeconds = 300;
    const deploymentId = await scenario.deployByHand(3);
    await scenario.beginUpdate({ ...template, version: 2 });
    await scenario.untilStatus('Deployment', 'UPDATE_FAILED');
    expect(scenario.events.failure('Deployment')).toContain(
      `Deployment ${deploymentId}, which does not belong to this resource, holds`,
    );
  });
});

describe("what an operator does to the stack's deployment", () => {
  test('a stop with rollback fails the update, and the stack rollback deploys nothing', async () => {
    await scenario.create();
    await scenario.beginUpdate({ version: 2 });
    await scenario.operator.stopByHand(await scenario.untilDeployment('installing'), true);
    await scenario.finish();
    expect(scenario.events.failure('Deployment')).toMatch(
      /Deployment d-\w+ was stopped: .* CodeDeploy rolled back \(d-\w+\): the service runs web:1 again\./,
    );
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  });

  test('a stop without rollback fails the update, and the stack rollback restores listeners and task sets', async () => {
    await scenario.create({ group: CANARY });
    await scenario.beginUpdate({ group: CANARY, version: 2 });
    await scenario.operator.stopByHand(await scenario.untilDeployment('traffic shift'), false);
    await scenario.finish();
    expect(scenario.events.failure('Deployment')).toContain(
      'It was not rolled back: the service runs web:1, and the task set of web:2 was left',
    );
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'version 1 Succeeded']);
    expect(await scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);
    expect(await scenario.answer()).toBe('version 1');
  });

  test('an approval ends the ready wait, and the update completes', async () => {
    const group = waits({ ready: 30 });
    await scenario.create({ group });
    await scenario.beginUpdate({ group, version: 2 });
    await scenario.operator.approve(await scenario.untilDeployment('ready wait'));
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 2');
  });

  describe('an end of the termination wait', () => {
    let worker: Worker;
    const template = (version: 1 | 2): TemplateOptions => ({
      group: waits({ termination: 60 }),
      version,
      resources: worker.resource(version),
    });

    /** Updates to version 2 and ends its termination wait. The sibling of the deployment is still in progress. */
    async function endTerminationWait(): Promise<void> {
      worker = await Worker.prepare(scenario);
      await scenario.create(template(1));
      await scenario.beginUpdate(template(2));
      const deploymentId = await scenario.untilDeployment('termination wait');
      await scenario.codeDeploy.send(
        new ContinueDeploymentCommand({ deploymentId, deploymentWaitType: 'TERMINATION_WAIT' }),
      );
    }

    test('completes the deployment long before the hour is over', async () => {
      const begun = scenario.aws.clock.now();
      await endTerminationWait();
      await scenario.untilStatus('Deployment', 'UPDATE_COMPLETE');
      expect((scenario.aws.clock.now() - begun) / 60_000).toBeLessThan(15);
      expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);
      expect(await scenario.operator.taskSets()).toEqual(['version 2 PRIMARY']);
    });

    test('leaves nothing to go back to: the stack rollback deploys version 1 again', async () => {
      await endTerminationWait();
      await scenario.untilStatus('Deployment', 'UPDATE_COMPLETE');
      worker.fail();
      await scenario.finish();
      expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await scenario.deployments()).toEqual(['version 2 Succeeded', 'version 1 Succeeded']);
      expect(await scenario.answer()).toBe('version 1');
    });
  });

  test('without an approval the update fails when the ready wait is over', async () => {
    const group = waits({ ready: 30 });
    await scenario.create({ group });
    await scenario.update({ group, version: 2 });
    expect(scenario.events.failure('Deployment')).toMatch(/Deployment d-\w+ was stopped: /);
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
    expect(await scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);
    expect(await scenario.answer()).toBe('version 1');
  });
});
