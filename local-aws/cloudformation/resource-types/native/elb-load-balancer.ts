import {
  AddTagsCommand,
  CreateLoadBalancerCommand,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancersCommand,
  ModifyLoadBalancerAttributesCommand,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
  type CreateLoadBalancerCommandInput,
  type LoadBalancer,
  type LoadBalancerAttribute,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { omit } from '../../values/value';
import type { Clients } from './clients';
import { textOf, textsOf, toInput } from './input';
import type { NativeRequest, NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const properties: Fields = {
  Name: 'string',
  Type: 'string',
  Scheme: 'string',
  IpAddressType: 'string',
  Subnets: ['string'],
  SubnetMappings: [{ SubnetId: 'string', AllocationId: 'string', PrivateIPv4Address: 'string' }],
  SecurityGroups: ['string'],
  LoadBalancerAttributes: [{ Key: 'string', Value: 'string' }],
  Tags: TAGS,
};

/** AWS::ElasticLoadBalancingV2::LoadBalancer. Ref is the ARN. */
export function loadBalancer({ loadBalancing }: Clients): NativeType {
  const find = async (request: NativeRequest): Promise<LoadBalancer | undefined> => {
    const answer = await loadBalancing.send(
      new DescribeLoadBalancersCommand({ LoadBalancerArns: [request.physicalId] }),
    );
    return answer.LoadBalancers?.[0];
  };
  const setAttributes = async (arn: string, request: NativeRequest): Promise<void> => {
    const Attributes = toInput<LoadBalancerAttribute[]>(request.properties.LoadBalancerAttributes ?? []);
    if (Attributes.length === 0) return;
    await loadBalancing.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn: arn, Attributes }));
  };
  return {
    typeName: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    properties,
    required: [],
    createOnly: ['Name', 'Type', 'Scheme'],
    attributes: [
      'LoadBalancerArn',
      'DNSName',
      'CanonicalHostedZoneID',
      'LoadBalancerFullName',
      'LoadBalancerName',
      'SecurityGroups',
    ],
    taggable: true,
    create: async (request) => {
      const input = toInput<Partial<CreateLoadBalancerCommandInput>>(
        omit(request.properties, ['LoadBalancerAttributes']),
      );
      const Name = textOf(request.properties, 'Name') ?? request.generatedName(32);
      const answer = await loadBalancing.send(
        new CreateLoadBalancerCommand({ ...input, Name, Tags: request.tags }),
      );
      const arn = answer.LoadBalancers?.[0]?.LoadBalancerArn ?? '';
      await setAttributes(arn, request);
      return arn;
    },
    update: async (request) => {
      const LoadBalancerArn = request.physicalId;
      if (request.changed('Subnets')) {
        await loadBalancing.send(
          new SetSubnetsCommand({ LoadBalancerArn, Subnets: textsOf(request.properties, 'Subnets') }),
        );
      }
      if (request.changed('SecurityGroups')) {
        const SecurityGroups = textsOf(request.properties, 'SecurityGroups');
        await loadBalancing.send(new SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups }));
      }
      if (request.changed('LoadBalancerAttributes')) await setAttributes(LoadBalancerArn, request);
      await loadBalancing.send(new AddTagsCommand({ ResourceArns: [LoadBalancerArn], Tags: request.tags }));
    },
    remove: async ({ physicalId }) => {
      await loadBalancing.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: physicalId }));
    },
    read: async (request) => {
      const found = await find(request);
      return {
        LoadBalancerArn: found?.LoadBalancerArn,
        DNSName: found?.DNSName,
        CanonicalHostedZoneID: found?.CanonicalHostedZoneId,
        LoadBalancerFullName: found?.LoadBalancerArn?.split(':loadbalancer/')[1],
        LoadBalancerName: found?.LoadBalancerName,
        SecurityGroups: found?.SecurityGroups,
      };
    },
    settled: async (action, request) =>
      action !== 'CREATE' || (await find(request))?.State?.Code === 'active',
  };
}
