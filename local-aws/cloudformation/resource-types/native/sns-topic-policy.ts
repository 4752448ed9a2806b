import { SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import type { Clients } from './clients';
import { textsOf } from './input';
import type { NativeType } from './native-type';
import type { Fields } from './shape';

const properties: Fields = { Topics: ['string'], PolicyDocument: 'json' };

/** AWS::SNS::TopicPolicy. Ref is a generated id. */
export function topicPolicy({ sns }: Clients): NativeType {
  const set = async (topics: readonly string[], AttributeValue: string): Promise<void> => {
    for (const TopicArn of topics)
      await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));
  };
  return {
    typeName: 'AWS::SNS::TopicPolicy',
    properties,
    required: ['PolicyDocument', 'Topics'],
    createOnly: [],
    attributes: ['Id'],
    taggable: false,
    create: async (request) => {
      await set(textsOf(request.properties, 'Topics'), JSON.stringify(request.properties.PolicyDocument));
      return request.generatedName(256);
    },
    update: async (request) => {
      const topics = textsOf(request.properties, 'Topics');
      const left = textsOf(request.previous, 'Topics').filter((topic) => !topics.includes(topic));
      await set(left, '{}');
      await set(topics, JSON.stringify(request.properties.PolicyDocument));
    },
    remove: async (request) => {
      await set(textsOf(request.properties, 'Topics'), '{}');
    },
    read: async ({ physicalId }) => ({ Id: physicalId }),
  };
}
