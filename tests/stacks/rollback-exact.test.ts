import { CodeDeployClient, CreateDeploymentCommand, UntagResourceCommand } from '@aws-sdk/client-codedeploy';
import { clientConfiguration } from '#local-aws';
import { FailedRelease, OTHER_NETWORK, registerWithPorts } from './scenario/failed-release';
import type { TaskSetParameters } from './scenario/service-observer';
import type { StackScenario } from './scenario/stack-scenario';
import { waits, type TemplateOptions } from './scenario/template';
import type { Worker } from './scenario/worker';
import { BEFORE_TAG } from '../../deployment/src/desired-state/before-record';

/* After a stack rollback the service runs exactly what it ran before the update. */

let scenario: StackScenario;
let worker: Worker;
let release: FailedRelease;
beforeEach(async () => {
  release = await FailedRelease.start();
  ({ scenario, worker } = release);
});
afterEach(() => scenario.close());

async function expectAsBefore(before: TaskSetParameters): Promise<void> {
  await expectToRun(before);
  expect(Object.keys(await scenario.allTags())).not.toContain(BEFORE_TAG);
}

async function expectToRun(before: TaskSetParameters): Promise<void> {
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await scenario.primary()).toEqual(before);
  expect(await scenario.answer()).toBe('version 1');
}

const STRATEGY = { CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }] };

/** What version 2 sets and version 1 leaves out. */
const changes: [name: string, deployment: TemplateOptions['deployment']][] = [
  ['NetworkConfiguration', OTHER_NETWORK],
  ['PlatformVersion', { PlatformVersion: '1.3.0' }],
  ['PlatformVersion LATEST', { PlatformVersion: 'LATEST' }],
];

describe.each(changes)('an update that sets %s for the first time', (_name, deployment) => {
  test.each([1, 2] as const)(
    'to version %i is undone exactly when a sibling fails after the original task set is gone',
    async (version) => {
      await release.create();
      const before = await scenario.primary();
      await release.run({ version, deployment: deployment! });
      await expectAsBefore(before);
    },
  );

  test('is undone exactly a second time, and after a service that has had a deployment', async () => {
    await release.create();
    await scenario.update({ version: 3, resources: worker.resource(1) });
    await scenario.update({ version: 1, resources: worker.resource(1) });
    const before = await scenario.primary();
    await release.run({ deployment: deployment! });
    await expectAsBefore(before);
    await release.run({ version: 3, deployment: { ...deployment, ...OTHER_NETWORK } });
    await expectAsBefore(before);
  });
});

test('an update that sets CapacityProviderStrategy for the first time is undone to tasks on FARGATE', async () => {
  await release.create();
  await release.run({ deployment: STRATEGY });
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  // An AppSpec cannot name a launch type. This strategy starts the same tasks.
  expect(await scenario.primary()).toMatchObject({
    capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
  });
  const before = await scenario.primary();
  await release.run({ deployment: STRATEGY });
  await expectAsBefore(before);
});

describe('an update that sets ContainerPort for the first time', () => {
  test('to the only port of the new version is undone, and needs no ContainerPort in either version', async () => {
    const before = await registerWithPorts(scenario, 1, [8080]);
    const after = await registerWithPorts(scenario, 2, [9090]);
    await release.create({ deployment: { TaskDefinition: before } });
    const running = await scenario.primary();
    await release.run({ deployment: { TaskDefinition: after, ContainerPort: 9090 } });
    await expectAsBefore(running);
    await release.run({ deployment: { TaskDefinition: after } });
    await expectAsBefore(running);
  });

  test('is undone where the old version has two ports', async () => {
    const before = await registerWithPorts(scenario, 1, [8080, 8081], ['sidecar']);
    const after = await registerWithPorts(scenario, 2, [9090]);
    await release.create({ deployment: { TaskDefinition: before } });
    const running = await scenario.primary();
    await release.run({ deployment: { TaskDefinition: after, ContainerPort: 9090 } });
    await expectAsBefore(running);
  });
});

describe('an update that changes nothing but NetworkConfiguration', () => {
  const network = { version: 1, deployment: OTHER_NETWORK } as const;

  test('and is cancelled in the termination wait is stopped, and undone in seconds', async () => {
    const group = waits({ termination: 60 });
    await release.create({ group });
    const before = await scenario.primary();
    await release.begin({ ...network, group });
    await scenario.untilDeployment('termination wait');
    scenario.cancel();
    await scenario.finish();
    await expectAsBefore(before);
    expect(await scenario.deployments()).toEqual(['version 1 Stopped', 'rollback Succeeded']);
    expect(scenario.events.rollbackSeconds('Deployment')).toBeLessThan(20);
  });

  test.each([false, true])(
    'with TRAFFIC_SHIFTED and a sibling that fails is stopped, and undone in seconds (record lost: %s)',
    async (lost) => {
      const group = waits({ termination: 60 });
      const CompleteWhen = 'TRAFFIC_SHIFTED';
      await release.create({ group, deployment: { CompleteWhen } });
      const before = await scenario.primary();
      await release.untilDeployed({ ...network, group, deployment: { ...OTHER_NETWORK, CompleteWhen } });
      if (lost) await removeRecord();
      worker.fail();
      await scenario.finish();
      await expectAsBefore(before);
      expect(await scenario.deployments()).toEqual(['version 1 Stopped', 'rollback Succeeded']);
      expect(scenario.events.rollbackSeconds('Deployment')).toBeLessThan(20);
    },
  );
});

test("another team's deployment that brings what the update asks for is undone exactly", async () => {
  await release.create();
  const before = await scenario.primary();
  await deployByHandWithNetwork();
  await scenario.wait(20);
  await release.run({ deployment: OTHER_NETWORK });
  await expectAsBefore(before);
  expect((await scenario.deployments())[0]).toBe('version 2 by hand Succeeded');
});

test('continue-update-rollback without the rollback flag undoes exactly as well', async () => {
  scenario.cloudFormation.settings.continueRollbackFlag = false;
  await release.create();
  const before = await scenario.primary();
  await release.untilDeployed({ deployment: OTHER_NETWORK });
  const allow = scenario.aws.faults.deny({ service: 'codedeploy', operation: 'CreateDeployment' });
  worker.fail();
  await scenario.finish();
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_FAILED');
  allow();
  await scenario.continueRollback();
  // Without the flag it is an update like any other, so it records what ran before it.
  await expectToRun(before);
});

describe('a record that cannot be read does not block the rollback', () => {
  test('because it is gone', async () => {
    await release.create();
    await release.untilDeployed({ deployment: OTHER_NETWORK });
    await removeRecord();
    worker.fail();
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.answer()).toBe('version 1');
  });

  test.each(['RegisterApplicationRevision', 'GetApplicationRevision'])(
    'because the role may not call %s',
    async (operation) => {
      scenario.aws.faults.deny({
        service: 'codedeploy',
        operation,
        when: (_, { accessKeyId }) => accessKeyId.startsWith('ASIA'),
      });
      await release.create();
      await release.run({ deployment: OTHER_NETWORK });
      expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await scenario.answer()).toBe('version 1');
    },
  );
});

test('an ordinary update makes no call about a record, and deletes nothing', async () => {
  await release.create();
  await scenario.update({ version: 2, resources: worker.resource(1) });
  const counted = ['RegisterApplicationRevision', 'UntagResource'].map((name) => scenario.callsOf(name));
  expect(counted).toEqual([0, 0]);
});

async function removeRecord(): Promise<void> {
  await scenario.codeDeploy.send(
    new UntagResourceCommand({ ResourceArn: await scenario.groupArn(), TagKeys: [BEFORE_TAG] }),
  );
}

async function deployByHandWithNetwork(): Promise<void> {
  const { taskDefinitions, containerName, containerPort } = scenario.service;
  const content = JSON.stringify({
    version: '0.0',
    Resources: [
      {
        TargetService: {
          Type: 'AWS::ECS::Service',
          Properties: {
            TaskDefinition: taskDefinitions[1],
            LoadBalancerInfo: { ContainerName: containerName, ContainerPort: containerPort },
            ...OTHER_NETWORK,
          },
        },
      },
    ],
  });
  const codeDeploy = new CodeDeployClient(clientConfiguration(scenario.aws, 'AKIDBYHAND'));
  await codeDeploy.send(
    new CreateDeploymentCommand({
      ...(await scenario.group()),
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
    }),
  );
}
