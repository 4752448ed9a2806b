import { Ids } from '../../../core/account-context';
import { textOf } from './input';
import type { NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const rule = {
  IpProtocol: 'string',
  FromPort: 'number',
  ToPort: 'number',
  CidrIp: 'string',
  CidrIpv6: 'string',
  Description: 'string',
} as const;

const properties: Fields = {
  GroupDescription: 'string',
  GroupName: 'string',
  VpcId: 'string',
  SecurityGroupIngress: [{ ...rule, SourceSecurityGroupId: 'string', SourcePrefixListId: 'string' }],
  SecurityGroupEgress: [{ ...rule, DestinationSecurityGroupId: 'string', DestinationPrefixListId: 'string' }],
  Tags: TAGS,
};

/**
 * AWS::EC2::SecurityGroup. Ref is the id. The group has an id and no effect, because the local AWS filters no packets.
 */
export function securityGroup(): NativeType {
  const ids = new Ids('security-group');
  return {
    typeName: 'AWS::EC2::SecurityGroup',
    properties,
    required: ['GroupDescription'],
    createOnly: ['GroupDescription', 'GroupName', 'VpcId'],
    attributes: ['GroupId', 'VpcId'],
    taggable: true,
    create: async () => `sg-${ids.hex(17)}`,
    update: async () => undefined,
    remove: async () => undefined,
    read: async (request) => ({
      GroupId: request.physicalId,
      VpcId: textOf(request.properties, 'VpcId') ?? '',
    }),
  };
}
