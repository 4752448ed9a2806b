import type {
  AddListenerCertificatesInput,
  AddTagsInput,
  CreateListenerInput,
  CreateLoadBalancerInput,
  CreateRuleInput,
  CreateTargetGroupInput,
  DeleteListenerInput,
  DeleteLoadBalancerInput,
  DeleteRuleInput,
  DeleteTargetGroupInput,
  DescribeListenerCertificatesInput,
  DescribeListenersInput,
  DescribeLoadBalancerAttributesInput,
  DescribeLoadBalancersInput,
  DescribeRulesInput,
  DescribeTagsInput,
  DescribeTargetGroupAttributesInput,
  DescribeTargetGroupsInput,
  DescribeTargetHealthInput,
  ModifyListenerInput,
  ModifyLoadBalancerAttributesInput,
  ModifyRuleInput,
  ModifyTargetGroupAttributesInput,
  ModifyTargetGroupInput,
  RemoveListenerCertificatesInput,
  RemoveTagsInput,
  SetRulePrioritiesInput,
  SetSecurityGroupsInput,
  SetSubnetsInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AccountContext } from '../../core/account-context';
import type { Service } from '../../core/service';
import { capitalTags, TagStore } from '../../core/tags';
import { forwardOf } from './actions';
import { ListenerCertificates } from './certificates';
import { Listeners } from './listeners';
import { LoadBalancers } from './load-balancers';
import { ListenerRouting } from './routing';
import { Rules } from './rules';
import { TargetGroups } from './target-groups';
import { Targets } from './targets';
import { Traffic } from './traffic';

/** Elastic Load Balancing v2: load balancers, target groups, listeners and rules, and the requests that go through them. */
export class LoadBalancing implements Service {
  readonly #tags = new TagStore();
  readonly loadBalancers: LoadBalancers;
  readonly targetGroups: TargetGroups;
  readonly listeners: Listeners;
  readonly certificates: ListenerCertificates;
  readonly rules: Rules;
  readonly targets: Targets;
  readonly traffic: Traffic;
  /** As CodeDeploy sees it. */
  readonly routing: ListenerRouting;

  readonly operations = {
    CreateLoadBalancer: (input: CreateLoadBalancerInput) => this.loadBalancers.create(input),
    DescribeLoadBalancers: (input: DescribeLoadBalancersInput) => this.loadBalancers.describe(input),
    DeleteLoadBalancer: (input: DeleteLoadBalancerInput) => {
      this.#deleteLoadBalancer(input);
    },
    SetSecurityGroups: (input: SetSecurityGroupsInput) => this.loadBalancers.setSecurityGroups(input),
    SetSubnets: (input: SetSubnetsInput) => this.loadBalancers.setSubnets(input),
    ModifyLoadBalancerAttributes: (input: ModifyLoadBalancerAttributesInput) =>
      this.loadBalancers.modifyAttributes(input),
    DescribeLoadBalancerAttributes: (input: DescribeLoadBalancerAttributesInput) =>
      this.loadBalancers.describeAttributes(input),
    CreateTargetGroup: (input: CreateTargetGroupInput) => this.targetGroups.create(input),
    DescribeTargetGroups: (input: DescribeTargetGroupsInput) => this.targetGroups.describe(input),
    ModifyTargetGroup: (input: ModifyTargetGroupInput) => this.targetGroups.modify(input),
    DeleteTargetGroup: ({ TargetGroupArn: arn = '' }: DeleteTargetGroupInput) => {
      this.targetGroups.delete(arn);
    },
    ModifyTargetGroupAttributes: (input: ModifyTargetGroupAttributesInput) =>
      this.targetGroups.modifyAttributes(input),
    DescribeTargetGroupAttributes: (input: DescribeTargetGroupAttributesInput) =>
      this.targetGroups.describeAttributes(input),
    DescribeTargetHealth: (input: DescribeTargetHealthInput) => this.targets.describe(input),
    CreateListener: (input: CreateListenerInput) => this.listeners.create(input),
    DescribeListeners: (input: DescribeListenersInput) => this.listeners.describe(input),
    ModifyListener: (input: ModifyListenerInput) => this.listeners.modify(input),
    DeleteListener: (input: DeleteListenerInput) => {
      this.#deleteListener(input.ListenerArn ?? '');
    },
    AddListenerCertificates: (input: AddListenerCertificatesInput) => this.certificates.add(input),
    RemoveListenerCertificates: (input: RemoveListenerCertificatesInput) => {
      this.certificates.remove(input);
    },
    DescribeListenerCertificates: (input: DescribeListenerCertificatesInput) =>
      this.certificates.describe(input),
    CreateRule: (input: CreateRuleInput) => this.rules.create(input),
    DescribeRules: (input: DescribeRulesInput) => this.rules.describe(input),
    ModifyRule: (input: ModifyRuleInput) => this.rules.modify(input),
    SetRulePriorities: ({ RulePriorities: priorities = [] }: SetRulePrioritiesInput) => ({
      Rules: priorities.map(({ RuleArn, Priority }) => this.rules.setPriority(RuleArn, Priority)),
    }),
    DeleteRule: (input: DeleteRuleInput) => {
      this.rules.delete(input.RuleArn);
    },
    AddTags: ({ ResourceArns: arns = [], Tags: tags }: AddTagsInput) => {
      for (const arn of arns) this.#tags.add(arn, capitalTags.read(tags));
    },
    RemoveTags: ({ ResourceArns: arns = [], TagKeys: keys = [] }: RemoveTagsInput) => {
      for (const arn of arns) this.#tags.remove(arn, keys);
    },
    DescribeTags: ({ ResourceArns: arns = [] }: DescribeTagsInput) => ({
      TagDescriptions: arns.map((arn) => ({ ResourceArn: arn, Tags: capitalTags.write(this.#tags.of(arn)) })),
    }),
  };

  constructor(account: AccountContext) {
    this.loadBalancers = new LoadBalancers(account, this.#tags);
    this.targetGroups = new TargetGroups(account, this.#tags, (arn) => this.#usersOf(arn));
    this.listeners = new Listeners(this.loadBalancers, this.targetGroups, this.#tags);
    this.certificates = new ListenerCertificates(this.listeners);
    this.rules = new Rules(this.listeners, this.#tags);
    this.targets = new Targets(this.targetGroups);
    this.traffic = new Traffic(this.loadBalancers, this.listeners, this.rules, this.targets);
    this.routing = new ListenerRouting(this.loadBalancers, this.targetGroups, this.listeners, this.rules);
  }

  /** The load balancers with a listener or rule that forwards to this target group. */
  #usersOf(targetGroupArn: string): string[] {
    const places = [
      ...this.listeners.all().map((listener) => ({ listener, actions: listener.DefaultActions })),
      ...this.rules.all().map(({ listenerArn, rule }) => ({
        listener: this.listeners.get(listenerArn),
        actions: rule.Actions,
      })),
    ];
    const users = places
      .filter(({ actions }) =>
        forwardOf(actions)?.some(({ TargetGroupArn }) => TargetGroupArn === targetGroupArn),
      )
      .map(({ listener }) => listener.LoadBalancerArn);
    return [...new Set(users)];
  }

  #deleteLoadBalancer({ LoadBalancerArn: arn = '' }: DeleteLoadBalancerInput): void {
    for (const { ListenerArn } of this.listeners.of(arn)) this.#deleteListener(ListenerArn);
    this.loadBalancers.delete(arn);
  }

  #deleteListener(arn: string): void {
    this.listeners.get(arn);
    this.rules.deleteOf(arn);
    this.listeners.delete(arn);
  }
}
