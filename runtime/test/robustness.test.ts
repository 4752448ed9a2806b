import * as fc from 'fast-check';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodeDeployClient, ListApplicationsCommand } from '@aws-sdk/client-codedeploy';
import { clientOf } from '../aws/connection';
import { MAXIMUM_MESSAGE_LENGTH } from '../entrypoint';
import { batchOf } from '../telemetry/log-batch';
import { credentials, entrypointOf, event, providerCredentials, type Phase } from './thing';

const awsError = (message: string, name = 'SomethingNewException') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });

const hostile = fc.oneof(
  fc.jsonValue(),
  fc.constant({ toString: {} }),
  fc.constant({ constructor: 'y' }),
  fc.constant({ valueOf: null, toString: 1 }),
  fc.constant(JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`) as object),
  fc.double({ noNaN: true }),
);

const contexts = fc.record(
  {
    startedAt: hostile,
    backoffSeconds: hostile,
    firstTransientErrorAt: hostile,
    refusedSince: hostile,
    phase: hostile,
  },
  { requiredKeys: [] },
);

const going = entrypointOf({
  update: async ({ phase }) => ({
    kind: 'inProgress',
    phase: { step: (phase?.step ?? 0) + 1 } satisfies Phase,
    delaySeconds: 1,
    message: 'going on',
    messageCode: 'Going',
  }),
  create: async () => {
    throw awsError('Rate exceeded', 'ThrottlingException');
  },
});

/** What has to hold of every answer, whatever the event is. */
function checkAnswer(answer: Record<string, unknown>): void {
  expect(['SUCCESS', 'IN_PROGRESS', 'FAILED']).toContain(answer.status);
  expect((answer.message as string).length).toBeLessThanOrEqual(MAXIMUM_MESSAGE_LENGTH);
  const delay = answer.callbackDelaySeconds as number;
  expect(Number.isInteger(delay) && delay >= 0 && delay <= 900).toBe(true);
  expect(JSON.stringify(answer.callbackContext ?? {})).not.toContain('null');
}

test('the entrypoint answers any event', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        hostile,
        fc.record(
          { action: fc.constantFrom('CREATE', 'UPDATE'), requestData: hostile },
          { requiredKeys: [] },
        ),
      ),
      async (json) => {
        checkAnswer(await going(json));
      },
    ),
    { numRuns: 200 },
  );
});

test('the entrypoint answers any event with members that are not what they should be', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(
        fc.constantFrom(
          'awsAccountId',
          'region',
          'bearerToken',
          'stackId',
          'nextToken',
          'rollback',
          'callbackContext',
        ),
        hostile,
      ),
      fc.dictionary(
        fc.constantFrom('callerCredentials', 'resourceProperties', 'previousResourceProperties', 'stackTags'),
        hostile,
      ),
      async (part, data) => {
        checkAnswer(await going(event({ action: 'UPDATE', ...part }, data)));
      },
    ),
    { numRuns: 200 },
  );
});

test.each(['CREATE', 'UPDATE'])(
  '%s gets an answer whatever the callback context is, and continues',
  async (action) => {
    await fc.assert(
      fc.asyncProperty(contexts, async (callbackContext) => {
        const answer = await going(event({ action, callbackContext }));
        checkAnswer(answer);
        if (action === 'UPDATE') expect(answer.status).toBe('IN_PROGRESS');
      }),
      { numRuns: 200 },
    );
  },
);

test('a context that is nested 20,000 deep, and such properties, are answered', async () => {
  const deep = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`) as object;
  checkAnswer(await going(event({ action: 'UPDATE', callbackContext: deep })));
  checkAnswer(await going(event({ action: 'UPDATE', callbackContext: { startedAt: 1, phase: deep } })));
  expect(await going(event({ action: 'UPDATE' }, { resourceProperties: deep }))).toMatchObject({
    status: 'FAILED',
    errorCode: 'InvalidRequest',
  });
});

describe('a message', () => {
  test.each([
    ['of a failure', 'READ', 'SomethingNewException', 'FAILED', 880],
    ['of an operation that continues', 'UPDATE', 'ThrottlingException', 'IN_PROGRESS', 1_000],
  ])(
    '%s of 3 MB is cut, and no part of a secret is left at its end',
    async (_what, action, name, status, length) => {
      const handler = async () => {
        throw awsError(`${'x'.repeat(850)} ${credentials.sessionToken.repeat(200_000)}`, name);
      };
      const answer = await entrypointOf({ update: handler, read: handler })(event({ action }));
      expect(answer.status).toBe(status);
      const message = answer.message as string;
      expect(message.length).toBeLessThanOrEqual(length);
      expect(message).not.toContain('caller');
    },
  );

  test('about an event that cannot be read tells no secret of it', async () => {
    const { requestData } = event();
    const toModel = () => {
      throw new Error(`bad ${credentials.secretAccessKey} and secret-token`);
    };
    const answer = await entrypointOf({ toModel })({ ...event(), requestData });
    expect(answer.message).toContain('bad <REDACTED> and <REDACTED>');
  });
});

describe('a batch of log lines', () => {
  const bytes = (lines: { message?: string | undefined }[]) =>
    lines.reduce((sum, { message = '' }) => sum + Buffer.byteLength(message) + 26, 0);

  test.each([
    ['one line of 3 MB', [3_000_000, 10], 2],
    ['forty lines of 80,000 characters', Array<number>(40).fill(80_000), 13],
    ['20,000 short lines', Array<number>(20_000).fill(1), 10_000],
    ['a few lines', [5, 6], 2],
    ['nothing', [], 0],
  ])('of %s is cut to what CloudWatch Logs takes, and ends with the answer', (_what, lengths, expected) => {
    const lines = lengths.map((length, index) => ({
      timestamp: index,
      message: `${'ä'.repeat(length / 2)}${index}`,
    }));
    const batch = batchOf(lines);
    expect(batch.length).toBeLessThanOrEqual(10_000);
    expect(bytes(batch)).toBeLessThanOrEqual(1_048_576);
    expect(batch.at(-1)?.message).toBe(lines.at(-1)?.message);
    expect(batch).toHaveLength(expected);
  });
});

const realSetTimeout = setTimeout;

describe('when something hangs', () => {
  let server: Server;
  let endpoint: string;
  beforeEach(async () => {
    server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    jest.useRealTimers();
    server.closeAllConnections();
    server.close();
  });

  /** Lets time pass until the answer is there; returns it and the seconds that it took. */
  async function answerAfter(
    pending: Promise<Record<string, unknown>>,
  ): Promise<[Record<string, unknown>, number]> {
    let answer: Record<string, unknown> | undefined;
    void pending.then((found) => (answer = found));
    for (let seconds = 0; seconds <= 60; seconds++) {
      // Sockets need real time.
      await new Promise((resolve) => realSetTimeout(resolve, 10));
      if (answer) return [answer, seconds];
      await jest.advanceTimersByTimeAsync(1_000);
    }
    throw new Error('No answer within a minute.');
  }

  const fake = () => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });

  test.each([
    ['UPDATE', 'IN_PROGRESS', 51],
    ['READ', 'FAILED', 26],
    ['LIST', 'FAILED', 26],
  ])(
    'in a handler of %s that nothing can abort, the answer is %s in time',
    async (action, status, latest) => {
      fake();
      const hang = () => new Promise<never>(() => undefined);
      const [answer, seconds] = await answerAfter(
        entrypointOf({ update: hang, read: hang, list: hang })(event({ action })),
      );
      expect(answer).toMatchObject({ status });
      expect(answer.message).toContain('AWS has not answered within');
      expect(seconds).toBeLessThanOrEqual(latest);
    },
  );

  test.each([
    ['UPDATE', 50],
    ['READ', 25],
  ])('in calls of %s, they are aborted at the deadline', async (action, latest) => {
    fake();
    process.env.AWS_ENDPOINT_URL = endpoint;
    const aborted: string[] = [];
    const call = async ({ connection }: { connection: Parameters<typeof clientOf>[1] }) => {
      const client = clientOf(CodeDeployClient, connection);
      for (;;) {
        try {
          await client.send(new ListApplicationsCommand({}));
        } catch (error) {
          aborted.push((error as Error).name);
          if (connection.deadline.aborted) throw error;
        }
      }
    };
    const [answer, seconds] = await answerAfter(
      entrypointOf({ update: call, read: call })(event({ action })),
    );
    expect(answer.message).toContain(
      action === 'READ' ? 'AWS says: ' : `AWS has not answered within ${latest} seconds.`,
    );
    expect(aborted.at(-1)).toBe('AbortError');
    expect(seconds).toBeLessThanOrEqual(latest + 1);
  });

  test('in the log group or the metrics, the answer does not wait for them', async () => {
    process.env.AWS_ENDPOINT_URL = endpoint;
    const data = { providerCredentials, providerLogGroupName: 'logs' };
    // The endpoint never answers, so there would be no answer at all if it had to.
    expect(await entrypointOf({})(event({}, data))).toMatchObject({ status: 'SUCCESS' });
  });
});
