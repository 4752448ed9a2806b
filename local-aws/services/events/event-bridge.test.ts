import { EventBridge, type Target } from '@aws-sdk/client-eventbridge';
import { SNS } from '@aws-sdk/client-sns';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let events: EventBridge;
let sns: SNS;
let topic: string;
beforeEach(async () => {
  aws = await startLocalAws();
  events = new EventBridge(clientConfiguration(aws));
  sns = new SNS(clientConfiguration(aws));
  topic = (await sns.createTopic({ Name: 'people' })).TopicArn ?? '';
});
afterEach(() => aws.close());

const allowEvents = () =>
  sns.setTopicAttributes({
    TopicArn: topic,
    AttributeName: 'Policy',
    AttributeValue: JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: topic,
        },
      ],
    }),
  });

async function putRule(pattern: object, target: Partial<Target> = {}): Promise<void> {
  await events.putRule({ Name: 'rule', EventPattern: JSON.stringify(pattern) });
  await events.putTargets({ Rule: 'rule', Targets: [{ Id: 'people', Arn: topic, ...target }] });
}

async function messages(): Promise<string[]> {
  aws.eventBridge.emit({
    source: 'aws.codedeploy',
    detailType: 'Change',
    resources: ['arn:one', 'arn:two'],
    detail: { state: 'READY', deploymentId: 'd-1' },
  });
  await aws.clock.advance(2);
  return aws.sns.messages.map(({ message }) => message);
}

it.each([
  { source: ['aws.codedeploy'], detail: { state: ['READY', 'STOP'] } },
  { resources: ['arn:two'] },
  { source: [{ prefix: 'aws.' }], 'detail-type': [{ 'equals-ignore-case': 'CHANGE' }] },
  {
    detail: {
      state: [{ 'anything-but': ['STOP'] }],
      other: [{ exists: false }],
      deploymentId: [{ suffix: '-1' }],
    },
  },
])('sends an event that fulfils %j', async (pattern) => {
  await allowEvents();
  await putRule(pattern);
  const [message = ''] = await messages();
  expect(JSON.parse(message)).toMatchObject({ source: 'aws.codedeploy', detail: { deploymentId: 'd-1' } });
});

it.each([
  { source: ['aws.ecs'] },
  { detail: { state: ['STOP'] } },
  { detail: { other: ['READY'] } },
  { detail: { state: [{ 'anything-but': 'READY' }] } },
])('sends no event that does not fulfil %j', async (pattern) => {
  await allowEvents();
  await putRule(pattern);
  expect(await messages()).toEqual([]);
});

it('sends what an input transformer makes of the event', async () => {
  await allowEvents();
  const InputPathsMap = { id: '$.detail.deploymentId', what: '$.detail-type' };
  await putRule(
    { source: ['aws.codedeploy'] },
    { InputTransformer: { InputPathsMap, InputTemplate: '"<what> of <id>"' } },
  );
  expect(await messages()).toEqual(['"Change of d-1"']);
});

it('publishes nothing to a topic whose policy does not allow EventBridge', async () => {
  await putRule({ source: ['aws.codedeploy'] });
  expect(await messages()).toEqual([]);
});

it('refuses what it does not play, and a rule that still has targets', async () => {
  const put = (EventPattern: string) => events.putRule({ Name: 'other', EventPattern });
  await expect(put('{"source": "aws.codedeploy"}')).rejects.toMatchObject({
    name: 'InvalidEventPatternException',
  });
  await expect(put('{"source": [{"cidr": "10.0.0.0/8"}]}')).rejects.toThrow(
    'does not know the match type cidr',
  );
  await expect(events.putRule({ Name: 'other' })).rejects.toThrow(
    'Parameter(s) EventPattern or ScheduleExpression must be specified.',
  );
  await expect(events.putRule({ Name: 'other', ScheduleExpression: 'daily' })).rejects.toThrow(
    'Parameter ScheduleExpression is not valid.',
  );
  await putRule({ source: ['aws.codedeploy'] });
  await expect(putRule({}, { Arn: 'arn:aws:sqs:us-east-1:123456789012:queue' })).rejects.toThrow(
    'The local AWS has only topics and functions as targets of a rule',
  );
  await expect(events.deleteRule({ Name: 'rule' })).rejects.toThrow(
    "Rule can't be deleted since it has targets.",
  );
});

it('stores a rule with a schedule and its targets, which never acts', async () => {
  await events.putRule({ Name: 'nightly', ScheduleExpression: 'rate(1 minute)' });
  const Arn = 'arn:aws:ecs:us-east-1:123456789012:cluster/main';
  await events.putTargets({ Rule: 'nightly', Targets: [{ Id: 'task', Arn }] });
  await aws.clock.advance(600);
  expect(await events.describeRule({ Name: 'nightly' })).toMatchObject({
    ScheduleExpression: 'rate(1 minute)',
  });
  expect((await events.listTargetsByRule({ Rule: 'nightly' })).Targets).toEqual([{ Id: 'task', Arn }]);
});
