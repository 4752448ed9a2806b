import { createHash } from 'node:crypto';
import type { Request } from '../resource';

/** The name in a stack's ARN, `arn:…:stack/<name>/<id>`; operations outside a stack have none. */
export function stackNameOf({ stackId }: Pick<Request, 'stackId'>): string | undefined {
  return stackId?.split('/')[1];
}

/**
 * The first twelve hexadecimal digits of a SHA-256: enough to tell the resources of an account apart, and they fit into
 * a tag.
 */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
