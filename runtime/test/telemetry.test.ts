import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { type FaultMatch, type LocalAws, clientConfiguration, startLocalAws } from '#local-aws';
import { Failure, HandlerErrorCode } from '../messages/failure';
import { credentials, entrypointOf, event, providerCredentials } from './thing';

describe('logs and metrics', () => {
  let aws: LocalAws;
  beforeEach(async () => {
    aws = await startLocalAws();
    process.env.AWS_ENDPOINT_URL = aws.endpoint;
  });
  afterEach(() => aws.close());

  const delivered = () => event({}, { providerCredentials, providerLogGroupName: 'thing-logs' });

  const calls = () => aws.calls.map(({ service, operation }) => `${service}:${operation}`).sort();

  async function lines(): Promise<string> {
    const logs = new CloudWatchLogsClient(clientConfiguration(aws));
    const { events = [] } = await logs.send(
      new GetLogEventsCommand({
        logGroupName: 'thing-logs',
        logStreamName: 'arn__aws__cloudformation__us-east-1__123456789012__stack/shop/1/Thing',
      }),
    );
    return events.map(({ message }) => message).join('\n');
  }

  test('take one call each once the log stream is there', async () => {
    const entrypoint = entrypointOf({});
    await entrypoint(delivered());
    expect(calls()).toContain('logs:CreateLogStream');
    aws.calls.length = 0;
    await entrypoint(delivered());
    expect(calls()).toEqual(['cloudwatch:PutMetricData', 'logs:PutLogEvents']);
  });

  test('need no log group, and no permission to create one', async () => {
    const logs = new CloudWatchLogsClient(clientConfiguration(aws));
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'thing-logs' }));
    aws.calls.length = 0;
    await entrypointOf({})(delivered());
    expect(calls()).not.toContain('logs:CreateLogGroup');
    expect(await lines()).toContain('SUCCESS');
  });

  test('hold no credentials and no token', async () => {
    const entrypoint = entrypointOf({
      create: async (invocation) => {
        const { connection, request } = invocation;
        invocation.log(
          `${JSON.stringify(connection.credentials)} ${request.token} ${JSON.stringify(providerCredentials)}`,
        );
        throw new Error(`with ${connection.credentials.secretAccessKey}`);
      },
    });
    const answer = await entrypoint(delivered());
    const secrets = ['secret-token', ...Object.values(credentials), ...Object.values(providerCredentials)];
    const logged = await lines();
    expect(logged).toContain('<REDACTED>');
    for (const secret of secrets) {
      expect(logged).not.toContain(secret);
      expect(answer.message).not.toContain(secret);
    }
  });

  test('stay within what CloudWatch Logs takes in one call', async () => {
    const entrypoint = entrypointOf({
      create: async ({ log, desired }) => {
        for (let line = 0; line < 30; line++) log('x'.repeat(60_000));
        return { kind: 'done', model: desired };
      },
    });
    await entrypoint(delivered());
    const { input } = aws.calls.find(({ operation }) => operation === 'PutLogEvents')!;
    const { logEvents } = input as { logEvents: { message: string }[] };
    const bytes = logEvents.reduce((sum, { message }) => sum + Buffer.byteLength(message) + 26, 0);
    expect(bytes).toBeLessThanOrEqual(1_048_576);
    expect(logEvents.at(-1)?.message).toContain('SUCCESS');
  });

  test('count a failure by its code', async () => {
    const entrypoint = entrypointOf({
      create: async () => {
        throw new Failure(HandlerErrorCode.InvalidRequest, 'No.', 'Refused');
      },
    });
    await entrypoint(delivered());
    const put = aws.calls.find(({ operation }) => operation === 'PutMetricData');
    expect(put?.input).toMatchObject({
      Namespace: 'AWS/CloudFormation/Org/Test/Thing',
      MetricData: [
        { MetricName: 'HandlerInvocationCount', Value: 1 },
        { MetricName: 'HandlerInvocationDuration', Unit: 'Milliseconds' },
        {
          MetricName: 'HandlerException',
          Dimensions: [
            { Name: 'DimensionKeyActionType', Value: 'CREATE' },
            { Name: 'DimensionKeyResourceType', Value: 'Org::Test::Thing' },
            { Name: 'DimensionKeyExceptionType', Value: 'InvalidRequest' },
          ],
        },
      ],
    });
  });

  const OPERATIONS = [
    { service: 'logs', operation: 'PutLogEvents' },
    { service: 'logs', operation: 'CreateLogStream' },
    { service: 'logs', operation: 'CreateLogGroup' },
    { service: 'cloudwatch', operation: 'PutMetricData' },
  ];
  const TROUBLES: Record<string, (match: FaultMatch) => void> = {
    'an error on the side of AWS': (match) => aws.faults.serverError(match),
    throttling: (match) => aws.faults.throttle(match),
    'a missing permission': (match) => aws.faults.deny(match),
    'a lost answer': (match) => aws.faults.loseResponse(match),
    'no answer at all': (match) => aws.faults.before(match, () => new Promise<never>(() => undefined)),
  };

  test.each(Object.keys(TROUBLES).flatMap((trouble) => OPERATIONS.map((match) => ({ trouble, ...match }))))(
    'that meet $trouble at $service:$operation change nothing',
    async ({ trouble, ...match }) => {
      TROUBLES[trouble]!(match);
      expect(await entrypointOf({})(delivered())).toEqual(await entrypointOf({})(event()));
    },
  );

  test('reach a log group that was deleted meanwhile', async () => {
    const entrypoint = entrypointOf({});
    await entrypoint(delivered());
    const logs = new CloudWatchLogsClient(clientConfiguration(aws));
    await logs.send(new DeleteLogGroupCommand({ logGroupName: 'thing-logs' }));
    await entrypoint(delivered());
    expect((await lines()).match(/SUCCESS/g)).toHaveLength(1);
  });

  test('go out at the same time', async () => {
    let arrived = 0;
    let release: () => void;
    const both = new Promise<void>((resolve) => {
      release = resolve;
    });
    // Neither is answered before the other one has come.
    for (const operation of ['PutLogEvents', 'PutMetricData']) {
      const service = operation === 'PutMetricData' ? 'cloudwatch' : 'logs';
      aws.faults.before({ service, operation, count: 1 }, () => {
        arrived += 1;
        if (arrived === 2) release();
        return both;
      });
    }
    await entrypointOf({})(delivered());
    expect(aws.calls.filter(({ error }) => !error).map(({ operation }) => operation)).toContain(
      'PutMetricData',
    );
    expect(await lines()).toContain('SUCCESS');
  });

  test('of a request without a stack go to a stream of account and region', async () => {
    await entrypointOf({})({ ...delivered(), stackId: undefined });
    const put = aws.calls.find(({ operation }) => operation === 'PutLogEvents');
    expect(put?.input).toMatchObject({ logStreamName: '123456789012-us-east-1' });
  });

  test('of two calls at once make one stream', async () => {
    await Promise.all([entrypointOf({})(delivered()), entrypointOf({})(delivered())]);
    expect((await lines()).match(/SUCCESS/g)).toHaveLength(2);
  });
});
