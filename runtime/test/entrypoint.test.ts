import type { Entrypoint } from '../entrypoint';
import { Failure, HandlerErrorCode } from '../messages/failure';
import { entrypointOf, event, Model } from './thing';

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
        messageCode: 'Going',
      }),
    });
    const update = event({ action: 'UPDATE' }, { previousResourceProperties: { Name: 'b' } });
    const first = await entrypoint(update);
    expect(first).toMatchObject({
      status: 'IN_PROGRESS',
      message: 'was b',
      callbackDelaySeconds: 7,
      resourceModel: { Name: 'a' },
      callbackContext: { backoffSeconds: 0, phase: { step: 1 } },
    });
    const second = await entrypoint({ ...update, callbackContext: first.callbackContext });
    expect(second.callbackContext).toEqual({
      ...(first.callbackContext as object),
      phase: { step: 2 },
    });
  });

  test('passes a part of the model on in the phase as the handler has it, not as the template names it', async () => {
    const phase = { step: 1, before: new Model({ name: 'a' }) };
    const entrypoint = entrypointOf({
      update: async () => ({ kind: 'inProgress', phase, delaySeconds: 7, message: '', messageCode: 'Going' }),
    });
    const { callbackContext } = (await entrypoint(event({ action: 'UPDATE' }))) as {
      callbackContext: object;
    };
    expect(callbackContext).toMatchObject({ phase: { step: 1, before: { name: 'a' } } });
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
        throw new Failure(HandlerErrorCode.AlreadyExists, 'There is one.', 'OneExists');
      },
    });
    expect(await entrypoint(event())).toEqual({
      status: 'FAILED',
      errorCode: 'AlreadyExists',
      message: 'There is one. [OneExists]',
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
      message:
        'The resource type has a defect (RangeError: x). Report it to the maintainers of the type, with the lines of this operation in the log group of the type. [Defect]',
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
        throw new Failure(
          HandlerErrorCode.InvalidRequest,
          'Port must be a whole number, not "x".',
          'NotAnInteger',
        );
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

describe('a transient error', () => {
  const throttled = entrypointOf({
    create: async () => {
      throw transient;
    },
    update: async () => {
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
      const answer = await entrypoint(event({ action: 'UPDATE', callbackContext }));
      expect(answer).toMatchObject({ status: 'IN_PROGRESS', resourceModel: { Name: 'a' } });
      delays.push(answer.callbackDelaySeconds as number);
      callbackContext = answer.callbackContext;
    }
    return { delays, callbackContext };
  };

  test('is answered with the same phase and about twice the delay each time, four minutes at the most', async () => {
    const { delays } = await calls(throttled, 9);
    [5, 10, 20, 40, 80, 150, 150, 150, 150].forEach((pace, index) => {
      expect(delays[index]).toBeGreaterThanOrEqual(Math.floor(pace / 2));
      expect(delays[index]).toBeLessThanOrEqual(pace * 1.5);
    });
  });

  test('keeps its backoff at first: calls that are answered come closer step by step, down to what the handler asks for', async () => {
    const { callbackContext } = await calls(throttled, 5);
    const answering = entrypointOf({
      update: async () => ({
        kind: 'inProgress',
        phase: { step: 2 },
        delaySeconds: 7,
        message: 'going on',
        messageCode: 'Going',
      }),
    });
    const { delays } = await calls(answering, 9, callbackContext);
    [56, 39, 27, 18, 12, 8, 5].forEach((pace, index) => {
      expect(delays[index]).toBeGreaterThanOrEqual(Math.max(7, Math.floor(pace / 2)));
      expect(delays[index]).toBeLessThanOrEqual(Math.max(7, Math.ceil(pace * 1.5)));
    });
    expect(delays.slice(7)).toEqual([7, 7]);
  });

  test('does not bring operations back together that met it at the same time', async () => {
    const delays = new Set<unknown>();
    for (let operation = 0; operation < 20; operation++) {
      const context = { startedAt: 0, backoffSeconds: 40 };
      const token = `token-${operation}`;
      const answer = await throttled({
        ...event({ action: 'UPDATE', callbackContext: context }),
        bearerToken: token,
      });
      delays.add(answer.callbackDelaySeconds);
    }
    expect(delays.size).toBeGreaterThan(10);
  });

  test('fails when the transient error budget of the type is used up', async () => {
    const callbackContext = {
      startedAt: 0,
      backoffSeconds: 60,
      firstTransientErrorAt: Date.now() - 31 * 60_000,
    };
    expect(await throttled(event({ action: 'UPDATE', callbackContext }))).toMatchObject({
      status: 'FAILED',
      errorCode: 'Throttling',
    });
  });

  test.each(['firstTransientErrorAt', 'refusedSince'])(
    'that comes after an answer begins a new row of errors (%s)',
    async (member) => {
      const answering = entrypointOf({
        update: async () => ({
          kind: 'inProgress',
          phase: { step: 2 },
          delaySeconds: 7,
          message: 'going on',
          messageCode: 'Going',
        }),
      });
      const hourAgo = Date.now() - 60 * 60_000;
      const before = { startedAt: hourAgo, backoffSeconds: 60, [member]: hourAgo };
      const { callbackContext } = await answering(event({ action: 'UPDATE', callbackContext: before }));
      expect(callbackContext).not.toHaveProperty(member);
      expect(await throttled(event({ action: 'UPDATE', callbackContext }))).toMatchObject({
        status: 'IN_PROGRESS',
      });
    },
  );

  test('fails the first invocation of a create without a model: CloudFormation would delete what it can name', async () => {
    const answer = await throttled(event());
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'Throttling' });
    expect(answer).not.toHaveProperty('resourceModel');
    const callbackContext = {
      startedAt: 0,
      backoffSeconds: 0,
      firstTransientErrorAt: null,
      phase: { step: 1 },
    };
    expect(await throttled(event({ callbackContext }))).toMatchObject({ status: 'IN_PROGRESS' });
  });

  test('fails a READ at once, which may not be in progress', async () => {
    expect(await throttled(event({ action: 'READ' }))).toMatchObject({
      status: 'FAILED',
      errorCode: 'Throttling',
      message: 'AWS says: Rate exceeded (ThrottlingException) [AwsError]',
    });
  });
});
