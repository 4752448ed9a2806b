import {
  AddTagsCommand,
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeTargetGroupsCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  type ModifyTargetGroupCommandInput,
  type TargetGroupAttribute,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { omit } from '../../values/value';
import type { Clients } from './clients';
import { pick, textOf, toInput } from './input';
import type { NativeRequest, NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const healthCheck: Fields = {
  HealthCheckEnabled: 'boolean',
  HealthCheckIntervalSeconds: 'number',
  HealthCheckPath: 'string',
  HealthCheckPort: 'string',
  HealthCheckProtocol: 'string',
  HealthCheckTimeoutSeconds: 'number',
  HealthyThresholdCount: 'number',
  UnhealthyThresholdCount: 'number',
  Matcher: { HttpCode: 'string', GrpcCode: 'string' },
};

const properties: Fields = {
  ...healthCheck,
  Name: 'string',
  Port: 'number',
  Protocol: 'string',
  ProtocolVersion: 'string',
  IpAddressType: 'string',
  TargetType: 'string',
  VpcId: 'string',
  TargetGroupAttributes: [{ Key: 'string', Value: 'string' }],
  Targets: [{ Id: 'string', Port: 'number', AvailabilityZone: 'string' }],
  Tags: TAGS,
};

/** AWS::ElasticLoadBalancingV2::TargetGroup. Ref is the ARN. */
export function targetGroup({ loadBalancing }: Clients): NativeType {
  const setAttributes = async (arn: string, request: NativeRequest): Promise<void> => {
    const Attributes = toInput<TargetGroupAttribute[]>(request.properties.TargetGroupAttributes ?? []);
    if (Attributes.length === 0) return;
    await loadBalancing.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: arn, Attributes }));
  };
  return {
    typeName: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    properties,
    required: [],
    createOnly: ['Name', 'Port', 'Protocol', 'ProtocolVersion', 'TargetType', 'VpcId', 'IpAddressType'],
    attributes: ['TargetGroupArn', 'TargetGroupFullName', 'TargetGroupName', 'LoadBalancerArns'],
    taggable: true,
    create: async (request) => {
      const input = toInput<Partial<CreateTargetGroupCommandInput>>(
        omit(request.properties, ['TargetGroupAttributes', 'Targets']),
      );
      const Name = textOf(request.properties, 'Name') ?? request.generatedName(32);
      const answer = await loadBalancing.send(
        new CreateTargetGroupCommand({ ...input, Name, Tags: request.tags }),
      );
      const arn = answer.TargetGroups?.[0]?.TargetGroupArn ?? '';
      await setAttributes(arn, request);
      return arn;
    },
    update: async (request) => {
      const TargetGroupArn = request.physicalId;
      const changed = Object.keys(healthCheck).filter((name) => request.changed(name));
      if (changed.length > 0) {
        const input = toInput<Partial<ModifyTargetGroupCommandInput>>(pick(request.properties, changed));
        await loadBalancing.send(new ModifyTargetGroupCommand({ ...input, TargetGroupArn }));
      }
      if (request.changed('TargetGroupAttributes')) await setAttributes(TargetGroupArn, request);
      await loadBalancing.send(new AddTagsCommand({ ResourceArns: [TargetGroupArn], Tags: request.tags }));
    },
    remove: async ({ physicalId }) => {
      await loadBalancing.send(new DeleteTargetGroupCommand({ TargetGroupArn: physicalId }));
    },
    read: async ({ physicalId }) => {
      const answer = await loadBalancing.send(
        new DescribeTargetGroupsCommand({ TargetGroupArns: [physicalId] }),
      );
      const found = answer.TargetGroups?.[0];
      return {
        TargetGroupArn: found?.TargetGroupArn,
        TargetGroupFullName: found?.TargetGroupArn?.split(':').at(-1),
        TargetGroupName: found?.TargetGroupName,
        LoadBalancerArns: found?.LoadBalancerArns,
      };
    },
  };
}
