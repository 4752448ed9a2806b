import {
  CreateClusterCommand,
  DeleteClusterCommand,
  DescribeClustersCommand,
  UpdateClusterCommand,
  type CreateClusterCommandInput,
} from '@aws-sdk/client-ecs';
import type { Clients } from './clients';
import { camelCaseTags, textOf, toCamelCaseInput } from './input';
import type { NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const properties: Fields = {
  ClusterName: 'string',
  CapacityProviders: ['string'],
  DefaultCapacityProviderStrategy: [{ CapacityProvider: 'string', Base: 'number', Weight: 'number' }],
  ClusterSettings: [{ Name: 'string', Value: 'string' }],
  Tags: TAGS,
};

/** AWS::ECS::Cluster. Ref is the name. */
export function cluster({ ecs }: Clients): NativeType {
  return {
    typeName: 'AWS::ECS::Cluster',
    properties,
    required: [],
    createOnly: ['ClusterName'],
    attributes: ['Arn'],
    taggable: true,
    create: async (request) => {
      const { ClusterSettings, ...rest } = request.properties;
      const input = toCamelCaseInput<CreateClusterCommandInput>(properties, rest);
      const clusterName = textOf(request.properties, 'ClusterName') ?? request.generatedName(255);
      const settings = toCamelCaseInput<CreateClusterCommandInput['settings']>(
        { ClusterSettings: properties.ClusterSettings ?? 'json' },
        ClusterSettings ?? [],
      );
      await ecs.send(
        new CreateClusterCommand({ ...input, clusterName, settings, tags: camelCaseTags(request) }),
      );
      return clusterName;
    },
    update: async ({ physicalId }) => {
      await ecs.send(new UpdateClusterCommand({ cluster: physicalId }));
    },
    remove: async ({ physicalId }) => {
      await ecs.send(new DeleteClusterCommand({ cluster: physicalId }));
    },
    read: async ({ physicalId }) => {
      const { clusters } = await ecs.send(new DescribeClustersCommand({ clusters: [physicalId] }));
      return { Arn: clusters?.[0]?.clusterArn };
    },
  };
}
