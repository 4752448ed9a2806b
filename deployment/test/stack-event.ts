import { MAXIMUM_LENGTH } from '../../runtime/messages/failure';
import { HANDLER_ACCESS_KEY, type Answer } from '#test-kit';

const TOKEN = '6f2c8a10-7b1d-4e0c-9f3a-2d5e8c1b4a90';
const SECRETS = [TOKEN, HANDLER_ACCESS_KEY, 'handler-secret', 'handler-session'];

/** The token of an operation whose failure text a test reads: the text must not show it. */
export const KNOWN_TOKEN = { token: TOKEN };

/**
 * The reason in the stack event of a failed operation, as CloudFormation words it, broken into lines of 100 characters.
 * Every such reason is short enough for a stack event to show it whole, tells no secret, and has no holes.
 */
export function reasonOf({ status, message, errorCode }: Answer): string {
  expect(status).toBe('FAILED');
  expect(message.length).toBeLessThanOrEqual(MAXIMUM_LENGTH);
  for (const secret of SECRETS) expect(message).not.toContain(secret);
  expect(message).not.toMatch(/undefined|null|NaN|\[object|\s{2}|\.\./);
  return wrap(
    `Resource handler returned message: "${message}" (RequestToken: …, HandlerErrorCode: ${errorCode})`,
  );
}

function wrap(text: string): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last.length + word.length >= 100) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines.join('\n');
}
