import type { NativeRequest, NativeType } from '../native/native-type';
import { mapOf, textOf } from '../native/input';
import { registerVersion, type PackageSource } from './registration';
import type { Registry } from './registry';
import type { TypeVersion } from './type-version';
import { provisioningType } from './schema';

/**
 * The resource types with which a template registers types of the registry: a version of a type, and which version is
 * the default. They work on the registry itself, because the API of CloudFormation need not be served.
 * Source: AWS CloudFormation Template Reference, and AWS's own handlers of these types
 * (github.com/aws-cloudformation/aws-cloudformation-resource-providers-cloudformation).
 */
export function versionTypes(registry: Registry, packages: PackageSource): NativeType[] {
  return [
    resourceVersion(registry, packages),
    moduleVersion(registry, packages),
    resourceDefaultVersion(registry),
    moduleDefaultVersion(registry),
  ];
}

/** AWS::CloudFormation::ResourceVersion. Ref is the ARN of the version; every change registers another one. */
function resourceVersion(registry: Registry, packages: PackageSource): NativeType {
  const required = ['SchemaHandlerPackage', 'TypeName'];
  return {
    typeName: 'AWS::CloudFormation::ResourceVersion',
    properties: {
      TypeName: 'string',
      SchemaHandlerPackage: 'string',
      ExecutionRoleArn: 'string',
      LoggingConfig: { LogGroupName: 'string', LogRoleArn: 'string' },
    },
    required,
    createOnly: [...required, 'ExecutionRoleArn', 'LoggingConfig'],
    attributes: ['Arn', 'IsDefaultVersion', 'ProvisioningType', 'TypeArn', 'VersionId', 'Visibility'],
    taggable: false,
    create: async ({ properties }) => {
      const { arn } = await registerVersion(registry, packages, {
        kind: 'RESOURCE',
        typeName: textOf(properties, 'TypeName'),
        url: textOf(properties, 'SchemaHandlerPackage') ?? '',
        logGroupName: textOf(mapOf(properties, 'LoggingConfig'), 'LogGroupName'),
        logRoleArn: textOf(mapOf(properties, 'LoggingConfig'), 'LogRoleArn'),
        executionRoleArn: textOf(properties, 'ExecutionRoleArn'),
      });
      return arn;
    },
    remove: async (request) => deregister(registry, request),
    read: async ({ physicalId }) => {
      const version = registry.versionAt(physicalId);
      return {
        ...attributesOf(registry, version),
        ProvisioningType: provisioningType(version.schema),
        TypeArn: typeArn(version),
      };
    },
  };
}

/** AWS::CloudFormation::ModuleVersion. Ref is the ARN of the version; every change registers another one. */
function moduleVersion(registry: Registry, packages: PackageSource): NativeType {
  const required = ['ModuleName', 'ModulePackage'];
  return {
    typeName: 'AWS::CloudFormation::ModuleVersion',
    properties: { ModuleName: 'string', ModulePackage: 'string' },
    required,
    createOnly: required,
    attributes: [
      'Arn',
      'Description',
      'DocumentationUrl',
      'IsDefaultVersion',
      'Schema',
      'TimeCreated',
      'VersionId',
      'Visibility',
    ],
    taggable: false,
    create: async ({ properties }) => {
      const { arn } = await registerVersion(registry, packages, {
        kind: 'MODULE',
        typeName: textOf(properties, 'ModuleName'),
        url: textOf(properties, 'ModulePackage') ?? '',
      });
      return arn;
    },
    remove: async (request) => deregister(registry, request),
    read: async ({ physicalId }) => {
      const version = registry.versionAt(physicalId);
      return { ...attributesOf(registry, version), TimeCreated: version.created.toISOString() };
    },
  };
}

/** AWS::CloudFormation::ResourceDefaultVersion. A delete does nothing: a type always has a default version. */
function resourceDefaultVersion(registry: Registry): NativeType {
  const setDefault = async (request: NativeRequest): Promise<string> =>
    typeArn(setDefaultVersion(registry, request, 'TypeVersionArn', 'TypeName'));
  return {
    typeName: 'AWS::CloudFormation::ResourceDefaultVersion',
    properties: { TypeName: 'string', TypeVersionArn: 'string', VersionId: 'string' },
    required: [],
    createOnly: [],
    attributes: ['Arn'],
    taggable: false,
    create: setDefault,
    update: async (request) => {
      await setDefault(request);
    },
    remove: () => Promise.resolve(),
    read: async ({ physicalId }) => ({ Arn: physicalId }),
  };
}

/** AWS::CloudFormation::ModuleDefaultVersion. It has no update: a change is a replacement. A delete does nothing. */
function moduleDefaultVersion(registry: Registry): NativeType {
  const createOnly = ['Arn', 'ModuleName', 'VersionId'];
  return {
    typeName: 'AWS::CloudFormation::ModuleDefaultVersion',
    properties: { Arn: 'string', ModuleName: 'string', VersionId: 'string' },
    required: [],
    createOnly,
    attributes: [],
    taggable: false,
    create: async (request) => setDefaultVersion(registry, request, 'Arn', 'ModuleName').arn,
    remove: () => Promise.resolve(),
    read: () => Promise.resolve({}),
  };
}

/** A version is named by its ARN, or by the type's name and the version's id. */
function setDefaultVersion(
  registry: Registry,
  { properties }: NativeRequest,
  arnProperty: string,
  nameProperty: string,
): TypeVersion {
  const [arn, typeName, version] = [arnProperty, nameProperty, 'VersionId'].map((name) =>
    textOf(properties, name),
  );
  if (arn === undefined && (typeName === undefined || version === undefined))
    throw new Error(`#: needs ${arnProperty}, or ${nameProperty} and VersionId`);
  const chosen = arn === undefined ? registry.getVersion(typeName ?? '', version) : registry.versionAt(arn);
  registry.setDefaultVersion(chosen.typeName, chosen.version);
  return chosen;
}

/** The default version goes with its type, when no other version is active. */
async function deregister(registry: Registry, { physicalId }: NativeRequest): Promise<void> {
  const version = registry.versionAt(physicalId);
  registry.deregister(version.typeName, registry.isDefault(version) ? undefined : version.version);
}

/** What types and modules show of a version. */
const attributesOf = (registry: Registry, version: TypeVersion) => ({
  Arn: version.arn,
  IsDefaultVersion: registry.isDefault(version),
  VersionId: version.version,
  Visibility: 'PRIVATE',
});

const typeArn = ({ arn }: TypeVersion): string => arn.replace(/\/\d{8}$/, '');
