/** What to do about an error of a look at the account. */
export interface Trouble {
  /** A sentence for the user. */
  sentence: string;
  /** `again`: look again later. `fresh`: the same, with new credentials. `end`: it will not get better. */
  then: 'again' | 'fresh' | 'end';
}

const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/;
const EXPIRED =
  /^ExpiredToken|^RequestExpired|^CredentialsProviderError|^TokenProviderError|^InvalidClientTokenId|^UnrecognizedClient|^InvalidIdentityToken/;
const DENIED = /AccessDenied|UnauthorizedOperation|NotAuthorized/;
const NETWORK = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EPIPE)$/;

/** Sorts an error of the SDK. */
export function troubleOf(error: unknown): Trouble {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  const { code, $metadata: metadata } = Object(error) as {
    code?: string;
    $metadata?: { httpStatusCode?: number };
  };
  if (THROTTLED.test(name))
    return { sentence: 'AWS throttles the calls of the watch. It looks less often.', then: 'again' };
  if (EXPIRED.test(name))
    return {
      sentence: `AWS does not take the credentials (${name}). Renew them; the watch goes on by itself.`,
      then: 'fresh',
    };
  if (DENIED.test(name))
    return {
      sentence: `A permission is missing: ${message} docs/see-it.md has the policy of the watch.`,
      then: 'end',
    };
  if (NETWORK.test(code ?? '') || name === 'TimeoutError')
    return { sentence: `AWS cannot be reached (${code ?? name}). The watch tries again.`, then: 'again' };
  if ((metadata?.httpStatusCode ?? 0) >= 500)
    return { sentence: `AWS failed to answer (${name}). The watch tries again.`, then: 'again' };
  return { sentence: message, then: 'end' };
}
