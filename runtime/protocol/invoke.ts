import type { BaseModel } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/interface';
import type { ProgressEvent } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/proxy';
import { isRefusal, isTransient, toFailure } from '../aws/aws-errors';
import { decrease, increase, pauseSeconds } from '../aws/backoff';
import { connectionFor, partitionOf, type Connection } from '../aws/connection';
import { withinDeadline } from '../aws/deadline';
import { HandlerErrorCode } from '../messages/failure';
import { failure } from '../messages/failures';
import type { Handler, Invocation, Request, ResourceDefinition } from '../resource';
import { readContext, type CallbackContext } from './callback-context';
import type { Action, Credentials, HandlerEvent } from './event';
import { failedEvent, fromOutcome, inProgress } from './progress';

/**
 * How often the SDK tries a call. CloudFormation invokes CREATE, UPDATE and DELETE again, so one attempt is enough.
 * READ and LIST must answer in one invocation, so for them the SDK tries again until their deadline.
 */
const ATTEMPTS: Record<Action, number> = { CREATE: 1, UPDATE: 1, DELETE: 1, READ: 12, LIST: 12 };

/**
 * The first invocation of a create does not know yet whether the name belongs to another resource. It must not answer
 * with an identifier, because CloudFormation would delete that resource later. So the SDK tries again within the
 * invocation.
 */
const FIRST_CREATE_ATTEMPTS = 6;

/**
 * When the calls of an invocation are aborted, in seconds. CloudFormation waits 60 seconds for an answer, 30 for that
 * of a READ or LIST. (CloudFormation CLI User Guide, Resource type handler contract.)
 */
const DEADLINE_SECONDS: Record<Action, number> = { CREATE: 50, UPDATE: 50, DELETE: 50, READ: 25, LIST: 25 };

/** An operation that watches a deployment fails when AWS has refused its calls for this long. */
const REFUSAL_PATIENCE_MS = 5 * 60_000;

/**
 * Refusals that may be an odd answer: a missing permission, and an error that neither the SDK nor `aws-errors.ts`
 * knows.
 */
const MAY_BE_ODD: ReadonlySet<HandlerErrorCode> = new Set([
  HandlerErrorCode.AccessDenied,
  HandlerErrorCode.GeneralServiceException,
]);

/** The answer to CloudFormation, and the code of a progress message, which only the log shows. */
export interface Answer {
  progress: ProgressEvent;
  messageCode?: string | undefined;
}

/**
 * Calls the handler of an event once and turns its outcome or error into the answer: success, failure, or `inProgress`
 * with the delay to the next invocation. No event makes it throw.
 */
export async function invoke<Model extends BaseModel, Phase>(
  definition: ResourceDefinition<Model, Phase>,
  event: HandlerEvent,
  desired: Model,
  log: (line: string) => void,
  redact: (text: string) => string,
): Promise<Answer> {
  const { action } = event;
  const now = Date.now();
  const context = readContext<Phase>(event.callbackContext, now, (phase) => definition.toPhase(phase));
  const request = toRequest(event);
  const isFirstCreate = action === 'CREATE' && event.callbackContext === undefined;
  const attempts = isFirstCreate ? FIRST_CREATE_ATTEMPTS : ATTEMPTS[action];
  const seed = `${request.token} ${now}`;
  log(`${action} ${request.logicalResourceId ?? ''} ${JSON.stringify(context)}`);

  const isRefusalNew = now - (context.refusedSince ?? now) < REFUSAL_PATIENCE_MS;
  const isAskedAgain = (thrown: unknown, phase = context.phase): boolean => {
    if (!isRefusalNew || !isRefusal(thrown)) return false;
    // Either phase counts: the one in which the invocation began, and the one that it has come to.
    const phases = event.callbackContext === undefined ? [] : [context.phase];
    if (phase !== undefined) phases.push(phase);
    // After a delete that fails CloudFormation calls no handler, so all of its invocations count.
    if (action === 'DELETE') phases.push(undefined);
    const keepsAsking = phases.some((each) => definition.keepsAsking?.(each));
    // A stack rollback that fails leaves the stack in a state that an operator has to resolve.
    return keepsAsking || (request.rollback && MAY_BE_ODD.has(toFailure(thrown).code));
  };
  const isRetried = (thrown: unknown): boolean => isTransient(toFailure(thrown)) || isAskedAgain(thrown);

  /** The answer to an error: the same phase again, or the failure of the operation. */
  const afterError = (error: unknown, phase: Phase | undefined): Answer => {
    const failed = toFailure(error);
    if (error instanceof Error && error !== failed) log(error.stack ?? error.message);
    if (action === 'READ' || action === 'LIST' || isFirstCreate)
      return { progress: failedEvent(failed, redact) };
    const firstTransientErrorAt = context.firstTransientErrorAt ?? now;
    const budgetMs = definition.transientErrorBudgetMinutes[action] * 60_000;
    const wasTransient = isTransient(failed);
    const isTriedAgain = wasTransient ? now - firstTransientErrorAt < budgetMs : isAskedAgain(error, phase);
    if (!isTriedAgain) return { progress: failedEvent(failed, redact) };
    const backoffSeconds = increase(context.backoffSeconds);
    const next: CallbackContext<Phase> = {
      ...context,
      backoffSeconds,
      phase,
      ...(wasTransient ? { firstTransientErrorAt } : { refusedSince: context.refusedSince ?? now }),
    };
    const progress = inProgress(desired, next, pauseSeconds(backoffSeconds, seed), failed.text);
    return { progress, messageCode: failed.messageCode };
  };

  try {
    definition.identify?.(desired, request);
    const previous = event.previousProperties && definition.toModel(event.previousProperties);
    const credentials = needCredentials(event.credentials);
    const seconds = DEADLINE_SECONDS[action];
    let connection: Connection | undefined;
    const run = (deadline: AbortSignal) => {
      connection = connectionFor(event.region, credentials, attempts, deadline);
      const invocation: Invocation<Model, Phase> = {
        request,
        desired,
        previous,
        phase: context.phase,
        startedAt: context.startedAt,
        now,
        connection,
        isRetried,
        log,
      };
      return handlerFor(definition, action)(invocation);
    };
    const outcome = await withinDeadline(seconds * 1000, run, () => {
      // For a READ or LIST the last error of the SDK's retries says more than that the time is over.
      const said = ATTEMPTS[action] > 1 ? connection?.retryStrategy.lastError : undefined;
      return said === undefined ? failure('NoAnswerInTime', { seconds }) : toFailure(said);
    });
    if (outcome.kind === 'retry') return afterError(outcome.error, outcome.phase);
    const backoffSeconds = decrease(context.backoffSeconds);
    const { startedAt } = context;
    const pause = pauseSeconds(backoffSeconds, seed);
    return {
      progress: fromOutcome(outcome, desired, { startedAt, backoffSeconds }, pause),
      messageCode: outcome.kind === 'inProgress' ? outcome.messageCode : undefined,
    };
  } catch (error) {
    return afterError(error, context.phase);
  }
}

function handlerFor<Model extends BaseModel, Phase>(
  definition: ResourceDefinition<Model, Phase>,
  action: Action,
): Handler<Model, Phase> {
  switch (action) {
    case 'CREATE':
      return definition.create;
    case 'READ':
      return definition.read;
    case 'UPDATE':
      return definition.update;
    case 'DELETE':
      return definition.delete;
    case 'LIST':
      return definition.list;
  }
}

function needCredentials(credentials: Credentials | undefined): Credentials {
  if (credentials) return credentials;
  throw failure('NoExecutionRole', {});
}

function toRequest(event: HandlerEvent): Request {
  return {
    accountId: event.accountId,
    partition: partitionOf(event.region),
    region: event.region,
    token: event.bearerToken,
    stackId: event.stackId,
    logicalResourceId: event.logicalResourceId,
    nextToken: event.nextToken,
    rollback: event.rollback,
    stackTags: event.stackTags,
    previousStackTags: event.previousStackTags,
  };
}
