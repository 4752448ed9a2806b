import {
  PutClusterCapacityProvidersCommand,
  type PutClusterCapacityProvidersCommandInput,
} from '@aws-sdk/client-ecs';
import type { Clients } from './clients';
import { textOf, toCamelCaseInput } from './input';
import type { NativeRequest, NativeType } from './native-type';
import type { Fields } from './shape';

const properties: Fields = {
  Cluster: 'string',
  CapacityProviders: ['string'],
  DefaultCapacityProviderStrategy: [{ CapacityProvider: 'string', Base: 'number', Weight: 'number' }],
};

/** AWS::ECS::ClusterCapacityProviderAssociations. Ref is the cluster. */
export function capacityProviderAssociations({ ecs }: Clients): NativeType {
  const put = async ({ properties: wanted }: NativeRequest): Promise<void> => {
    const input = toCamelCaseInput<PutClusterCapacityProvidersCommandInput>(properties, wanted);
    await ecs.send(new PutClusterCapacityProvidersCommand(input));
  };
  return {
    typeName: 'AWS::ECS::ClusterCapacityProviderAssociations',
    properties,
    required: ['Cluster', 'DefaultCapacityProviderStrategy'],
    createOnly: ['Cluster'],
    attributes: [],
    taggable: false,
    create: async (request) => {
      await put(request);
      return textOf(request.properties, 'Cluster') ?? '';
    },
    update: put,
    remove: async ({ physicalId: cluster }) => {
      await ecs.send(
        new PutClusterCapacityProvidersCommand({
          cluster,
          capacityProviders: [],
          defaultCapacityProviderStrategy: [],
        }),
      );
    },
    read: async () => ({}),
  };
}
