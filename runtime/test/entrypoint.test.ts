import { BaseModel } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/interface';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { Expose } from 'class-transformer';
import type { FaultMatch } from '../../emulator/faults';
import { startLocalAws, type LocalAws } from '../../emulator/local-aws';
import { clientConfiguration } from '../../testing/blue-green-service';
import { createEntrypoint, type Entrypoint } from '../entrypoint';
import { Failure, HandlerErrorCode, invalidRequest } from '../failure';
import type { Handler, ResourceDefinition } from '../resource';

class Model extends BaseModel {
  @Expose({ name: 'Name' })
  name?: string;
}

interface Phase {
  step: number;
}

const done: Handler<Model, Phase> = async ({ desired }) => ({ kind: 'done', model: desired });

function entrypointOf(part: Partial<ResourceDefinition<Model, Phase>>): Entrypoint {
  return createEntrypoint<Model, Phase>({
    typeName: 'Org::Test::Thing',
    toModel: (properties) => Model.deserialize(properties),
    patienceMinutes: 30,
    create: done,
    read: done,
    update: done,
    delete: done,
    list: done,
    ...part,
  });
}

const credentials = {
  accessKeyId: 'ASIACALLER',
  secretAccessKey: 'caller-secret',
  sessionToken: 'caller-session',
};

const providerCredentials = {
  accessKeyId: 'ASIAPROVIDER',
  secretAccessKey: 'provider-secret',
  sessionToken: 'provider-session',
};

function event(part: Record<string, unknown> = {}, data: Record<string, unknown> = {}) {
  return {
    action: 'CREATE',
    awsAccountId: '123456789012',
    region: 'us-east-1',
    bearerToken: 'secret-token',
    stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/shop/1',
    requestData: {
      callerCredentials: credentials,
      logicalResourceId: 'Thing',
      resourceProperties: { Name: 'a' },
      ...data,
    },
    ...part,
  };
}

const transient = Object.assign(new Error('Rate exceeded'), {
  name: 'ThrottlingException',
  $metadata: { httpStatusCode: 400 },
});

describe('the answer', () => {
  test('of a handler that is done holds its model', async () => {
    expect(await entrypointOf({})(event())).toEqual({
      status: 'SUCCESS',
      message: '',
      callbackDelaySeconds: 0,
      resourceModel: { Name: 'a' },
    });
  });

  test('of a delete holds no model', async () => {
    const entrypoint = entrypointOf({ delete: async () => ({ kind: 'deleted' }) });
    expect(await entrypoint(event({ action: 'DELETE' }))).toEqual({
      status: 'SUCCESS',
      message: '',
      callbackDelaySeconds: 0,
    });
  });

  test('of a list holds models and the token of the next page', async () => {
    const entrypoint = entrypointOf({
      list: async ({ request }) => ({
        kind: 'listed',
        models: [new Model({ name: 'a' })],
        nextToken: request.nextToken ? undefined : 'next',
      }),
    });
    const first = await entrypoint(event({ action: 'LIST' }));
    expect(first).toMatchObject({ resourceModels: [{ Name: 'a' }], nextToken: 'next' });
    const last = await entrypoint(event({ action: 'LIST', nextToken: 'next' }));
    expect(last).not.toHaveProperty('nextToken');
  });

  test('of a handler in progress holds the desired state, the phase and the delay', async () => {
    const entrypoint = entrypointOf({
      update: async ({ phase, previous }) => ({
        kind: 'inProgress',
        phase: { step: (phase?.step ?? 0) + 1 },
        delaySeconds: 7,
        message: `was ${previous?.name ?? ''}`,
      }),
    });
    const update = event({ action: 'UPDATE' }, { previousResourceProperties: { Name: 'b' } });
    const first = await entrypoint(update);
    expect(first).toMatchObject({
      status: 'IN_PROGRESS',
      message: 'was b',
      callbackDelaySeconds: 7,
      resourceModel: { Name: 'a' },
      callbackContext: { paceSeconds: 0, phase: { step: 1 } },
    });
    const second = await entrypoint({ ...update, callbackContext: first.callbackContext });
    expect(second.callbackContext).toEqual({
      ...(first.callbackContext as object),
      phase: { step: 2 },
    });
  });

  test('carries an identifier that the type has filled in', async () => {
    const entrypoint = entrypointOf({
      identify: (model, request) => {
        model.name ??= `${request.logicalResourceId ?? ''}-1`;
      },
    });
    const answer = await entrypoint(event({}, { resourceProperties: {} }));
    expect(answer.resourceModel).toEqual({ Name: 'Thing-1' });
  });

  test('of a handler that fails has the code and the sentence, and no model', async () => {
    const entrypoint = entrypointOf({
      create: async () => {
        throw new Failure(HandlerErrorCode.AlreadyExists, 'There is one.');
      },
    });
    expect(await entrypoint(event())).toEqual({
      status: 'FAILED',
      errorCode: 'AlreadyExists',
      message: 'There is one.',
      callbackDelaySeconds: 0,
    });
  });

  test('of a handler with a defect says so', async () => {
    const entrypoint = entrypointOf({
      create: async () => {
        throw new RangeError('x');
      },
    });
    expect(await entrypoint(event())).toMatchObject({
      errorCode: 'InternalFailure',
      message: 'The resource type has a defect, please report it. RangeError: x',
    });
  });

  test('to something that is no request says so', async () => {
    expect(await entrypointOf({})({ action: 'CREATE' })).toMatchObject({
      status: 'FAILED',
      errorCode: 'InvalidRequest',
    });
  });

  test('to properties of the wrong type says so', async () => {
    const entrypoint = entrypointOf({
      toModel: () => {
        throw invalidRequest('Port must be a whole number, not "x".');
      },
    });
    expect(await entrypoint(event())).toMatchObject({ errorCode: 'InvalidRequest' });
  });

  test('to a type that was registered without an execution role says what to do', async () => {
    const answer = await entrypointOf({})(event({}, { callerCredentials: null }));
    expect(answer).toMatchObject({ errorCode: 'InvalidCredentials' });
    expect(answer.message).toContain('execution role');
  });
});

describe('F5 trouble that passes', () => {
  const throttled = entrypointOf({
    create: async () => {
      throw transient;
    },
    read: async () => {
      throw transient;
    },
  });

  const calls = async (entrypoint: Entrypoint, count: number, first: unknown = null) => {
    const delays: number[] = [];
    let callbackContext = first;
    for (let call = 0; call < count; call++) {
      const answer = await entrypoint(event({ callbackContext }));
      expect(answer).toMatchObject({ status: 'IN_PROGRESS', resourceModel: { Name: 'a' } });
      delays.push(answer.callbackDelaySeconds as number);
      callbackContext = answer.callbackContext;
    }
    return { delays, callbackContext };
  };

  test('is answered with the same phase and about twice the delay each time, five minutes at the most', async () => {
    const { delays } = await calls(throttled, 9);
    [5, 10, 20, 40, 80, 160, 300, 300, 300].forEach((pace, index) => {
      expect(delays[index]).toBeGreaterThanOrEqual(Math.floor(pace / 2));
      expect(delays[index]).toBeLessThanOrEqual(pace * 1.5);
    });
  });

  test('leaves its pace behind: calls that are answered come closer bit by bit, to what the handler asks for', async () => {
    const { callbackContext } = await calls(throttled, 5);
    const answering = entrypointOf({
      create: async () => ({ kind: 'inProgress', phase: { step: 2 }, delaySeconds: 7, message: 'going on' }),
    });
    const { delays } = await calls(answering, 9, callbackContext);
    [56, 39, 27, 18, 12, 8, 5].forEach((pace, index) => {
      expect(delays[index]).toBeGreaterThanOrEqual(Math.max(7, Math.floor(pace / 2)));
      expect(delays[index]).toBeLessThanOrEqual(Math.max(7, Math.ceil(pace * 1.5)));
    });
    expect(delays.slice(7)).toEqual([7, 7]);
  });

  test('does not bring operations back together that met it together', async () => {
    const delays = new Set<unknown>();
    for (let operation = 0; operation < 20; operation++) {
      const context = { startedAt: 0, paceSeconds: 40, troubledSince: null, phase: null };
      const token = `token-${operation}`;
      const answer = await throttled({ ...event({ callbackContext: context }), bearerToken: token });
      delays.add(answer.callbackDelaySeconds);
    }
    expect(delays.size).toBeGreaterThan(10);
  });

  test('fails in the end, when the patience of the type is over', async () => {
    const callbackContext = {
      startedAt: 0,
      paceSeconds: 60,
      troubledSince: Date.now() - 31 * 60_000,
      phase: null,
    };
    expect(await throttled(event({ callbackContext }))).toMatchObject({
      status: 'FAILED',
      errorCode: 'Throttling',
    });
  });

  test('fails a READ at once, which may not be in progress', async () => {
    expect(await throttled(event({ action: 'READ' }))).toMatchObject({
      status: 'FAILED',
      errorCode: 'Throttling',
      message: 'AWS says: Rate exceeded (ThrottlingException)',
    });
  });
});

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

  test('need no log group to be there, and do without the right to make one', async () => {
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

  test('count a failure by its code', async () => {
    const entrypoint = entrypointOf({
      create: async () => {
        throw invalidRequest('No.');
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
