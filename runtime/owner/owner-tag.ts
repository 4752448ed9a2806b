import type { Request } from '../resource';
import { shortHash, stackNameOf } from './naming';

/** Who declares a resource, and the operation that says so. The owner tag and the description marker have both. */
export interface Owner {
  /** Stack and logical id, as messages show them. */
  name: string;
  /** Hash of stack and logical id, for comparisons. */
  id: string;
  /** Hash of the client request token. Each operation has its own. */
  operation: string;
  /** Whether the operation is part of a stack rollback. The description marker does not say so. */
  rollback?: true;
}

/**
 * Without a stack (Cloud Control, contract tests) the logical id changes with each operation, so all such resources
 * share one owner.
 */
const OUTSIDE_STACKS = { name: 'a resource outside of stacks', id: shortHash('outside of stacks') };

/** The owner by the request's stack and logical id. */
export function ownerOf(request: Request): Owner {
  const { stackId, logicalResourceId = 'unknown' } = request;
  const operation = shortHash(request.token);
  if (stackId === undefined) return { ...OUTSIDE_STACKS, operation };
  const stack = stackNameOf(request);
  return {
    name: stack ? `${stack}/${logicalResourceId}` : logicalResourceId,
    id: shortHash(`${stackId} ${logicalResourceId}`),
    operation,
    ...(request.rollback && { rollback: true as const }),
  };
}

/**
 * The owner of a resource that an update changes. CloudFormation sends the update of a resource that names another
 * owner only after an import or a stack refactoring: the resource changes hands. An update outside of stacks leaves the
 * owner.
 */
export function ownerAfterUpdate(request: Request, found: OwnerTag | undefined): Owner {
  const owner = ownerOf(request);
  return found && request.stackId === undefined ? { ...owner, id: found.id, name: found.name } : owner;
}

/**
 * Whether the tag that a create has found was left behind by an earlier create of the same resource, whose answer
 * CloudFormation never got. Always false without a stack: there the tag of another resource looks the same.
 */
export function isOrphanOf(request: Request, found: OwnerTag): boolean {
  return request.stackId !== undefined && found.id === ownerOf(request).id;
}

/** The content of an owner tag: an owner and its newest operation. */
export interface OwnerTag extends Owner {
  /** When the operation began, in milliseconds since the epoch. */
  startedAt?: number;
  /**
   * The operations before it, newest first. From the list, late invocations of these learn that they are superseded.
   */
  superseded?: string[];
  /** Ids of the former owners, newest first. The description markers of their deployments still have them. */
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
  /** Hashes of the desired states that the newest operation and the one before it bring; only EcsDeployment writes them, too. */
  brings?: string[];
}

/** How many older operations the tag keeps. */
const REMEMBERED_OPERATIONS = 4;

/** How many former owners the tag keeps. */
const REMEMBERED_OWNERS = 2;

/** What an operation adds to its owner tag. */
export interface TagAdditions extends Pick<OwnerTag, 'redeployToken' | 'redeploys'> {
  /** Hash of the desired state that the operation leaves; absent when it leaves none. */
  leaves?: string | undefined;
  /** Hash of the desired state that the operation brings. */
  brings?: string | undefined;
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
  { leaves = '', brings, ...redeployment }: TagAdditions = {},
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
    ...(brings !== undefined && { brings: [brings, ...(found?.brings ?? []).slice(0, 1)] }),
  };
}

/** The value of the tag. It has at most 256 characters; the name comes last, because a long name can be cut. */
export function toTagValue(tag: OwnerTag): string {
  const members = [
    tag.operation,
    `${tag.startedAt?.toString(36) ?? ''}${tag.rollback ? ROLLBACK : ''}`,
    tag.superseded?.join('.') ?? '',
    tag.formerOwners?.join('.') ?? '',
    tag.redeployToken ? `${tag.redeployToken}${tag.redeploys ? NEW_TOKEN : ''}` : '',
    tag.left?.join('.') ?? '',
    tag.brings?.join('.') ?? '',
  ];
  const operation = members.join('@').replace(/@+$/, '');
  return `${tag.id} ${operation} ${tag.name}`.slice(0, 256);
}

/** Follows the start of an operation that is part of a stack rollback. */
const ROLLBACK = '.back';

/** Follows the hash of a RedeployToken that is new in its operation. */
const NEW_TOKEN = '.new';

/** Reads a value that `toTagValue` has written. A value that was edited by hand shows no operation that runs. */
export function fromTagValue(value: string): OwnerTag {
  const [id = '', members = '', ...name] = value.split(' ');
  const [operation = '', since = '', superseded, formerOwners, token, left, brings] = members.split('@');
  const startedAt = parseInt(since, 36);
  return {
    id,
    operation,
    name: name.join(' ') || 'unknown',
    ...(!Number.isNaN(startedAt) && { startedAt }),
    ...(since.endsWith(ROLLBACK) && { rollback: true as const }),
    ...(superseded && { superseded: superseded.split('.') }),
    ...(formerOwners && { formerOwners: formerOwners.split('.') }),
    ...(token && { redeployToken: token.replace(NEW_TOKEN, '') }),
    ...(token?.endsWith(NEW_TOKEN) && { redeploys: true as const }),
    ...(left && { left: left.split('.') }),
    ...(brings && { brings: brings.split('.') }),
  };
}

/** The clocks of two hosts may differ by this much: a smaller difference does not tell which operation is newer. */
const HOST_CLOCK_SKEW_MS = 60_000;

/**
 * Whether a newer operation has superseded this one. CloudFormation may have cancelled an update while late invocations
 * of it still come. A value from before this operation, which a delayed read may show, does not count.
 *
 * If this operation is in the tag's list, it is superseded for sure. Otherwise a later start of the tag's operation
 * decides. A start that is later by less than the clocks may differ does not count when it lies in the future, nor for
 * a stack rollback, which is always newer than the update that it undoes.
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

/**
 * By how much an operation may seem to be newer than the one that follows it, where the tag tells their order. An update that
 * follows a rollback comes later.
 */
export const CLOCKS_DIFFER_MS = 15_000;

/**
 * Whether a stack rollback has written the tag that could not name this update, because AWS kept the update from its own tag in
 * its first invocation. The clock of the rollback's host may be behind.
 */
export function isUndoneBy(
  found: OwnerTag,
  { request, startedAt, now }: { request: Request; startedAt: number; now: number },
): boolean {
  const isFirstInvocation = startedAt === now;
  if (isFirstInvocation || request.rollback || !found.rollback) return false;
  return (found.startedAt ?? 0) > startedAt - CLOCKS_DIFFER_MS;
}
