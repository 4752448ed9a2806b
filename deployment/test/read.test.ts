import { CreateApplicationCommand } from '@aws-sdk/client-codedeploy';
import { given, GROUP, type Given, type GivenOptions } from './given';

let scene: Given;
afterEach(() => scene.aws.close());

async function created(options: GivenOptions = {}): Promise<Given> {
  scene = await given(options);
  await scene.operations.create(scene.version(1));
  return scene;
}

const identifier = () => ({ ApplicationName: scene.service.applicationName, DeploymentGroupName: GROUP });

test('a read needs the identifier alone and shows what runs', async () => {
  await created();
  const { answer, calls } = await scene.operations.read(identifier());
  expect(answer).toMatchObject({
    status: 'SUCCESS',
    resourceModel: {
      ...identifier(),
      TaskDefinition: scene.service.taskDefinitions[0],
      ContainerName: scene.service.containerName,
      ContainerPort: scene.service.containerPort,
      NetworkConfiguration: {
        AwsvpcConfiguration: { Subnets: ['subnet-1', 'subnet-2'], SecurityGroups: ['sg-1'] },
      },
      DeploymentId: '',
    },
  });
  expect([...calls].sort()).toEqual(['DescribeServices', 'GetDeploymentGroup', 'ListTagsForResource']);
});

test("somebody else's deployment shows as another version", async () => {
  await created();
  const deploymentId = await scene.deployByHand(3);
  await scene.aws.clock.advance(600);
  const { answer } = await scene.operations.read(identifier());
  expect(answer.resourceModel).toMatchObject({
    TaskDefinition: scene.service.taskDefinitions[2],
    DeploymentId: deploymentId,
  });
});

test('what a create answered is what a read answers', async () => {
  scene = await given();
  const create = await scene.operations.create(scene.version(2));
  const { answer } = await scene.operations.read(identifier());
  expect(answer.resourceModel).toEqual(create.answer.resourceModel);
});

test('a service that is gone has no deployment any more', async () => {
  await created();
  await scene.replaceService();
  const { answer } = await scene.operations.read(identifier());
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotFound' });
});

test('a read answers throttling at once: it may not wait', async () => {
  await created();
  scene.aws.faults.throttle({ service: 'codedeploy', operation: 'GetDeploymentGroup' });
  const { answer, answers } = await scene.operations.read(identifier());
  expect(answers).toHaveLength(1);
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'Throttling' });
});

test('a list shows the groups that have a resource, application by application', async () => {
  await created();
  await scene.codeDeploy.send(
    new CreateApplicationCommand({ applicationName: 'empty', computePlatform: 'ECS' }),
  );
  await scene.codeDeploy.send(
    new CreateApplicationCommand({ applicationName: 'lambda', computePlatform: 'Lambda' }),
  );
  expect(await scene.operations.listAll()).toEqual([identifier()]);
  await scene.operations.delete(scene.version(1));
  expect(await scene.operations.listAll()).toEqual([]);
});

test('a token that no list has given is refused', async () => {
  await created();
  const { answer } = await scene.operations.list({}, { nextToken: 'nonsense' });
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
});
