import {
  type EventBridge,
  type PutRuleCommandInput,
  type PutTargetsCommandInput,
} from '@aws-sdk/client-eventbridge';
import { omit } from '../../values/value';
import type { Clients } from './clients';
import { textOf, toInput } from './input';
import type { NativeRequest, NativeType } from './native-type';
import type { Fields } from './shape';

const properties: Fields = {
  Name: 'string',
  Description: 'string',
  EventBusName: 'string',
  EventPattern: 'json',
  ScheduleExpression: 'string',
  State: 'string',
  RoleArn: 'string',
  Targets: [
    {
      Id: 'string',
      Arn: 'string',
      RoleArn: 'string',
      Input: 'string',
      InputPath: 'string',
      InputTransformer: { InputPathsMap: 'json', InputTemplate: 'string' },
      RetryPolicy: { MaximumEventAgeInSeconds: 'number', MaximumRetryAttempts: 'number' },
      DeadLetterConfig: { Arn: 'string' },
    },
  ],
};

/** AWS::Events::Rule on the default event bus. Ref is the name. */
export function eventsRule({ eventBridge }: Clients): NativeType {
  const put = async (Name: string, { properties: wanted }: NativeRequest): Promise<void> => {
    const { EventPattern, Targets = [], ...rest } = wanted;
    const client = await eventBridge.get();
    await client.putRule({
      ...toInput<Omit<PutRuleCommandInput, 'Name'>>(omit(rest, ['Name'])),
      Name,
      EventPattern: EventPattern === undefined ? undefined : JSON.stringify(EventPattern),
    });
    const targets = toInput<NonNullable<PutTargetsCommandInput['Targets']>>(Targets);
    const ids = targets.map(({ Id }) => Id);
    await removeTargets(client, Name, (id) => !ids.includes(id));
    if (targets.length > 0) await client.putTargets({ Rule: Name, Targets: targets });
  };
  return {
    typeName: 'AWS::Events::Rule',
    properties,
    required: [],
    createOnly: ['Name', 'EventBusName'],
    attributes: ['Arn'],
    taggable: false,
    create: async (request) => {
      const name = textOf(request.properties, 'Name') ?? request.generatedName(64);
      await put(name, request);
      return name;
    },
    update: async (request) => {
      await put(request.physicalId, request);
    },
    remove: async ({ physicalId: Name }) => {
      const client = await eventBridge.get();
      await removeTargets(client, Name, () => true);
      await client.deleteRule({ Name });
    },
    read: async ({ physicalId: Name }) => ({
      Arn: (await (await eventBridge.get()).describeRule({ Name })).Arn,
    }),
  };
}

async function removeTargets(client: EventBridge, Rule: string, isGone: (id: string | undefined) => boolean) {
  const { Targets = [] } = await client.listTargetsByRule({ Rule });
  const Ids = Targets.flatMap(({ Id }) => (isGone(Id) ? (Id ?? []) : []));
  if (Ids.length > 0) await client.removeTargets({ Rule, Ids });
}
