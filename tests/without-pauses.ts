import { StandardRetryStrategy } from '@smithy/core/retry';

/**
 * The SDK tries a call that fails again after a pause of up to twenty seconds of real time. In tests such a pause passes at
 * once: time is virtual, and only the number of attempts matters.
 */
const backoff = Reflect.get(new StandardRetryStrategy(1), 'retryBackoffStrategy') as object;
Object.assign(Reflect.getPrototypeOf(backoff)!, { computeNextBackoffDelay: () => 0 });
