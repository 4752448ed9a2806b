import type { BaseModel } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/interface';
import type { ProgressEvent } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/proxy';
import { isTransient, toFailure } from './aws-errors';
import { readContext } from './callback-context';
import { connectionFor, partitionOf } from './connection';
import { sendTelemetry, type Report } from './telemetry';
import { parseEvent, type Action, type Credentials, type HandlerEvent } from './event';
import { failure } from './messages';
import { decrease, pauseSeconds, increase } from './backoff';
import { failedEvent, fromOutcome, inProgress } from './progress';
import { redactorFor } from './redaction';
import type { Handler, Invocation, Request, ResourceDefinition } from './resource';

export type Entrypoint = (event: unknown) => Promise<Record<string, unknown>>;

/**
 * How often the SDK tries a call. CloudFormation calls CREATE, UPDATE and DELETE again, so one attempt is enough. READ
 * and LIST must answer in one invocation of at most 30 seconds: the SDK retries for them. A page of a LIST makes a dozen
 * calls and succeeds even when other callers leave it two calls a second.
 */
const ATTEMPTS: Record<Action, number> = { CREATE: 1, UPDATE: 1, DELETE: 1, READ: 3, LIST: 6 };

/**
 * Makes the function that CloudFormation calls for a resource type.
 * It takes an event of the registry protocol and gives the protocol's progress event as plain JSON;
 * it never throws.
 */
export function createEntrypoint<Model extends BaseModel, Phase>(
  definition: ResourceDefinition<Model, Phase>,
): Entrypoint {
  return async (json) => {
    let event: HandlerEvent;
    let desired: Model;
    try {
      event = parseEvent(json);
      desired = definition.toModel(event.properties);
    } catch (error) {
      return failedEvent(toFailure(error)).serialize();
    }
    const redact = redactorFor(event);
    const report: Report = {
      typeName: definition.typeName,
      startedAt: Date.now(),
      endedAt: 0,
      lines: [],
      errorCode: undefined,
    };
    const log = (line: string) => {
      report.lines.push({ timestamp: Date.now(), message: redact(line) });
    };
    const { progress, messageCode } = await invoke(definition, event, desired, log);
    progress.message = redact(progress.message);
    report.endedAt = Date.now();
    report.errorCode = progress.errorCode;
    log(summary(progress, messageCode));
    await sendTelemetry(event, report);
    return progress.serialize();
  };
}

/** The answer to CloudFormation; of a progress message also the code, which only the log shows. */
interface Answer {
  progress: ProgressEvent;
  messageCode?: string | undefined;
}

async function invoke<Model extends BaseModel, Phase>(
  definition: ResourceDefinition<Model, Phase>,
  event: HandlerEvent,
  desired: Model,
  log: (line: string) => void,
): Promise<Answer> {
  const now = Date.now();
  const context = readContext<Phase>(event.callbackContext, now);
  const request = toRequest(event);
  const seed = `${request.token} ${now}`;
  log(`${event.action} ${request.logicalResourceId ?? ''} ${JSON.stringify(context)}`);
  try {
    definition.identify?.(desired, request);
    const invocation: Invocation<Model, Phase> = {
      request,
      desired,
      previous: event.previousProperties && definition.toModel(event.previousProperties),
      phase: context.phase ?? undefined,
      startedAt: context.startedAt,
      now,
      connection: connectionFor(event.region, needCredentials(event.credentials), ATTEMPTS[event.action]),
      log,
    };
    const outcome = await handlerFor(definition, event.action)(invocation);
    const backoffSeconds = decrease(context.backoffSeconds);
    const { startedAt } = context;
    const pause = pauseSeconds(backoffSeconds, seed);
    return {
      progress: fromOutcome(outcome, desired, { startedAt, backoffSeconds }, pause),
      messageCode: outcome.kind === 'inProgress' ? outcome.messageCode : undefined,
    };
  } catch (error) {
    const failed = toFailure(error);
    if (error instanceof Error && error !== failed) log(error.stack ?? error.message);
    const firstTransientErrorAt = context.firstTransientErrorAt ?? now;
    const minutes = (now - firstTransientErrorAt) / 60_000;
    const mutating = event.action !== 'READ' && event.action !== 'LIST';
    if (!mutating || !isTransient(failed) || minutes >= definition.transientErrorBudgetMinutes)
      return { progress: failedEvent(failed) };
    const backoffSeconds = increase(context.backoffSeconds);
    const progress = inProgress(
      desired,
      { ...context, backoffSeconds, firstTransientErrorAt },
      pauseSeconds(backoffSeconds, seed),
      failed.text,
    );
    return { progress, messageCode: failed.messageCode };
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

function summary(progress: ProgressEvent, messageCode: string | undefined): string {
  const delay = progress.callbackDelaySeconds ? `, again in ${progress.callbackDelaySeconds} s` : '';
  return `${progress.status}${delay} ${progress.errorCode ?? ''} ${progress.message}${messageCode ? ` [${messageCode}]` : ''}`.trimEnd();
}
