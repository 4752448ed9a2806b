import { createLambdaRole } from '#test-kit';
import { StackScenario } from './scenario/stack-scenario';
import { loadBalancerInfo, waits, type TemplateOptions } from './scenario/template';

let scenario: StackScenario;
afterEach(() => scenario.close());

interface Row {
  title: string;
  resource: 'Group' | 'Deployment';
  template: (scenario: StackScenario) => TemplateOptions;
  /** The whole reason of the failure. */
  reason: string;
}

const invalid = (resource: string, ...texts: string[]) =>
  [`Properties validation failed for resource ${resource} with message:`, ...texts].join('\n');

const invalidRequest = (message: string) =>
  `Resource handler returned message: "${message}" (RequestToken: …, HandlerErrorCode: InvalidRequest)`;

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
    reason: invalidRequest(`${PAIR}.TargetGroups must name two different target groups; both are web-blue.`),
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
      'BlueGreenDeploymentConfiguration.DeploymentReadyOption.WaitTimeInMinutes must be absent or 0 with CONTINUE_DEPLOYMENT, which does not wait; with STOP_DEPLOYMENT the deployment waits 5 minutes to be continued.',
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
      'TimeoutInMinutes is 30, but the termination wait takes 60 minutes, and the new tasks have to start as well. Set CompleteWhen to TRAFFIC_SHIFTED, shorten the termination wait of the group or allow more than 60 minutes.',
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
    reason: invalidRequest(
      'Hooks.AfterAllowTestTraffic needs a test listener, and deployment group web has none: CodeDeploy would never call the hook. Add TestTrafficRoute to the group or remove the hook.',
    ),
  },
  {
    title: 'a task definition that does not exist',
    resource: 'Deployment',
    template: () => ({
      deployment: { TaskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/web:99' },
    }),
    reason: invalidRequest(
      'The task definition arn:aws:ecs:us-east-1:123456789012:task-definition/web:99 does not exist.',
    ),
  },
  {
    title: 'a container that the task definition does not have',
    resource: 'Deployment',
    template: () => ({ version: 2, deployment: { ContainerName: 'api' } }),
    reason: invalidRequest(
      'The task definition arn:aws:ecs:us-east-1:123456789012:task-definition/web:2 has no container api (it has: app). Set ContainerName.',
    ),
  },
  {
    title: 'a port that the container does not have',
    resource: 'Deployment',
    template: () => ({ version: 2, deployment: { ContainerPort: 9090 } }),
    reason: invalidRequest(
      'The container app of arn:aws:ecs:us-east-1:123456789012:task-definition/web:2 has no port 9090 (it has: 8080). Set ContainerPort.',
    ),
  },
];

/** Names and ARNs of resources that do not exist or are of the wrong kind. */
const wrongNames: Row[] = [
  {
    title: 'a deployment group that does not exist',
    resource: 'Deployment',
    template: () => ({ deployment: { DeploymentGroupName: 'missing' } }),
    reason: invalidRequest(
      'There is no ECS deployment group web-application/missing. Check ApplicationName and DeploymentGroupName; Ref of the deployment group is not a name.',
    ),
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
    reason: invalidRequest(
      'ApplicationName: there is no application missing in this account and region. AWS says: No application found for name: missing (ApplicationDoesNotExistException)',
    ),
  },
  {
    title: 'an application that does not exist, for the deployment',
    resource: 'Deployment',
    template: () => ({ deployment: { ApplicationName: 'missing', DeploymentGroupName: 'web' } }),
    reason: invalidRequest(
      'There is no ECS deployment group missing/web. Check ApplicationName and DeploymentGroupName; Ref of the deployment group is not a name.',
    ),
  },
  {
    title: 'a service role that does not exist',
    resource: 'Group',
    template: () => ({ group: { ServiceRoleArn: 'arn:aws:iam::123456789012:role/missing' } }),
    reason: invalidRequest(
      'ServiceRoleArn: the role arn:aws:iam::123456789012:role/missing must exist and let codedeploy.amazonaws.com assume it. AWS says: AWS CodeDeploy does not have the permissions required to assume the role arn:aws:iam::123456789012:role/missing. (InvalidRoleException)',
    ),
  },
  {
    title: 'a service role that CodeDeploy may not assume',
    resource: 'Group',
    template: () => ({ group: { ServiceRoleArn: 'arn:aws:iam::123456789012:role/lambda-only' } }),
    reason: invalidRequest(
      'ServiceRoleArn: the role arn:aws:iam::123456789012:role/lambda-only must exist and let codedeploy.amazonaws.com assume it. AWS says: AWS CodeDeploy does not have the permissions required to assume the role arn:aws:iam::123456789012:role/lambda-only. (InvalidRoleException)',
    ),
  },
];

describe('a create fails with one sentence, deploys nothing and leaves no resource', () => {
  test.each([...rows, ...wrongNames])('$title', async ({ resource, template, reason }) => {
    scenario = await StackScenario.start();
    await createLambdaRole(scenario.aws, 'lambda-only');
    await scenario.create(template(scenario));
    expect(scenario.events.failure(resource)).toBe(reason);
    expect(scenario.stack.status).toBe('ROLLBACK_COMPLETE');
    expect(await scenario.groupNames()).toEqual([]);
    expect(await scenario.deployments()).toEqual([]);
    expect(await scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);
  });

  test('a service whose controller is not CODE_DEPLOY', async () => {
    scenario = await StackScenario.start({ controller: 'ECS' });
    await scenario.create();
    expect(scenario.events.failure('Group')).toBe(
      invalidRequest(
        "ECSServices: the service web in cluster web-cluster must have DeploymentController.Type CODE_DEPLOY, the only one under which CodeDeploy can deploy it. AWS says: Deployment group's ECS service must be configured for a CODE_DEPLOY deployment controller. (InvalidECSServiceException)",
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
    expect(scenario.events.failure(resource)).toBe(reason);
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
    expect(scenario.events.failure('Deployment')).toBe(
      invalidRequest(
        'The ECS service web has the deployment controller ECS. Only a service with DeploymentController Type CODE_DEPLOY can be deployed by CodeDeploy.',
      ),
    );
    expect(await scenario.deployments()).toEqual([]);
  });
});
