import { CreateDeploymentConfigCommand, DeleteDeploymentConfigCommand } from '@aws-sdk/client-codedeploy';
import { DeregisterTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { clientConfiguration } from '#local-aws';
import { createHookFunction, type Properties } from '#test-kit';
import { FailedRelease } from './scenario/failed-release';
import type { StackScenario } from './scenario/stack-scenario';
import { loadBalancerInfo, waits } from './scenario/template';
import type { Worker } from './scenario/worker';

/* The deployment that a stack rollback starts when the original task set is gone. */

const LINEAR = { DeploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes' };
const AS_CONFIGURED = { StackRollback: 'AS_CONFIGURED' };

let scenario: StackScenario;
let worker: Worker;
let release: FailedRelease;
beforeEach(async () => {
  release = await FailedRelease.start();
  ({ scenario, worker } = release);
});
afterEach(() => scenario.close());

const hook = (reports: 'Succeeded' | 'Failed', name = 'smoke'): Promise<string> =>
  createHookFunction(scenario.aws, name, reports);

/** Updates to version 2, lets the sibling fail, and expects version 1. */
async function failAndGoBack(group: Properties, deployment: Properties): Promise<void> {
  await release.untilDeployed({ group, deployment });
  await scenario.untilDeployment('ended');
  worker.fail();
  await scenario.finish();
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await scenario.answer()).toBe('version 1');
}

describe('a linear plan, a hook and a termination wait of an hour', () => {
  const group = { ...LINEAR, ...waits({ termination: 60 }) };

  test('do not delay the stack rollback: version 1 and the end of the stack come within minutes', async () => {
    const deployment = { Hooks: { AfterAllowTestTraffic: await hook('Succeeded') } };
    await release.create({ group, deployment });
    await failAndGoBack(group, deployment);
    expect(scenario.events.rollbackSeconds('Deployment')).toBeLessThan(180);
    expect(await scenario.deployments()).toEqual(['version 2 Succeeded', 'version 1 Succeeded']);
    expect(await scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);
  });

  test('take their time with StackRollback AS_CONFIGURED', async () => {
    const deployment = { Hooks: { AfterAllowTestTraffic: await hook('Succeeded') }, ...AS_CONFIGURED };
    await release.create({ group, deployment });
    await failAndGoBack(group, deployment);
    expect(scenario.events.rollbackSeconds('Deployment') / 60).toBeGreaterThan(85);
    const reports = scenario.callsOf('PutLifecycleEventHookExecutionStatus');
    expect(reports).toBe(2);
  });
});

test('with TRAFFIC_SHIFTED the rollback leaves no termination wait behind', async () => {
  const group = waits({ termination: 5 });
  const deployment = { CompleteWhen: 'TRAFFIC_SHIFTED' };
  await release.create({ group, deployment });
  await failAndGoBack(group, deployment);
  await scenario.wait(60);
  expect(await scenario.deployments()).toEqual(['version 2 Succeeded', 'version 1 Succeeded']);
});

test('a refused ContinueDeployment is asked again', async () => {
  const group = waits({ termination: 60 });
  await release.create({ group });
  await release.untilDeployed({ group });
  scenario.aws.faults.deny({ service: 'codedeploy', operation: 'ContinueDeployment', count: 2 });
  worker.fail();
  await scenario.finish();
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(scenario.events.rollbackSeconds('Deployment')).toBeLessThan(240);
});

test('a ready wait without an approval does not delay the rollback, nor does its canary', async () => {
  const group = {
    DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent15Minutes',
    ...waits({ ready: 30 }),
    AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] },
  };
  await release.create({ group });
  await release.begin({ group });
  await scenario.finish();
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(scenario.events.failure('Deployment')).toContain('was stopped');
  expect(await scenario.answer()).toBe('version 1');
  expect(scenario.events.rollbackSeconds('Deployment') / 60).toBeLessThan(5);
});

test.each([{}, AS_CONFIGURED])('a hook that changed together with the version and fails: %j', async (how) => {
  const before = { Hooks: { AfterInstall: await hook('Failed', 'old') }, ...how };
  await release.create({ deployment: before });
  await release.untilDeployed({
    deployment: { Hooks: { AfterInstall: await hook('Succeeded', 'new') }, ...how },
  });
  worker.fail();
  await scenario.finish();
  const asConfigured = 'StackRollback' in how;
  expect(scenario.stack.status).toBe(asConfigured ? 'UPDATE_ROLLBACK_FAILED' : 'UPDATE_ROLLBACK_COMPLETE');
  expect(await scenario.answer()).toBe(asConfigured ? 'version 2' : 'version 1');
});

describe.each([{}, AS_CONFIGURED])(
  'what a deployment would be refused for does not block the rollback (%j)',
  (how) => {
    test('a TimeoutInMinutes that is shorter than the termination wait', async () => {
      const group = waits({ termination: 30 });
      await release.create({ group, deployment: { ...how, TimeoutInMinutes: 20 } });
      await failAndGoBack(group, { ...how, TimeoutInMinutes: 90 });
    });

    test('a hook that needs a test listener', async () => {
      const AfterAllowTestTraffic = await hook('Succeeded');
      const group = { LoadBalancerInfo: loadBalancerInfo(scenario.service, false) };
      await release.create({ group, deployment: { ...how, Hooks: { AfterAllowTestTraffic } } });
      await failAndGoBack(group, how);
      expect(scenario.callsOf('PutLifecycleEventHookExecutionStatus')).toBe(0);
    });

    test('a deployment configuration that is gone', async () => {
      const deploymentConfigName = 'own-plan';
      await scenario.codeDeploy.send(
        new CreateDeploymentConfigCommand({
          deploymentConfigName,
          computePlatform: 'ECS',
          trafficRoutingConfig: { type: 'AllAtOnce' },
        }),
      );
      const before = { ...how, DeploymentConfigName: deploymentConfigName };
      await release.create({ deployment: before });
      await release.untilDeployed({ deployment: how });
      await scenario.codeDeploy.send(new DeleteDeploymentConfigCommand({ deploymentConfigName }));
      worker.fail();
      await scenario.finish();
      expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await scenario.answer()).toBe('version 1');
    });
  },
);

test('an INACTIVE task definition makes the rollback impossible, and the failure says how to get out', async () => {
  await release.create();
  await release.untilDeployed({});
  const ecs = new ECSClient(clientConfiguration(scenario.aws, 'AKIDBYHAND'));
  await ecs.send(
    new DeregisterTaskDefinitionCommand({ taskDefinition: scenario.service.taskDefinitions[0] }),
  );
  worker.fail();
  await scenario.finish();
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_FAILED');
  const reason = scenario.events.failure('Deployment');
  expect(reason).toContain('is INACTIVE, and ECS starts no new tasks from it.');
  expect(reason).toContain(
    'aws cloudformation continue-update-rollback --stack-name shop --resources-to-skip Deployment',
  );
});
