import { StackScenario } from './scenario/stack-scenario';
import { waits } from './scenario/template';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

/** Denies an action to the execution role of the types. Other callers keep it. */
function deny(action: string): () => void {
  const [service = '', operation = ''] = action.split(':');
  return scenario.aws.faults.deny({
    service,
    operation,
    when: (_, { accessKeyId }) => accessKeyId.startsWith('ASIA'),
  });
}

const remediation = (action: string) => `The execution role of this resource type does not allow ${action}. `;

describe('a create without a permission names the permission and leaves no resource', () => {
  test.each([
    ['codedeploy:CreateDeploymentGroup', 'Group'],
    ['codedeploy:TagResource', 'Deployment'],
    ['codedeploy:CreateDeployment', 'Deployment'],
    ['ecs:DescribeServices', 'Deployment'],
    ['ecs:DescribeTaskDefinition', 'Deployment'],
  ])('%s', async (action, resource) => {
    deny(action);
    await scenario.create({ version: 2 });
    expect(scenario.events.failure(resource)).toContain(`message: "${remediation(action)}`);
    expect(scenario.events.failure(resource)).toContain(
      `is not authorized to perform: ${action} on resource: `,
    );
    expect(scenario.events.failure(resource)).toMatch(/\(RequestToken: …, HandlerErrorCode: AccessDenied\)$/);
    expect(scenario.stack.status).toBe('ROLLBACK_COMPLETE');
    expect(await scenario.groupNames()).toEqual([]);
    expect(await scenario.deployments()).toEqual([]);
    expect(await scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);
  });

  test('codedeploy:GetDeploymentConfig, which only a deployment configuration of the account needs', async () => {
    deny('codedeploy:GetDeploymentConfig');
    await scenario.create({ version: 2, deployment: { DeploymentConfigName: 'shop.slow' } });
    expect(scenario.events.failure('Deployment')).toContain(remediation('codedeploy:GetDeploymentConfig'));
    expect(scenario.stack.status).toBe('ROLLBACK_COMPLETE');
  });

  test('codedeploy:GetDeploymentConfig is not needed for a predefined deployment configuration', async () => {
    deny('codedeploy:GetDeploymentConfig');
    await scenario.create({ version: 2 });
    expect(scenario.stack.status).toBe('CREATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 2');
  });
});

describe('a create without a permission that the delete needs as well leaves a stack that can be deleted once it is granted', () => {
  test.each([
    ['codedeploy:GetDeploymentGroup', 'Group'],
    ['codedeploy:ListTagsForResource', 'Group'],
    ['codedeploy:ListDeployments', 'Deployment'],
  ])('%s', async (action, resource) => {
    const grant = deny(action);
    await scenario.create({ version: 2 });
    expect(scenario.events.lines().find((line) => line.startsWith(`${resource} CREATE_FAILED`))).toContain(
      remediation(action),
    );
    expect(scenario.stack.status).toBe('ROLLBACK_FAILED');
    expect(await scenario.deployments()).toEqual([]);

    grant();
    scenario.beginDelete();
    await scenario.finish();
    expect(scenario.stack.status).toBe('DELETE_COMPLETE');
    expect(await scenario.groupNames()).toEqual([]);
  });
});

describe('an update without a permission names the permission', () => {
  test('codedeploy:CreateDeployment: nothing is deployed', async () => {
    await scenario.create();
    deny('codedeploy:CreateDeployment');
    await scenario.update({ version: 2 });
    expect(scenario.events.failure('Deployment')).toContain(remediation('codedeploy:CreateDeployment'));
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual([]);
  });

  test('codedeploy:UpdateDeploymentGroup: the group stays as it was', async () => {
    await scenario.create();
    deny('codedeploy:UpdateDeploymentGroup');
    await scenario.update({
      group: { DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' },
    });
    expect(scenario.events.failure('Group')).toContain(remediation('codedeploy:UpdateDeploymentGroup'));
    expect((await scenario.groupInfo()).deploymentConfigName).toBe('CodeDeployDefault.ECSAllAtOnce');
  });

  /** A deployment runs for longer than AWS may refuse a call before the operation gives up. */
  const slow = { group: waits({ termination: 60 }) };

  test('codedeploy:GetDeployment: after five minutes the handler stops the deployment, which it cannot watch, with rollback', async () => {
    await scenario.create(slow);
    deny('codedeploy:GetDeployment');
    await scenario.update({ ...slow, version: 2 });
    const reason = scenario.events.lines().find((line) => line.startsWith('Deployment UPDATE_FAILED'));
    expect(reason).toMatch(
      /Deployment d-\w+ could not be observed, so CodeDeploy was told to stop it with rollback\..*codedeploy:GetDeployment.*\[StoppedNotObservable\]/,
    );
    expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
    expect(await scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);
    // The stack rollback finds what it wants once nothing can follow the stopped deployment.
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('codedeploy:StopDeployment: after five minutes the stack rollback fails, and can be continued once it is granted', async () => {
    await scenario.create(slow);
    const grant = deny('codedeploy:StopDeployment');
    await scenario.beginUpdate({ ...slow, version: 2 });
    await scenario.untilDeployment('installing');
    scenario.cancel();
    await scenario.finish();
    expect(scenario.events.failure('Deployment')).toContain(remediation('codedeploy:StopDeployment'));
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_FAILED');

    grant();
    await scenario.continueRollback();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
    expect(await scenario.answer()).toBe('version 1');
  });

  test('codedeploy:StopDeployment: a short deployment ends before that, and the stack rollback deploys version 1', async () => {
    await scenario.create();
    deny('codedeploy:StopDeployment');
    await scenario.beginUpdate({ version: 2 });
    await scenario.untilDeployment('installing');
    scenario.cancel();
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Succeeded', 'version 1 Succeeded']);
    expect(await scenario.answer()).toBe('version 1');
  });
});
