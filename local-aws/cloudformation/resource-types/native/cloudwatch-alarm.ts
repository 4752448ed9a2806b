import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { Clients } from './clients';
import { textOf, toInput } from './input';
import type { NativeRequest, NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const properties: Fields = {
  AlarmName: 'string',
  AlarmDescription: 'string',
  ActionsEnabled: 'boolean',
  AlarmActions: ['string'],
  OKActions: ['string'],
  InsufficientDataActions: ['string'],
  Namespace: 'string',
  MetricName: 'string',
  Dimensions: [{ Name: 'string', Value: 'string' }],
  Statistic: 'string',
  ExtendedStatistic: 'string',
  Period: 'number',
  Unit: 'string',
  EvaluationPeriods: 'number',
  DatapointsToAlarm: 'number',
  Threshold: 'number',
  ComparisonOperator: 'string',
  TreatMissingData: 'string',
  Metrics: 'json',
  Tags: TAGS,
};

/** AWS::CloudWatch::Alarm. Ref is the name. */
export function alarm({ cloudWatch }: Clients): NativeType {
  const put = async (AlarmName: string, request: NativeRequest): Promise<void> => {
    await cloudWatch.send(
      new PutMetricAlarmCommand({
        ...toInput<PutMetricAlarmCommandInput>(request.properties),
        AlarmName,
        Tags: request.tags,
      }),
    );
  };
  return {
    typeName: 'AWS::CloudWatch::Alarm',
    properties,
    required: ['ComparisonOperator', 'EvaluationPeriods'],
    ...alarmLifecycle(cloudWatch, put),
    read: async ({ physicalId }) => {
      const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [physicalId] }));
      return { Arn: MetricAlarms?.[0]?.AlarmArn };
    },
  };
}

/**
 * What metric alarms and composite alarms share: both have their name as Ref, and are deleted by the same call.
 * @param put creates or changes the alarm of this name
 */
export function alarmLifecycle(
  cloudWatch: Clients['cloudWatch'],
  put: (name: string, request: NativeRequest) => Promise<void>,
): Pick<NativeType, 'createOnly' | 'attributes' | 'taggable' | 'create' | 'update' | 'remove'> {
  return {
    createOnly: ['AlarmName'],
    attributes: ['Arn'],
    taggable: true,
    create: async (request) => {
      const name = textOf(request.properties, 'AlarmName') ?? request.generatedName(255);
      await put(name, request);
      return name;
    },
    update: async (request) => put(request.physicalId, request),
    remove: async ({ physicalId }) => {
      await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [physicalId] }));
    },
  };
}
