import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let cloudWatch: CloudWatchClient;
beforeAll(async () => {
  aws = await startLocalAws();
  cloudWatch = new CloudWatchClient(clientConfiguration(aws));
  await metric('bad', 'ALARM');
  await metric('good', 'OK');
  await metric('quiet', 'INSUFFICIENT_DATA');
});
afterAll(() => aws.close());

async function metric(AlarmName: string, StateValue: StateValue) {
  const settings = { EvaluationPeriods: 1, Threshold: 1, MetricName: 'm', Namespace: 'n', Period: 60 };
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      ...settings,
      AlarmName,
      Statistic: 'Sum',
      ComparisonOperator: 'LessThanThreshold',
    }),
  );
  await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'test' }));
}

const put = (AlarmRule: string, AlarmName = 'composite') =>
  cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName, AlarmRule }));

it.each([
  ['ALARM(bad)', 'ALARM', 'an alarm in this state'],
  ['ALARM("good")', 'OK', 'a name in quotation marks'],
  ['INSUFFICIENT_DATA(quiet) AND NOT OK(bad)', 'ALARM', 'NOT before AND'],
  ['ALARM(bad) OR ALARM(good) AND FALSE', 'ALARM', 'AND before OR'],
  ['(ALARM(bad) OR ALARM(good)) AND FALSE', 'OK', 'parentheses'],
  ['ALARM(absent) OR OK(absent)', 'OK', 'an alarm that does not exist is in no state'],
  ['ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:bad)', 'ALARM', 'an ARN'],
])('%s is %s: %s', async (rule, state) => {
  await put(rule);
  expect(aws.cloudWatch.state('composite')).toBe(state);
});

it.each([
  ['ends too early', 'ALARM(bad', /it ends too early/],
  ['goes on', 'ALARM(bad) ALARM(good)', /ALARM is too much/],
  ['has an unknown state', 'RED(bad)', /RED is not known/],
  ['has no parentheses', 'ALARM bad', /there is bad where \( should be/],
  ['is too deep', `${'('.repeat(5000)}TRUE${')'.repeat(5000)}`, /nested more than 100 levels deep/],
])('refuses a rule that %s with a sentence', async (_, rule, sentence) => {
  await expect(put(rule)).rejects.toThrow(sentence);
});

it('follows composite alarms, and one in its own rule is in no state', async () => {
  await put('ALARM(bad)', 'inner');
  await put('ALARM(inner) AND NOT ALARM(outer)', 'outer');
  expect(aws.cloudWatch.state('outer')).toBe('ALARM');
});

it('is listed by its type only, has no state of its own, and can be deleted', async () => {
  await put('ALARM(bad)', 'listed');
  const AlarmNames = ['listed'];
  expect(await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames }))).toMatchObject({
    MetricAlarms: [],
    CompositeAlarms: [],
  });
  const { CompositeAlarms } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ['CompositeAlarm'] }),
  );
  expect(CompositeAlarms).toMatchObject([{ AlarmRule: 'ALARM(bad)', StateValue: 'ALARM' }]);
  const set = new SetAlarmStateCommand({ AlarmName: 'listed', StateValue: 'OK', StateReason: 'test' });
  await expect(cloudWatch.send(set)).rejects.toThrow(/composite alarm listed follows from its rule/);
  await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames }));
  expect(aws.cloudWatch.state('listed')).toBeUndefined();
});
