import { isRecord } from './json';

const REDACTED = '<REDACTED>';

/**
 * Makes a function that removes the credentials and the token of a request from a text.
 * @param event as it came, of any shape: an event that the parser refuses may have secrets too
 */
export function redactorFor(event: unknown): (text: string) => string {
  const request = isRecord(event) ? event : {};
  const data = isRecord(request.requestData) ? request.requestData : {};
  const secrets = [
    request.bearerToken,
    ...valuesOf(data.callerCredentials),
    ...valuesOf(data.providerCredentials),
  ].filter((secret): secret is string => typeof secret === 'string' && secret !== '');
  // The longest first: if one secret is a part of another, nothing of the longer one may be left.
  secrets.sort((one, other) => other.length - one.length);
  return (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, REDACTED), text);
}

function valuesOf(credentials: unknown): unknown[] {
  if (!isRecord(credentials)) return [];
  return [credentials.accessKeyId, credentials.secretAccessKey, credentials.sessionToken];
}
