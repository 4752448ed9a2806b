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
  /** The message without its code, for a failure that tells more than this one. */
  readonly text: string;

  constructor(
    readonly code: HandlerErrorCode,
    text: string,
    /** The code of the registry's entry, such as `GroupBusy`. */
    readonly messageCode: string,
  ) {
    const suffix = ` [${messageCode}]`;
    const shown = cut(text, MAXIMUM_LENGTH - suffix.length);
    super(`${shown}${suffix}`);
    this.text = shown;
  }
}
