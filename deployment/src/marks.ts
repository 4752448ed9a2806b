import { shortHash, stackNameOf } from '../../runtime/naming';
import type { Request } from '../../runtime/resource';
import { toAppSpec } from './appspec';
import type { TaskSetParameters } from './task-set';

/** The tag that makes a deployment group the identity of an Org::CodeDeploy::EcsDeployment. */
export const OWNER_TAG = 'org-codedeploy:ecs-deployment';

/** Who declares the resource, and in which operation: what tags and descriptions are marked with. */
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

/** What the tag tells: an owner and its operation. */
export interface Claimant extends Owner {
  /** When the operation began, in milliseconds since the epoch. */
  startedAt?: number;
  /** The operation whose place it has taken: a call of that one that comes late is known by it. */
  displaced?: string;
}

/** A tag value holds 256 characters; the hashes come first so that a long name is what gets cut. */
export function toTagValue({ id, operation, startedAt, displaced, name }: Claimant): string {
  const since =
    startedAt === undefined ? '' : `@${startedAt.toString(36)}${displaced ? `@${displaced}` : ''}`;
  return `${id} ${operation}${since} ${name}`.slice(0, 256);
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

/** What the mark in a deployment's description tells. */
export interface Mark {
  owner: string;
  operation: string;
  /** Hash of what the deployment brings. */
  brings: string;
}

export function markOf(owner: Owner, parameters: TaskSetParameters): Mark {
  return { owner: owner.id, operation: owner.operation, brings: shortHash(toAppSpec(parameters, {})) };
}

const MARK = /\[cfn ([0-9a-f]{12}) ([0-9a-f]{12}) ([0-9a-f]{12})\]$/;

/** Appends the mark: 200 characters of the user's and 45 of ours stay under CodeDeploy's limit of 256. */
export function toDescription(text: string | undefined, mark: Mark): string {
  const marked = `[cfn ${mark.owner} ${mark.operation} ${mark.brings}]`;
  return text ? `${text} ${marked}` : marked;
}

export function fromDescription(description: string | undefined): Mark | undefined {
  const [, owner, operation, brings] = MARK.exec(description ?? '') ?? [];
  return owner && operation && brings ? { owner, operation, brings } : undefined;
}
