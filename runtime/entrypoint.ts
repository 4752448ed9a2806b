import type { BaseModel } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/interface';
import type { ProgressEvent } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/proxy';
import { isTransient, toFailure } from './aws-errors';
import { readContext } from './callback-context';
import { connectionFor, partitionOf } from './connection';
import { sendTelemetry, type Report } from './telemetry';
import { parseEvent, type Action, type Credentials, type HandlerEvent } from './event';
import { Failure, HandlerErrorCode } from './failure';
import { decrease, pauseSeconds, increase } from './backoff';
import { failed, fromOutcome, inProgress } from './progress';
import { redactorFor } from './redaction';
import type { Handler, Invocation, Request, ResourceDefinition } from './resource';

export type Entrypoint = (event: unknown) => Promise<Record<string, unknown>>;

/**
 * READ and LIST answer at once or not at all; the SDK may try again for them. A page of a LIST has thirty seconds and
 * makes a dozen calls: it gets through even where others leave it two calls a second.
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
      return failed(toFailure(error)).serialize();
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
    const progress = await invoke(definition, event, desired, log);
    progress.message = redact(progress.message);
    report.endedAt = Date.now();
    report.errorCode = progress.errorCode;
    log(summary(progress));
    await sendTelemetry(event, report);
    return progress.serialize();
  };
}

async function invoke<Model extends BaseModel, Phase>(
  definition: ResourceDefinition<Model, Phase>,
  event: HandlerEvent,
  desired: Model,
  log: (line: string) => void,
): Promise<ProgressEvent> {
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
    return fromOutcome(outcome, desired, { startedAt, backoffSeconds }, pauseSeconds(backoffSeconds, seed));
  } catch (error) {
    const failure = toFailure(error);
    if (error instanceof Error && error !== failure) log(error.stack ?? error.message);
    const firstTransientErrorAt = context.firstTransientErrorAt ?? now;
    const minutes = (now - firstTransientErrorAt) / 60_000;
    const mutating = event.action !== 'READ' && event.action !== 'LIST';
    if (!mutating || !isTransient(failure) || minutes >= definition.transientErrorBudgetMinutes)
      return failed(failure);
    const backoffSeconds = increase(context.backoffSeconds);
    return inProgress(
      desired,
      { ...context, backoffSeconds, firstTransientErrorAt },
      pauseSeconds(backoffSeconds, seed),
      failure.message,
    );
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
  throw new Failure(
    HandlerErrorCode.InvalidCredentials,
    'The type was registered without an execution role. Register it with one (`cfn submit` makes it from resource-role.yaml).',
  );
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

function summary(progress: ProgressEvent): string {
  const delay = progress.callbackDelaySeconds ? `, again in ${progress.callbackDelaySeconds} s` : '';
  return `${progress.status}${delay} ${progress.errorCode ?? ''} ${progress.message}`.trimEnd();
}
