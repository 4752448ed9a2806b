import type {
  CreateTopicInput,
  DeleteTopicInput,
  GetTopicAttributesInput,
  ListSubscriptionsByTopicInput,
  ListTagsForResourceRequest,
  PublishInput,
  SetTopicAttributesInput,
  SubscribeInput,
  Subscription,
  TagResourceRequest,
  UnsubscribeInput,
  UntagResourceRequest,
} from '@aws-sdk/client-sns';
import type { Topics } from '../codedeploy/service-ports';
import { Ids, regionalArn, type AccountContext } from '../../core/account-context';
import { ServiceError, type Service } from '../../core/service';
import { capitalTags, TagStore } from '../../core/tags';

/** A published message. The local AWS delivers none to subscribers. */
export interface PublishedMessage {
  topicArn: string;
  subject?: string | undefined;
  message: string;
  publishedAt: Date;
}

/** Amazon SNS, as far as the triggers of a deployment group need it: topics, and the messages published to them. */
export class Sns implements Service, Topics {
  readonly messages: PublishedMessage[] = [];
  readonly #topics = new Map<string, Record<string, string>>();
  /** By ARN. */
  readonly #subscriptions = new Map<string, Subscription & { TopicArn: string }>();
  readonly #tags = new TagStore();
  readonly #ids = new Ids('message');

  readonly operations = {
    CreateTopic: ({ Name: name = '', Attributes: attributes, Tags: tags }: CreateTopicInput) => {
      if (!/^[\w-]{1,251}(\.fifo)?$/.test(name)) {
        throw new ServiceError('InvalidParameterException', 'Invalid parameter: Topic Name');
      }
      const arn = regionalArn(this.account, 'sns', name);
      this.#topics.set(arn, { ...this.#topics.get(arn), ...attributes });
      this.#tags.add(arn, capitalTags.read(tags));
      return { TopicArn: arn };
    },
    DeleteTopic: ({ TopicArn: arn = '' }: DeleteTopicInput) => {
      this.#topics.delete(arn);
      for (const [subscription, { TopicArn }] of this.#subscriptions)
        if (TopicArn === arn) this.#subscriptions.delete(subscription);
      this.#tags.forget(arn);
    },
    ListTopics: () => ({ Topics: [...this.#topics.keys()].map((arn) => ({ TopicArn: arn })) }),
    GetTopicAttributes: ({ TopicArn: arn }: GetTopicAttributesInput) => ({
      Attributes: { TopicArn: arn ?? '', Owner: this.account.accountId, ...this.#get(arn) },
    }),
    SetTopicAttributes: ({
      TopicArn: arn,
      AttributeName: name,
      AttributeValue: value = '',
    }: SetTopicAttributesInput) => {
      this.#get(arn)[name ?? ''] = value;
    },
    Publish: ({ TopicArn: arn = '', Subject: subject, Message: message = '' }: PublishInput) => {
      this.#get(arn);
      return { MessageId: this.#store(arn, message, subject) };
    },
    Subscribe: (input: SubscribeInput) => this.#subscribe(input),
    Unsubscribe: ({ SubscriptionArn: arn = '' }: UnsubscribeInput) => {
      this.#subscriptions.delete(arn);
    },
    ListSubscriptionsByTopic: ({ TopicArn: arn }: ListSubscriptionsByTopicInput) => {
      this.#get(arn);
      return { Subscriptions: [...this.#subscriptions.values()].filter(({ TopicArn }) => TopicArn === arn) };
    },
    TagResource: ({ ResourceArn: arn = '', Tags: tags }: TagResourceRequest) => {
      this.#tags.add(arn, capitalTags.read(tags));
      return {};
    },
    UntagResource: ({ ResourceArn: arn = '', TagKeys: keys = [] }: UntagResourceRequest) => {
      this.#tags.remove(arn, keys);
      return {};
    },
    ListTagsForResource: ({ ResourceArn: arn = '' }: ListTagsForResourceRequest) => ({
      Tags: capitalTags.write(this.#tags.of(arn)),
    }),
  };

  constructor(private readonly account: AccountContext) {}

  exists(arn: string): boolean {
    return this.#topics.has(arn);
  }

  publish(arn: string, { subject, message }: { subject: string; message: string }): void {
    if (this.exists(arn)) this.#store(arn, message, subject);
  }

  /** Publishes as a service of AWS, e.g. `events.amazonaws.com`. Without the topic's permission the message is lost. */
  publishAsService(arn: string, service: string, message: string): void {
    if (allowsService(this.#topics.get(arn)?.Policy, service)) this.#store(arn, message, undefined);
  }

  #store(topicArn: string, message: string, subject: string | undefined): string {
    this.messages.push({ topicArn, subject, message, publishedAt: this.account.clock.date() });
    return this.#ids.uuid();
  }

  #subscribe({ TopicArn = '', Protocol, Endpoint }: SubscribeInput): { SubscriptionArn: string } {
    this.#get(TopicArn);
    if (!Protocol || !Endpoint)
      throw new ServiceError(
        'InvalidParameterException',
        'Invalid parameter: Endpoint and Protocol are needed',
      );
    const same = [...this.#subscriptions.values()].find(
      (each) => each.TopicArn === TopicArn && each.Protocol === Protocol && each.Endpoint === Endpoint,
    );
    const SubscriptionArn = same?.SubscriptionArn ?? `${TopicArn}:${this.#ids.uuid()}`;
    const Owner = this.account.accountId;
    this.#subscriptions.set(SubscriptionArn, { SubscriptionArn, TopicArn, Protocol, Endpoint, Owner });
    return { SubscriptionArn };
  }

  #get(arn: string | undefined): Record<string, string> {
    const found = this.#topics.get(arn ?? '');
    if (!found) throw new ServiceError('NotFoundException', 'Topic does not exist', 404);
    return found;
  }
}

/** Whether a topic's policy allows a service of AWS to publish. Conditions and resources are not checked. */
function allowsService(policy: string | undefined, service: string): boolean {
  const { Statement = [] } = JSON.parse(policy ?? '{}') as {
    Statement?: {
      Effect?: string;
      Principal?: { Service?: string | string[] };
      Action?: string | string[];
    }[];
  };
  return Statement.some(({ Effect, Principal, Action = [] }) => {
    const services = [Principal?.Service ?? []].flat();
    const actions = [Action].flat().map((action) => action.toLowerCase());
    const mayPublish = actions.some((action) => ['sns:publish', 'sns:*'].includes(action));
    return Effect === 'Allow' && mayPublish && services.includes(service);
  });
}
