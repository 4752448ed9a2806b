import type {
  CreateTopicInput,
  DeleteTopicInput,
  GetTopicAttributesInput,
  ListTagsForResourceRequest,
  PublishInput,
  SetTopicAttributesInput,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-sns';
import type { Topics } from '../codedeploy/account';
import { Ids, regionalArn, type AccountContext } from '../../core/account-context';
import { ServiceError, type Service } from '../../core/service';
import { capitalTags, TagStore } from '../../core/tags';

/** A message as it was published; nothing is delivered anywhere. */
export interface PublishedMessage {
  topicArn: string;
  subject?: string | undefined;
  message: string;
  publishedAt: Date;
}

/** Amazon SNS, as far as the triggers of a deployment group need it: topics, and what was published to them. */
export class Sns implements Service, Topics {
  readonly messages: PublishedMessage[] = [];
  readonly #topics = new Map<string, Record<string, string>>();
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
      this.messages.push({ topicArn: arn, subject, message, publishedAt: this.account.clock.date() });
      return { MessageId: this.#ids.uuid() };
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

  #get(arn: string | undefined): Record<string, string> {
    const found = this.#topics.get(arn ?? '');
    if (!found) throw new ServiceError('NotFoundException', 'Topic does not exist', 404);
    return found;
  }
}
