import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;

beforeEach(async () => {
  scenario = await startDeploymentScenario();
});

afterEach(() => scenario.close());

const deployContent = (content: string) =>
  scenario.deploy(2, { revision: { revisionType: 'AppSpecContent', appSpecContent: { content } } });

const failed = async (id: string, seconds = 20) => {
  await scenario.clock.advance(seconds);
  return scenario.read(id);
};

test('an AppSpec that cannot be parsed is accepted, and fails the deployment', async () => {
  await scenario.createGroup();
  expect(await failed(await deployContent('Resources: ['))).toMatchObject({
    status: 'Failed',
    errorInformation: {
      code: 'INVALID_REVISION',
      message:
        'The deployment failed because the AppSpec file that specifies the deployment configuration is missing or has an ' +
        'invalid configuration. The input AppSpec file is a not well-formed yaml. The template cannot be parsed.',
    },
  });
});

test('a container that the task definition does not have fails the deployment with the text of ECS', async () => {
  await scenario.createGroup();
  const info = await failed(
    await deployContent(scenario.appSpec(2).replace('"ContainerName":"app"', '"ContainerName":"api"')),
  );
  expect(info.status).toBe('Failed');
  expect(info.errorInformation?.code).toBe('ECS_UPDATE_ERROR');
  expect(info.errorInformation?.message).toMatch(
    /^The ECS service cannot be updated due to an unexpected error: .* \(Service: AmazonECS; Status Code: 400; Error Code: \w+Exception; Request ID: [0-9a-f-]{36}\)\. Check your ECS service status\.$/,
  );
  expect(await scenario.taskSets()).toEqual(['PRIMARY web:1 one']);
});

test('tasks that never become healthy fail the deployment after 60 minutes, and it is rolled back', async () => {
  await scenario.createGroup();
  scenario.aws.ecs.neverHealthy('web:2');
  const id = await scenario.deploy(2);
  expect(await failed(id, 3590)).toMatchObject({ status: 'InProgress' });
  const info = await failed(id, 30);
  expect(info).toMatchObject({
    status: 'Failed',
    errorInformation: {
      code: 'TIMEOUT',
      message:
        'The deployment timed out while waiting for the replacement task set to become healthy. This time out period is 60 minutes.',
    },
  });
  expect(await scenario.read(info.rollbackInfo?.rollbackDeploymentId ?? '')).toMatchObject({
    status: 'Succeeded',
  });
  expect(await scenario.taskSets()).toEqual(['DRAINING web:2 two', 'PRIMARY web:1 one']);
});

test('a production listener on the other target group fails the deployment before its first event', async () => {
  await scenario.createGroup();
  await scenario.elb.modifyListener({
    ListenerArn: scenario.prodListener,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: scenario.service.targetGroups[1].arn }],
  });
  const id = await scenario.deploy(2);
  expect(await failed(id)).toMatchObject({
    status: 'Failed',
    errorInformation: {
      code: 'ELASTIC_LOAD_BALANCING_INVALID',
      message: `The ELB could not be updated due to the following error: Primary taskset target group must be behind listener ${scenario.prodListener}`,
    },
  });
  expect(await scenario.taskSets()).toEqual(['PRIMARY web:1 one']);
  expect((await scenario.events(id)).every((event) => event.endsWith('Skipped'))).toBe(true);
  expect((await scenario.read(id)).rollbackInfo).toBeUndefined();
});

test('a failure names the rule that forwards only to the other target group', async () => {
  await scenario.createGroup();
  const { Rules = [] } = await scenario.elb.createRule({
    ListenerArn: scenario.prodListener,
    Priority: 1,
    Conditions: [{ Field: 'path-pattern', Values: ['/api/*'] }],
    Actions: [{ Type: 'forward', TargetGroupArn: scenario.service.targetGroups[1].arn }],
  });
  const info = await failed(await scenario.deploy(2));
  expect(info.errorInformation?.message).toContain(`must be behind listener ${Rules[0]?.RuleArn ?? ''}`);
});

test('rules of the production listener shift with its default action', async () => {
  await scenario.createGroup();
  const { Rules = [] } = await scenario.elb.createRule({
    ListenerArn: scenario.prodListener,
    Priority: 1,
    Conditions: [{ Field: 'path-pattern', Values: ['/api/*'] }],
    Actions: [{ Type: 'forward', TargetGroupArn: scenario.service.targetGroups[0].arn }],
  });
  await scenario.until(await scenario.deploy(2), 'Succeeded');
  const { Rules: after = [] } = await scenario.elb.describeRules({ RuleArns: [Rules[0]?.RuleArn ?? ''] });
  expect(after[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups?.map(({ Weight }) => Weight)).toEqual([0, 100]);
});

test('a failure names the group of a role that cannot be assumed any more', async () => {
  await scenario.createGroup();
  const id = await scenario.deploy(2);
  await scenario.distrust();
  expect((await failed(id)).errorInformation).toEqual({
    code: 'IAM_ROLE_MISSING',
    message: 'IAM Role is missing for deployment group: web',
  });
});

test.each([
  ['ecs:CreateTaskSet', 'AmazonECS'],
  ['elasticloadbalancing:ModifyListener', 'AmazonElasticLoadBalancing'],
])('a role without %s is named, with the service %s', async (action, service) => {
  await scenario.createGroup();
  await scenario.deny(action);
  expect((await failed(await scenario.deploy(2))).errorInformation).toEqual({
    code: 'IAM_ROLE_PERMISSIONS',
    message: `The IAM role ${scenario.service.serviceRoleArn} does not give you permission to perform operations in the following AWS service: ${service}.`,
  });
});

test('a group or an application that is deleted before the start fails the deployment', async () => {
  await scenario.createGroup();
  const id = await scenario.deploy(2);
  await scenario.codedeploy.deleteDeploymentGroup({
    applicationName: 'web-application',
    deploymentGroupName: 'web',
  });
  expect((await failed(id)).errorInformation?.code).toBe('DEPLOYMENT_GROUP_MISSING');
  await scenario.codedeploy.createDeploymentGroup(scenario.groupInput);
  const other = await scenario.deploy(2);
  await scenario.codedeploy.deleteApplication({ applicationName: 'web-application' });
  expect((await failed(other)).errorInformation?.code).toBe('APPLICATION_MISSING');
});

test('a deployment of a deleted group continues and cannot be stopped', async () => {
  await scenario.createGroup();
  const deploymentId = await scenario.deploy(2);
  await scenario.clock.advance(15);
  await scenario.codedeploy.deleteDeploymentGroup({
    applicationName: 'web-application',
    deploymentGroupName: 'web',
  });
  await expect(scenario.codedeploy.stopDeployment({ deploymentId })).rejects.toMatchObject({
    name: 'DeploymentGroupDoesNotExistException',
  });
  expect(await scenario.until(deploymentId, 'Succeeded')).toMatchObject({ status: 'Succeeded' });
});

describe('alarms', () => {
  const alarmConfiguration = { enabled: true, alarms: [{ name: 'errors' }, { name: 'latency' }] };

  test('an active alarm stops a new deployment before its first event', async () => {
    await scenario.createGroup({ alarmConfiguration });
    await scenario.raise('errors');
    await scenario.raise('latency');
    const id = await scenario.deploy(2);
    const info = await failed(id, 3);
    expect(info.status).toBe('Stopped');
    expect(info.errorInformation?.message).toContain('Activated alarms: <errors> <latency>');
    expect(info.rollbackInfo).toBeUndefined();
    expect((await scenario.events(id))[0]).toBe('BeforeInstall Skipped');
  });

  test('a deployment with its own alarms ignores those of the group', async () => {
    await scenario.createGroup({ alarmConfiguration });
    await scenario.raise('errors');
    const id = await scenario.deploy(2, { overrideAlarmConfiguration: { enabled: false, alarms: [] } });
    expect(await scenario.until(id, 'Succeeded')).toMatchObject({
      status: 'Succeeded',
      overrideAlarmConfiguration: { enabled: false },
    });
  });

  test('alarms that are added to the group while a deployment runs count', async () => {
    await scenario.createGroup();
    await scenario.raise('errors');
    const id = await scenario.deploy(2);
    await scenario.clock.advance(15);
    await scenario.codedeploy.updateDeploymentGroup({
      applicationName: 'web-application',
      currentDeploymentGroupName: 'web',
      alarmConfiguration,
    });
    expect(await failed(id)).toMatchObject({ status: 'Stopped' });
  });

  test('unreadable alarms stop a deployment unless ignorePollAlarmFailure is set', async () => {
    await scenario.deny('cloudwatch:DescribeAlarms');
    await scenario.createGroup({ alarmConfiguration });
    const id = await scenario.deploy(2);
    expect(await failed(id)).toMatchObject({
      status: 'Stopped',
      errorInformation: { code: 'IAM_ROLE_PERMISSIONS' },
    });
    const other = await scenario.deploy(2, {
      overrideAlarmConfiguration: { ...alarmConfiguration, ignorePollAlarmFailure: true },
    });
    expect(await failed(other)).toMatchObject({ status: 'InProgress' });
  });
});

test('a service whose new tasks do not start fails the traffic shift after five minutes', async () => {
  await scenario.createGroup({ deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent15Minutes' });
  const id = await scenario.deploy(2);
  await scenario.clock.advance(60);
  scenario.aws.ecs.neverHealthy('web');
  await scenario.ecs.updateService({ cluster: 'web-cluster', service: 'web', desiredCount: 2 });
  expect(await failed(id, 280)).toMatchObject({ status: 'InProgress' });
  expect(await failed(id, 40)).toMatchObject({ status: 'Failed', errorInformation: { code: 'TIMEOUT' } });
});

test('an AppSpec in S3 is accepted, and its deployment fails: CodeDeploy reads no objects here', async () => {
  await scenario.createGroup();
  const s3Location = { bucket: 'releases', key: 'appspec.yaml', bundleType: 'YAML' } as const;
  const id = await scenario.deploy(2, { revision: { revisionType: 'S3', s3Location } });
  expect(await failed(id)).toMatchObject({
    revision: { s3Location: { bucket: 'releases' } },
    errorInformation: { code: 'REVISION_MISSING' },
  });
});
