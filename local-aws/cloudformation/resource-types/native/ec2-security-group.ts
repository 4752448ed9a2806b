import { Ids, type AccountContext } from '../../../core/account-context';
import { ServiceError } from '../../../core/service';
import type { Clients } from './clients';
import { textOf } from './input';
import type { NativeType } from './native-type';
import { isInUse } from './security-group-users';
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

/** For so long CloudFormation tries again to delete a security group in use. Known only from reports: 15 to 30 minutes. */
const RETRIES_MS = 15 * 60_000;

/**
 * AWS::EC2::SecurityGroup. Ref is the id. The local AWS filters no packets, so the group has no effect, but it cannot be deleted
 * while a load balancer or a task is in it.
 */
export function securityGroup(clients: Clients, { clock }: AccountContext): NativeType {
  const ids = new Ids('security-group');
  /** When the deletion of a group began that is still in use. */
  const deletions = new Map<string, number>();
  return {
    typeName: 'AWS::EC2::SecurityGroup',
    properties,
    required: ['GroupDescription'],
    createOnly: ['GroupDescription', 'GroupName', 'VpcId'],
    attributes: ['GroupId', 'Id', 'VpcId'],
    taggable: true,
    create: async () => `sg-${ids.hex(17)}`,
    update: async () => undefined,
    remove: async ({ physicalId }) => {
      deletions.set(physicalId, clock.now());
    },
    settled: async (action, { physicalId }) => {
      if (action !== 'DELETE') return true;
      const since = deletions.get(physicalId) ?? clock.now();
      if (!(await isInUse(clients, physicalId))) {
        deletions.delete(physicalId);
        return true;
      }
      if (clock.now() - since < RETRIES_MS) return false;
      deletions.delete(physicalId);
      throw new ServiceError('DependencyViolation', `resource ${physicalId} has a dependent object`);
    },
    read: async ({ physicalId, properties: declared }) => ({
      GroupId: physicalId,
      Id: physicalId,
      VpcId: textOf(declared, 'VpcId') ?? '',
    }),
  };
}
