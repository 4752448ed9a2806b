import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type CreateFunctionCommandInput,
  type FunctionCode,
  type UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { CFN_RESPONSE } from './cfn-response';
import type { Clients } from './clients';
import { mapOf, pick, tagMap, textOf, toInput } from './input';
import type { NativeRequest, NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const configuration: Fields = {
  Description: 'string',
  Handler: 'string',
  Runtime: 'string',
  Role: 'string',
  Timeout: 'number',
  MemorySize: 'number',
  Environment: { Variables: 'map' },
  LoggingConfig: {
    LogFormat: 'string',
    LogGroup: 'string',
    ApplicationLogLevel: 'string',
    SystemLogLevel: 'string',
  },
};

const properties: Fields = {
  ...configuration,
  FunctionName: 'string',
  Code: {
    ZipFile: 'string',
    S3Bucket: 'string',
    S3Key: 'string',
    S3ObjectVersion: 'string',
    SourceKMSKeyArn: 'string',
  },
  Architectures: ['string'],
  ReservedConcurrentExecutions: 'number',
  Tags: TAGS,
};

/** The module `cfn-response` comes along with code that requires it. */
function inlineFiles(code: string): Zippable {
  const files = { 'index.js': strToU8(code) };
  return code.includes('cfn-response')
    ? { ...files, 'node_modules/cfn-response.js': strToU8(CFN_RESPONSE) }
    : files;
}

/** The code in S3, or a zip with the inline source as `index.js`, as CloudFormation packs it. */
function codeOf(request: NativeRequest): FunctionCode {
  const code = mapOf(request.properties, 'Code');
  const inline = textOf(code, 'ZipFile');
  return inline === undefined
    ? toInput<FunctionCode>(pick(code, ['S3Bucket', 'S3Key', 'S3ObjectVersion']))
    : { ZipFile: zipSync(inlineFiles(inline)) };
}

/** AWS::Lambda::Function with inline code, or code in S3. Ref is the name. */
export function lambdaFunction({ lambda }: Clients): NativeType {
  return {
    typeName: 'AWS::Lambda::Function',
    properties,
    required: ['Code', 'Role'],
    createOnly: ['FunctionName'],
    refused: ['PackageType', 'ImageConfig', 'Code.ImageUri'],
    attributes: ['Arn'],
    taggable: true,
    create: async (request) => {
      const FunctionName = textOf(request.properties, 'FunctionName') ?? request.generatedName(64);
      const input = toInput<Omit<CreateFunctionCommandInput, 'FunctionName' | 'Code'>>(
        pick(request.properties, [...Object.keys(configuration), 'Architectures']),
      );
      await lambda.send(
        new CreateFunctionCommand({
          ...input,
          FunctionName,
          Code: codeOf(request),
          Tags: tagMap(request),
        }),
      );
      return FunctionName;
    },
    update: async (request) => {
      const FunctionName = request.physicalId;
      if (request.changed('Code')) {
        await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ...codeOf(request) }));
      }
      const changed = Object.keys(configuration).filter((name) => request.changed(name));
      if (changed.length === 0) return;
      const input = toInput<Partial<UpdateFunctionConfigurationCommandInput>>(
        pick(request.properties, changed),
      );
      await lambda.send(new UpdateFunctionConfigurationCommand({ ...input, FunctionName }));
    },
    remove: async ({ physicalId }) => {
      await lambda.send(new DeleteFunctionCommand({ FunctionName: physicalId }));
    },
    read: async ({ physicalId }) => {
      const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: physicalId }));
      return { Arn: Configuration?.FunctionArn };
    },
  };
}
