import { NO_REGION } from '../region';

/** What to do about an error of a look at the account. */
export interface Trouble {
  /** What happened, in a sentence. */
  what: string;
  /** What the watch does about it while it runs, in a sentence. */
  later: string;
  /** What the user does about it when the first look has it; undefined: the watch looks again then, too. */
  first: string | undefined;
  /** `again`: look again later. `fresh`: the same, with new credentials. `end`: it will not get better. */
  then: 'again' | 'fresh' | 'end';
}

const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/;
const NO_CREDENTIALS = /^Could not load credentials|^Could not find/;
const EXPIRED =
  /^ExpiredToken|^RequestExpired|^CredentialsProviderError|^TokenProviderError|^InvalidClientTokenId|^UnrecognizedClient|^InvalidIdentityToken/;
const DENIED = /AccessDenied|UnauthorizedOperation|NotAuthorized/;
const NETWORK = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EPIPE|EHOSTUNREACH|ENETUNREACH)$/;

const TRIES_AGAIN = 'The watch tries again.';
const GOES_ON = 'Renew them; the watch goes on by itself.';

/**
 * Sorts an error of the SDK.
 * @param region where the watch asks; undefined: in that of the profile
 * @param address where it asks, when that is not AWS's own
 */
export function troubleOf(error: unknown, { region, address }: Place): Trouble {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  const {
    code,
    hostname,
    $metadata: metadata,
  } = Object(error) as {
    code?: string;
    hostname?: string;
    $metadata?: { httpStatusCode?: number };
  };
  if (THROTTLED.test(name))
    return {
      what: 'AWS throttles the calls of the watch.',
      later: 'It looks less often.',
      first: undefined,
      then: 'again',
    };
  if (NO_CREDENTIALS.test(message))
    return {
      what: 'There are no AWS credentials.',
      later: 'The watch goes on when it finds some.',
      first:
        'Log in, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and start the watch again.',
      then: 'fresh',
    };
  if (EXPIRED.test(name))
    return {
      what: `AWS does not take the credentials (${name}).`,
      later: GOES_ON,
      first: 'Log in, or set AWS_PROFILE, and start the watch again.',
      then: 'fresh',
    };
  if (message.startsWith('Region is missing')) return atEnd(NO_REGION);
  if (DENIED.test(name))
    return atEnd(`A permission is missing: ${message} docs/see-it.md has the policy of the watch.`);
  if (NETWORK.test(code ?? '') || name === 'TimeoutError') {
    const host = hostname ?? (address === undefined ? undefined : new URL(address).host);
    return {
      what: `AWS cannot be reached${host === undefined ? '' : ` at ${host}`} (${code ?? name}).`,
      later: TRIES_AGAIN,
      first: `Look at the network, the region (${region ?? 'that of the profile'}) and --endpoint-url.`,
      then: 'again',
    };
  }
  if ((metadata?.httpStatusCode ?? 0) >= 500)
    return { what: `AWS failed to answer (${name}).`, later: TRIES_AGAIN, first: undefined, then: 'again' };
  return atEnd(message);
}

/** Where a watch asks. */
export interface Place {
  region: string | undefined;
  address: string | undefined;
}

function atEnd(what: string): Trouble {
  return { what, later: '', first: '', then: 'end' };
}
