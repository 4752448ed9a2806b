import { StandardRetryStrategy } from '@smithy/core/retry';
import { isTransient, toFailure } from './aws-errors';

type Refresh = StandardRetryStrategy['refreshRetryTokenForRetry'];

/**
 * The SDK's retries, also of what the SDK takes for final and another answer may not repeat, such as credentials that AWS does
 * not know. What AWS answered last is kept for the failure of an invocation whose deadline ends the retries.
 */
export class Retries extends StandardRetryStrategy {
  lastError: unknown;

  override async refreshRetryTokenForRetry(...[token, info]: Parameters<Refresh>): ReturnType<Refresh> {
    const { error } = info;
    const isAborted = error instanceof Error && error.name === 'AbortError';
    if (isAborted) return super.refreshRetryTokenForRetry(token, info);
    this.lastError = error;
    const isSentAgain = info.errorType === 'CLIENT_ERROR' && isTransient(toFailure(error));
    return super.refreshRetryTokenForRetry(token, isSentAgain ? { ...info, errorType: 'TRANSIENT' } : info);
  }
}
