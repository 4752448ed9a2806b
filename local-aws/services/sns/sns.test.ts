import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTopicsCommand,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let sns: SNSClient;

beforeEach(async () => {
  aws = await startLocalAws();
  sns = new SNSClient(clientConfiguration(aws));
});
afterEach(() => aws.close());

it('stores topics and the messages published to them', async () => {
  const Attributes = { DisplayName: 'Deployments' };
  const { TopicArn: arn } = await sns.send(new CreateTopicCommand({ Name: 'deployments', Attributes }));
  expect(arn).toBe('arn:aws:sns:us-east-1:123456789012:deployments');
  expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: arn }]);
  const shown = await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
  expect(shown.Attributes).toMatchObject({ TopicArn: arn, ...Attributes });
  await sns.send(new PublishCommand({ TopicArn: arn, Subject: 'done', Message: '{}' }));
  expect(aws.sns.messages).toMatchObject([{ topicArn: arn, subject: 'done', message: '{}' }]);
  await sns.send(new DeleteTopicCommand({ TopicArn: arn }));
  expect(aws.sns.exists(arn!)).toBe(false);
  await expect(sns.send(new PublishCommand({ TopicArn: arn, Message: '' }))).rejects.toMatchObject({
    name: 'NotFoundException',
  });
});
