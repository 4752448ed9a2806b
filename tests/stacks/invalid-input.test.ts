import { createLambdaRole } from '#test-kit';
import { StackScenario } from './scenario/stack-scenario';
import { loadBalancerInfo, waits, type TemplateOptions } from './scenario/template';

let scenario: StackScenario;
afterEach(() => scenario.close());

interface Row {
  title: string;
  resource: 'Group' | 'Deployment';
  template: (scenario: StackScenario) => TemplateOptions;
  /** What the reason of the failure is or matches. */
  reason: unknown;
}

const invalid = (resource: string, ...texts: string[]) =>
  [`Properties validation failed for resource ${resource} with message:`, ...texts].join('\n');

/** A refusal of the handler: its code in the table of messages, and the words that name what is wrong. */
const invalidRequest = (code: string, ...names: string[]): unknown => {
  const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const end = escape(` [${code}]" (RequestToken: …, HandlerErrorCode: InvalidRequest)`);
  return expect.stringMatching(
    new RegExp(`^Resource handler returned message: ".*${names.map(escape).join('.*')}.*${end}$`),
  );
};

const PAIR = 'LoadBalancerInfo.TargetGroupPairInfoList';

/** Templates that a create and an update both fail with. */
const rows: Row[] = [
  {
    title: 'a property that the type does not have',
    resource: 'Deployment',
    template: () => ({ deployment: { Timeout: 30 } }),
    reason: invalid('Deployment', '#: extraneous key [Timeout] is not permitted'),
  },
  {
    title: 'a value that the schema does not allow',
    resource: 'Deployment',
    template: () => ({ deployment: { WhenBusy: 'SHRUG' } }),
    reason: invalid('Deployment', '#/WhenBusy: failed validation constraint for keyword [enum]'),
  },
  {
    title: 'a missing required property',
    resource: 'Group',
    template: () => ({ group: { ServiceRoleArn: undefined } }),
    reason: invalid('Group', '#: required key [ServiceRoleArn] not found'),
  },
  {
    title: 'two equal target groups, which only the handler checks',
    resource: 'Group',
    template: ({ service }) => ({
      group: {
        LoadBalancerInfo: {
          TargetGroupPairInfoList: [
            {
              TargetGroups: [{ Name: service.targetGroups[0].name }, { Name: service.targetGroups[0].name }],
              ProdTrafficRoute: { ListenerArns: [service.productionListenerArn] },
            },
          ],
        },
      },
    }),
    reason: invalidRequest('DifferentTargetGroups', `${PAIR}.TargetGroups`, 'web-blue'),
  },
  {
    title: 'a ready wait that never waits, which only the handler checks',
    resource: 'Group',
    template: () => ({
      group: {
        BlueGreenDeploymentConfiguration: {
          DeploymentReadyOption: { ActionOnTimeout: 'CONTINUE_DEPLOYMENT', WaitTimeInMinutes: 5 },
        },
      },
    }),
    reason: invalidRequest(
      'ReadyWaitWithoutStop',
      'DeploymentReadyOption.WaitTimeInMinutes',
      'STOP_DEPLOYMENT',
    ),
  },
  {
    title: 'a timeout that is shorter than the waits, which only the handler checks',
    resource: 'Deployment',
    template: () => ({
      version: 2,
      group: waits({ termination: 60 }),
      deployment: { TimeoutInMinutes: 30 },
    }),
    reason: invalidRequest(
      'TimeoutTooShort',
      'TimeoutInMinutes is 30 minutes',
      '60 minutes',
      'TRAFFIC_SHIFTED',
    ),
  },
  {
    title: 'a hook after test traffic without a test listener',
    resource: 'Deployment',
    template: ({ service }) => ({
      version: 2,
      group: { DeploymentGroupName: 'web', LoadBalancerInfo: loadBalancerInfo(service, false) },
      deployment: { Hooks: { AfterAllowTestTraffic: 'CodeDeployHook_web' } },
    }),
    reason: invalidRequest('HookNeedsTestListener', 'Hooks.AfterAllowTestTraffic', 'TestTrafficRoute'),
  },
  {
    title: 'a task definition that does not exist',
    resource: 'Deployment',
    template: () => ({
      deployment: { TaskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/web:99' },
    }),
    reason: invalidRequest('TaskDefinitionMissing', 'task-definition/web:99'),
  },
  {
    title: 'a container that the task definition does not have',
    resource: 'Deployment',
    template: () => ({ version: 2, deployment: { ContainerName: 'api' } }),
    reason: invalidRequest('ContainerMissing', 'task-definition/web:2', 'api', 'app', 'ContainerName'),
  },
  {
    title: 'a port that the container does not have',
    resource: 'Deployment',
    template: () => ({ version: 2, deployment: { ContainerPort: 9090 } }),
    reason: invalidRequest('PortMissing', 'task-definition/web:2', '9090', '8080', 'ContainerPort'),
  },
];

/** Names and ARNs of resources that do not exist or are of the wrong kind. */
const wrongNames: Row[] = [
  {
    title: 'a deployment group that does not exist',
    resource: 'Deployment',
    template: () => ({ deployment: { DeploymentGroupName: 'missing' } }),
    reason: invalidRequest('NoEcsGroup', 'web-application/missing'),
  },
  {
    title: "the group's Ref instead of its name",
    resource: 'Deployment',
    template: () => ({
      group: { DeploymentGroupName: 'web' },
      deployment: { DeploymentGroupName: { Ref: 'Group' } },
    }),
    reason: invalid(
      'Deployment',
      '#/DeploymentGroupName: failed validation constraint for keyword [pattern]',
    ),
  },
  {
    title: 'an application that does not exist, for the group',
    resource: 'Group',
    template: () => ({ group: { ApplicationName: 'missing' } }),
    reason: invalidRequest('NoApplication', 'ApplicationName', 'missing', 'ApplicationDoesNotExistException'),
  },
  {
    title: 'an application that does not exist, for the deployment',
    resource: 'Deployment',
    template: () => ({ deployment: { ApplicationName: 'missing', DeploymentGroupName: 'web' } }),
    reason: invalidRequest('NoEcsGroup', 'missing/web'),
  },
  {
    title: 'a service role that does not exist',
    resource: 'Group',
    template: () => ({ group: { ServiceRoleArn: 'arn:aws:iam::123456789012:role/missing' } }),
    reason: invalidRequest('RoleNotUsable', 'ServiceRoleArn', 'role/missing', 'InvalidRoleException'),
  },
  {
    title: 'a service role that CodeDeploy may not assume',
    resource: 'Group',
    template: () => ({ group: { ServiceRoleArn: 'arn:aws:iam::123456789012:role/lambda-only' } }),
    reason: invalidRequest('RoleNotUsable', 'ServiceRoleArn', 'role/lambda-only', 'InvalidRoleException'),
  },
];

describe('a create fails with one sentence, deploys nothing and leaves no resource', () => {
  test.each([...rows, ...wrongNames])('$title', async ({ resource, template, reason }) => {
    scenario = await StackScenario.start();
    await createLambdaRole(scenario.aws, 'lambda-only');
    await scenario.create(template(scenario));
    expect(scenario.events.failure(resource)).toEqual(reason);
    expect(scenario.stack.status).toBe('ROLLBACK_COMPLETE');
    expect(await scenario.groupNames()).toEqual([]);
    expect(await scenario.deployments()).toEqual([]);
    expect(await scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);
  });

  test('a service whose controller is not CODE_DEPLOY', async () => {
    scenario = await StackScenario.start({ controller: 'ECS' });
    await scenario.create();
    expect(scenario.events.failure('Group')).toEqual(
      invalidRequest(
        'WrongDeploymentController',
        'ECSServices',
        'web-cluster',
        'CODE_DEPLOY',
        'InvalidECSServiceException',
      ),
    );
    expect(scenario.stack.status).toBe('ROLLBACK_COMPLETE');
    expect(await scenario.groupNames()).toEqual([]);
  });
});

describe('an update fails with one sentence, deploys nothing and is rolled back', () => {
  test.each(rows)('$title', async ({ resource, template, reason }) => {
    scenario = await StackScenario.start();
    const { group = {}, ...others } = template(scenario);
    // Only the resource under test changes: the group is valid from the beginning.
    const before = resource === 'Deployment' ? { group } : {};
    await scenario.create(before);
    await scenario.update({ group, ...others });
    expect(scenario.events.failure(resource)).toEqual(reason);
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual([]);
    expect(await scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);

    await scenario.update({ ...before, version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.operator.taskSets()).toEqual(['version 2 PRIMARY']);
  });

  test('a service that was replaced by one whose controller is not CODE_DEPLOY', async () => {
    scenario = await StackScenario.start();
    const { targetGroups, containerName, containerPort } = scenario.service;
    await scenario.create();
    await scenario.operator.replaceService({
      deploymentController: { type: 'ECS' },
      loadBalancers: [{ targetGroupArn: targetGroups[0].arn, containerName, containerPort }],
    });
    await scenario.update({ version: 2 });
    expect(scenario.events.failure('Deployment')).toEqual(
      invalidRequest(
        'RollbackImpossible',
        'web',
        'ECS',
        'CODE_DEPLOY',
        '[NotCodeDeployService]',
        'continue-update-rollback',
      ),
    );
    expect(await scenario.deployments()).toEqual([]);
  });
});
