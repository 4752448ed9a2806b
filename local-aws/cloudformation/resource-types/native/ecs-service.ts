import {
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  UpdateServiceCommand,
  type CreateServiceCommandInput,
  type Service,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import type { Clients } from './clients';
import { camelCaseTags, pick, sentNames, textOf, toCamelCaseInput } from './input';
import type { NativeRequest, NativeSettings, NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const properties: Fields = {
  ServiceName: 'string',
  Cluster: 'string',
  TaskDefinition: 'string',
  DesiredCount: 'number',
  LaunchType: 'string',
  PlatformVersion: 'string',
  CapacityProviderStrategy: [{ CapacityProvider: 'string', Base: 'number', Weight: 'number' }],
  DeploymentController: { Type: 'string' },
  DeploymentConfiguration: {
    MaximumPercent: 'number',
    MinimumHealthyPercent: 'number',
    DeploymentCircuitBreaker: { Enable: 'boolean', Rollback: 'boolean' },
    Strategy: 'string',
    BakeTimeInMinutes: 'number',
    CanaryConfiguration: { CanaryPercent: 'number', CanaryBakeTimeInMinutes: 'number' },
    LinearConfiguration: { StepPercent: 'number', StepBakeTimeInMinutes: 'number' },
    Alarms: { AlarmNames: ['string'], Enable: 'boolean', Rollback: 'boolean' },
    LifecycleHooks: [
      {
        TargetType: 'string',
        HookTargetArn: 'string',
        RoleArn: 'string',
        LifecycleStages: ['string'],
        HookDetails: 'json',
        TimeoutConfiguration: { Action: 'string', TimeoutInMinutes: 'number' },
      },
    ],
  },
  LoadBalancers: [
    {
      ContainerName: 'string',
      ContainerPort: 'number',
      TargetGroupArn: 'string',
      AdvancedConfiguration: {
        AlternateTargetGroupArn: 'string',
        ProductionListenerRule: 'string',
        TestListenerRule: 'string',
        RoleArn: 'string',
      },
    },
  ],
  NetworkConfiguration: {
    AwsvpcConfiguration: { AssignPublicIp: 'string', SecurityGroups: ['string'], Subnets: ['string'] },
  },
  ServiceRegistries: [
    { RegistryArn: 'string', ContainerName: 'string', ContainerPort: 'number', Port: 'number' },
  ],
  PlacementConstraints: [{ Type: 'string', Expression: 'string' }],
  PlacementStrategies: [{ Type: 'string', Field: 'string' }],
  AvailabilityZoneRebalancing: 'string',
  HealthCheckGracePeriodSeconds: 'number',
  SchedulingStrategy: 'string',
  EnableECSManagedTags: 'boolean',
  EnableExecuteCommand: 'boolean',
  PropagateTags: 'string',
  Role: 'string',
  Tags: TAGS,
};

const UPDATABLE = [
  'TaskDefinition', 'DesiredCount', 'PlatformVersion', 'CapacityProviderStrategy', 'DeploymentConfiguration',
  'LoadBalancers', 'NetworkConfiguration', 'HealthCheckGracePeriodSeconds', 'EnableECSManagedTags',
  'EnableExecuteCommand', 'PropagateTags', 'PlacementConstraints', 'PlacementStrategies', 'ServiceRegistries',
  'AvailabilityZoneRebalancing',
]; // prettier-ignore

/**
 * AWS::ECS::Service. Ref is the ARN. An update sends the properties that `listenerUpdates` says, and ECS itself refuses
 * those that a service with the CODE_DEPLOY controller cannot change.
 */
export function service({ ecs }: Clients, _: unknown, settings: NativeSettings): NativeType {
  const clusterOf = (request: NativeRequest): string => textOf(request.properties, 'Cluster') ?? 'default';
  const find = async (request: NativeRequest): Promise<Service | undefined> => {
    const input = { cluster: clusterOf(request), services: [request.physicalId] };
    return (await ecs.send(new DescribeServicesCommand(input))).services?.[0];
  };
  return {
    typeName: 'AWS::ECS::Service',
    properties,
    required: [],
    createOnly: [
      'ServiceName',
      'Cluster',
      'LaunchType',
      'DeploymentController',
      'SchedulingStrategy',
      'Role',
    ],
    attributes: ['ServiceArn', 'Name'],
    taggable: true,
    importable: { identifier: ['ServiceArn', 'Cluster'], physicalId: 'ServiceArn' },
    create: async (request) => {
      const input = toCamelCaseInput<CreateServiceCommandInput>(properties, request.properties);
      const serviceName = textOf(request.properties, 'ServiceName') ?? request.generatedName(255);
      const desiredCount = input.desiredCount ?? 1;
      const answer = await ecs.send(
        new CreateServiceCommand({ ...input, serviceName, desiredCount, tags: camelCaseTags(request) }),
      );
      return answer.service?.serviceArn ?? '';
    },
    update: async (request) => {
      const sent = sentNames(settings, request, UPDATABLE);
      if (sent.length === 0) return;
      const input = toCamelCaseInput<Partial<UpdateServiceCommandInput>>(
        properties,
        pick(request.properties, sent),
      );
      await ecs.send(
        new UpdateServiceCommand({ ...input, cluster: clusterOf(request), service: request.physicalId }),
      );
    },
    remove: async (request) => {
      await ecs.send(
        new DeleteServiceCommand({ cluster: clusterOf(request), service: request.physicalId, force: true }),
      );
    },
    read: async (request) => {
      const found = await find(request);
      if (found === undefined || found.status === 'INACTIVE')
        throw new Error(
          `Resource of type 'AWS::ECS::Service' with identifier '${request.physicalId}' was not found.`,
        );
      return { ServiceArn: found.serviceArn, Name: found.serviceName };
    },
    settled: async (action, request) => {
      const found = await find(request);
      if (action === 'DELETE')
        return found === undefined || found.status === 'INACTIVE' || found.runningCount === 0;
      return found !== undefined && isSteady(found);
    },
  };
}

function isSteady({ runningCount, desiredCount, taskSets = [], deployments = [] }: Service): boolean {
  return (
    runningCount === desiredCount &&
    taskSets.every(({ stabilityStatus }) => stabilityStatus === 'STEADY_STATE') &&
    deployments.length <= 1 &&
    deployments.every(({ rolloutState }) => rolloutState === 'COMPLETED')
  );
}
