import type { DeploymentState } from './scenario/deployment-state';
import { StackScenario } from './scenario/stack-scenario';
import { CANARY, waits, type TemplateOptions } from './scenario/template';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

describe('deleting a stack whose create is deploying version 2', () => {
  const points: { state: DeploymentState; group: TemplateOptions['group'] }[] = [
    { state: 'installing', group: CANARY },
    { state: 'ready wait', group: { ...CANARY, ...waits({ ready: 30 }) } },
    { state: 'traffic shift', group: CANARY },
  ];

  test.each(points)(
    '$state: the handler stops the deployment with rollback before CloudFormation deletes the group',
    async ({ state, group }) => {
      await scenario.beginCreate({ group: group!, version: 2 });
      await scenario.untilDeployment(state);
      scenario.beginDelete();
      await scenario.finish();
      expect(scenario.stack.status).toBe('DELETE_COMPLETE');
      expect(await scenario.groupNames()).toEqual([]);
      expect(scenario.callsOf('StopDeployment')).toBe(1);
      expect(await scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);
      expect(await scenario.answer()).toBe('version 1');
    },
  );

  test('termination wait: the handler ends the wait, and version 2 stays', async () => {
    const group = { ...CANARY, ...waits({ termination: 60 }) };
    await scenario.beginCreate({ group, version: 2 });
    await scenario.untilDeployment('termination wait');
    const begun = scenario.aws.clock.now();
    scenario.beginDelete();
    await scenario.finish();
    expect(scenario.stack.status).toBe('DELETE_COMPLETE');
    expect(await scenario.groupNames()).toEqual([]);
    expect((scenario.aws.clock.now() - begun) / 60_000).toBeLessThan(3);
    expect(await scenario.operator.taskSets()).toEqual(['version 2 PRIMARY']);
    expect(await scenario.answer()).toBe('version 2');
  });
});

test('deleting a stack leaves the service as it is', async () => {
  await scenario.create();
  await scenario.update({ version: 2 });
  scenario.beginDelete();
  await scenario.finish();
  expect(scenario.events.lines()).toEqual([
    'shop DELETE_IN_PROGRESS User Initiated',
    'Deployment DELETE_IN_PROGRESS',
    'Deployment DELETE_COMPLETE',
    'Group DELETE_IN_PROGRESS',
    'Group DELETE_COMPLETE',
    'shop DELETE_COMPLETE',
  ]);
  expect(await scenario.groupNames()).toEqual([]);
  expect(await scenario.answer()).toBe('version 2');
});

test('deleting a stack during the termination wait after TRAFFIC_SHIFTED keeps version 2 and does not wait for the hour', async () => {
  const quick = { group: waits({ termination: 60 }), deployment: { CompleteWhen: 'TRAFFIC_SHIFTED' } };
  await scenario.create(quick);
  await scenario.update({ ...quick, version: 2 });
  const begun = scenario.aws.clock.now();
  scenario.beginDelete();
  await scenario.finish();
  expect(scenario.stack.status).toBe('DELETE_COMPLETE');
  expect((scenario.aws.clock.now() - begun) / 60_000).toBeLessThan(3);
  expect(await scenario.operator.taskSets()).toEqual(['version 2 PRIMARY']);
});

test("removing only the EcsDeployment from the stack leaves an operator's deployment running", async () => {
  await scenario.create({ group: CANARY });
  await scenario.deployByHand(3);
  await scenario.untilDeployment('installing');
  await scenario.update({ group: CANARY, resources: { Deployment: undefined } });
  expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  await scenario.wait(3600);
  expect(await scenario.deployments()).toEqual(['version 3 by hand Succeeded']);
  expect(scenario.callsOf('StopDeployment')).toBe(0);
});

test('a deployment that CodeDeploy refuses to stop for an hour fails the delete; the way out: delete again when it has ended', async () => {
  await scenario.beginCreate({ group: { ...CANARY, ...waits({ ready: 120 }) }, version: 2 });
  const deploymentId = await scenario.untilDeployment('ready wait');
  scenario.aws.codeDeploy.faults.refuseStop = true;
  scenario.beginDelete();
  await scenario.finish();
  expect(scenario.stack.status).toBe('DELETE_FAILED');
  expect(scenario.events.failure('Deployment')).toContain(
    `60 minutes for the end of deployment ${deploymentId}`,
  );
  expect(await scenario.groupNames()).toHaveLength(1);

  await scenario.untilDeployment('ended');
  scenario.beginDelete();
  await scenario.finish();
  expect(scenario.stack.status).toBe('DELETE_COMPLETE');
  expect(await scenario.groupNames()).toEqual([]);
  expect(await scenario.answer()).toBe('version 1');
});

test('deleting a stack succeeds when an operator has deleted the group', async () => {
  await scenario.create();
  await scenario.operator.deleteGroup(await scenario.group());
  scenario.beginDelete();
  await scenario.finish();
  expect(scenario.stack.status).toBe('DELETE_COMPLETE');
  expect(await scenario.answer()).toBe('version 1');
});

test('a stack whose create was rolled back can be created again: no owner tag is left', async () => {
  await scenario.create({ deployment: { ContainerPort: 9090 }, version: 2 });
  expect(scenario.stack.status).toBe('ROLLBACK_COMPLETE');
  scenario.beginDelete();
  await scenario.finish();
  await scenario.create({ version: 2 });
  expect(scenario.stack.status).toBe('CREATE_COMPLETE');
  expect(await scenario.answer()).toBe('version 2');
});
