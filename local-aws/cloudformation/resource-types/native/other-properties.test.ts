import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { clientConfiguration } from '../../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../../local-aws';
import { CloudFormation } from '../../cloudformation';
import type { Stack } from '../../stacks/stack';

let aws: LocalAws;
let cloudFormation: CloudFormation;
beforeAll(async () => {
  aws = await startLocalAws();
  cloudFormation = new CloudFormation(aws);
});
afterAll(async () => {
  await cloudFormation.close();
  await aws.close();
});

async function create(template: string, stackName = 'bad'): Promise<Stack> {
  const stack = await cloudFormation.createStack({ stackName, template });
  await cloudFormation.settle(stack);
  return stack;
}

const topic = (properties: string) =>
  `Resources: { Topic: { Type: AWS::SNS::Topic, Properties: ${properties} } }`;

it('accepts a property of AWS that has no effect here, and names it', async () => {
  const template = topic('{ DisplayName: a, TracingConfig: Active }');
  expect((await create(template, 'topic')).status).toBe('CREATE_COMPLETE');
  const provider = cloudFormation.findProvider('AWS::SNS::Topic');
  expect(provider?.withoutEffect?.({ DisplayName: 'a', TracingConfig: 'Active', Tags: [] })).toEqual([
    'TracingConfig',
  ]);
});

it('replaces the resource when such a property may only be set at creation', async () => {
  const stack = await create(topic('{ DisplayName: a, FifoTopic: false }'), 'fifo');
  const first = cloudFormation.physicalId(stack, 'Topic');
  await cloudFormation.updateStack({
    stackName: 'fifo',
    template: topic('{ DisplayName: a, FifoTopic: true }'),
  });
  await cloudFormation.settle(stack);
  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(cloudFormation.physicalId(stack, 'Topic')).not.toBe(first);
});

it('checks its kind and its members', async () => {
  await expect(create(topic('{ Subscription: [{ Protokoll: email }] }'))).rejects.toThrow(
    'Resources.Topic.Properties.Subscription.0.Protokoll: AWS::SNS::Topic has no property Subscription.Protokoll',
  );
  const stack = await create(topic('{ MaximumMessageSize: large }'), 'kinds');
  expect(stack.events.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContain(
    'Properties validation failed for resource Topic with message:\n#/MaximumMessageSize: expected type: Number, found: String',
  );
});

it.each([
  ['AWS::CodeDeploy::DeploymentGroup', 'Deployment: {}, ApplicationName: a, ServiceRoleArn: b', 'Deployment'],
  ['AWS::Lambda::Function', 'PackageType: Image, Role: a, Code: { ZipFile: b }', 'PackageType'],
])('refuses a property of %s that it does not play', async (type, properties, name) => {
  const template = `Resources: { It: { Type: '${type}', Properties: { ${properties} } } }`;
  await expect(create(template)).rejects.toThrow(
    `Resources.It.Properties.${name}: the local AWS does not play the property ${name} of ${type}`,
  );
});

it('a strict account refuses it', async () => {
  const strict = new CloudFormation(aws, { standIns: 'refused' });
  await expect(
    strict.createStack({ stackName: 'strict', template: topic('{ FifoTopic: true }') }),
  ).rejects.toThrow('AWS::SNS::Topic has no property FifoTopic');
  await strict.close();
});

it('keeps placement, registries and rebalancing of an ECS service', async () => {
  const stack = await create(
    `
Resources:
  Cluster: { Type: AWS::ECS::Cluster, Properties: { ClusterName: main } }
  Tasks:
    Type: AWS::ECS::TaskDefinition
    Properties: { Family: web, ContainerDefinitions: [{ Name: web, Image: nginx }] }
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Cluster
      ServiceName: web
      TaskDefinition: !Ref Tasks
      PlacementStrategies: [{ Type: spread, Field: instanceId }]
      PlacementConstraints: [{ Type: distinctInstance }]
      ServiceRegistries: [{ RegistryArn: 'arn:registry', ContainerName: web, ContainerPort: '80' }]
      AvailabilityZoneRebalancing: DISABLED
      HealthCheckGracePeriodSeconds: '30'`,
    'service',
  );
  expect(stack.status).toBe('CREATE_COMPLETE');
  const ecs = new ECSClient(clientConfiguration(aws));
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster: 'main', services: ['web'] }));
  ecs.destroy();
  expect(services).toMatchObject([
    {
      placementStrategy: [{ type: 'spread', field: 'instanceId' }],
      placementConstraints: [{ type: 'distinctInstance' }],
      serviceRegistries: [{ registryArn: 'arn:registry', containerName: 'web', containerPort: 80 }],
      availabilityZoneRebalancing: 'DISABLED',
      healthCheckGracePeriodSeconds: 30,
    },
  ]);
});
