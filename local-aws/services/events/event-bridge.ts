import type {
  DeleteRuleRequest,
  DescribeRuleRequest,
  ListTargetsByRuleRequest,
  PutRuleRequest,
  PutTargetsRequest,
  RemoveTargetsRequest,
  Rule,
  Target,
} from '@aws-sdk/client-eventbridge';
import { Ids, regionalArn, type AccountContext } from '../../core/account-context';
import { ServiceError, type Service } from '../../core/service';
import type { EventBus, Functions, StateChange } from '../codedeploy/service-ports';
import { matches, parsePattern, type Json, type JsonObject } from './event-pattern';

/** What rules send events to. */
interface Destinations {
  functions: Pick<Functions, 'invoke'>;
  topics: { publishAsService(topicArn: string, service: string, message: string): void };
}

interface StoredRule {
  rule: Rule & { Name: string; Arn: string };
  /** undefined for a rule with a schedule only: it never acts here. */
  pattern: ReturnType<typeof parsePattern> | undefined;
  /** By id. */
  targets: Map<string, Target>;
}

const DELIVERY_SECONDS = 1;

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);

/**
 * Amazon EventBridge: the default event bus, its rules with event patterns, and topics and functions as their targets. A rule
 * with a schedule is stored with its targets, and never acts.
 */
export class EventBridge implements Service, EventBus {
  /** Every event that was put on the bus, oldest first. */
  readonly events: JsonObject[] = [];
  readonly #rules = new Map<string, StoredRule>();
  readonly #ids = new Ids('event');

  readonly operations = {
    PutRule: (input: PutRuleRequest) => this.#putRule(input),
    DescribeRule: ({ Name: name }: DescribeRuleRequest) => this.#get(name).rule,
    ListRules: () => ({ Rules: [...this.#rules.values()].map(({ rule }) => rule) }),
    DeleteRule: ({ Name: name = '' }: DeleteRuleRequest) => {
      if ((this.#rules.get(name)?.targets.size ?? 0) > 0)
        throw invalid("Rule can't be deleted since it has targets.");
      this.#rules.delete(name);
    },
    PutTargets: ({ Rule: rule, Targets: targets = [] }: PutTargetsRequest) => {
      const { targets: stored, pattern } = this.#get(rule);
      for (const target of targets) {
        if (pattern) checkTarget(target);
        stored.set(target.Id ?? '', target);
      }
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets: ({ Rule: rule, Ids: ids = [] }: RemoveTargetsRequest) => {
      const { targets } = this.#get(rule);
      for (const id of ids) targets.delete(id);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListTargetsByRule: ({ Rule: rule }: ListTargetsByRuleRequest) => ({
      Targets: [...this.#get(rule).targets.values()],
    }),
  };

  constructor(
    private readonly account: AccountContext,
    private readonly destinations: Destinations,
  ) {}

  emit({ source, detailType, resources, detail }: StateChange): void {
    const { accountId, region, clock } = this.account;
    const event = {
      version: '0',
      id: this.#ids.uuid(),
      'detail-type': detailType,
      source,
      account: accountId,
      time: clock
        .date()
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
      region,
      resources,
      detail,
    };
    this.events.push(event);
    for (const { rule, pattern, targets } of this.#rules.values()) {
      if (!pattern || rule.State !== 'ENABLED' || !matches(pattern, event)) continue;
      for (const target of targets.values()) {
        clock.after(DELIVERY_SECONDS, () => this.#deliver(target, event));
      }
    }
  }

  async #deliver(target: Target, event: Json): Promise<void> {
    const { Arn: arn = '' } = target;
    const input = inputOf(target, event);
    if (arn.split(':')[2] === 'sns') {
      this.destinations.topics.publishAsService(arn, 'events.amazonaws.com', input);
      return;
    }
    // A function that is gone, or that fails, is no matter of the caller that caused the event.
    await this.destinations.functions.invoke(arn, JSON.parse(input)).catch(() => undefined);
  }

  #putRule(input: PutRuleRequest): { RuleArn: string } {
    const {
      Name: name = '',
      EventPattern: text,
      ScheduleExpression: schedule,
      State: state = 'ENABLED',
      Description,
      EventBusName,
    } = input;
    if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) throw invalid(`The name of the rule is not valid: ${name}`);
    if (text === undefined && schedule === undefined)
      throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
    if (schedule !== undefined && !/^(rate|cron)\(.+\)$/.test(schedule))
      throw invalid('Parameter ScheduleExpression is not valid.');
    if (EventBusName !== undefined && EventBusName !== 'default')
      throw new ServiceError('ResourceNotFoundException', `Event bus ${EventBusName} does not exist.`);
    const rule = {
      Name: name,
      Arn: regionalArn(this.account, 'events', `rule/${name}`),
      EventPattern: text,
      ScheduleExpression: schedule,
      State: state,
      Description,
      EventBusName: 'default',
    };
    const targets = this.#rules.get(name)?.targets ?? new Map<string, Target>();
    this.#rules.set(name, { rule, pattern: text === undefined ? undefined : parsePattern(text), targets });
    return { RuleArn: rule.Arn };
  }

  #get(name: string | undefined): StoredRule {
    const found = this.#rules.get(name ?? '');
    if (!found)
      throw new ServiceError(
        'ResourceNotFoundException',
        `Rule ${name ?? ''} does not exist on EventBus default.`,
      );
    return found;
  }
}

/** A path of an input transformer here: names with dots between them. */
const PATH = /^\$(\.[\w-]+)+$/;

function checkTarget({ Arn: arn = '', Input, InputPath, InputTransformer }: Target): void {
  const service = arn.split(':')[2];
  if (service !== 'sns' && service !== 'lambda')
    throw invalid(`The local AWS has only topics and functions as targets of a rule, not ${arn}.`);
  if ([Input, InputPath, InputTransformer].filter((one) => one !== undefined).length > 1)
    throw invalid('Only one of Input, InputPath, or InputTransformer must be provided.');
  const paths = [InputPath, ...Object.values(InputTransformer?.InputPathsMap ?? {})];
  const wrong = paths.find((path) => path !== undefined && !PATH.test(path));
  if (wrong !== undefined) throw invalid(`The local AWS does not follow the path ${wrong}.`);
}

/** What a target gets. Source: EventBridge User Guide, "Amazon EventBridge input transformation". */
function inputOf({ Input, InputPath, InputTransformer }: Target, event: Json): string {
  if (Input !== undefined) return Input;
  if (InputPath !== undefined) return JSON.stringify(valueAt(event, InputPath) ?? null);
  if (!InputTransformer) return JSON.stringify(event);
  const { InputPathsMap: paths = {}, InputTemplate: template = '' } = InputTransformer;
  return template.replaceAll(/<([\w-]+)>/g, (whole, name: string) => {
    const path = paths[name];
    if (path === undefined) return whole;
    const value = valueAt(event, path) ?? '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function valueAt(event: Json, path: string): Json | undefined {
  return path
    .split('.')
    .slice(1)
    .reduce<Json | undefined>(
      (value, name) =>
        typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined,
      event,
    );
}
