import type { InputLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { cut } from '../messages/text';

/*
 * A batch of PutLogEvents has at most 1,048,576 bytes and 10,000 lines; each line counts its UTF-8 bytes and 26 more.
 * (CloudWatch Logs API Reference, PutLogEvents.)
 */
const MAXIMUM_BATCH_BYTES = 1_048_576;
const MAXIMUM_LINES = 10_000;
const BYTES_A_LINE = 26;

/** A character has at most three bytes in UTF-8 for each of its UTF-16 units. */
const MAXIMUM_LINE_LENGTH = 80_000;

/**
 * As many of the first lines as CloudWatch Logs takes in one batch, and always the last line, which has the answer.
 * Long lines are cut.
 */
export function batchOf(lines: readonly InputLogEvent[]): InputLogEvent[] {
  const short = lines.map((line) => ({ ...line, message: cut(line.message ?? '', MAXIMUM_LINE_LENGTH) }));
  const last = short.pop();
  if (!last) return [];
  let bytes = bytesOf(last);
  const first = short
    .slice(0, MAXIMUM_LINES - 1)
    .findIndex((line) => (bytes += bytesOf(line)) > MAXIMUM_BATCH_BYTES);
  return [...short.slice(0, first === -1 ? MAXIMUM_LINES - 1 : first), last];
}

function bytesOf({ message = '' }: InputLogEvent): number {
  return Buffer.byteLength(message) + BYTES_A_LINE;
}
