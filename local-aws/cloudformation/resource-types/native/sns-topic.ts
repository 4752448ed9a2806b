import { CreateTopicCommand, DeleteTopicCommand, SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import type { Clients } from './clients';
import { textOf } from './input';
import type { NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const properties: Fields = {
  TopicName: 'string',
  DisplayName: 'string',
  KmsMasterKeyId: 'string',
  Tags: TAGS,
};

/** AWS::SNS::Topic. Ref is the ARN. */
export function topic({ sns }: Clients): NativeType {
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
      return TopicArn ?? '';
    },
    update: async (request) => {
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
