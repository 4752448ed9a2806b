import { StandardRetryStrategy } from '@smithy/core/retry';

type Refresh = StandardRetryStrategy['refreshRetryTokenForRetry'];

/** The SDK's retries. What AWS answered last is kept for the failure of an invocation whose deadline ends them. */
export class Retries extends StandardRetryStrategy {
  lastError: unknown;

  override async refreshRetryTokenForRetry(...args: Parameters<Refresh>): ReturnType<Refresh> {
    const { error } = args[1];
    if (!(error instanceof Error && error.name === 'AbortError')) this.lastError = error;
    return super.refreshRetryTokenForRetry(...args);
  }
}
