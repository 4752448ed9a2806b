import {
  DeregisterTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import type { Clients } from './clients';
import { camelCaseTags, textOf, toCamelCaseInput } from './input';
import type { NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const NAME_VALUE = [{ Name: 'string', Value: 'string' }] as const;

const container: Fields = {
  Name: 'string',
  Image: 'string',
  Command: ['string'],
  EntryPoint: ['string'],
  Cpu: 'number',
  Memory: 'number',
  MemoryReservation: 'number',
  Essential: 'boolean',
  Environment: NAME_VALUE,
  EnvironmentFiles: [{ Type: 'string', Value: 'string' }],
  Secrets: [{ Name: 'string', ValueFrom: 'string' }],
  PortMappings: [
    {
      ContainerPort: 'number',
      HostPort: 'number',
      Protocol: 'string',
      Name: 'string',
      AppProtocol: 'string',
    },
  ],
  HealthCheck: {
    Command: ['string'],
    Interval: 'number',
    Retries: 'number',
    StartPeriod: 'number',
    Timeout: 'number',
  },
  LogConfiguration: {
    LogDriver: 'string',
    Options: 'map',
    SecretOptions: [{ Name: 'string', ValueFrom: 'string' }],
  },
  DependsOn: [{ Condition: 'string', ContainerName: 'string' }],
  DockerLabels: 'map',
  MountPoints: [{ ContainerPath: 'string', ReadOnly: 'boolean', SourceVolume: 'string' }],
  ReadonlyRootFilesystem: 'boolean',
  User: 'string',
  WorkingDirectory: 'string',
  StartTimeout: 'number',
  StopTimeout: 'number',
  Ulimits: [{ Name: 'string', HardLimit: 'number', SoftLimit: 'number' }],
  LinuxParameters: 'json',
};

const properties: Fields = {
  Family: 'string',
  ContainerDefinitions: [container],
  Cpu: 'string',
  Memory: 'string',
  NetworkMode: 'string',
  RequiresCompatibilities: ['string'],
  ExecutionRoleArn: 'string',
  TaskRoleArn: 'string',
  EphemeralStorage: { SizeInGiB: 'number' },
  RuntimePlatform: { CpuArchitecture: 'string', OperatingSystemFamily: 'string' },
  Volumes: [
    {
      Name: 'string',
      Host: { SourcePath: 'string' },
      ConfiguredAtLaunch: 'boolean',
      EFSVolumeConfiguration: {
        FilesystemId: 'string',
        RootDirectory: 'string',
        TransitEncryption: 'string',
        TransitEncryptionPort: 'number',
        AuthorizationConfig: { AccessPointId: 'string', IAM: 'string' },
      },
    },
  ],
  PlacementConstraints: [{ Type: 'string', Expression: 'string' }],
  PidMode: 'string',
  IpcMode: 'string',
  Tags: TAGS,
};

/**
 * AWS::ECS::TaskDefinition. Each change registers a revision; the cleanup deregisters the old one. Ref is the ARN with
 * the revision.
 */
export function taskDefinition({ ecs }: Clients): NativeType {
  return {
    typeName: 'AWS::ECS::TaskDefinition',
    properties,
    required: [],
    createOnly: Object.keys(properties).filter((name) => name !== 'Tags'),
    attributes: ['TaskDefinitionArn'],
    taggable: true,
    create: async (request) => {
      const input = toCamelCaseInput<RegisterTaskDefinitionCommandInput>(properties, request.properties);
      const family = textOf(request.properties, 'Family') ?? request.generatedName(255);
      const answer = await ecs.send(
        new RegisterTaskDefinitionCommand({ ...input, family, tags: camelCaseTags(request) }),
      );
      return answer.taskDefinition?.taskDefinitionArn ?? '';
    },
    // Only tags change without a new revision, and nothing in the local AWS reads them.
    update: async () => undefined,
    remove: async ({ physicalId }) => {
      await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: physicalId }));
    },
    read: async ({ physicalId }) => ({ TaskDefinitionArn: physicalId }),
  };
}
