import {
  DeregisterTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  type ListTasksCommandInput,
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

async function list(more: ListTasksCommandInput = {}): Promise<string[]> {
  const { taskArns } = await ecs.send(new ListTasksCommand({ cluster: web.clusterName, ...more }));
  return taskArns!;
}

async function describeTasks(tasks: string[]) {
  return ecs.send(new DescribeTasksCommand({ cluster: web.clusterName, tasks }));
}

it('lists the tasks of a service, and describes them by ARN and id', async () => {
  const [first = '', second = ''] = await list({ serviceName: web.serviceName });
  expect(first).toMatch(
    new RegExp(`^arn:aws:ecs:us-east-1:123456789012:task/${web.clusterName}/[0-9a-f]{32}$`),
  );
  const { tasks: pending } = await describeTasks([first]);
  expect(pending).toMatchObject([{ lastStatus: 'PENDING', desiredStatus: 'RUNNING' }]);
  expect(pending![0]).not.toHaveProperty('startedAt');
  await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: web.taskDefinitions[0] }));
  await aws.clock.advance(30);
  const { tasks, failures } = await describeTasks([second.split('/').at(-1) ?? '', 'absent']);
  expect(tasks).toMatchObject([
    {
      taskArn: second,
      group: `service:${web.serviceName}`,
      lastStatus: 'RUNNING',
      launchType: 'FARGATE',
      platformVersion: '1.4.0',
      taskDefinitionArn: web.taskDefinitions[0],
      startedAt: new Date(aws.clock.now()),
      containers: [
        {
          name: web.containerName,
          lastStatus: 'RUNNING',
          networkInterfaces: [{ privateIpv4Address: '10.0.0.6' }],
        },
      ],
    },
  ]);
  expect(failures).toMatchObject([{ arn: expect.stringMatching(/\/absent$/) as string, reason: 'MISSING' }]);
});

it('finds tasks by family, task set and wanted status', async () => {
  await aws.clock.advance(120);
  const [containerName, containerPort] = [web.containerName, web.containerPort];
  const green = aws.ecs.taskSets.createTaskSet(web.clusterName, web.serviceName, {
    externalId: 'd-EXAMPLE1',
    taskDefinition: web.taskDefinitions[1],
    loadBalancers: [{ targetGroupArn: web.targetGroups[1].arn, containerName, containerPort }],
  });
  expect(await list()).toHaveLength(4);
  expect(await list({ startedBy: green.id })).toHaveLength(2);
  expect(await list({ family: 'web' })).toHaveLength(4);
  expect(await list({ family: 'we' })).toEqual([]);
  expect(await list({ launchType: 'EC2' })).toEqual([]);
  aws.ecs.taskSets.deleteTaskSet(web.clusterName, web.serviceName, green.id!);
  expect(await list()).toHaveLength(2);
  const draining = await list({ desiredStatus: 'STOPPED' });
  expect((await describeTasks(draining)).tasks).toMatchObject([
    { lastStatus: 'DEACTIVATING', desiredStatus: 'STOPPED' },
    { lastStatus: 'DEACTIVATING', desiredStatus: 'STOPPED' },
  ]);
  await aws.clock.advance(60);
  expect(await list({ desiredStatus: 'STOPPED' })).toEqual([]);
});

it('refuses a cluster and a service that do not exist', async () => {
  await expect(list({ cluster: 'absent' })).rejects.toMatchObject({ name: 'ClusterNotFoundException' });
  await expect(list({ serviceName: 'absent' })).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
});
