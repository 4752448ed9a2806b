import {
  CreateApplicationCommand,
  DeleteApplicationCommand,
  type ComputePlatform,
} from '@aws-sdk/client-codedeploy';
import type { Clients } from './clients';
import { textOf, toInput } from './input';
import type { NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const properties: Fields = { ApplicationName: 'string', ComputePlatform: 'string', Tags: TAGS };

/** AWS::CodeDeploy::Application. Ref is the name. AWS's handler sets tags at creation only. */
export function application({ codeDeploy }: Clients): NativeType {
  return {
    typeName: 'AWS::CodeDeploy::Application',
    properties,
    required: [],
    createOnly: ['ApplicationName', 'ComputePlatform'],
    attributes: [],
    taggable: false,
    create: async (request) => {
      const applicationName = textOf(request.properties, 'ApplicationName') ?? request.generatedName(100);
      const computePlatform = toInput<ComputePlatform>(
        textOf(request.properties, 'ComputePlatform') ?? 'Server',
      );
      await codeDeploy.send(
        new CreateApplicationCommand({ applicationName, computePlatform, tags: request.tags }),
      );
      return applicationName;
    },
    update: async () => undefined,
    remove: async ({ physicalId }) => {
      await codeDeploy.send(new DeleteApplicationCommand({ applicationName: physicalId }));
    },
    read: async () => ({}),
  };
}
