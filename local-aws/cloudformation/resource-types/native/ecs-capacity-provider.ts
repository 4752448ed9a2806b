import {
  CreateCapacityProviderCommand,
  DeleteCapacityProviderCommand,
  UpdateCapacityProviderCommand,
  type CreateCapacityProviderCommandInput,
  type UpdateCapacityProviderCommandInput,
} from '@aws-sdk/client-ecs';
import type { Clients } from './clients';
import { camelCaseTags, pick, textOf, toCamelCaseInput } from './input';
import type { NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const properties: Fields = {
  Name: 'string',
  AutoScalingGroupProvider: {
    AutoScalingGroupArn: 'string',
    ManagedDraining: 'string',
    ManagedTerminationProtection: 'string',
    ManagedScaling: {
      Status: 'string',
      TargetCapacity: 'number',
      MinimumScalingStepSize: 'number',
      MaximumScalingStepSize: 'number',
      InstanceWarmupPeriod: 'number',
    },
  },
  Tags: TAGS,
};

/** AWS::ECS::CapacityProvider of an Auto Scaling group. Ref is the name. */
export function capacityProvider({ ecs }: Clients): NativeType {
  return {
    typeName: 'AWS::ECS::CapacityProvider',
    properties,
    required: [],
    createOnly: ['Name'],
    attributes: [],
    taggable: true,
    create: async (request) => {
      const input = toCamelCaseInput<Partial<CreateCapacityProviderCommandInput>>(
        properties,
        request.properties,
      );
      // A name may begin with neither aws nor ecs, and a generated one begins with the stack's name.
      const name = textOf(request.properties, 'Name') ?? request.generatedName(255);
      await ecs.send(new CreateCapacityProviderCommand({ ...input, name, tags: camelCaseTags(request) }));
      return name;
    },
    update: async (request) => {
      const input = toCamelCaseInput<Pick<UpdateCapacityProviderCommandInput, 'autoScalingGroupProvider'>>(
        properties,
        pick(request.properties, ['AutoScalingGroupProvider']),
      );
      await ecs.send(new UpdateCapacityProviderCommand({ ...input, name: request.physicalId }));
    },
    remove: async ({ physicalId }) => {
      await ecs.send(new DeleteCapacityProviderCommand({ capacityProvider: physicalId }));
    },
    read: async () => ({}),
  };
}
