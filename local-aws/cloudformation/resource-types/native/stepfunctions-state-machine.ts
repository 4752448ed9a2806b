import type { GetObjectCommandInput } from '@aws-sdk/client-s3';
import type { CreateStateMachineInput, UpdateStateMachineInput } from '@aws-sdk/client-sfn';
import { isMap, scalarText, type Value } from '../../values/value';
import type { Clients } from './clients';
import { camelCaseTags, mapOf, textOf, toCamelCaseInput } from './input';
import type { NativeRequest, NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const logging: Fields = {
  Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: 'string' } }],
  IncludeExecutionData: 'boolean',
  Level: 'string',
};

const properties: Fields = {
  StateMachineName: 'string',
  StateMachineType: 'string',
  DefinitionString: 'string',
  Definition: 'json',
  DefinitionS3Location: { Bucket: 'string', Key: 'string', Version: 'string' },
  DefinitionSubstitutions: 'map',
  RoleArn: 'string',
  LoggingConfiguration: logging,
  Tags: TAGS,
};

/** The definition in JSON, with a value for each `${Name}` in it. */
async function definitionOf({ s3 }: Clients, { properties: declared }: NativeRequest): Promise<string> {
  const { Definition, DefinitionS3Location: stored } = declared;
  const object = stored === undefined ? undefined : await (await s3.get()).getObject(s3Input(stored));
  const text =
    (await object?.Body?.transformToString()) ??
    (Definition === undefined ? textOf(declared, 'DefinitionString') : scalarText(Definition));
  const substitutions = mapOf(declared, 'DefinitionSubstitutions');
  return Object.entries(substitutions).reduce(
    (result, [name, value]) => result.replaceAll(`\${${name}}`, () => scalarText(value)),
    text ?? '',
  );
}

function s3Input(location: Value): GetObjectCommandInput {
  const place = isMap(location) ? location : {};
  return { Bucket: textOf(place, 'Bucket'), Key: textOf(place, 'Key'), VersionId: textOf(place, 'Version') };
}

type Configuration = Pick<CreateStateMachineInput, 'definition' | 'roleArn' | 'loggingConfiguration'>;

async function configurationOf(clients: Clients, request: NativeRequest): Promise<Configuration> {
  return {
    definition: await definitionOf(clients, request),
    roleArn: textOf(request.properties, 'RoleArn'),
    loggingConfiguration: toCamelCaseInput<UpdateStateMachineInput['loggingConfiguration']>(
      logging,
      mapOf(request.properties, 'LoggingConfiguration'),
    ),
  };
}

/** AWS::StepFunctions::StateMachine. Ref is the ARN. */
export function stateMachine(clients: Clients): NativeType {
  const { stepFunctions } = clients;
  return {
    typeName: 'AWS::StepFunctions::StateMachine',
    properties,
    required: ['RoleArn'],
    createOnly: ['StateMachineName', 'StateMachineType'],
    attributes: ['Arn', 'Name', 'StateMachineRevisionId'],
    taggable: true,
    create: async (request) => {
      const name = textOf(request.properties, 'StateMachineName') ?? request.generatedName(80);
      const type = textOf(request.properties, 'StateMachineType');
      const input = { name, ...(await configurationOf(clients, request)), tags: camelCaseTags(request) };
      const client = await stepFunctions.get();
      const { stateMachineArn } = await client.createStateMachine({
        ...input,
        type: type as CreateStateMachineInput['type'],
      });
      return stateMachineArn ?? '';
    },
    update: async (request) => {
      const client = await stepFunctions.get();
      const configuration = await configurationOf(clients, request);
      await client.updateStateMachine({ stateMachineArn: request.physicalId, ...configuration });
    },
    remove: async ({ physicalId }) => {
      await (await stepFunctions.get()).deleteStateMachine({ stateMachineArn: physicalId });
    },
    read: async ({ physicalId }) => {
      const client = await stepFunctions.get();
      const found = await client.describeStateMachine({ stateMachineArn: physicalId });
      return { Arn: physicalId, Name: found.name, StateMachineRevisionId: found.revisionId };
    },
  };
}
