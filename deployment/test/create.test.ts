import { GROUP_NAME } from '#test-kit';
import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

test('D1 a first create of what runs already deploys nothing', async () => {
  scenario = await startDeploymentScenario();
  const { answer, calls } = await scenario.operations.create(scenario.version(1));
  expect(answer).toMatchObject({
    status: 'SUCCESS',
    resourceModel: {
      ApplicationName: scenario.service.applicationName,
      DeploymentGroupName: GROUP_NAME,
      TaskDefinition: scenario.service.taskDefinitions[0],
      ContainerName: scenario.service.containerName,
      ContainerPort: scenario.service.containerPort,
      DeploymentId: '',
    },
  });
  expect(calls).toEqual([
    'GetDeploymentGroup',
    'ListTagsForResource',
    'ListDeployments',
    'DescribeServices',
    // The checks may have taken long: the group still has no owner.
    'ListTagsForResource',
    'TagResource',
    // Some seconds later: the tag is still this create's.
    'ListTagsForResource',
    'GetDeploymentGroup',
    'ListDeployments',
    'DescribeServices',
  ]);
  expect(await scenario.deployments()).toEqual([]);
});

test('an answer holds what the service runs, and nothing of how it got there', async () => {
  scenario = await startDeploymentScenario();
  const { answer } = await scenario.operations.create(
    scenario.version(1, { Description: 'first', WhenBusy: 'STOP' }),
  );
  expect(Object.keys(answer.resourceModel!).sort()).toEqual([
    'ApplicationName',
    'ContainerName',
    'ContainerPort',
    'DeploymentGroupName',
    'DeploymentId',
    'NetworkConfiguration',
    'PlatformVersion',
    'TaskDefinition',
  ]);
});

test('D2 a create of another version deploys it and names the deployment', async () => {
  scenario = await startDeploymentScenario();
  const { answer } = await scenario.operations.create(scenario.version(2));
  const [deployment, ...others] = await scenario.deployments();
  expect(others).toEqual([]);
  expect(answer).toMatchObject({
    status: 'SUCCESS',
    resourceModel: {
      TaskDefinition: scenario.service.taskDefinitions[1],
      DeploymentId: deployment!.deploymentId,
    },
  });
  expect(deployment!.status).toBe('Succeeded');
  expect(await scenario.liveVersion()).toBe(2);
});

test('a create that CloudFormation delivers again with the same token is the same create', async () => {
  scenario = await startDeploymentScenario();
  const options = { token: 'token-1' };
  await scenario.operations.create(scenario.version(1), options);
  const { answer } = await scenario.operations.create(scenario.version(1), options);
  expect(answer.status).toBe('SUCCESS');
});

test('a second resource for the same group is refused without a model, and the answer names the first', async () => {
  scenario = await startDeploymentScenario();
  await scenario.operations.create(scenario.version(1));
  const { answer } = await scenario.operations.create(scenario.version(2), { logicalResourceId: 'Another' });
  expect(answer).toMatchObject({
    status: 'FAILED',
    errorCode: 'AlreadyExists',
    message:
      `The deployment group ${scenario.service.applicationName}/${GROUP_NAME} already has an Org::CodeDeploy::EcsDeployment, ` +
      'declared as shop/Deployment. A group has at most one. Remove it where it is declared. To move it to this stack, ' +
      'first give it `DeletionPolicy: Retain` there, then remove it there and import it here. ' +
      'When no stack has it any more, import it here, or remove it with `aws deploy untag-resource` and the tag key ' +
      'org-codedeploy:ecs-deployment. [AlreadyDeclared]',
  });
  expect(answer).not.toHaveProperty('resourceModel');
  expect(await scenario.deployments()).toEqual([]);
});

test('a missing group is named', async () => {
  scenario = await startDeploymentScenario();
  const { answer } = await scenario.operations.create(
    scenario.version(2, { DeploymentGroupName: 'missing' }),
  );
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
  expect(answer.message).toBe(
    `There is no ECS deployment group ${scenario.service.applicationName}/missing. ` +
      'Check ApplicationName and DeploymentGroupName. For a group of the same template, DeploymentGroupName is ' +
      '`!GetAtt Group.Name`; Ref of the group is not its name. [NoEcsGroup]',
  );
});

test('a create that is refused leaves no tag that would block the next one', async () => {
  scenario = await startDeploymentScenario({ testListener: false });
  const hooks = { Hooks: { AfterAllowTestTraffic: 'smoke-test' } };
  const refused = await scenario.operations.create(scenario.version(2, hooks));
  expect(refused.answer).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
  expect(refused.answer.message).toMatch(/^Hooks\.AfterAllowTestTraffic needs a test listener/);
  expect(refused.calls).not.toContain('TagResource');
  const { answer } = await scenario.operations.create(scenario.version(2));
  expect(answer.status).toBe('SUCCESS');
});

test("a create follows another team's deployment that brings the same version", async () => {
  scenario = await startDeploymentScenario();
  const deploymentId = await scenario.deployByHand(2);
  await scenario.aws.clock.advance(10);
  const { answer } = await scenario.operations.create(scenario.version(2));
  expect(answer).toMatchObject({ status: 'SUCCESS', resourceModel: { DeploymentId: deploymentId } });
  expect(await scenario.deployments()).toHaveLength(1);
});

test('a create is refused without a trace when the group is busy and WhenBusy is FAIL', async () => {
  scenario = await startDeploymentScenario();
  const deploymentId = await scenario.deployByHand(3);
  await scenario.aws.clock.advance(10);
  const { answer, calls } = await scenario.operations.create(scenario.version(2, { WhenBusy: 'FAIL' }));
  expect(answer).toMatchObject({
    status: 'FAILED',
    errorCode: 'ResourceConflict',
    message:
      `Deployment ${deploymentId}, which does not belong to this resource, holds deployment group ` +
      `${scenario.service.applicationName}/${GROUP_NAME}. This operation deployed nothing: the service runs web:1. Wait for its ` +
      'end or stop it, then update again; with WhenBusy WAIT or STOP the operation does that itself. See ' +
      `https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/${deploymentId}?region=us-east-1 [GroupBusy]`,
  });
  expect(calls).not.toContain('TagResource');
});

test('a service with the wrong controller is named', async () => {
  scenario = await startDeploymentScenario();
  await scenario.replaceService({ deploymentController: { type: 'ECS' } });
  const { answer } = await scenario.operations.create(scenario.version(1));
  expect(answer).toMatchObject({
    status: 'FAILED',
    errorCode: 'InvalidRequest',
    message:
      `The ECS service ${scenario.service.serviceName} has the deployment controller ECS. Use a service with ` +
      'DeploymentController Type CODE_DEPLOY: CodeDeploy can deploy no other. [NotCodeDeployService]',
  });
});

test('a service that was deleted is named', async () => {
  scenario = await startDeploymentScenario();
  await scenario.replaceService();
  const { answer } = await scenario.operations.create(scenario.version(1));
  const { clusterName, serviceName, applicationName } = scenario.service;
  expect(answer).toMatchObject({
    status: 'FAILED',
    errorCode: 'InvalidRequest',
    message: `The ECS service ${clusterName}/${serviceName} of deployment group ${applicationName}/${GROUP_NAME} does not exist. Create the service, or correct ECSServices of the group. [ServiceMissing]`,
  });
});

test('a missing part of the identifier is named', async () => {
  scenario = await startDeploymentScenario();
  const { answer } = await scenario.operations.create(scenario.version(1, { ApplicationName: '' }));
  expect(answer).toMatchObject({
    status: 'FAILED',
    errorCode: 'InvalidRequest',
    message: 'ApplicationName is required. Set it. [PropertyRequired]',
  });
});

test('a missing task definition property is named', async () => {
  scenario = await startDeploymentScenario();
  const { answer } = await scenario.operations.create(scenario.version(1, { TaskDefinition: null }));
  expect(answer).toMatchObject({
    errorCode: 'InvalidRequest',
    message: 'TaskDefinition is required. Set it. [PropertyRequired]',
  });
});
