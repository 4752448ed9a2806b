import {
  CreateTopicCommand,
  DeleteTopicCommand,
  ListSubscriptionsByTopicCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
  type SubscribeCommandInput,
} from '@aws-sdk/client-sns';
import type { Clients } from './clients';
import { textOf, toInput } from './input';
import type { NativeRequest, NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const properties: Fields = {
  TopicName: 'string',
  DisplayName: 'string',
  KmsMasterKeyId: 'string',
  Subscription: [{ Endpoint: 'string', Protocol: 'string' }],
  Tags: TAGS,
};

/** AWS::SNS::Topic. Ref is the ARN. */
export function topic({ sns }: Clients): NativeType {
  /** Gives the topic exactly the subscriptions of the template. */
  const subscribe = async (TopicArn: string, request: NativeRequest): Promise<void> => {
    type Wanted = Pick<SubscribeCommandInput, 'Endpoint' | 'Protocol'>;
    const wanted = toInput<Wanted[]>(request.properties.Subscription ?? []);
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    const isIn = (list: readonly Wanted[], one: Wanted) =>
      list.some(({ Endpoint, Protocol }) => Endpoint === one.Endpoint && Protocol === one.Protocol);
    const before = toInput<Wanted[]>(request.previous.Subscription ?? []);
    for (const { SubscriptionArn, Endpoint, Protocol } of Subscriptions) {
      const one = { Endpoint, Protocol };
      if (isIn(before, one) && !isIn(wanted, one))
        await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    }
    for (const each of wanted) await sns.send(new SubscribeCommand({ ...each, TopicArn }));
  };
  return {
    typeName: 'AWS::SNS::Topic',
    properties,
    required: [],
    createOnly: ['TopicName'],
    attributes: ['TopicArn', 'TopicName'],
    taggable: true,
    create: async (request) => {
      const Name = textOf(request.properties, 'TopicName') ?? request.generatedName(256);
      const DisplayName = textOf(request.properties, 'DisplayName');
      const Attributes = DisplayName === undefined ? {} : { DisplayName };
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name, Attributes, Tags: request.tags }));
      await subscribe(TopicArn ?? '', request);
      return TopicArn ?? '';
    },
    update: async (request) => {
      if (request.changed('Subscription')) await subscribe(request.physicalId, request);
      if (!request.changed('DisplayName')) return;
      const AttributeValue = textOf(request.properties, 'DisplayName') ?? '';
      const TopicArn = request.physicalId;
      await sns.send(
        new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue }),
      );
    },
    remove: async ({ physicalId }) => {
      await sns.send(new DeleteTopicCommand({ TopicArn: physicalId }));
    },
    read: async ({ physicalId }) => ({ TopicArn: physicalId, TopicName: physicalId.split(':').at(-1) }),
  };
}
