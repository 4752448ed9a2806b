import { isRecord } from './json';

const REDACTED = '<REDACTED>';

/**
 * Gives a function that takes this request's credentials and token out of a text.
 * @param event as it came, whatever it is: an event that is refused may have secrets too
 */
export function redactorFor(event: unknown): (text: string) => string {
  const request = isRecord(event) ? event : {};
  const data = isRecord(request.requestData) ? request.requestData : {};
  const secrets = [
    request.bearerToken,
    ...valuesOf(data.callerCredentials),
    ...valuesOf(data.providerCredentials),
  ].filter((secret): secret is string => typeof secret === 'string' && secret !== '');
  // The longest first: a secret that is a part of another one must not leave the rest of it.
  secrets.sort((one, other) => other.length - one.length);
  return (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, REDACTED), text);
}

function valuesOf(credentials: unknown): unknown[] {
  if (!isRecord(credentials)) return [];
  return [credentials.accessKeyId, credentials.secretAccessKey, credentials.sessionToken];
}
