import {
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  type PutCompositeAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { Clients } from './clients';
import { alarmLifecycle } from './cloudwatch-alarm';
import { toInput } from './input';
import type { NativeRequest, NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const properties: Fields = {
  AlarmName: 'string',
  AlarmDescription: 'string',
  AlarmRule: 'string',
  ActionsEnabled: 'boolean',
  AlarmActions: ['string'],
  OKActions: ['string'],
  InsufficientDataActions: ['string'],
  ActionsSuppressor: 'string',
  ActionsSuppressorExtensionPeriod: 'number',
  ActionsSuppressorWaitPeriod: 'number',
  Tags: TAGS,
};

/** AWS::CloudWatch::CompositeAlarm. Ref is the name. */
export function compositeAlarm({ cloudWatch }: Clients): NativeType {
  const put = async (AlarmName: string, request: NativeRequest): Promise<void> => {
    const input = toInput<PutCompositeAlarmCommandInput>(request.properties);
    await cloudWatch.send(new PutCompositeAlarmCommand({ ...input, AlarmName, Tags: request.tags }));
  };
  return {
    typeName: 'AWS::CloudWatch::CompositeAlarm',
    properties,
    required: ['AlarmRule'],
    ...alarmLifecycle(cloudWatch, put),
    read: async ({ physicalId }) => {
      const { CompositeAlarms } = await cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmNames: [physicalId], AlarmTypes: ['CompositeAlarm'] }),
      );
      return { Arn: CompositeAlarms?.[0]?.AlarmArn };
    },
  };
}
