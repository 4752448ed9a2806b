import { StandardRetryStrategy } from '@smithy/core/retry';
import { isTransient, toFailure } from './aws-errors';

type Refresh = StandardRetryStrategy['refreshRetryTokenForRetry'];

/**
 * The SDK's retries, extended to errors that the SDK takes for final although they are transient, such as credentials
 * that AWS does not know yet. The last error is kept: when the deadline of an invocation ends the retries, its failure
 * names it. So is whether AWS may have carried out an attempt that failed.
 */
export class Retries extends StandardRetryStrategy {
  lastError: unknown;
  mayHaveWorked = false;

  override async refreshRetryTokenForRetry(...[token, info]: Parameters<Refresh>): ReturnType<Refresh> {
    const { error } = info;
    const isAborted = error instanceof Error && error.name === 'AbortError';
    if (isAborted) return super.refreshRetryTokenForRetry(token, info);
    this.lastError = error;
    this.mayHaveWorked ||= info.errorType === 'TRANSIENT' || info.errorType === 'SERVER_ERROR';
    const isSentAgain = info.errorType === 'CLIENT_ERROR' && isTransient(toFailure(error));
    return super.refreshRetryTokenForRetry(token, isSentAgain ? { ...info, errorType: 'TRANSIENT' } : info);
  }
}
