import { createHash } from 'node:crypto';
import { dnsSuffix, uuidOf, type AccountContext } from '../../../core/account-context';
import { scalarText, type ValueMap } from '../../values/value';
import type { SpecifiedType } from './specification';

/** The prefixes of EC2's ids that are not the first letters of the type's name. */
const EC2_PREFIXES: Readonly<Record<string, string>> = {
  AllocationId: 'eipalloc', DHCPOptions: 'dopt', EgressOnlyInternetGateway: 'eigw', FlowLog: 'fl', Instance: 'i',
  InternetGateway: 'igw', LaunchTemplate: 'lt', NatGateway: 'nat', NetworkAcl: 'acl', NetworkInterface: 'eni', RouteTable: 'rtb',
  SubnetRouteTableAssociation: 'rtbassoc', TransitGateway: 'tgw', Volume: 'vol', VPCEndpoint: 'vpce', VPNGateway: 'vgw',
}; // prettier-ignore

/** What the values of a resource are made up from. Equal seeds give equal values. */
export interface Seed {
  type: SpecifiedType;
  /** A text that no other resource has. */
  text: string;
  /** The name of the resource, or a generated one. */
  name: string;
  properties: ValueMap;
}

/** Makes up identifiers and attributes that look as AWS's do. They are the same in every run. */
export class MadeUpValues {
  constructor(private readonly account: AccountContext) {}

  /** The value of Ref: the parts that the template sets, and made-up ones. */
  identifier(seed: Seed): string {
    const { cfnRefIdentifier, primaryIdentifier = [] } = seed.type;
    const parts = cfnRefIdentifier ?? primaryIdentifier;
    if (parts.length === 0) return seed.name;
    return parts.map((part) => this.#set(seed, part) ?? this.#text(seed, part)).join('|');
  }

  /** The attributes, from a physical id that `identifier` made. */
  attributes(seed: Seed, physicalId: string): Record<string, unknown> {
    const { attributes, cfnRefIdentifier, primaryIdentifier = [] } = seed.type;
    const parts = physicalId.split('|');
    const known = new Map((cfnRefIdentifier ?? primaryIdentifier).map((name, index) => [name, parts[index]]));
    return Object.fromEntries(
      Object.entries(attributes).map(([name, { type }]) => {
        const given = known.get(name) ?? this.#set(seed, name);
        if (given !== undefined) return [name, given];
        if (type.type === 'array')
          return [name, [1, 2].map((n) => this.#text({ ...seed, text: `${seed.text} ${n}` }, name))];
        if (type.type === 'boolean') return [name, false];
        if (type.type === 'integer' || type.type === 'number') return [name, 1];
        return [name, type.type === 'string' ? this.#text(seed, name) : {}];
      }),
    );
  }

  #set({ properties }: Seed, name: string): string | undefined {
    const value = properties[name];
    return value === undefined || typeof value === 'object' ? undefined : scalarText(value);
  }

  #text(seed: Seed, path: string): string {
    const [, service = '', kind = ''] = seed.type.cloudFormationType.split('::');
    const name = path.split('.').at(-1) ?? path;
    const hash = createHash('sha256')
      .update(`${seed.type.cloudFormationType} ${seed.text} ${path}`)
      .digest('hex');
    const { region, accountId } = this.account;
    const host = `${service.toLowerCase()}.${region}.${dnsSuffix(this.account)}`;
    if (/arn$/i.test(name)) return this.#arn(seed, service, kind);
    if (/(url|uri)$/i.test(name) || kind === 'WaitConditionHandle')
      return `${kind === 'Repository' ? '' : 'https://'}${kind === 'Repository' ? `${accountId}.dkr.` : ''}${host}/${kind === 'Repository' ? '' : `${accountId}/`}${seed.name}`;
    if (/(address|domainname|dnsname|endpoint)$/i.test(name))
      return `${seed.name.toLowerCase()}.${hash.slice(0, 12)}.${host}`;
    if (/port$/i.test(name)) return '5432';
    if (/ip$/i.test(name))
      return `10.0.${Number.parseInt(hash.slice(0, 2), 16)}.${Number.parseInt(hash.slice(2, 4), 16)}`;
    if (name === 'AvailabilityZone') return `${region}a`;
    if (service === 'EC2' && (/id$/i.test(name) || name.startsWith('Default')))
      return `${ec2Prefix(name, kind)}-${hash.slice(0, 17)}`;
    if (service === 'KMS' && name === 'KeyId') return uuidOf(hash);
    return /id$/i.test(name) && name !== 'Id' ? hash.slice(0, 20) : seed.name;
  }

  #arn(seed: Seed, service: string, kind: string): string {
    const { partition, region, accountId } = this.account;
    const known: Record<string, string> = { Partition: partition, Region: region, Account: accountId };
    const template =
      seed.type.arnTemplate ??
      `arn:\${Partition}:${service.toLowerCase()}:\${Region}:\${Account}:${kind.toLowerCase()}/\${Name}`;
    return template.replaceAll(
      /\$\{(\w+)\}/g,
      (_, name: string) => known[name] ?? this.#set(seed, name) ?? seed.name,
    );
  }
}

function ec2Prefix(attribute: string, kind: string): string {
  if (attribute === 'DefaultSecurityGroup') return 'sg';
  if (attribute === 'DefaultNetworkAcl') return 'acl';
  return EC2_PREFIXES[attribute] ?? EC2_PREFIXES[kind] ?? kind.toLowerCase();
}
