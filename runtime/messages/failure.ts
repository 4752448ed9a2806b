import { HandlerErrorCode } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/interface';
import { cut } from './text';

export { HandlerErrorCode };

/**
 * The longest message of a failure. A stack event's reason is cut at 1,024 characters, and CloudFormation puts up to
 * 140 around a handler's message: `Resource handler returned message: "…" (RequestToken: <UUID>, HandlerErrorCode: …)`.
 */
export const MAXIMUM_LENGTH = 880;

/**
 * What a handler throws when its operation has failed. The stack event shows the message as it is. The message ends
 * with the code of its entry in the message registry, and its text is cut so that it has at most `MAXIMUM_LENGTH`
 * characters. Only `message-registry.ts` makes failures.
 */
export class Failure extends Error {
  constructor(
    readonly code: HandlerErrorCode,
    /** The whole text, without the code, for a failure that adds to this one. */
    readonly text: string,
    /** The code of the registry's entry, such as `GroupBusy`. */
    readonly messageCode: string,
  ) {
    super(toMessage(text, messageCode));
  }

  /** The message with a changed text. Secrets are removed before the text is cut, so that no part of one is left. */
  messageWith(change: (text: string) => string): string {
    return toMessage(change(this.text), this.messageCode);
  }
}

function toMessage(text: string, messageCode: string): string {
  const suffix = ` [${messageCode}]`;
  return `${cut(text, MAXIMUM_LENGTH - suffix.length)}${suffix}`;
}
