import { HandlerErrorCode } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/interface';
import { cut } from './text';

export { HandlerErrorCode };

/**
 * The longest message of a failure. A stack event's reason is cut at 1,024 characters, and CloudFormation puts up to 140
 * around a handler's message: `Resource handler returned message: "…" (RequestToken: <UUID>, HandlerErrorCode: …)`.
 */
export const MAXIMUM_LENGTH = 880;

/**
 * What a handler throws when its operation has failed for good. The message reaches the stack event as it is. It ends
 * with the code of its entry in the message registry, and has at most `MAXIMUM_LENGTH` characters: the text is cut.
 * Only `message-registry.ts` makes one.
 */
export class Failure extends Error {
  constructor(
    readonly code: HandlerErrorCode,
    /** The message without its code and uncut, for a failure that tells more than this one. */
    readonly text: string,
    /** The code of the registry's entry, such as `GroupBusy`. */
    readonly messageCode: string,
  ) {
    super(toMessage(text, messageCode));
  }

  /** The message of a changed text: secrets are taken out before it is cut, so that no part of one is left. */
  messageWith(change: (text: string) => string): string {
    return toMessage(change(this.text), this.messageCode);
  }
}

function toMessage(text: string, messageCode: string): string {
  const suffix = ` [${messageCode}]`;
  return `${cut(text, MAXIMUM_LENGTH - suffix.length)}${suffix}`;
}
