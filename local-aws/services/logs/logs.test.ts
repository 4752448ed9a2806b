import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let logs: CloudWatchLogsClient;
const logGroupName = 'provider';
const stream = { logGroupName, logStreamName: 'one' };

beforeEach(async () => {
  aws = await startLocalAws();
  logs = new CloudWatchLogsClient(clientConfiguration(aws));
});
afterEach(() => aws.close());

it('refuses a group or stream that does not exist, or that exists already', async () => {
  const event = { timestamp: aws.clock.now(), message: 'hello' };
  const put = new PutLogEventsCommand({ ...stream, logEvents: [event] });
  const missing = (thing: string) => ({
    name: 'ResourceNotFoundException',
    message: `The specified ${thing} does not exist.`,
  });
  await expect(logs.send(put)).rejects.toMatchObject(missing('log group'));
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await expect(logs.send(put)).rejects.toMatchObject(missing('log stream'));
  await logs.send(new CreateLogStreamCommand(stream));
  await logs.send(put);
  const taken = { name: 'ResourceAlreadyExistsException' };
  await expect(logs.send(new CreateLogGroupCommand({ logGroupName }))).rejects.toMatchObject(taken);
  await expect(logs.send(new CreateLogStreamCommand(stream))).rejects.toMatchObject(taken);
  expect(aws.logs.messages(logGroupName)).toEqual(['hello']);
});

it('returns groups, streams and events', async () => {
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 }));
  await logs.send(new CreateLogStreamCommand(stream));
  const now = aws.clock.now();
  const logEvents = [now, now + 1].map((timestamp) => ({ timestamp, message: `at ${timestamp}` }));
  await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'prov' }));
  expect(logGroups).toMatchObject([{ logGroupName, retentionInDays: 30, creationTime: now }]);
  const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
  expect(logStreams).toMatchObject([{ logStreamName: 'one', lastEventTimestamp: now + 1 }]);
  const { events } = await logs.send(new GetLogEventsCommand({ ...stream, startFromHead: true, limit: 1 }));
  expect(events).toEqual([{ ...logEvents[0], ingestionTime: now }]);
  await logs.send(new DeleteLogGroupCommand({ logGroupName }));
  expect((await logs.send(new DescribeLogGroupsCommand({}))).logGroups).toEqual([]);
});

it('refuses events that are out of order, and a request without required members', async () => {
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new CreateLogStreamCommand(stream));
  const logEvents = [2, 1].map((timestamp) => ({ timestamp, message: '' }));
  await expect(logs.send(new PutLogEventsCommand({ ...stream, logEvents }))).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Log events in a single PutLogEvents request must be in chronological order.',
  });
  const lacking = new PutLogEventsCommand({ ...stream, logEvents: [{ timestamp: 1, message: undefined }] });
  await expect(logs.send(lacking)).rejects.toThrow(
    "1 validation error detected: Value null at 'logEvents.1.member.message' failed to satisfy constraint: Member must not be null",
  );
});

it.each([
  [undefined, ['first ERROR a', 'second ok', 'third ERROR b']],
  ['ERROR', ['first ERROR a', 'third ERROR b']],
  ['ERROR -first', ['third ERROR b']],
  ['?second ?"ERROR a"', ['first ERROR a', 'second ok']],
])('filters the events of all streams by %j', async (filterPattern, expected) => {
  const lines = ['first ERROR a', 'second ok', 'third ERROR b'];
  for (const [index, message] of lines.entries()) {
    aws.logs.write(logGroupName, index === 1 ? 'other' : 'one', [message]);
    await aws.clock.advance(1);
  }
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern }));
  expect(events.map(({ message }) => message)).toEqual(expected);
  const json = new FilterLogEventsCommand({ logGroupName, filterPattern: '{ $.level = "error" }' });
  await expect(logs.send(json)).rejects.toThrow('filter patterns of terms only');
});
