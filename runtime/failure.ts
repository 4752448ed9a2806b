import { HandlerErrorCode } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/interface';

export { HandlerErrorCode };

/**
 * What a handler throws when its operation has failed for good. The message reaches the stack event as it is:
 * what failed, which one, what AWS said, what to do.
 */
export class Failure extends Error {
  constructor(
    readonly code: HandlerErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export const invalidRequest = (message: string): Failure =>
  new Failure(HandlerErrorCode.InvalidRequest, message);

export const notFound = (message: string): Failure => new Failure(HandlerErrorCode.NotFound, message);
