import type { BaseModel } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/interface';
import type { ProgressEvent } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/proxy';
import { toFailure } from './aws/aws-errors';
import { cut } from './messages/text';
import { parseEvent } from './protocol/event';
import { invoke } from './protocol/invoke';
import { failedEvent } from './protocol/progress';
import { redactorFor } from './protocol/redaction';
import type { ResourceDefinition } from './resource';
import { sendTelemetry, type Report } from './telemetry/telemetry';

export type Entrypoint = (event: unknown) => Promise<Record<string, unknown>>;

/** The longest message of an answer, in characters. CloudFormation cuts the reason of a stack event at 1,024. */
export const MAXIMUM_MESSAGE_LENGTH = 1_000;

/**
 * Makes the function that CloudFormation calls for a resource type. It takes an event of the registry protocol and
 * returns the protocol's progress event as plain JSON. For any event it returns an answer and never rejects, and it
 * answers in time even when a call of AWS hangs. No answer has a credential or a token.
 */
export function createEntrypoint<Model extends BaseModel, Phase>(
  definition: ResourceDefinition<Model, Phase>,
): Entrypoint {
  return async (json) => {
    const redact = redactorFor(json);
    try {
      return plain(await answer(definition, json, redact), redact);
    } catch (error) {
      return plain(failedEvent(toFailure(error), redact), redact);
    }
  };
}

async function answer<Model extends BaseModel, Phase>(
  definition: ResourceDefinition<Model, Phase>,
  json: unknown,
  redact: (text: string) => string,
): Promise<ProgressEvent> {
  const event = parseEvent(json);
  const desired = definition.toModel(event.properties);
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
  const { progress, messageCode } = await invoke(definition, event, desired, log, redact);
  report.endedAt = Date.now();
  report.errorCode = progress.errorCode;
  log(summary(progress, messageCode));
  await sendTelemetry(event, report);
  return progress;
}

/** Every answer passes through this function: it redacts the message, then cuts it. */
function plain(progress: ProgressEvent, redact: (text: string) => string): Record<string, unknown> {
  progress.message = cut(redact(progress.message), MAXIMUM_MESSAGE_LENGTH);
  return progress.serialize();
}

function summary(progress: ProgressEvent, messageCode: string | undefined): string {
  const delay = progress.callbackDelaySeconds ? `, again in ${progress.callbackDelaySeconds} s` : '';
  return `${progress.status}${delay} ${progress.errorCode ?? ''} ${progress.message}${messageCode ? ` [${messageCode}]` : ''}`.trimEnd();
}
