import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { folderOf, MODULE, RESOURCE_TYPES, type ResourceType } from '../types';

/** The packages of a release: file names by type name. */
export type Packages = Readonly<Record<string, string>>;

interface RoleTemplate {
  Resources: { ExecutionRole: object };
}

const ref = (name: string) => ({ Ref: name });
const attribute = (name: string, of: string) => ({ 'Fn::GetAtt': [name, of] });

/** A version stays registered when the next one takes its place, so that the default can be set back; it goes with the stack. */
const KEPT = { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Retain' };

/**
 * The template that registers a release in an account and region: alone, or as a StackSet.
 * @param version of the release, e.g. `0.1.0`
 */
export async function registerTemplate(version: string, packages: Packages): Promise<string> {
  const [group, deployment] = RESOURCE_TYPES;
  const parts = await Promise.all([
    resourcesOf('Group', group, packages),
    resourcesOf('Deployment', deployment, packages),
  ]);
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      `Registers ${group.typeName}, ${deployment.typeName} and the module ${MODULE.typeName}, release ${version}, ` +
      'as the default versions.',
    Parameters: PARAMETERS,
    Conditions: {
      MakesGroupRole: { 'Fn::Equals': [ref('GroupRoleArn'), ''] },
      MakesDeploymentRole: { 'Fn::Equals': [ref('DeploymentRoleArn'), ''] },
    },
    Resources: {
      LogRole: LOG_ROLE,
      ...Object.assign({}, ...parts),
      ...moduleResources(packages),
    },
    Outputs: {
      Release: { Value: version },
      GroupVersionArn: { Value: ref('GroupVersion') },
      DeploymentVersionArn: { Value: ref('DeploymentVersion') },
      ModuleVersionArn: { Value: ref('ModuleVersion') },
      GroupLogGroup: { Value: ref('GroupLogs') },
      DeploymentLogGroup: { Value: ref('DeploymentLogs') },
    },
  };
  // YAML 1.1, as CloudFormation and its tools read it: there a text that looks like a date needs quotes.
  return stringify(template, { version: '1.1', lineWidth: 120, aliasDuplicateObjects: false });
}

const PARAMETERS = {
  Bucket: { Type: 'String', Description: 'Name of the S3 bucket that has the packages of this release.' },
  Prefix: {
    Type: 'String',
    Default: '',
    AllowedPattern: '^$|^.*[^/]/$',
    ConstraintDescription: 'Prefix must be empty or end with a slash.',
    Description: 'What stands before the name of each package in the bucket, with its last slash.',
  },
  LogRetentionDays: {
    Type: 'Number',
    Default: 90,
    AllowedValues: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653],
    Description: 'How long the log lines of the handlers are kept.',
  },
  GroupRoleArn: {
    Type: 'String',
    Default: '',
    Description:
      'ARN of an execution role of your own for the deployment group type. Empty makes one that may act on all resources.',
  },
  DeploymentRoleArn: {
    Type: 'String',
    Default: '',
    Description: 'The same for the deployment type.',
  },
};

/** Writes log lines and metrics of the handlers. It is what the CloudFormation CLI makes for `cfn submit`. */
const LOG_ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: {
    MaxSessionDuration: 43_200,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'resources.cloudformation.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    },
    Policies: [
      {
        PolicyName: 'LogsAndMetrics',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: [
                'logs:CreateLogGroup',
                'logs:CreateLogStream',
                'logs:DescribeLogGroups',
                'logs:DescribeLogStreams',
                'logs:PutLogEvents',
                'cloudwatch:ListMetrics',
                'cloudwatch:PutMetricData',
              ],
              Resource: '*',
            },
          ],
        },
      },
    ],
  },
};

/** The role, the logs and the versions of a resource type. */
async function resourcesOf(name: string, type: ResourceType, packages: Packages): Promise<object> {
  const file = join(folderOf(type), 'resource-role.yaml');
  const { Resources } = parse(await readFile(file, 'utf8')) as RoleTemplate;
  const role = attribute(`${name}ExecutionRole`, 'Arn');
  return {
    [`${name}ExecutionRole`]: { Condition: `Makes${name}Role`, ...Resources.ExecutionRole },
    [`${name}Logs`]: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: ref('LogRetentionDays') },
    },
    [`${name}Version`]: {
      Type: 'AWS::CloudFormation::ResourceVersion',
      ...KEPT,
      Properties: {
        TypeName: type.typeName,
        SchemaHandlerPackage: packageUrl(packages, type.typeName),
        ExecutionRoleArn: { 'Fn::If': [`Makes${name}Role`, role, ref(`${name}RoleArn`)] },
        LoggingConfig: { LogGroupName: ref(`${name}Logs`), LogRoleArn: attribute('LogRole', 'Arn') },
      },
    },
    [`${name}DefaultVersion`]: {
      Type: 'AWS::CloudFormation::ResourceDefaultVersion',
      Properties: { TypeVersionArn: ref(`${name}Version`) },
    },
  };
}

/**
 * The module comes last: when an update fails, CloudFormation does not set the module's former default version back,
 * because a change of AWS::CloudFormation::ModuleDefaultVersion is a replacement.
 */
function moduleResources(packages: Packages): object {
  return {
    ModuleVersion: {
      Type: 'AWS::CloudFormation::ModuleVersion',
      DependsOn: ['GroupDefaultVersion', 'DeploymentDefaultVersion'],
      ...KEPT,
      Properties: { ModuleName: MODULE.typeName, ModulePackage: packageUrl(packages, MODULE.typeName) },
    },
    ModuleDefaultVersion: {
      Type: 'AWS::CloudFormation::ModuleDefaultVersion',
      Properties: { Arn: ref('ModuleVersion') },
    },
  };
}

function packageUrl(packages: Packages, typeName: string): object {
  return { 'Fn::Sub': `s3://\${Bucket}/\${Prefix}${packages[typeName] ?? ''}` };
}
