import {
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type CloudWatchClient,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';

/** An alarm on the 5xx answers of the load balancer's targets. */
export function errorsAlarm(name: string): PutMetricAlarmCommandInput {
  return {
    AlarmName: name,
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'HTTPCode_Target_5XX_Count',
    Statistic: 'Sum',
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 5,
    Period: 60,
    EvaluationPeriods: 1,
  };
}

/** Sets the state of an alarm. Creates the alarm first if it does not exist. */
export async function setAlarm(
  cloudWatch: CloudWatchClient,
  name: string,
  state: 'OK' | 'ALARM',
): Promise<void> {
  await cloudWatch.send(new PutMetricAlarmCommand(errorsAlarm(name)));
  await cloudWatch.send(
    new SetAlarmStateCommand({ AlarmName: name, StateValue: state, StateReason: 'test' }),
  );
}
