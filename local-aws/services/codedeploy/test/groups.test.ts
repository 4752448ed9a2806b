import type { CreateDeploymentGroupCommandInput } from '@aws-sdk/client-codedeploy';
import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;

beforeEach(async () => {
  scenario = await startDeploymentScenario();
});

afterEach(() => scenario.close());

const create = (over: Partial<CreateDeploymentGroupCommandInput> = {}) =>
  scenario.codedeploy.createDeploymentGroup({ ...scenario.groupInput, ...over });

const get = async () =>
  (
    await scenario.codedeploy.getDeploymentGroup({
      applicationName: 'web-application',
      deploymentGroupName: 'web',
    })
  ).deploymentGroupInfo ?? {};

test('shows a new group with the defaults of the service', async () => {
  const { deploymentGroupId } = await create();
  expect(await get()).toEqual({
    applicationName: 'web-application',
    deploymentGroupId,
    deploymentGroupName: 'web',
    deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    ec2TagFilters: [],
    onPremisesInstanceTagFilters: [],
    autoScalingGroups: [],
    serviceRoleArn: scenario.groupInput.serviceRoleArn,
    triggerConfigurations: [],
    autoRollbackConfiguration: scenario.groupInput.autoRollbackConfiguration,
    deploymentStyle: scenario.groupInput.deploymentStyle,
    outdatedInstancesStrategy: 'UPDATE',
    blueGreenDeploymentConfiguration: {
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 5 },
      deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT', waitTimeInMinutes: 0 },
    },
    loadBalancerInfo: scenario.groupInput.loadBalancerInfo,
    ecsServices: scenario.groupInput.ecsServices,
    computePlatform: 'ECS',
  });
});

describe('refuses', () => {
  const cases: [
    reason: string,
    over: () => Partial<CreateDeploymentGroupCommandInput>,
    name: string,
    message: string,
  ][] = [
    [
      'an application that does not exist',
      () => ({ applicationName: 'missing' }),
      'ApplicationDoesNotExistException',
      'No application found for name: missing',
    ],
    [
      'a name with a space',
      () => ({ deploymentGroupName: 'my web' }),
      'InvalidDeploymentGroupNameException',
      'A-Z, a-z, 0-9',
    ],
    [
      'no name',
      () => ({ deploymentGroupName: undefined }),
      'DeploymentGroupNameRequiredException',
      'Deployment Group name is missing',
    ],
    ['no role', () => ({ serviceRoleArn: undefined }), 'RoleRequiredException', 'Role is missing'],
    [
      'a configuration that does not exist',
      () => ({ deploymentConfigName: 'Mine' }),
      'DeploymentConfigDoesNotExistException',
      'No Deployment Configuration found for name: Mine',
    ],
    [
      'no configuration: the default is one of the Server platform',
      () => ({ deploymentConfigName: undefined }),
      'InvalidDeploymentConfigNameException',
      'CodeDeployDefault.OneAtATime is for the Server compute platform',
    ],
    [
      'a service that does not exist',
      () => ({ ecsServices: [{ clusterName: 'web-cluster', serviceName: 'missing' }] }),
      'InvalidECSServiceException',
      'Could not load ECS service information for cluster: web-cluster, service: missing. Cause: ',
    ],
    [
      'a topic that does not exist',
      () => ({
        triggerConfigurations: [
          {
            triggerName: 'mail',
            triggerTargetArn: 'arn:aws:sns:us-east-1:1:none',
            triggerEvents: ['DeploymentFailure'],
          },
        ],
      }),
      'InvalidTriggerConfigException',
      'Topic ARN',
    ],
    [
      'a tag with the prefix aws:',
      () => ({ tags: [{ Key: 'aws:stack', Value: '1' }] }),
      'InvalidTagsToAddException',
      'aws:',
    ],
  ];

  test.each(cases)('%s', async (_, over, name, message) => {
    await expect(create(over())).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message) as string,
    });
  });

  test('a role that cannot be assumed yet', async () => {
    await scenario.distrust();
    await expect(create()).rejects.toMatchObject({
      name: 'InvalidRoleException',
      message: `AWS CodeDeploy does not have the permissions required to assume the role ${scenario.groupInput.serviceRoleArn}.`,
    });
  });

  test('a role that may not read the service', async () => {
    await scenario.deny('ecs:DescribeServices');
    await expect(create()).rejects.toMatchObject({
      name: 'InvalidECSServiceException',
      message: expect.stringMatching(
        /^Could not load ECS service information .* AccessDeniedException/,
      ) as string,
    });
  });

  test('a service with another controller', async () => {
    await scenario.ecs.createService({
      cluster: 'web-cluster',
      serviceName: 'rolling',
      taskDefinition: 'web:1',
      desiredCount: 0,
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    });
    await expect(
      create({ ecsServices: [{ clusterName: 'web-cluster', serviceName: 'rolling' }] }),
    ).rejects.toMatchObject({
      name: 'InvalidECSServiceException',
      message: "Deployment group's ECS service must be configured for a CODE_DEPLOY deployment controller.",
    });
  });

  test('a second group for a service, in any application', async () => {
    await create();
    await expect(create({ deploymentGroupName: 'other' })).rejects.toMatchObject({
      name: 'ECSServiceMappingLimitExceededException',
    });
  });

  test('a group that exists', async () => {
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'DeploymentGroupAlreadyExistsException' });
  });

  test('a target group that does not exist', async () => {
    const [pair] = scenario.groupInput.loadBalancerInfo.targetGroupPairInfoList;
    const targetGroups = [{ name: 'web-blue' }, { name: 'missing' }];
    await expect(
      create({ loadBalancerInfo: { targetGroupPairInfoList: [{ ...pair, targetGroups }] } }),
    ).rejects.toMatchObject({
      name: 'InvalidTargetGroupPairException',
      message: expect.stringContaining('must contain a valid pair of target groups') as string,
    });
  });

  test('a gradual shift behind a Network Load Balancer', async () => {
    const { LoadBalancers = [] } = await scenario.elb.createLoadBalancer({
      Name: 'net',
      Type: 'network',
      Subnets: ['subnet-1'],
    });
    const { TargetGroups = [] } = await scenario.elb.createTargetGroup({
      ...{ Name: 'tcp', Protocol: 'TCP', Port: 80, VpcId: 'vpc-1', TargetType: 'ip' },
    });
    const { Listeners = [] } = await scenario.elb.createListener({
      LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn,
      Port: 80,
      Protocol: 'TCP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn: TargetGroups[0]?.TargetGroupArn }],
    });
    const prodTrafficRoute = { listenerArns: [Listeners[0]?.ListenerArn ?? ''] };
    const targetGroups = [{ name: 'web-blue' }, { name: 'web-green' }];
    await expect(
      create({
        deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
        loadBalancerInfo: { targetGroupPairInfoList: [{ targetGroups, prodTrafficRoute }] },
      }),
    ).rejects.toMatchObject({
      name: 'InvalidTrafficRoutingConfigurationException',
      message:
        'Only ALB supports gradual traffic routing, use AllAtOnce Traffic routing instead when you create/update Deployment group.',
    });
  });
});

test('a second deletion of a group succeeds; listener and service are left alone', async () => {
  await create();
  const names = { applicationName: 'web-application', deploymentGroupName: 'web' };
  expect(await scenario.codedeploy.deleteDeploymentGroup(names)).toMatchObject({ hooksNotCleanedUp: [] });
  expect(await scenario.codedeploy.deleteDeploymentGroup(names)).toMatchObject({ hooksNotCleanedUp: [] });
  expect(await scenario.weights(scenario.prodListener)).toBe('one:100 two:0');
  expect(await scenario.taskSets()).toEqual(['PRIMARY web:1 one']);
});

test('shows the last attempted and the last successful deployment, and the live revision', async () => {
  await create();
  const first = await scenario.deploy(2);
  await scenario.clock.advance(15);
  const running = await get();
  expect(running.lastAttemptedDeployment).toMatchObject({ deploymentId: first, status: 'InProgress' });
  expect(running.lastAttemptedDeployment?.endTime).toBeUndefined();
  expect(running.targetRevision).toBeUndefined();
  await scenario.until(first, 'Succeeded');
  const second = await scenario.deploy(3);
  await scenario.clock.advance(10);
  const after = await get();
  expect(after.lastAttemptedDeployment).toMatchObject({ deploymentId: second });
  expect(after.lastSuccessfulDeployment).toMatchObject({ deploymentId: first, status: 'Succeeded' });
  expect(after.lastSuccessfulDeployment?.endTime).toBeInstanceOf(Date);
  expect(after.targetRevision?.appSpecContent?.sha256).toBe(
    (await scenario.read(first)).revision?.appSpecContent?.sha256,
  );
});

test('reads groups in a batch, and names those that do not exist', async () => {
  await create();
  const output = await scenario.codedeploy.batchGetDeploymentGroups({
    applicationName: 'web-application',
    deploymentGroupNames: ['web', 'missing'],
  });
  expect(output.deploymentGroupsInfo?.map(({ deploymentGroupName }) => deploymentGroupName)).toEqual(['web']);
  expect(output.errorMessage).toBe('No Deployment Group found for name: missing');
});
