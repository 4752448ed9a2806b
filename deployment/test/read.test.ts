import { CreateApplicationCommand, UntagResourceCommand } from '@aws-sdk/client-codedeploy';
import { GROUP_NAME } from '#test-kit';
import { failure } from '../src/messages/failures';
import { startDeploymentScenario, startWithResource, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

const identifier = () => ({
  ApplicationName: scenario.service.applicationName,
  DeploymentGroupName: GROUP_NAME,
});

test('a read needs the identifier alone and shows what the service runs', async () => {
  scenario = await startWithResource();
  const { answer, calls } = await scenario.operations.read(identifier());
  expect(answer).toMatchObject({
    status: 'SUCCESS',
    resourceModel: {
      ...identifier(),
      TaskDefinition: scenario.service.taskDefinitions[0],
      ContainerName: scenario.service.containerName,
      ContainerPort: scenario.service.containerPort,
      NetworkConfiguration: {
        AwsvpcConfiguration: { Subnets: ['subnet-1', 'subnet-2'], SecurityGroups: ['sg-1'] },
      },
      DeploymentId: '',
    },
  });
  expect([...calls].sort()).toEqual(['DescribeServices', 'GetDeploymentGroup', 'ListTagsForResource']);
});

test('a read sits out throttling within its one invocation', async () => {
  scenario = await startWithResource();
  scenario.aws.faults.throttle({ service: 'codedeploy', operation: 'GetDeploymentGroup', count: 8 });
  const { answers } = await scenario.operations.read(identifier());
  expect(answers.map(({ status }) => status)).toEqual(['SUCCESS']);
});

test("another team's deployment shows as another version", async () => {
  scenario = await startWithResource();
  const deploymentId = await scenario.deployByHand(3);
  await scenario.aws.clock.advance(600);
  const { answer } = await scenario.operations.read(identifier());
  expect(answer.resourceModel).toMatchObject({
    TaskDefinition: scenario.service.taskDefinitions[2],
    DeploymentId: deploymentId,
  });
});

test('a read answers what the create answered', async () => {
  scenario = await startDeploymentScenario();
  const create = await scenario.operations.create(scenario.version(2));
  const { answer } = await scenario.operations.read(identifier());
  expect(answer.resourceModel).toEqual(create.answer.resourceModel);
});

test('a read is NotFound when the service was deleted', async () => {
  scenario = await startWithResource();
  await scenario.replaceService();
  const { answer } = await scenario.operations.read(identifier());
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotFound' });
});

test('a read is NotFound without the owner tag, and without the group', async () => {
  scenario = await startWithResource();
  const { applicationName } = scenario.service;
  await scenario.codeDeploy.send(
    new UntagResourceCommand({
      ResourceArn: scenario.groupArn,
      TagKeys: Object.keys(await scenario.groupTags()),
    }),
  );
  const untagged = await scenario.operations.read(identifier());
  expect(untagged.answer).toMatchObject({
    errorCode: 'NotFound',
    message: failure('NoSuchDeployment', { groupName: `deployment group ${applicationName}/${GROUP_NAME}` })
      .message,
  });
  await scenario.deleteGroup();
  expect((await scenario.operations.read(identifier())).answer).toMatchObject({ errorCode: 'NotFound' });
});

test.each([{ deploymentController: { type: 'ECS' as const } }, {}])(
  'a read of a service that has left CodeDeploy names both, and the controller (%j)',
  async (differences) => {
    scenario = await startWithResource();
    const { applicationName, clusterName, serviceName } = scenario.service;
    await scenario.replaceService(differences);
    const { answer } = await scenario.operations.read(identifier());
    const facts = {
      groupName: `deployment group ${applicationName}/${GROUP_NAME}`,
      serviceName: `${clusterName}/${serviceName}`,
      controller: 'ECS',
    };
    expect(answer.message).toBe(failure('ServiceLeftCodeDeploy', facts).message);
  },
);

test('a read fails at once when it is throttled: it may not wait', async () => {
  scenario = await startWithResource();
  scenario.aws.faults.throttle({ service: 'codedeploy', operation: 'GetDeploymentGroup' });
  const { answer, answers } = await scenario.operations.read(identifier());
  expect(answers).toHaveLength(1);
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'Throttling' });
});

test('a list names the groups that have a resource, application by application', async () => {
  scenario = await startWithResource();
  await scenario.codeDeploy.send(
    new CreateApplicationCommand({ applicationName: 'empty', computePlatform: 'ECS' }),
  );
  await scenario.codeDeploy.send(
    new CreateApplicationCommand({ applicationName: 'lambda', computePlatform: 'Lambda' }),
  );
  expect(await scenario.operations.listAll()).toEqual([identifier()]);
  await scenario.operations.delete(scenario.version(1));
  expect(await scenario.operations.listAll()).toEqual([]);
});

test('a token that no list has given is refused', async () => {
  scenario = await startWithResource();
  const { answer } = await scenario.operations.list({}, { nextToken: 'nonsense' });
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
});
