import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  type ParameterType,
} from '@aws-sdk/client-ssm';
import type { Clients } from './clients';
import { textOf, toInput } from './input';
import type { NativeRequest, NativeType } from './native-type';
import type { Fields } from './shape';

const properties: Fields = {
  Name: 'string',
  Type: 'string',
  Value: 'string',
  AllowedPattern: 'string',
  Description: 'string',
  DataType: 'string',
  Tier: 'string',
  Policies: 'string',
  Tags: 'map',
};

/** AWS::SSM::Parameter. Ref is the name. */
export function ssmParameter({ ssm }: Clients): NativeType {
  const put = async (Name: string, request: NativeRequest, isNew: boolean): Promise<void> => {
    await ssm.send(
      new PutParameterCommand({
        Name,
        Value: textOf(request.properties, 'Value'),
        Type: toInput<ParameterType>(textOf(request.properties, 'Type') ?? 'String'),
        AllowedPattern: textOf(request.properties, 'AllowedPattern'),
        Description: textOf(request.properties, 'Description'),
        // PutParameter refuses tags together with Overwrite.
        ...(isNew ? { Tags: request.tags } : { Overwrite: true }),
      }),
    );
  };
  return {
    typeName: 'AWS::SSM::Parameter',
    properties,
    required: ['Type', 'Value'],
    createOnly: ['Name'],
    attributes: ['Type', 'Value'],
    taggable: true,
    create: async (request) => {
      const name = textOf(request.properties, 'Name') ?? `CFN-${request.generatedName(200)}`;
      await put(name, request, true);
      return name;
    },
    update: async (request) => {
      await put(request.physicalId, request, false);
    },
    remove: async ({ physicalId }) => {
      await ssm.send(new DeleteParameterCommand({ Name: physicalId }));
    },
    read: async ({ physicalId }) => {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name: physicalId }));
      return { Type: Parameter?.Type, Value: Parameter?.Value };
    },
  };
}
