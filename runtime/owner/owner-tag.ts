import { shortHash, stackNameOf } from './naming';
import type { Request } from '../resource';

/** Who declares a resource, and in which operation. The owner tag and the description marker hold it. */
export interface Owner {
  /** Stack and logical id, for people. */
  name: string;
  /** The same as a hash, for comparing. */
  id: string;
  /** Hash of the client request token: one an operation. */
  operation: string;
}

/** Logical ids of Cloud Control and of the contract tests change from one operation to the next: they share one owner. */
const OUTSIDE_STACKS = { name: 'a resource outside of stacks', id: shortHash('outside of stacks') };

export function ownerOf(request: Request): Owner {
  const { stackId, logicalResourceId = 'unknown' } = request;
  const operation = shortHash(request.token);
  if (stackId === undefined) return { ...OUTSIDE_STACKS, operation };
  const stack = stackNameOf(request);
  return {
    name: stack ? `${stack}/${logicalResourceId}` : logicalResourceId,
    id: shortHash(`${stackId} ${logicalResourceId}`),
    operation,
  };
}

/**
 * The owner of a resource that an update changes. CloudFormation sends the update of a resource that names another owner
 * only after an import or a stack refactoring: the resource changes hands. An update outside of stacks leaves the owner.
 */
export function ownerAfterUpdate(request: Request, found: OwnerTag | undefined): Owner {
  const owner = ownerOf(request);
  return found && request.stackId === undefined ? { ...owner, id: found.id, name: found.name } : owner;
}

/**
 * Whether a create has found what an earlier create of the same resource left behind, because CloudFormation never got
 * its answer. Outside of stacks that cannot be told from another resource.
 */
export function isOrphanOf(request: Request, found: OwnerTag): boolean {
  return request.stackId !== undefined && found.id === ownerOf(request).id;
}

/** What an owner tag tells: an owner and its newest operation. */
export interface OwnerTag extends Owner {
  /** When the operation began, in milliseconds since the epoch. */
  startedAt?: number;
  /** The operations before it, newest first: it tells late invocations of those that they are superseded. */
  superseded?: string[];
  /** Ids of the owners before, newest first: description markers still name them. */
  formerOwners?: string[];
  /** Hash of the RedeployToken of the newest operation. */
  redeployToken?: string;
  /** Whether that token is new in the newest operation. */
  redeploys?: true;
  /**
   * Hashes of the desired states that the newest operation and the superseded ones have left, in the same order; '' for one
   * that has left none. Both types share the tag's format; only EcsDeployment writes this member.
   */
  left?: string[];
}

/** How many operations before the newest one the tag keeps. */
const REMEMBERED_OPERATIONS = 4;

/** How many owners before the present one the tag keeps. */
const REMEMBERED_OWNERS = 2;

/** What an operation adds to its owner tag. */
export interface TagAdditions extends Pick<OwnerTag, 'redeployToken' | 'redeploys'> {
  /** Hash of the desired state that the operation leaves; absent when it leaves none. */
  leaves?: string | undefined;
}

/** The operations of a tag, newest first. */
export function operationsOf({ operation, superseded = [] }: OwnerTag): string[] {
  return [operation, ...superseded];
}

/** The tag of an operation that supersedes the one found there, if any. */
export function ownerTagOf(
  owner: Owner,
  startedAt: number,
  found?: OwnerTag,
  { leaves = '', ...redeployment }: TagAdditions = {},
): OwnerTag {
  const superseded = found && operationsOf(found).slice(0, REMEMBERED_OPERATIONS);
  const left = [leaves, ...(superseded ?? []).map((_, index) => found?.left?.[index] ?? '')];
  const formerOwners = [found?.id ?? '', ...(found?.formerOwners ?? [])].filter(
    (id) => id !== '' && id !== owner.id,
  );
  return {
    ...owner,
    startedAt,
    ...(superseded && { superseded }),
    ...(formerOwners.length > 0 && { formerOwners: formerOwners.slice(0, REMEMBERED_OWNERS) }),
    ...redeployment,
    ...(left.some((hash) => hash !== '') && { left }),
  };
}

/** A tag value holds 256 characters; the hashes come first so that a long name is what gets cut. */
export function toTagValue(tag: OwnerTag): string {
  const members = [
    tag.operation,
    tag.startedAt?.toString(36) ?? '',
    tag.superseded?.join('.') ?? '',
    tag.formerOwners?.join('.') ?? '',
    tag.redeployToken ? `${tag.redeployToken}${tag.redeploys ? NEW_TOKEN : ''}` : '',
    tag.left?.join('.') ?? '',
  ];
  const operation = members.join('@').replace(/@+$/, '');
  return `${tag.id} ${operation} ${tag.name}`.slice(0, 256);
}

/** Follows the hash of a RedeployToken that is new in its operation. */
const NEW_TOKEN = '.new';

/** Reads what `toTagValue` wrote. A value that was edited by hand names no operation that is running. */
export function fromTagValue(value: string): OwnerTag {
  const [id = '', members = '', ...name] = value.split(' ');
  const [operation = '', since = '', superseded, formerOwners, token, left] = members.split('@');
  const startedAt = parseInt(since, 36);
  return {
    id,
    operation,
    name: name.join(' ') || 'unknown',
    ...(!Number.isNaN(startedAt) && { startedAt }),
    ...(superseded && { superseded: superseded.split('.') }),
    ...(formerOwners && { formerOwners: formerOwners.split('.') }),
    ...(token && { redeployToken: token.replace(NEW_TOKEN, '') }),
    ...(token?.endsWith(NEW_TOKEN) && { redeploys: true as const }),
    ...(left && { left: left.split('.') }),
  };
}

/** The clocks of two hosts may differ by this much: a smaller difference does not tell which operation is newer. */
const HOST_CLOCK_SKEW_MS = 60_000;

/**
 * Whether a newer operation has superseded this one, as when CloudFormation has cancelled an update and late invocations
 * of it still come. A value from before this operation, which a delayed read may show, does not count.
 *
 * The list in the tag tells for sure. Otherwise the time tells: a later one within the clocks' skew is not believed when
 * it lies in the future, nor by a stack rollback, which is newer than the update that it undoes.
 * @param found the content of the tag
 */
export function isSupersededBy(
  found: OwnerTag,
  { request, startedAt, now }: { request: Request; startedAt: number; now: number },
): boolean {
  const { operation } = ownerOf(request);
  if (found.operation === operation) return false;
  if (found.superseded?.includes(operation)) return true;
  const since = found.startedAt ?? 0;
  if (since > startedAt + HOST_CLOCK_SKEW_MS) return true;
  return since > startedAt && since <= now && !request.rollback;
}
