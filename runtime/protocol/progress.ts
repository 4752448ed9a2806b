import {
  OperationStatus,
  type BaseModel,
} from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/interface';
import { ProgressEvent } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/proxy';
import type { CallbackContext } from './callback-context';
import type { Failure } from '../messages/failure';
import type { Outcome } from '../resource';

const FALLBACK_DELAY_SECONDS = 5;

/**
 * Turns what a handler answered into the answer of the registry protocol.
 * @param pauseSeconds the least that the next call has to wait, whatever the handler asks for
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

/** The desired state goes along: CloudFormation sends it back, write-only properties included. */
export function inProgress<Phase>(
  desired: BaseModel,
  callbackContext: CallbackContext<Phase>,
  callbackDelaySeconds: number,
  message: string,
): ProgressEvent {
  return new ProgressEvent({
    status: OperationStatus.InProgress,
    resourceModel: desired,
    callbackContext,
    callbackDelaySeconds,
    message,
  });
}

/** CloudFormation takes whole seconds. A delay that is none must not become a tight loop. */
function wholeSeconds(delaySeconds: number): number {
  return Number.isFinite(delaySeconds) ? Math.max(0, Math.round(delaySeconds)) : FALLBACK_DELAY_SECONDS;
}

/**
 * Without a model: CloudFormation might take the model of a failed create for a resource to delete.
 * @param redact takes secrets out of the message before it is cut
 */
export function failedEvent(failure: Failure, redact: (text: string) => string): ProgressEvent {
  return ProgressEvent.failed(failure.code, failure.messageWith(redact));
}
