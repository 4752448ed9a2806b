import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { cbor } from '@smithy/core/cbor';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let cloudWatch: CloudWatchClient;

beforeEach(async () => {
  aws = await startLocalAws();
  cloudWatch = new CloudWatchClient(clientConfiguration(aws));
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'errors',
      MetricName: '5xx',
      Namespace: 'app',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );
});
afterEach(() => aws.close());

function setState(AlarmName: string, StateValue: 'OK' | 'ALARM') {
  return cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'test' }));
}

it('changes the state of an alarm only by SetAlarmState', async () => {
  expect(aws.cloudWatch.state('errors')).toBe('INSUFFICIENT_DATA');
  await aws.clock.advance(60);
  await setState('errors', 'ALARM');
  expect(aws.cloudWatch.state('errors')).toBe('ALARM');
  const { MetricAlarms: alarms } = await cloudWatch.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
  expect(alarms).toMatchObject([
    { AlarmName: 'errors', StateReason: 'test', StateUpdatedTimestamp: aws.clock.date(), Threshold: 1 },
  ]);
});

it('answers ResourceNotFound for an alarm that does not exist', async () => {
  await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['errors'] }));
  expect(aws.cloudWatch.state('errors')).toBeUndefined();
  await expect(setState('errors', 'OK')).rejects.toMatchObject({ name: 'ResourceNotFound' });
});

it('stores metric data, compressed or not', async () => {
  const data = Array.from({ length: 500 }, (_, n) => ({ MetricName: 'HandlerInvocationCount', Value: n }));
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'AWS/CloudFormation', MetricData: data }));
  expect(aws.cloudWatch.metricData).toHaveLength(1);
  expect(aws.cloudWatch.metricData[0]?.MetricData?.at(-1)?.Value).toBe(499);
});

it('answers in CBOR and query too', async () => {
  const rpc = await fetch(`${aws.endpoint}/service/GraniteServiceVersion20100801/operation/DescribeAlarms`, {
    method: 'POST',
    headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
    body: Buffer.from(cbor.serialize({ AlarmNames: ['errors'] })),
  });
  expect(rpc.headers.get('smithy-protocol')).toBe('rpc-v2-cbor');
  expect(cbor.deserialize(new Uint8Array(await rpc.arrayBuffer()))).toMatchObject({
    MetricAlarms: [{ AlarmName: 'errors', AlarmConfigurationUpdatedTimestamp: { tag: 1 } }],
  });
  const form = new URLSearchParams({
    Action: 'DescribeAlarms',
    Version: '2010-08-01',
    'AlarmNames.member.1': 'none',
  });
  const query = await fetch(aws.endpoint, { method: 'POST', body: form });
  expect(await query.text()).toContain('<MetricAlarms></MetricAlarms>');
});
