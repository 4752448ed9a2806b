import { DescribeServicesCommand, ECSClient, UpdateServiceCommand, type TaskSet } from '@aws-sdk/client-ecs';
import { clientConfiguration } from '#local-aws';
import { Move } from './move';
import {
  GROUP_PROPERTIES,
  TARGET_GROUP,
  ecsDeployment,
  service,
  shop,
  taskDefinition,
  type Resources,
} from './shop';

/* docs/moving-in.md, "What the service refuses": each row of the table. */

let move: Move;
let ecs: ECSClient;
beforeAll(async () => {
  move = await Move.start(template({}, {}));
  ecs = new ECSClient(clientConfiguration(move.aws, 'AKIDUSER'));
});
afterAll(() => move.close());

/** The stack with these properties of the service, of the deployment and of the group's load balancers besides the usual ones. */
function template(ofService: object, ofDeployment: object, more: Resources = {}): string {
  const deployment = ecsDeployment({ 'Fn::GetAtt': ['Group', 'Name'] });
  return shop(1, {
    // The container listens on two ports.
    TaskDefinition: withSecondPort(),
    Service: service(ofService),
    Group: { Type: 'Org::CodeDeploy::EcsDeploymentGroup', Properties: GROUP_PROPERTIES },
    Deployment: { ...deployment, Properties: { ...deployment.Properties, ...ofDeployment } },
    ...more,
  });
}

function withSecondPort() {
  const declaration = taskDefinition(1, { UpdateReplacePolicy: 'Retain' });
  const { ContainerDefinitions } = declaration.Properties as { ContainerDefinitions: [object] };
  const PortMappings = [{ ContainerPort: 80 }, { ContainerPort: 8080 }];
  return {
    ...declaration,
    Properties: {
      ...declaration.Properties,
      ContainerDefinitions: [{ ...ContainerDefinitions[0], PortMappings }],
    },
  };
}

async function primary(): Promise<TaskSet> {
  const { services } = await ecs.send(
    new DescribeServicesCommand({
      cluster: move.physicalId('Cluster'),
      services: [move.physicalId('Service')],
    }),
  );
  return services![0]!.taskSets!.find(({ status }) => status === 'PRIMARY')!;
}

/** The reasons of the newest failures. */
const reasons = (from: number) =>
  move.stack.events
    .slice(from)
    .map(({ ResourceStatusReason }) => ResourceStatusReason)
    .join('\n');

const NETWORK = {
  NetworkConfiguration: {
    AwsvpcConfiguration: { Subnets: ['subnet-1'], SecurityGroups: ['sg-2'], AssignPublicIp: 'DISABLED' },
  },
};
const STRATEGY = { CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }] };
const VERSION = { PlatformVersion: '1.3.0' };
const PORT = {
  LoadBalancers: [{ ContainerName: 'web', ContainerPort: 8080, TargetGroupArn: { Ref: 'Blue' } }],
};

/** What the service refuses, what the deployment has instead, ECS's words, and what the task set then shows. */
const BROUGHT = [
  ['NetworkConfiguration', NETWORK, NETWORK, 'network parameters', /sg-2/],
  ['container port', PORT, { ContainerPort: 8080 }, 'load balancers', /"containerPort":8080/],
  ['PlatformVersion', VERSION, VERSION, 'platform version', /1\.3\.0/],
  ['CapacityProviderStrategy', STRATEGY, STRATEGY, 'capacity provider strategy', /FARGATE_SPOT/],
] as const;

test.each(BROUGHT)('%s: the service refuses it, the deployment brings it', async (...row) => {
  const [, ofService, ofDeployment, what, shown] = row;
  const before = move.stack.events.length;
  // The rollback of a property that the old template has sends the old value, which ECS refuses too.
  if ((await move.update(template(ofService, {}))) === 'UPDATE_ROLLBACK_FAILED')
    await move.continueRollback('Service');
  expect(move.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(reasons(before)).toContain(
    `Unable to update ${what} on services with a CODE_DEPLOY deployment controller`,
  );
  expect(JSON.stringify(await primary())).not.toMatch(shown);
  move.users.take();

  const deployed = move.deployments;
  expect(await move.update(template({}, ofDeployment))).toBe('UPDATE_COMPLETE');
  expect(move.deployments).toBe(deployed + 1);
  expect(JSON.stringify(await primary())).toMatch(shown);
  expect(move.users.take()).toEqual(['version 1']);
});

test('a new deployment of the same revision: the service refuses it, a new RedeployToken brings it', async () => {
  const names = { cluster: move.physicalId('Cluster'), service: move.physicalId('Service') };
  await expect(ecs.send(new UpdateServiceCommand({ ...names, forceNewDeployment: true }))).rejects.toThrow(
    'Cannot force a new deployment on services with a CODE_DEPLOY deployment controller',
  );
  const deployed = move.deployments;
  expect(await move.update(template({}, { RedeployToken: 'one more' }))).toBe('UPDATE_COMPLETE');
  expect(move.deployments).toBe(deployed + 1);
});

test('service discovery: the service refuses it, and no deployment brings it', async () => {
  const names = { cluster: move.physicalId('Cluster'), service: move.physicalId('Service') };
  const serviceRegistries = [
    { registryArn: 'arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1' },
  ];
  await expect(ecs.send(new UpdateServiceCommand({ ...names, serviceRegistries }))).rejects.toThrow(
    'Unable to update service registries on services with a CODE_DEPLOY deployment controller',
  );
});

test.each([
  { DesiredCount: 2 },
  { HealthCheckGracePeriodSeconds: 30 },
  { DeploymentConfiguration: { MaximumPercent: 150, MinimumHealthyPercent: 50 } },
  { EnableECSManagedTags: true },
  { PropagateTags: 'SERVICE' },
])('%j: the service takes it, without a deployment', async (change) => {
  const deployed = move.deployments;
  expect(await move.update(template(change, { RedeployToken: 'one more' }))).toBe('UPDATE_COMPLETE');
  expect(move.deployments).toBe(deployed);
});

test.each([
  { LaunchType: 'EC2' },
  { ServiceName: 'another' },
  { SchedulingStrategy: 'DAEMON' },
  { DeploymentController: { Type: 'ECS' } },
])('%j: CloudFormation would replace the service', async (change) => {
  const planned = await move.planned(template(change, { RedeployToken: 'one more' }), 'Service');
  expect(planned?.Replacement).toBe('True');
});

test('the target group in which no task runs can be another one', async () => {
  const [{ targetGroupArn } = {}] = (await primary()).loadBalancers ?? [];
  const live = targetGroupArn === move.physicalId('Blue') ? 'Blue' : 'Green';
  const pair = [live, 'Third'].map((name) => ({ Name: { 'Fn::GetAtt': [name, 'TargetGroupName'] } }));
  const [routes] = GROUP_PROPERTIES.LoadBalancerInfo.TargetGroupPairInfoList;
  const LoadBalancerInfo = { TargetGroupPairInfoList: [{ ...routes, TargetGroups: pair }] };
  const resources = {
    Third: TARGET_GROUP,
    Group: {
      Type: 'Org::CodeDeploy::EcsDeploymentGroup',
      Properties: { ...GROUP_PROPERTIES, LoadBalancerInfo },
    },
  };
  move.users.take();
  expect(await move.update(template({}, { RedeployToken: 'third' }, resources))).toBe('UPDATE_COMPLETE');
  expect((await primary()).loadBalancers?.[0]?.targetGroupArn).toBe(move.physicalId('Third'));
  expect(move.users.take()).toEqual(['version 1']);
});
