import type { Credentials, HandlerEvent } from './event';

const REDACTED = '<REDACTED>';

/** Gives a function that takes this request's credentials and token out of a text. */
export function redactorFor(event: HandlerEvent): (text: string) => string {
  const secrets = [event.bearerToken, ...values(event.credentials), ...values(event.delivery?.credentials)];
  return (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, REDACTED), text);
}

function values(credentials: Credentials | undefined): string[] {
  return credentials ? [credentials.accessKeyId, credentials.secretAccessKey, credentials.sessionToken] : [];
}
