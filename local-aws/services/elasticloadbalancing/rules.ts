import type {
  Action,
  CreateRuleInput,
  CreateRuleOutput,
  DescribeRulesInput,
  DescribeRulesOutput,
  ModifyRuleInput,
  ModifyRuleOutput,
  Rule,
  RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { Ids } from '../../core/account-context';
import { ServiceError } from '../../core/service';
import { capitalTags, type TagStore } from '../../core/tags';
import { checkConditions } from './conditions';
import type { Listeners, StoredListener } from './listeners';

export type StoredRule = Rule & { RuleArn: string; Conditions: RuleCondition[]; Actions: Action[] };

interface Entry {
  listenerArn: string;
  rule: StoredRule;
}

/** The rules of listeners. The default rule is not among them: it is the listener's default action. */
export class Rules {
  readonly #rules = new Map<string, Entry>();
  readonly #ids = new Ids('rule');

  constructor(
    private readonly listeners: Listeners,
    private readonly tags: TagStore,
  ) {}

  create(input: CreateRuleInput): CreateRuleOutput {
    const { ListenerArn: listenerArn, LoadBalancerArn: loadBalancerArn } = this.listeners.get(
      input.ListenerArn,
    );
    const priority = String(input.Priority);
    this.#checkPriority(listenerArn, priority);
    checkConditions(input.Conditions);
    const rule: StoredRule = {
      RuleArn: `${listenerArn.replace(':listener/', ':listener-rule/')}/${this.#ids.hex(16)}`,
      Priority: priority,
      Conditions: input.Conditions ?? [],
      Actions: this.listeners.checkedActions(input.Actions, loadBalancerArn),
      IsDefault: false,
    };
    this.#rules.set(rule.RuleArn, { listenerArn, rule });
    this.tags.add(rule.RuleArn, capitalTags.read(input.Tags));
    return { Rules: [rule] };
  }

  describe({ ListenerArn: listenerArn, RuleArns: arns }: DescribeRulesInput): DescribeRulesOutput {
    if (arns && arns.length > 0) return { Rules: arns.map((arn) => this.#describedByArn(arn)) };
    const listener = this.listeners.get(listenerArn);
    return { Rules: [...this.of(listener.ListenerArn), defaultRule(listener)] };
  }

  modify(input: ModifyRuleInput): ModifyRuleOutput {
    const { rule, listenerArn } = this.#get(input.RuleArn);
    if (input.Conditions) {
      checkConditions(input.Conditions);
      rule.Conditions = input.Conditions;
    }
    if (input.Actions) {
      rule.Actions = this.listeners.checkedActions(
        input.Actions,
        this.listeners.get(listenerArn).LoadBalancerArn,
      );
    }
    return { Rules: [rule] };
  }

  setPriority(arn: string | undefined, priority: number | undefined): Rule {
    const { rule, listenerArn } = this.#get(arn);
    if (rule.Priority !== String(priority)) this.#checkPriority(listenerArn, String(priority));
    rule.Priority = String(priority);
    return rule;
  }

  delete(arn: string | undefined): void {
    const { rule } = this.#get(arn);
    this.#rules.delete(rule.RuleArn);
    this.tags.forget(rule.RuleArn);
  }

  /** Deletes the rules of a deleted listener. */
  deleteOf(listenerArn: string): void {
    for (const { RuleArn } of this.of(listenerArn)) this.delete(RuleArn);
  }

  all(): Entry[] {
    return [...this.#rules.values()];
  }

  /** The rules of a listener in the order in which they are tried. */
  of(listenerArn: string): StoredRule[] {
    return this.all()
      .filter((entry) => entry.listenerArn === listenerArn)
      .map(({ rule }) => rule)
      .sort((a, b) => Number(a.Priority) - Number(b.Priority));
  }

  #checkPriority(listenerArn: string, priority: string): void {
    if (!/^\d+$/.test(priority) || Number(priority) < 1 || Number(priority) > 50_000) {
      throw new ServiceError('ValidationError', 'Priority must be a number from 1 to 50000');
    }
    if (this.of(listenerArn).some(({ Priority }) => Priority === priority)) {
      throw new ServiceError('PriorityInUseException', `Priority '${priority}' is currently in use`);
    }
  }

  #get(arn: string | undefined): Entry {
    const found = this.#rules.get(arn ?? '');
    if (found) return found;
    const isDefault = this.listeners.all().some((listener) => defaultRule(listener).RuleArn === arn);
    if (isDefault) {
      throw new ServiceError('OperationNotPermittedException', `Default rule '${arn}' cannot be modified`);
    }
    throw new ServiceError('RuleNotFoundException', 'One or more rules not found');
  }

  #describedByArn(arn: string): Rule {
    const listener = this.listeners.all().find((each) => defaultRule(each).RuleArn === arn);
    return listener ? defaultRule(listener) : this.#get(arn).rule;
  }
}

/** The listener's default action, as DescribeRules shows it. */
function defaultRule({ ListenerArn: arn, DefaultActions: actions }: StoredListener): StoredRule {
  return {
    RuleArn: `${arn.replace(':listener/', ':listener-rule/')}/default`,
    Priority: 'default',
    Conditions: [],
    Actions: actions,
    IsDefault: true,
  };
}
