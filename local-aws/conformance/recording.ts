import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { WireResponse } from '../protocols/wire';

/** An answer as it went over the wire; `local-aws/conformance` holds it against AWS's own model of the operation. */
export interface RecordedAnswer {
  service: string;
  operation: string;
  protocol: string;
  response: WireResponse;
  /** A fault made this answer: it may be an error that the operation does not declare. */
  injected: boolean;
}

/**
 * Writes answers, one JSON object a line, into the folder that `LOCAL_AWS_RECORD` names.
 * @returns undefined when the variable is not set: then nothing is recorded
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
