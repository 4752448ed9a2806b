import { Shop } from './stack-scenario';
import { loadBalancerInfo, waits, type Choices } from './template';

let shop: Shop;
afterEach(() => shop.close());

interface Row {
  title: string;
  resource: 'Group' | 'Deployment';
  choices: (shop: Shop) => Choices;
  /** The whole sentence. */
  sentence: string;
}

const invalid = (resource: string, ...texts: string[]) =>
  [`Properties validation failed for resource ${resource} with message:`, ...texts].join('\n');

const refused = (message: string) =>
  `Resource handler returned message: "${message}" (RequestToken: …, HandlerErrorCode: InvalidRequest)`;

const PAIR = 'LoadBalancerInfo.TargetGroupPairInfoList';

/** What is wrong with the template alone, so that create and update both show it. */
const rows: Row[] = [
  {
    title: 'a property that the type does not have',
    resource: 'Deployment',
    choices: () => ({ deployment: { Timeout: 30 } }),
    sentence: invalid('Deployment', '#: extraneous key [Timeout] is not permitted'),
  },
  {
    title: 'a value that the schema does not allow',
    resource: 'Deployment',
    choices: () => ({ deployment: { WhenBusy: 'SHRUG' } }),
    sentence: invalid('Deployment', '#/WhenBusy: failed validation constraint for keyword [enum]'),
  },
  {
    title: 'a required property that is not there',
    resource: 'Group',
    choices: () => ({ group: { ServiceRoleArn: undefined } }),
    sentence: invalid('Group', '#: required key [ServiceRoleArn] not found'),
  },
  {
    title: 'two equal target groups, which only the handler sees',
    resource: 'Group',
    choices: ({ service }) => ({
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
    sentence: refused(`${PAIR}.TargetGroups must name two different target groups; both are web-blue.`),
  },
  {
    title: 'a wait that never waits, which only the handler sees',
    resource: 'Group',
    choices: () => ({
      group: {
        BlueGreenDeploymentConfiguration: {
          DeploymentReadyOption: { ActionOnTimeout: 'CONTINUE_DEPLOYMENT', WaitTimeInMinutes: 5 },
        },
      },
    }),
    sentence: refused(
      'BlueGreenDeploymentConfiguration.DeploymentReadyOption.WaitTimeInMinutes must be absent or 0 with CONTINUE_DEPLOYMENT, which does not wait; with STOP_DEPLOYMENT the deployment waits 5 minutes to be continued.',
    ),
  },
  {
    title: 'a time-out that cannot be kept, which only the handler sees',
    resource: 'Deployment',
    choices: () => ({
      version: 2,
      group: waits({ termination: 60 }),
      deployment: { TimeoutInMinutes: 30 },
    }),
    sentence: refused(
      'TimeoutInMinutes is 30, but the termination wait takes 60 minutes, and the new tasks have to start as well. Set CompleteWhen to TRAFFIC_SHIFTED, shorten the termination wait of the group or allow more than 60 minutes.',
    ),
  },
  {
    title: 'a hook after test traffic without a test listener',
    resource: 'Deployment',
    choices: ({ service }) => ({
      version: 2,
      group: { DeploymentGroupName: 'web', LoadBalancerInfo: loadBalancerInfo(service, false) },
      deployment: { Hooks: { AfterAllowTestTraffic: 'CodeDeployHook_web' } },
    }),
    sentence: refused(
      'Hooks.AfterAllowTestTraffic needs a test listener, and deployment group web has none: CodeDeploy would never call the hook. Add TestTrafficRoute to the group or remove the hook.',
    ),
  },
  {
    title: 'a task definition that does not exist',
    resource: 'Deployment',
    choices: () => ({
      deployment: { TaskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/web:99' },
    }),
    sentence: refused(
      'The task definition arn:aws:ecs:us-east-1:123456789012:task-definition/web:99 does not exist.',
    ),
  },
  {
    title: 'a container that the task definition does not have',
    resource: 'Deployment',
    choices: () => ({ version: 2, deployment: { ContainerName: 'api' } }),
    sentence: refused(
      'The task definition arn:aws:ecs:us-east-1:123456789012:task-definition/web:2 has no container api (it has: app). Set ContainerName.',
    ),
  },
  {
    title: 'a port that the container does not have',
    resource: 'Deployment',
    choices: () => ({ version: 2, deployment: { ContainerPort: 9090 } }),
    sentence: refused(
      'The container app of arn:aws:ecs:us-east-1:123456789012:task-definition/web:2 has no port 9090 (it has: 8080). Set ContainerPort.',
    ),
  },
];

/** Names and ARNs that name nothing, or the wrong thing. */
const wrongNames: Row[] = [
  {
    title: 'a deployment group that does not exist',
    resource: 'Deployment',
    choices: () => ({ deployment: { DeploymentGroupName: 'nobody' } }),
    sentence: refused(
      'There is no ECS deployment group web-application/nobody. Check ApplicationName and DeploymentGroupName; Ref of the deployment group is not a name.',
    ),
  },
  {
    title: "the group's Ref in the place of its name",
    resource: 'Deployment',
    choices: () => ({
      group: { DeploymentGroupName: 'web' },
      deployment: { DeploymentGroupName: { Ref: 'Group' } },
    }),
    sentence: invalid(
      'Deployment',
      '#/DeploymentGroupName: failed validation constraint for keyword [pattern]',
    ),
  },
  {
    title: 'an application that does not exist, for the group',
    resource: 'Group',
    choices: () => ({ group: { ApplicationName: 'nobody' } }),
    sentence: refused(
      'ApplicationName: there is no application nobody in this account and region. AWS says: No application found for name: nobody (ApplicationDoesNotExistException)',
    ),
  },
  {
    title: 'an application that does not exist, for the deployment',
    resource: 'Deployment',
    choices: () => ({ deployment: { ApplicationName: 'nobody', DeploymentGroupName: 'web' } }),
    sentence: refused(
      'There is no ECS deployment group nobody/web. Check ApplicationName and DeploymentGroupName; Ref of the deployment group is not a name.',
    ),
  },
  {
    title: 'a service role that does not exist',
    resource: 'Group',
    choices: () => ({ group: { ServiceRoleArn: 'arn:aws:iam::123456789012:role/nobody' } }),
    sentence: refused(
      'ServiceRoleArn: the role arn:aws:iam::123456789012:role/nobody must exist and let codedeploy.amazonaws.com assume it. AWS says: AWS CodeDeploy does not have the permissions required to assume the role arn:aws:iam::123456789012:role/nobody. (InvalidRoleException)',
    ),
  },
  {
    title: 'a service role that CodeDeploy may not assume',
    resource: 'Group',
    choices: () => ({ group: { ServiceRoleArn: 'arn:aws:iam::123456789012:role/lambda-only' } }),
    sentence: refused(
      'ServiceRoleArn: the role arn:aws:iam::123456789012:role/lambda-only must exist and let codedeploy.amazonaws.com assume it. AWS says: AWS CodeDeploy does not have the permissions required to assume the role arn:aws:iam::123456789012:role/lambda-only. (InvalidRoleException)',
    ),
  },
];

describe('a create shows in one sentence, deploys nothing and leaves nothing', () => {
  test.each([...rows, ...wrongNames])('$title', async ({ resource, choices, sentence }) => {
    shop = await Shop.open();
    await shop.byHand.makeLambdaRole('lambda-only');
    await shop.create(choices(shop));
    expect(shop.failure(resource)).toBe(sentence);
    expect(shop.stack.status).toBe('ROLLBACK_COMPLETE');
    expect(await shop.groupNames()).toEqual([]);
    expect(await shop.deployments()).toEqual([]);
    expect(await shop.taskSets()).toBe('version 1 PRIMARY');
  });

  test('a service whose controller is not CODE_DEPLOY', async () => {
    shop = await Shop.open({ controller: 'ECS' });
    await shop.create();
    expect(shop.failure('Group')).toBe(
      refused(
        "ECSServices: the service web in cluster web-cluster must have DeploymentController.Type CODE_DEPLOY, the only one under which CodeDeploy can deploy it. AWS says: Deployment group's ECS service must be configured for a CODE_DEPLOY deployment controller. (InvalidECSServiceException)",
      ),
    );
    expect(shop.stack.status).toBe('ROLLBACK_COMPLETE');
    expect(await shop.groupNames()).toEqual([]);
  });
});

describe('an update shows in one sentence, deploys nothing and takes the stack back', () => {
  test.each(rows)('$title', async ({ resource, choices, sentence }) => {
    shop = await Shop.open();
    const { group = {}, ...others } = choices(shop);
    // What is wrong with the deployment is wrong beside a group as it was.
    const before = resource === 'Deployment' ? { group } : {};
    await shop.create(before);
    await shop.update({ group, ...others });
    expect(shop.failure(resource)).toBe(sentence);
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.deployments()).toEqual([]);
    expect(await shop.taskSets()).toBe('version 1 PRIMARY');

    await shop.update({ ...before, version: 2 });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.taskSets()).toBe('version 2 PRIMARY');
  });

  test('a service that was replaced by one whose controller is not CODE_DEPLOY', async () => {
    shop = await Shop.open();
    await shop.create();
    await shop.byHand.replaceService('ECS');
    await shop.update({ version: 2 });
    expect(shop.failure('Deployment')).toBe(
      refused(
        'The ECS service web has the deployment controller ECS. Only a service with DeploymentController Type CODE_DEPLOY can be deployed by CodeDeploy.',
      ),
    );
    expect(await shop.deployments()).toEqual([]);
  });
});
