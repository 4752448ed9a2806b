import type { CompositeAlarm, PutCompositeAlarmInput, StateValue } from '@aws-sdk/client-cloudwatch';
import { regionalArn, type AccountContext } from '../../core/account-context';
import { parseAlarmRule, type AlarmRule } from './alarm-rule';

type Stored = CompositeAlarm & { AlarmName: string; AlarmArn: string };

/** Composite alarms. Their states follow from those of the alarms in their rules. */
export class CompositeAlarms {
  readonly #alarms = new Map<string, { alarm: Stored; rule: AlarmRule }>();

  /** @param stateOfMetricAlarm the state of an alarm that is no composite one, by name */
  constructor(
    private readonly account: AccountContext,
    private readonly stateOfMetricAlarm: (name: string) => StateValue | undefined,
  ) {}

  /**
   * @returns the ARN of a new alarm, undefined when the alarm was there
   * @throws ServiceError for a rule that cannot be parsed
   */
  put(settings: Omit<PutCompositeAlarmInput, 'Tags'>): string | undefined {
    const { AlarmName: name = '' } = settings;
    const rule = parseAlarmRule(settings.AlarmRule ?? '');
    const arn = regionalArn(this.account, 'cloudwatch', `alarm:${name}`);
    const isNew = !this.#alarms.has(name);
    const alarm = {
      ActionsEnabled: true,
      OKActions: [],
      AlarmActions: [],
      InsufficientDataActions: [],
      ...settings,
      AlarmName: name,
      AlarmArn: arn,
      AlarmConfigurationUpdatedTimestamp: this.account.clock.date(),
    };
    this.#alarms.set(name, { alarm, rule });
    return isNew ? arn : undefined;
  }

  has(name: string): boolean {
    return this.#alarms.has(name);
  }

  delete(name: string): void {
    this.#alarms.delete(name);
  }

  /** ALARM when the rule holds, otherwise OK; undefined for an alarm that does not exist. */
  state(name: string): StateValue | undefined {
    return this.#stateOf(name, []);
  }

  all(): Stored[] {
    return [...this.#alarms.values()].map(({ alarm }) => ({
      ...alarm,
      StateValue: this.state(alarm.AlarmName),
      StateReason: `The rule is ${alarm.AlarmRule}`,
    }));
  }

  /** @param above the alarms whose rules lead here: an alarm in its own rule counts as not in any state */
  #stateOf(nameOrArn: string, above: readonly string[]): StateValue | undefined {
    const name = nameOrArn.replace(/^arn:.*?:alarm:/, '');
    const found = this.#alarms.get(name);
    if (!found) return this.stateOfMetricAlarm(name);
    if (above.includes(name)) return undefined;
    return found.rule.holds((inner) => this.#stateOf(inner, [...above, name])) ? 'ALARM' : 'OK';
  }
}
