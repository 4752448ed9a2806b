import { shortHash, stackNameOf } from './naming';
import type { Request } from './resource';

/** Who declares a resource, and in which operation. The owner tag and the description marker hold it. */
export interface Owner {
  /** Stack and logical id, for people. */
  name: string;
  /** The same as a hash, for comparing. */
  id: string;
  /** Hash of the client request token: one an operation. */
  operation: string;
}

export function ownerOf(request: Request): Owner {
  const stack = stackNameOf(request);
  const logicalId = request.logicalResourceId ?? 'unknown';
  return {
    name: stack ? `${stack}/${logicalId}` : logicalId,
    id: shortHash(`${request.stackId ?? ''} ${logicalId}`),
    operation: shortHash(request.token),
  };
}

/** What an owner tag tells: an owner and its newest operation. */
export interface OwnerTag extends Owner {
  /** When the operation began, in milliseconds since the epoch. */
  startedAt?: number;
  /** The operations before it, newest first: it tells late invocations of those that they are superseded. */
  superseded?: string[];
}

/** How many operations before the newest one the tag keeps. */
const REMEMBERED_OPERATIONS = 4;

/** The tag of an operation that supersedes the one found there, if any. */
export function ownerTagOf(owner: Owner, startedAt: number, found?: OwnerTag): OwnerTag {
  const superseded = found && [found.operation, ...(found.superseded ?? [])].slice(0, REMEMBERED_OPERATIONS);
  return { ...owner, startedAt, ...(superseded && { superseded }) };
}

/** A tag value holds 256 characters; the hashes come first so that a long name is what gets cut. */
export function toTagValue({ id, operation, startedAt, superseded, name }: OwnerTag): string {
  const since = startedAt === undefined ? '' : `@${startedAt.toString(36)}`;
  const before = since && superseded ? `@${superseded.join('.')}` : '';
  return `${id} ${operation}${since}${before} ${name}`.slice(0, 256);
}

/** Reads what `toTagValue` wrote. A value that was edited by hand names no operation that is running. */
export function fromTagValue(value: string): OwnerTag {
  const [id = '', operations = '', ...name] = value.split(' ');
  const [operation = '', since, superseded] = operations.split('@');
  const startedAt = parseInt(since ?? '', 36);
  return {
    id,
    operation,
    name: name.join(' ') || 'unknown',
    ...(!Number.isNaN(startedAt) && { startedAt }),
    ...(superseded && { superseded: superseded.split('.') }),
  };
}

/**
 * Whether a newer operation has superseded this one, as when CloudFormation has cancelled an update and late invocations
 * of it still come. A value from before this operation, which a delayed read may show, does not count.
 * @param found the content of the tag
 * @param startedAt when this operation began, in milliseconds since the epoch
 */
export function isSupersededBy(found: OwnerTag, { operation }: Owner, startedAt: number): boolean {
  if (found.operation === operation) return false;
  return (found.superseded?.includes(operation) ?? false) || (found.startedAt ?? 0) > startedAt;
}
