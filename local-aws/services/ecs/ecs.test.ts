import {
  CreateServiceCommand,
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  UpdateServiceCommand,
  type Service,
} from '@aws-sdk/client-ecs';
import {
  clientConfiguration,
  createBlueGreenService,
  type BlueGreenService,
} from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let ecs: ECSClient;
let web: BlueGreenService;

beforeEach(async () => {
  aws = await startLocalAws();
  ecs = new ECSClient(clientConfiguration(aws));
  web = await createBlueGreenService(aws, { desiredCount: 2, steady: false });
});
afterEach(() => aws.close());

async function shown(): Promise<Service> {
  const input = { cluster: web.clusterName, services: [web.serviceName] };
  return (await ecs.send(new DescribeServicesCommand(input))).services![0]!;
}

function newTaskSet(taskDefinition: string) {
  const { containerName, containerPort, targetGroups } = web;
  const loadBalancers = [{ targetGroupArn: targetGroups[1].arn, containerName, containerPort }];
  return { externalId: 'd-EXAMPLE1', taskDefinition, loadBalancers };
}

it('gives a service on CODE_DEPLOY a PRIMARY task set, which becomes steady with time', async () => {
  expect((await shown()).taskSets).toMatchObject([
    {
      status: 'PRIMARY',
      computedDesiredCount: 2,
      pendingCount: 2,
      runningCount: 0,
      stabilityStatus: 'STABILIZING',
    },
  ]);
  await aws.clock.advance(30);
  expect((await shown()).taskSets).toMatchObject([{ runningCount: 2, stabilityStatus: 'STABILIZING' }]);
  await aws.clock.advance(90);
  const service = await shown();
  expect(service.taskSets).toMatchObject([{ stabilityStatus: 'STEADY_STATE', platformVersion: '1.4.0' }]);
  expect(service.taskSets![0]).not.toHaveProperty('externalId');
  expect(service).toMatchObject({ runningCount: 2, platformVersion: 'LATEST', deployments: [] });
});

it('creates, promotes and deletes task sets for CodeDeploy', async () => {
  await aws.clock.advance(120);
  const { taskSets } = aws.ecs;
  const green = taskSets.createTaskSet(web.clusterName, web.serviceName, newTaskSet(web.taskDefinitions[1]));
  await aws.clock.advance(120);
  expect((await shown()).taskSets).toMatchObject([
    { status: 'PRIMARY', taskDefinition: web.taskDefinitions[0] },
    {
      status: 'ACTIVE',
      taskDefinition: web.taskDefinitions[1],
      startedBy: 'CODE_DEPLOY',
      externalId: 'd-EXAMPLE1',
      stabilityStatus: 'STEADY_STATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1', 'subnet-2'] } },
    },
  ]);
  taskSets.updateServicePrimaryTaskSet(web.clusterName, web.serviceName, green.id!);
  const promoted = await shown();
  expect(promoted.taskSets!.map(({ status }) => status)).toEqual(['ACTIVE', 'PRIMARY']);
  expect(promoted.taskDefinition).toBe(web.taskDefinitions[1]);

  taskSets.deleteTaskSet(web.clusterName, web.serviceName, promoted.taskSets![0]!.id!);
  expect((await shown()).taskSets).toMatchObject([
    { status: 'DRAINING', scale: { value: 0, unit: 'PERCENT' }, computedDesiredCount: 0 },
    { status: 'PRIMARY' },
  ]);
  await aws.clock.advance(60);
  expect((await shown()).taskSets).toMatchObject([{ status: 'PRIMARY', externalId: 'd-EXAMPLE1' }]);
});

it.each([
  [{ taskDefinition: 'web:1' }, 'Unable to update task definition'],
  [
    { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } } },
    'Unable to update network parameters',
  ],
  [{ platformVersion: 'LATEST' }, 'Unable to update platform version'],
  [{ forceNewDeployment: true }, 'Cannot force a new deployment'],
])('refuses to update %j on a service on CODE_DEPLOY, even to the same value', async (change, text) => {
  const update = new UpdateServiceCommand({ cluster: web.clusterName, service: web.serviceName, ...change });
  await expect(ecs.send(update)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: `${text} on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.`,
  });
});

it('shows task sets late (staleServicesSeconds)', async () => {
  await aws.clock.advance(120);
  aws.ecs.faults.staleServicesSeconds = 20;
  const { taskSets } = aws.ecs;
  const green = taskSets.createTaskSet(web.clusterName, web.serviceName, newTaskSet(web.taskDefinitions[1]));
  expect((await shown()).taskSets).toMatchObject([{ status: 'PRIMARY', runningCount: 2 }]);
  await aws.clock.advance(20);
  expect((await shown()).taskSets).toMatchObject([
    { status: 'PRIMARY' },
    { status: 'ACTIVE', pendingCount: 2 },
  ]);
  await aws.clock.advance(100);
  taskSets.updateServicePrimaryTaskSet(web.clusterName, web.serviceName, green.id!);
  taskSets.deleteTaskSet(web.clusterName, web.serviceName, (await shown()).taskSets![0]!.id!);
  const late = await shown();
  expect(late.taskSets!.map(({ status }) => status)).toEqual(['PRIMARY', 'ACTIVE']);
  expect(late.taskSets).toMatchObject([{ runningCount: 2 }, { stabilityStatus: 'STABILIZING' }]);
  await aws.clock.advance(20);
  expect((await shown()).taskSets).toMatchObject([{ status: 'DRAINING' }, { status: 'PRIMARY' }]);
  await aws.clock.advance(60);
  expect((await shown()).taskSets).toMatchObject([{ status: 'PRIMARY', startedBy: 'CODE_DEPLOY' }]);
});

it('shows a new service without task sets as long as it is late', async () => {
  aws.ecs.faults.staleServicesSeconds = 10;
  expect((await shown()).taskSets).toEqual([]);
  await aws.clock.advance(10);
  expect((await shown()).taskSets).toHaveLength(1);
});

it('scales every task set with the desired count', async () => {
  aws.ecs.taskSets.createTaskSet(web.clusterName, web.serviceName, newTaskSet(web.taskDefinitions[1]));
  await ecs.send(
    new UpdateServiceCommand({ cluster: web.clusterName, service: web.serviceName, desiredCount: 3 }),
  );
  expect((await shown()).taskSets!.map(({ computedDesiredCount: count }) => count)).toEqual([3, 3]);
});

it('refuses a sixth task set', () => {
  const create = () => aws.ecs.taskSets.createTaskSet(web.clusterName, web.serviceName, newTaskSet('web:2'));
  for (let n = 0; n < 4; n += 1) create();
  expect(create).toThrow(
    '5 deployments exist on the service. Unable to create new TaskSet since this exceeds the maximum limit.',
  );
});

it.each([
  ['web:latest', 'Invalid revision number. Number: latest'],
  ['web:9', 'TaskDefinition not found.'],
])('refuses a task set of %s', (taskDefinition, message) => {
  expect(() =>
    aws.ecs.taskSets.createTaskSet(web.clusterName, web.serviceName, newTaskSet(taskDefinition)),
  ).toThrow(message);
});

it('refuses a task set with a container or port that the task definition does not have', () => {
  const create = (change: object) => () => {
    const input = newTaskSet('web:2');
    const loadBalancers = [{ ...input.loadBalancers[0], ...change }];
    aws.ecs.taskSets.createTaskSet(web.clusterName, web.serviceName, { ...input, loadBalancers });
  };
  expect(create({ containerName: 'other' })).toThrow(
    'The container other does not exist in the task definition.',
  );
  expect(create({ containerPort: 1 })).toThrow('The container app did not have a container port 1 defined.');
});

it('keeps a deregistered task definition as INACTIVE, and runs no new task set with it', async () => {
  const [, second] = web.taskDefinitions;
  await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: second }));
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: second }));
  expect(taskDefinition).toMatchObject({ status: 'INACTIVE', revision: 2, deregisteredAt: aws.clock.date() });
  expect(() => aws.ecs.taskSets.createTaskSet(web.clusterName, web.serviceName, newTaskSet(second))).toThrow(
    'TaskDefinition is inactive',
  );
});

it('keeps tasks of a never-healthy task definition unhealthy', async () => {
  const takeBack = aws.ecs.neverHealthy(web.taskDefinitions[0]);
  await aws.clock.advance(3600);
  expect((await shown()).taskSets).toMatchObject([{ runningCount: 2, stabilityStatus: 'STABILIZING' }]);
  takeBack();
});

it('updates a service on the ECS controller: new tasks become healthy, then old tasks end', async () => {
  const rolling = await createBlueGreenService(aws, { name: 'rolling', controller: 'ECS' });
  const input = { cluster: rolling.clusterName, service: rolling.serviceName };
  await ecs.send(new UpdateServiceCommand({ ...input, taskDefinition: rolling.taskDefinitions[1] }));
  const deployments = async () => {
    const { services } = await ecs.send(
      new DescribeServicesCommand({ cluster: rolling.clusterName, services: [rolling.serviceName] }),
    );
    return services![0]!.deployments!.map((each) => [each.status, each.taskDefinition, each.rolloutState]);
  };
  expect(await deployments()).toEqual([
    ['ACTIVE', rolling.taskDefinitions[0], 'COMPLETED'],
    ['PRIMARY', rolling.taskDefinitions[1], 'IN_PROGRESS'],
  ]);
  await aws.clock.advance(120);
  expect(await deployments()).toEqual([['PRIMARY', rolling.taskDefinitions[1], 'COMPLETED']]);
});

it('deletes a service with running tasks only by force, and drains it first', async () => {
  const input = { cluster: web.clusterName, service: web.serviceName };
  await expect(ecs.send(new DeleteServiceCommand(input))).rejects.toThrow(
    'The service cannot be stopped while it is scaled above 0.',
  );
  await ecs.send(new DeleteServiceCommand({ ...input, force: true }));
  expect((await shown()).status).toBe('DRAINING');
  await aws.clock.advance(60);
  expect((await shown()).status).toBe('INACTIVE');
  await expect(ecs.send(new DeleteServiceCommand(input))).rejects.toMatchObject({
    name: 'ServiceNotFoundException',
  });
});

it('refuses a service whose target group is behind no load balancer or of another type, and one without required members', async () => {
  const { clusterName: cluster, containerName, containerPort } = web;
  const createWith = (targetGroupArn: string) =>
    ecs.send(
      new CreateServiceCommand({
        cluster,
        serviceName: 'lonely',
        taskDefinition: 'web',
        desiredCount: 1,
        deploymentController: { type: 'CODE_DEPLOY' },
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
        loadBalancers: [{ targetGroupArn, containerName, containerPort }],
      }),
    );
  const targetGroup = (Name: string, TargetType: 'ip' | 'instance'): string =>
    aws.loadBalancing.targetGroups.create({ Name, Port: 80, TargetType }).TargetGroups![0]!.TargetGroupArn!;
  const lonely = targetGroup('lonely', 'ip');
  await expect(createWith(lonely)).rejects.toThrow(
    `The target group with targetGroupArn ${lonely} does not have an associated load balancer.`,
  );
  const ofInstances = targetGroup('of-instances', 'instance');
  await expect(createWith(ofInstances)).rejects.toThrow(
    `The provided target group ${ofInstances} has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.`,
  );
  await expect(ecs.send(new CreateServiceCommand({ serviceName: undefined }))).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message:
      "1 validation error detected: Value null at 'serviceName' failed to satisfy constraint: Member must not be null",
  });
});
