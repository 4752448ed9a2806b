import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { WireResponse } from '../protocols/wire';

/** An answer on the wire. The tests in this folder compare it with AWS's own model of the operation. */
export interface RecordedAnswer {
  service: string;
  operation: string;
  protocol: string;
  response: WireResponse;
  /** The answer came from a fault, so it may be an error that the operation does not declare. */
  injected: boolean;
}

/**
 * Writes answers, one JSON object a line, to a file in a folder.
 * @param folder the value of `LOCAL_AWS_RECORD`
 * @returns undefined without a folder: then nothing is recorded
 */
export function recorder(folder: string | undefined): ((answer: RecordedAnswer) => void) | undefined {
  if (!folder) return undefined;
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${process.pid}.jsonl`);
  return ({ response, ...answer }) => {
    const { status, headers, body } = response;
    const line = { ...answer, status, headers, body: Buffer.from(body).toString('base64') };
    appendFileSync(file, JSON.stringify(line) + '\n');
  };
}
