import type {
  DeregisterTypeInput,
  DescribeTypeInput,
  DescribeTypeOutput,
  DescribeTypeRegistrationInput,
  ListTypeRegistrationsInput,
  ListTypesInput,
  ListTypesOutput,
  ListTypeVersionsInput,
  ListTypeVersionsOutput,
  RegisterTypeInput,
  SetTypeDefaultVersionInput,
} from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../cloudformation';
import type { TypeVersion } from '../resource-types/registry/type-version';
import { provisioningType, type ResourceSchema } from '../resource-types/registry/schema';
import { scalarText } from '../values/value';
import { awsTypeOutput, awsTypeSummaries } from './aws-types';
import type { Types } from './types';

/** The API operations of the registry (AWS CloudFormation API Reference). */
export function typeOperations(cloudFormation: CloudFormation, types: Types) {
  const { registry } = cloudFormation;
  return {
    RegisterType: (input: RegisterTypeInput) => types.register(input),
    DescribeTypeRegistration: ({ RegistrationToken: token }: DescribeTypeRegistrationInput) =>
      types.describeRegistration(token),
    ListTypeRegistrations: (input: ListTypeRegistrationsInput) => ({
      RegistrationTokenList: types.listRegistrations(input),
    }),
    SetTypeDefaultVersion: (input: SetTypeDefaultVersionInput) => {
      const { typeName, version = '' } = namedType(input);
      registry.setDefaultVersion(typeName, version);
      return {};
    },
    DeregisterType: (input: DeregisterTypeInput) => {
      const { typeName, version } = namedType(input);
      registry.deregister(typeName, version);
      return {};
    },
    DescribeType: (input: DescribeTypeInput): DescribeTypeOutput => {
      const { typeName, version } = namedType(input);
      const isOwn = registry.allTypeNames().includes(typeName);
      return isOwn || !cloudFormation.findProvider(typeName)
        ? describe(cloudFormation, registry.getVersion(typeName, version))
        : awsTypeOutput(cloudFormation, typeName);
    },
    ListTypeVersions: (input: ListTypeVersionsInput): ListTypeVersionsOutput => {
      const { DeprecatedStatus: wanted = 'LIVE' } = input;
      const { typeName } = namedType(input);
      const versions = registry.versions(typeName).filter((one) => statusOf(one) === wanted);
      return {
        TypeVersionSummaries: versions.map((one) => ({
          Type: one.kind,
          TypeName: one.typeName,
          VersionId: one.version,
          Arn: one.arn,
          IsDefaultVersion: registry.isDefault(one),
          TimeCreated: one.created,
          Description: descriptionOf(one.schema),
        })),
      };
    },
    /** Without Visibility only the types of the account. */
    ListTypes: (input: ListTypesInput): ListTypesOutput => {
      const { Visibility, Type, DeprecatedStatus: wanted = 'LIVE', ProvisioningType, Filters } = input;
      const summaries =
        Visibility === 'PUBLIC' || Filters?.Category === 'AWS_TYPES'
          ? awsTypeSummaries(cloudFormation)
          : registry
              .allTypeNames()
              .map((typeName) => registry.getVersion(typeName))
              .filter((one) => statusOf(one) === wanted && (Type ?? one.kind) === one.kind)
              .filter(
                ({ schema }) => (ProvisioningType ?? provisioningType(schema)) === provisioningType(schema),
              )
              .map((one) => ({
                Type: one.kind,
                TypeName: one.typeName,
                DefaultVersionId: one.version,
                TypeArn: typeArn(one),
                LastUpdated: one.created,
                Description: descriptionOf(one.schema),
              }));
      const prefix = Filters?.TypeNamePrefix ?? '';
      return { TypeSummaries: summaries.filter(({ TypeName }) => TypeName.startsWith(prefix)) };
    },
  };
}

interface NamedType {
  Arn?: string | undefined;
  TypeName?: string | undefined;
  VersionId?: string | undefined;
}

/** The type and the version that a request names, by its ARN or by name and version. */
function namedType({ Arn, TypeName, VersionId }: NamedType): {
  typeName: string;
  version: string | undefined;
} {
  const [, name, version] = /\/([^/]+)(?:\/(\d{8}))?$/.exec(Arn ?? '') ?? [];
  return { typeName: TypeName ?? name?.replaceAll('-', '::') ?? '', version: VersionId ?? version };
}

function describe({ registry }: CloudFormation, one: TypeVersion): DescribeTypeOutput {
  const { kind, typeName, schema, executionRoleArn, logGroupName, logRoleArn, created } = one;
  return {
    Arn: one.arn,
    Type: kind,
    TypeName: typeName,
    DefaultVersionId: one.deprecated ? undefined : registry.getVersion(typeName).version,
    IsDefaultVersion: registry.isDefault(one),
    Description: descriptionOf(schema),
    Schema: schema && JSON.stringify(schema),
    ProvisioningType: provisioningType(schema),
    DeprecatedStatus: statusOf(one),
    Visibility: 'PRIVATE',
    ExecutionRoleArn: executionRoleArn,
    LoggingConfig:
      logGroupName === undefined || logRoleArn === undefined
        ? undefined
        : { LogGroupName: logGroupName, LogRoleArn: logRoleArn },
    TimeCreated: created,
    LastUpdated: created,
    IsActivated: true,
  };
}

const statusOf = ({ deprecated }: TypeVersion) => (deprecated ? 'DEPRECATED' : 'LIVE');

const typeArn = ({ arn }: TypeVersion): string => arn.replace(/\/\d{8}$/, '');

function descriptionOf(schema: ResourceSchema | undefined): string | undefined {
  return schema?.description === undefined ? undefined : scalarText(schema.description);
}
