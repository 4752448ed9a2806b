import {
  OperationStatus,
  type BaseModel,
} from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/interface';
import { ProgressEvent } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/proxy';
import type { Failure } from '../messages/failure';
import type { Outcome } from '../resource';
import type { CallbackContext } from './callback-context';

const FALLBACK_DELAY_SECONDS = 5;

/**
 * Turns the outcome of a handler into the answer of the registry protocol.
 * @param pauseSeconds the shortest delay to the next invocation; the handler may ask for a longer one
 */
export function fromOutcome<Model extends BaseModel, Phase>(
  outcome: Exclude<Outcome<Model, Phase>, { kind: 'retry' }>,
  desired: Model,
  { startedAt, backoffSeconds }: Pick<CallbackContext<Phase>, 'startedAt' | 'backoffSeconds'>,
  pauseSeconds: number,
): ProgressEvent {
  switch (outcome.kind) {
    case 'done':
      return new ProgressEvent({ status: OperationStatus.Success, resourceModel: outcome.model });
    case 'deleted':
      return new ProgressEvent({ status: OperationStatus.Success });
    case 'listed':
      return new ProgressEvent({
        status: OperationStatus.Success,
        resourceModels: outcome.models,
        ...(outcome.nextToken && { nextToken: outcome.nextToken }),
      });
    case 'inProgress':
      return inProgress(
        desired,
        { startedAt, backoffSeconds, phase: outcome.phase },
        Math.max(wholeSeconds(outcome.delaySeconds), pauseSeconds),
        outcome.message,
      );
  }
}

/**
 * An answer that makes CloudFormation invoke the handler again, with the desired state, which the next request has too.
 */
export function inProgress<Phase>(
  desired: BaseModel,
  callbackContext: CallbackContext<Phase>,
  callbackDelaySeconds: number,
  message: string,
): ProgressEvent {
  return new ProgressEvent({
    status: OperationStatus.InProgress,
    resourceModel: desired,
    callbackContext: withoutClasses(callbackContext),
    callbackDelaySeconds,
    message,
  });
}

/**
 * The context without classes. A phase may hold a part of the model, whose members the library would rename to the
 * properties of the template, so that the next invocation could not read them.
 */
function withoutClasses<Phase>(context: CallbackContext<Phase>): CallbackContext<Phase> {
  return structuredClone(context);
}

/** CloudFormation takes whole seconds. A delay that is no number gets the fallback, which prevents a tight loop. */
function wholeSeconds(delaySeconds: number): number {
  return Number.isFinite(delaySeconds) ? Math.max(0, Math.round(delaySeconds)) : FALLBACK_DELAY_SECONDS;
}

/**
 * The answer of a failed operation. It has no model: CloudFormation might delete the resource that the model of a
 * failed create names.
 * @param redact removes secrets from the message, before it is cut
 */
export function failedEvent(failure: Failure, redact: (text: string) => string): ProgressEvent {
  return ProgressEvent.failed(failure.code, failure.messageWith(redact));
}
