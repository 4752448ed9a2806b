import type { HandlerAnswer } from '#local-aws';

const SUSPICIOUS =
  /undefined|\[object|\bNaN\b|\bnull\b|ASIA[0-9A-Z]{16}|REDACTED|Invalid Date|defect|TypeError| {2}/;

/** @returns what is wrong with the message of an answer, or undefined */
export function unreadable(
  { status, errorCode, message = '' }: HandlerAnswer,
  token: string,
): string | undefined {
  const found = SUSPICIOUS.exec(message)?.[0];
  if (found !== undefined) return `The message contains "${found}"`;
  if (message.includes(token)) return 'The message contains the client request token';
  if (message.length > 1_000) return 'The message is longer than 1,000 characters';
  if (message.includes('\n')) return 'The message has more than one line';
  if (errorCode === 'InternalFailure' || errorCode === 'HandlerInternalFailure')
    return `The error code is ${errorCode}`;
  return status === 'FAILED' && message.length < 20
    ? 'The message of the failure is shorter than 20 characters'
    : undefined;
}
