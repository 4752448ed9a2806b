import { shortHash, stackNameOf } from './naming';
import type { Request } from './resource';

/** Who declares a resource, and in which operation: what tags and descriptions are marked with. */
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
export interface Claimant extends Owner {
  /** When the operation began, in milliseconds since the epoch. */
  startedAt?: number;
  /** The operation whose place it has taken: a call of that one that comes late is known by it. */
  displaced?: string;
}

/** A tag value holds 256 characters; the hashes come first so that a long name is what gets cut. */
export function toTagValue({ id, operation, startedAt, displaced, name }: Claimant): string {
  const since = startedAt === undefined ? '' : `@${startedAt.toString(36)}`;
  const before = since && displaced ? `@${displaced}` : '';
  return `${id} ${operation}${since}${before} ${name}`.slice(0, 256);
}

/** Reads what `toTagValue` wrote. A value that somebody edited has no operation in it that anybody waits for. */
export function fromTagValue(value: string): Claimant {
  const [id = '', claim = '', ...name] = value.split(' ');
  const [operation = '', since, displaced] = claim.split('@');
  const startedAt = parseInt(since ?? '', 36);
  return {
    id,
    operation,
    name: name.join(' ') || 'unknown',
    ...(!Number.isNaN(startedAt) && { startedAt }),
    ...(displaced && { displaced }),
  };
}

/**
 * Whether a newer operation has taken the place of this one, as when CloudFormation has cancelled an update and calls
 * of it still come. A value from before this operation, which a read that lags behind may show, says nothing.
 * @param found what the tag tells
 * @param startedAt when this operation began, in milliseconds since the epoch
 */
export function isDisplacedBy(found: Claimant, { operation }: Owner, startedAt: number): boolean {
  if (found.operation === operation) return false;
  return found.displaced === operation || (found.startedAt ?? 0) > startedAt;
}
