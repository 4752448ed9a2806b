import type {
  DeleteAlarmsInput,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  ListTagsForResourceInput,
  AlarmType,
  CompositeAlarm,
  MetricAlarm,
  PutCompositeAlarmInput,
  PutMetricAlarmInput,
  PutMetricDataInput,
  SetAlarmStateInput,
  StateValue,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-cloudwatch';
import type { Alarms } from '../codedeploy/service-ports';
import { regionalArn, type AccountContext } from '../../core/account-context';
import { ServiceError, type Service } from '../../core/service';
import { capitalTags, TagStore } from '../../core/tags';
import { CompositeAlarms } from './composite-alarms';

type StoredAlarm = MetricAlarm & { AlarmName: string; AlarmArn: string; StateValue: StateValue };

/** Metric data with the time of its arrival. */
export type ReceivedMetricData = PutMetricDataInput & { receivedAt: Date };

/**
 * Amazon CloudWatch: alarms, whose state only SetAlarmState changes, composite alarms, whose state follows from those, and metric data, which is stored unchanged.
 */
export class CloudWatch implements Service, Alarms {
  readonly metricData: ReceivedMetricData[] = [];
  readonly #alarms = new Map<string, StoredAlarm>();
  readonly #composite: CompositeAlarms;
  readonly #tags = new TagStore();

  readonly operations = {
    PutCompositeAlarm: ({ Tags: tags, ...settings }: PutCompositeAlarmInput) => {
      const arn = this.#composite.put(settings);
      if (arn !== undefined) this.#tags.add(arn, capitalTags.read(tags));
    },
    PutMetricAlarm: (input: PutMetricAlarmInput) => {
      this.#putAlarm(input);
    },
    DescribeAlarms: (input: DescribeAlarmsInput) => this.#describeAlarms(input),
    SetAlarmState: (input: SetAlarmStateInput) => {
      this.#setState(input);
    },
    DeleteAlarms: ({ AlarmNames: names = [] }: DeleteAlarmsInput) => {
      for (const name of names) this.#delete(name);
    },
    PutMetricData: (input: PutMetricDataInput) => {
      this.metricData.push({ ...input, receivedAt: this.account.clock.date() });
    },
    TagResource: ({ ResourceARN: arn = '', Tags: tags }: TagResourceInput) => {
      this.#tags.add(arn, capitalTags.read(tags));
    },
    UntagResource: ({ ResourceARN: arn = '', TagKeys: keys = [] }: UntagResourceInput) => {
      this.#tags.remove(arn, keys);
    },
    ListTagsForResource: ({ ResourceARN: arn = '' }: ListTagsForResourceInput) => ({
      Tags: capitalTags.write(this.#tags.of(arn)),
    }),
  };

  constructor(private readonly account: AccountContext) {
    this.#composite = new CompositeAlarms(account, (name) => this.#alarms.get(name)?.StateValue);
  }

  state(name: string): StateValue | undefined {
    return this.#composite.state(name);
  }

  #putAlarm({ Tags: tags, ...settings }: PutMetricAlarmInput): void {
    const { AlarmName: name = '' } = settings;
    const present = this.#alarms.get(name);
    const arn = regionalArn(this.account, 'cloudwatch', `alarm:${name}`);
    const now = this.account.clock.date();
    const newState = {
      StateValue: 'INSUFFICIENT_DATA' as const,
      StateReason: 'Unchecked: Initial alarm creation',
      StateUpdatedTimestamp: now,
    };
    const { StateValue, StateReason, StateUpdatedTimestamp } = present ?? newState;
    this.#alarms.set(name, {
      ActionsEnabled: true,
      OKActions: [],
      AlarmActions: [],
      InsufficientDataActions: [],
      Dimensions: [],
      ...settings,
      AlarmName: name,
      AlarmArn: arn,
      AlarmConfigurationUpdatedTimestamp: now,
      StateValue,
      StateReason,
      StateUpdatedTimestamp,
    });
    if (!present) this.#tags.add(arn, capitalTags.read(tags));
  }

  #describeAlarms(input: DescribeAlarmsInput): DescribeAlarmsOutput {
    const { AlarmNames: names, AlarmNamePrefix: prefix = '', StateValue: state } = input;
    const isWanted = ({ AlarmName: name = '', StateValue: present }: MetricAlarm | CompositeAlarm) =>
      (names === undefined || names.length === 0 || names.includes(name)) &&
      name.startsWith(prefix) &&
      (state === undefined || state === present);
    // Without AlarmTypes the answer has metric alarms only (Amazon CloudWatch API Reference, DescribeAlarms).
    const { AlarmTypes: types = ['MetricAlarm'] } = input;
    const ofType = <Alarm>(type: AlarmType, alarms: Alarm[]): Alarm[] => (types.includes(type) ? alarms : []);
    return {
      MetricAlarms: ofType('MetricAlarm', [...this.#alarms.values()].filter(isWanted)),
      CompositeAlarms: ofType('CompositeAlarm', this.#composite.all().filter(isWanted)),
    };
  }

  #setState({
    AlarmName: name = '',
    StateValue: value,
    StateReason: reason,
    StateReasonData: data,
  }: SetAlarmStateInput) {
    const alarm = this.#alarms.get(name);
    if (this.#composite.has(name))
      throw new ServiceError(
        'ValidationError',
        `The state of the composite alarm ${name} follows from its rule: set the alarms that the rule names.`,
      );
    if (!alarm) throw new ServiceError('ResourceNotFound', `Alarm ${name} does not exist.`, 404);
    if (value !== 'OK' && value !== 'ALARM' && value !== 'INSUFFICIENT_DATA') {
      throw new ServiceError(
        'ValidationError',
        `State value ${value} is not one of OK, ALARM, INSUFFICIENT_DATA.`,
      );
    }
    const changed = { StateValue: value, StateReason: reason, StateReasonData: data };
    Object.assign(alarm, changed, { StateUpdatedTimestamp: this.account.clock.date() });
  }

  #delete(name: string): void {
    if (this.#composite.has(name)) {
      this.#composite.delete(name);
      this.#tags.forget(regionalArn(this.account, 'cloudwatch', `alarm:${name}`));
      return;
    }
    const alarm = this.#alarms.get(name);
    if (!alarm) throw new ServiceError('ResourceNotFound', `Alarm ${name} does not exist.`, 404);
    this.#alarms.delete(name);
    this.#tags.forget(alarm.AlarmArn);
  }
}
