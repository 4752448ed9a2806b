import type {
  CreateLoadBalancerInput,
  CreateLoadBalancerOutput,
  DescribeLoadBalancerAttributesInput,
  DescribeLoadBalancerAttributesOutput,
  DescribeLoadBalancersInput,
  DescribeLoadBalancersOutput,
  LoadBalancer,
  ModifyLoadBalancerAttributesInput,
  ModifyLoadBalancerAttributesOutput,
  SetSecurityGroupsInput,
  SetSecurityGroupsOutput,
  SetSubnetsInput,
  SetSubnetsOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { dnsSuffix, Ids, regionalArn, type AccountContext } from '../../core/account-context';
import { ServiceError } from '../../core/service';
import { capitalTags, type TagStore } from '../../core/tags';
import { Attributes } from './attributes';

export type StoredLoadBalancer = LoadBalancer & { LoadBalancerArn: string; DNSName: string };

/** How long a new load balancer is `provisioning`. */
const PROVISIONING_SECONDS = 90;

const DEFAULT_ATTRIBUTES = {
  'deletion_protection.enabled': 'false',
  'access_logs.s3.enabled': 'false',
  'idle_timeout.timeout_seconds': '60',
  'routing.http2.enabled': 'true',
};

export class LoadBalancers {
  readonly #loadBalancers = new Map<string, StoredLoadBalancer>();
  readonly #attributes = new Attributes(DEFAULT_ATTRIBUTES);
  readonly #ids = new Ids('load-balancer');

  constructor(
    private readonly account: AccountContext,
    private readonly tags: TagStore,
  ) {}

  find(arn: string): StoredLoadBalancer | undefined {
    return this.#loadBalancers.get(arn);
  }

  findByDnsName(name: string): StoredLoadBalancer | undefined {
    return [...this.#loadBalancers.values()].find(
      ({ DNSName }) => DNSName.toLowerCase() === name.toLowerCase(),
    );
  }

  get(arn: string | undefined): StoredLoadBalancer {
    const found = this.#loadBalancers.get(arn ?? '');
    if (!found) throw new ServiceError('LoadBalancerNotFoundException', `Load balancer '${arn}' not found`);
    return found;
  }

  create(input: CreateLoadBalancerInput): CreateLoadBalancerOutput {
    const { Name: name = '', Type: type = 'application', Scheme: scheme = 'internet-facing' } = input;
    if (!/^(?!-)(?!internal-)[A-Za-z0-9-]{1,32}(?<!-)$/.test(name)) {
      throw new ServiceError('ValidationError', `The load balancer name '${name}' is not valid`);
    }
    const same = [...this.#loadBalancers.values()].find(({ LoadBalancerName }) => LoadBalancerName === name);
    if (same) {
      if (same.Type === type && same.Scheme === scheme) return { LoadBalancers: [same] };
      const message = `A load balancer with the same name '${name}' exists, but with different settings`;
      throw new ServiceError('DuplicateLoadBalancerNameException', message);
    }
    const id = this.#ids.hex(16);
    const kind = type === 'network' ? 'net' : 'app';
    const arn = regionalArn(this.account, 'elasticloadbalancing', `loadbalancer/${kind}/${name}/${id}`);
    const loadBalancer: StoredLoadBalancer = {
      LoadBalancerArn: arn,
      DNSName: this.#dnsName(name, type, scheme),
      CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
      CreatedTime: this.account.clock.date(),
      LoadBalancerName: name,
      Scheme: scheme,
      VpcId: 'vpc-0123456789abcdef0',
      State: { Code: 'provisioning' },
      Type: type,
      AvailabilityZones: zones(this.account, input.Subnets),
      SecurityGroups: input.SecurityGroups ?? [],
      IpAddressType: input.IpAddressType ?? 'ipv4',
    };
    this.#loadBalancers.set(arn, loadBalancer);
    this.tags.add(arn, capitalTags.read(input.Tags));
    this.account.clock.after(PROVISIONING_SECONDS, () => {
      loadBalancer.State = { Code: 'active' };
    });
    return { LoadBalancers: [loadBalancer] };
  }

  describe({
    LoadBalancerArns: arns,
    Names: names,
  }: DescribeLoadBalancersInput): DescribeLoadBalancersOutput {
    const all = [...this.#loadBalancers.values()];
    if (arns && arns.length > 0) return { LoadBalancers: arns.map((arn) => this.get(arn)) };
    if (!names || names.length === 0) return { LoadBalancers: all };
    const found = all.filter(({ LoadBalancerName: name }) => name !== undefined && names.includes(name));
    if (found.length < names.length) {
      throw new ServiceError(
        'LoadBalancerNotFoundException',
        `Load balancers '[${names.join(', ')}]' not found`,
      );
    }
    return { LoadBalancers: found };
  }

  /** Succeeds for one that is gone already. */
  delete(arn: string): void {
    this.#loadBalancers.delete(arn);
    this.#attributes.forget(arn);
    this.tags.forget(arn);
  }

  setSecurityGroups(input: SetSecurityGroupsInput): SetSecurityGroupsOutput {
    const loadBalancer = this.get(input.LoadBalancerArn);
    loadBalancer.SecurityGroups = input.SecurityGroups ?? [];
    return { SecurityGroupIds: loadBalancer.SecurityGroups };
  }

  setSubnets(input: SetSubnetsInput): SetSubnetsOutput {
    const loadBalancer = this.get(input.LoadBalancerArn);
    loadBalancer.AvailabilityZones = zones(this.account, input.Subnets);
    return { AvailabilityZones: loadBalancer.AvailabilityZones };
  }

  modifyAttributes(input: ModifyLoadBalancerAttributesInput): ModifyLoadBalancerAttributesOutput {
    const { LoadBalancerArn: arn } = this.get(input.LoadBalancerArn);
    return { Attributes: this.#attributes.modify(arn, input.Attributes) };
  }

  describeAttributes(input: DescribeLoadBalancerAttributesInput): DescribeLoadBalancerAttributesOutput {
    return { Attributes: this.#attributes.of(this.get(input.LoadBalancerArn).LoadBalancerArn) };
  }

  /** Source: Elastic Load Balancing User Guide: an internal load balancer's name begins with `internal-`. */
  #dnsName(name: string, type: string, scheme: string): string {
    const { region } = this.account;
    const host = `${scheme === 'internal' ? 'internal-' : ''}${name}`;
    return type === 'network'
      ? `${host}-${this.#ids.hex(16)}.elb.${region}.${dnsSuffix(this.account)}`
      : `${host}-${this.#ids.digits(10)}.${region}.elb.${dnsSuffix(this.account)}`;
  }
}

function zones(account: AccountContext, subnets: readonly string[] = []) {
  return subnets.map((SubnetId, index) => ({
    ZoneName: `${account.region}${'abcdef'.charAt(index % 6)}`,
    SubnetId,
    LoadBalancerAddresses: [],
  }));
}
