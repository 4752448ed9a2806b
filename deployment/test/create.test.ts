import { GROUP, given, type Given } from './given';

let scene: Given;
afterEach(() => scene.aws.close());

test('D1 a first create of what runs already deploys nothing', async () => {
  scene = await given();
  const { answer, calls } = await scene.operations.create(scene.version(1));
  expect(answer).toMatchObject({
    status: 'SUCCESS',
    resourceModel: {
      ApplicationName: scene.service.applicationName,
      DeploymentGroupName: GROUP,
      TaskDefinition: scene.service.taskDefinitions[0],
      ContainerName: scene.service.containerName,
      ContainerPort: scene.service.containerPort,
      DeploymentId: '',
    },
  });
  expect(calls).toEqual([
    'GetDeploymentGroup',
    'ListTagsForResource',
    'ListDeployments',
    'DescribeServices',
    'TagResource',
    // Some seconds later: the tag is still this create's.
    'ListTagsForResource',
    'GetDeploymentGroup',
    'ListDeployments',
    'DescribeServices',
  ]);
  expect(await scene.deployments()).toEqual([]);
});

test('an answer holds what the service runs, and nothing of how it got there', async () => {
  scene = await given();
  const { answer } = await scene.operations.create(
    scene.version(1, { Description: 'first', WhenBusy: 'STOP' }),
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
  scene = await given();
  const { answer } = await scene.operations.create(scene.version(2));
  const [deployment, ...others] = await scene.deployments();
  expect(others).toEqual([]);
  expect(answer).toMatchObject({
    status: 'SUCCESS',
    resourceModel: {
      TaskDefinition: scene.service.taskDefinitions[1],
      DeploymentId: deployment!.deploymentId,
    },
  });
  expect(deployment!.status).toBe('Succeeded');
  expect(await scene.live()).toBe(2);
});

test('a create that is called again with the same token is the same create', async () => {
  scene = await given();
  const options = { token: 'token-1' };
  await scene.operations.create(scene.version(1), options);
  const { answer } = await scene.operations.create(scene.version(1), options);
  expect(answer.status).toBe('SUCCESS');
});

test('a second resource for the same group is refused and told who has it, without a model', async () => {
  scene = await given();
  await scene.operations.create(scene.version(1));
  const { answer } = await scene.operations.create(scene.version(2), { logicalResourceId: 'Another' });
  expect(answer).toMatchObject({
    status: 'FAILED',
    errorCode: 'AlreadyExists',
    message:
      `The deployment group ${scene.service.applicationName}/${GROUP} already has an Org::CodeDeploy::EcsDeployment, ` +
      'declared as shop/Deployment. A group has at most one. Remove the other one first, or import it. [AlreadyDeclared]',
  });
  expect(answer).not.toHaveProperty('resourceModel');
  expect(await scene.deployments()).toEqual([]);
});

test('a missing group is named', async () => {
  scene = await given();
  const { answer } = await scene.operations.create(scene.version(2, { DeploymentGroupName: 'nobody' }));
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
  expect(answer.message).toBe(
    `There is no ECS deployment group ${scene.service.applicationName}/nobody. ` +
      'Check ApplicationName and DeploymentGroupName; Ref of the deployment group is not a name. [NoEcsGroup]',
  );
});

test('a create that is refused leaves no tag that would block the next one', async () => {
  scene = await given({ testListener: false });
  const hooks = { Hooks: { AfterAllowTestTraffic: 'smoke-test' } };
  const refused = await scene.operations.create(scene.version(2, hooks));
  expect(refused.answer).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
  expect(refused.answer.message).toMatch(/^Hooks\.AfterAllowTestTraffic needs a test listener/);
  expect(refused.calls).not.toContain('TagResource');
  const { answer } = await scene.operations.create(scene.version(2));
  expect(answer.status).toBe('SUCCESS');
});

test('a create meets a deployment of somebody else that brings the same: it is followed', async () => {
  scene = await given();
  const deploymentId = await scene.deployByHand(2);
  await scene.aws.clock.advance(10);
  const { answer } = await scene.operations.create(scene.version(2));
  expect(answer).toMatchObject({ status: 'SUCCESS', resourceModel: { DeploymentId: deploymentId } });
  expect(await scene.deployments()).toHaveLength(1);
});

test('a create is refused without a trace when the group is busy and WhenBusy is FAIL', async () => {
  scene = await given();
  const deploymentId = await scene.deployByHand(3);
  await scene.aws.clock.advance(10);
  const { answer, calls } = await scene.operations.create(scene.version(2, { WhenBusy: 'FAIL' }));
  expect(answer).toMatchObject({
    status: 'FAILED',
    errorCode: 'ResourceConflict',
    message:
      `Deployment ${deploymentId}, which does not belong to this resource, holds deployment group ` +
      `${scene.service.applicationName}/${GROUP}. This operation deployed nothing: the service runs web:1. Wait for its ` +
      'end or stop it, then retry; WhenBusy can do either. See ' +
      `https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/${deploymentId}?region=us-east-1 [GroupBusy]`,
  });
  expect(calls).not.toContain('TagResource');
});

test('a service with the wrong controller is named', async () => {
  scene = await given();
  await scene.replaceService({ deploymentController: { type: 'ECS' } });
  const { answer } = await scene.operations.create(scene.version(1));
  expect(answer).toMatchObject({
    status: 'FAILED',
    errorCode: 'InvalidRequest',
    message:
      `The ECS service ${scene.service.serviceName} has the deployment controller ECS. Use a service with ` +
      'DeploymentController Type CODE_DEPLOY: CodeDeploy can deploy no other. [NotCodeDeployService]',
  });
});

test('a service that is gone is named', async () => {
  scene = await given();
  await scene.replaceService();
  const { answer } = await scene.operations.create(scene.version(1));
  const { clusterName, serviceName, applicationName } = scene.service;
  expect(answer).toMatchObject({
    status: 'FAILED',
    errorCode: 'InvalidRequest',
    message: `The ECS service ${clusterName}/${serviceName} of deployment group ${applicationName}/${GROUP} does not exist. Create the service, or correct ECSServices of the group. [ServiceMissing]`,
  });
});

test('a missing part of the identifier is named', async () => {
  scene = await given();
  const { answer } = await scene.operations.create(scene.version(1, { ApplicationName: '' }));
  expect(answer).toMatchObject({
    status: 'FAILED',
    errorCode: 'InvalidRequest',
    message: 'ApplicationName is required. Set it. [PropertyRequired]',
  });
});

test('a missing task definition property is named', async () => {
  scene = await given();
  const { answer } = await scene.operations.create(scene.version(1, { TaskDefinition: null }));
  expect(answer).toMatchObject({
    errorCode: 'InvalidRequest',
    message: 'TaskDefinition is required. Set it. [PropertyRequired]',
  });
});
