import type {
  CreateTargetGroupInput,
  CreateTargetGroupOutput,
  DescribeTargetGroupAttributesInput,
  DescribeTargetGroupAttributesOutput,
  DescribeTargetGroupsInput,
  DescribeTargetGroupsOutput,
  ModifyTargetGroupAttributesInput,
  ModifyTargetGroupAttributesOutput,
  ModifyTargetGroupInput,
  ModifyTargetGroupOutput,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { Ids, regionalArn, type AccountContext } from '../../core/account-context';
import { ServiceError } from '../../core/service';
import { capitalTags, type TagStore } from '../../core/tags';
import { Attributes } from './attributes';

export type StoredTargetGroup = TargetGroup & { TargetGroupArn: string; TargetGroupName: string };

/** What uses a target group: the load balancers whose listeners and rules forward to it. */
export type UsersOf = (targetGroupArn: string) => string[];

const DEFAULT_ATTRIBUTES = {
  'deregistration_delay.timeout_seconds': '300',
  'stickiness.enabled': 'false',
  'load_balancing.algorithm.type': 'round_robin',
};

export class TargetGroups {
  readonly #targetGroups = new Map<string, StoredTargetGroup>();
  readonly #attributes = new Attributes(DEFAULT_ATTRIBUTES);
  readonly #ids = new Ids('target-group');

  constructor(
    private readonly account: AccountContext,
    private readonly tags: TagStore,
    private readonly usersOf: UsersOf,
  ) {}

  find(arnOrName: string): StoredTargetGroup | undefined {
    const found =
      this.#targetGroups.get(arnOrName) ??
      [...this.#targetGroups.values()].find(({ TargetGroupName }) => TargetGroupName === arnOrName);
    return found && { ...found, LoadBalancerArns: this.usersOf(found.TargetGroupArn) };
  }

  get(arn: string | undefined): StoredTargetGroup {
    const found = this.#targetGroups.get(arn ?? '');
    if (!found) throw new ServiceError('TargetGroupNotFoundException', `Target groups '${arn}' not found`);
    return found;
  }

  create(input: CreateTargetGroupInput): CreateTargetGroupOutput {
    const { Name: name = '', Tags: tags, ...settings } = input;
    if (!/^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/.test(name)) {
      throw new ServiceError('ValidationError', `Target group name '${name}' is not valid`);
    }
    const protocol = settings.Protocol ?? 'HTTP';
    const same = [...this.#targetGroups.values()].find(({ TargetGroupName }) => TargetGroupName === name);
    if (same) {
      if (same.Port === settings.Port && same.Protocol === protocol && same.VpcId === settings.VpcId) {
        return { TargetGroups: [this.#described(same)] };
      }
      const message = `A target group with the same name '${name}' exists, but with different settings`;
      throw new ServiceError('DuplicateTargetGroupNameException', message);
    }
    const arn = regionalArn(this.account, 'elasticloadbalancing', `targetgroup/${name}/${this.#ids.hex(16)}`);
    const http = protocol === 'HTTP' || protocol === 'HTTPS';
    const targetGroup: StoredTargetGroup = {
      HealthCheckProtocol: http ? 'HTTP' : 'TCP',
      HealthCheckPort: 'traffic-port',
      HealthCheckEnabled: true,
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: http ? 5 : 10,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      TargetType: 'instance',
      IpAddressType: 'ipv4',
      ...(http ? { ProtocolVersion: 'HTTP1', HealthCheckPath: '/', Matcher: { HttpCode: '200' } } : {}),
      ...settings,
      Protocol: protocol,
      TargetGroupArn: arn,
      TargetGroupName: name,
    };
    this.#targetGroups.set(arn, targetGroup);
    this.tags.add(arn, capitalTags.read(tags));
    return { TargetGroups: [this.#described(targetGroup)] };
  }

  describe(input: DescribeTargetGroupsInput): DescribeTargetGroupsOutput {
    const { TargetGroupArns: arns = [], Names: names = [], LoadBalancerArn: loadBalancer } = input;
    const found = [...this.#targetGroups.values()]
      .map((targetGroup) => this.#described(targetGroup))
      .filter(
        ({ TargetGroupArn: arn, TargetGroupName: name, LoadBalancerArns: users }) =>
          (arns.length === 0 || arns.includes(arn)) &&
          (names.length === 0 || names.includes(name)) &&
          (loadBalancer === undefined || users?.includes(loadBalancer)),
      );
    if (found.length < Math.max(arns.length, names.length)) {
      throw new ServiceError('TargetGroupNotFoundException', 'One or more target groups not found');
    }
    return { TargetGroups: found };
  }

  modify(input: ModifyTargetGroupInput): ModifyTargetGroupOutput {
    const targetGroup = this.get(input.TargetGroupArn);
    Object.assign(
      targetGroup,
      Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)),
    );
    return { TargetGroups: [this.#described(targetGroup)] };
  }

  /** Succeeds for one that is gone already. */
  delete(arn: string): void {
    if (this.usersOf(arn).length > 0) {
      const message = `Target group '${arn}' is currently in use by a listener or a rule`;
      throw new ServiceError('ResourceInUseException', message);
    }
    this.#targetGroups.delete(arn);
    this.#attributes.forget(arn);
    this.tags.forget(arn);
  }

  modifyAttributes(input: ModifyTargetGroupAttributesInput): ModifyTargetGroupAttributesOutput {
    const { TargetGroupArn: arn } = this.get(input.TargetGroupArn);
    return { Attributes: this.#attributes.modify(arn, input.Attributes) };
  }

  describeAttributes(input: DescribeTargetGroupAttributesInput): DescribeTargetGroupAttributesOutput {
    return { Attributes: this.#attributes.of(this.get(input.TargetGroupArn).TargetGroupArn) };
  }

  #described(targetGroup: StoredTargetGroup): StoredTargetGroup {
    return { ...targetGroup, LoadBalancerArns: this.usersOf(targetGroup.TargetGroupArn) };
  }
}
