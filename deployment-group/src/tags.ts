import {
  fromTagValue,
  ownerAfterUpdate,
  ownerOf,
  ownerTagOf,
  toTagValue,
  type OwnerTag,
} from '../../runtime/owner/owner-tag';
import type { Tags } from '../../runtime/protocol/event';
import type { Request } from '../../runtime/resource';
import type { Tag } from './models';

/**
 * The keys of the tags that the two resource types keep on a group: `org-codedeploy:ecs-deployment-group` (the owner
 * tag of this type), `org-codedeploy:ecs-deployment` (that of Org::CodeDeploy::EcsDeployment) and
 * `org-codedeploy:ecs-deployment-before` (what ran before its update). READ hides them, users cannot set them, and no
 * update of the group removes them.
 */
export const RESERVED_PREFIX = 'org-codedeploy:';

const OWNER_TAG = `${RESERVED_PREFIX}ecs-deployment-group`;

/** A group can have 50 tags; three are reserved. (AWS General Reference, Tagging AWS resources.) */
export const MAXIMUM_TAGS = 47;

/** The owner of a group with these tags; undefined when no resource of this type has created it. */
export function findOwnerTag(actual: Tags): OwnerTag | undefined {
  const value = actual[OWNER_TAG];
  return value === undefined ? undefined : fromTagValue(value);
}

/**
 * The owner tag of an operation, with the owner and the operation. A create writes it with its group, an update before
 * it changes the group. CreateDeploymentGroup has no client token, so by this tag a create whose answer was lost
 * recognizes its group, a delete after a failed create recognizes a group of another owner, and a cancelled update
 * learns that it is superseded.
 * @param startedAt when the operation began, in milliseconds since the epoch
 * @param found the tag that it replaces
 */
export function toOwnerTag(
  request: Request,
  startedAt: number,
  found?: OwnerTag,
): Readonly<Record<string, string>> {
  return { [OWNER_TAG]: toTagValue(ownerTagOf(ownerAfterUpdate(request, found), startedAt, found)) };
}

/** Whether the owner tag shows this resource and this operation. */
export function isMadeBy(request: Request, actual: Tags): boolean {
  return isOwnedBy(request, actual) && showsOperation(request, actual);
}

/** Whether the owner tag shows this operation. Its owner may be another one: an update outside of stacks leaves it. */
export function showsOperation(request: Request, actual: Tags): boolean {
  return findOwnerTag(actual)?.operation === ownerOf(request).operation;
}

/** Whether this resource owns the group with these tags, in any operation. */
export function isOwnedBy(request: Request, actual: Tags): boolean {
  return findOwnerTag(actual)?.id === ownerOf(request).id;
}

/** The desired tags of a group: those of the stack, overlaid by those of the resource. */
export function desiredTags(stackTags: Tags, tags: readonly Tag[] | undefined): Tags {
  return { ...stackTags, ...Object.fromEntries((tags ?? []).map(({ key, value }) => [key, value])) };
}

/** The calls that make actual tags the desired ones. */
export interface TagChanges {
  add: Tags;
  removeKeys: string[];
}

/**
 * The changes that make the actual tags the desired ones, for keys that are or were declared. A tag that another tool
 * put on the group, for instance for cost allocation, stays, and so do the reserved tags. Because the actual tags are
 * read, an update can be repeated without harm, and it corrects a tag that was changed by hand.
 * @param previous the tags that were declared before this update
 */
export function tagChanges(previous: Tags, desired: Tags, actual: Tags): TagChanges {
  // A tag's key may also be the name of a member of Object.prototype, such as "constructor".
  const has = (tags: Tags, key: string): boolean => Object.hasOwn(tags, key);
  const isActual = ([key, value]: [string, string]): boolean => has(actual, key) && actual[key] === value;
  return {
    add: Object.fromEntries(Object.entries(desired).filter((tag) => !isActual(tag))),
    removeKeys: Object.keys(previous).filter(
      (key) => !has(desired, key) && has(actual, key) && !isHidden(key),
    ),
  };
}

/** The tags after the changes. */
export function withChanges(actual: Tags, { add, removeKeys }: TagChanges): Tags {
  const kept = Object.entries(actual).filter(([key]) => !removeKeys.includes(key));
  return { ...Object.fromEntries(kept), ...add };
}

/**
 * The tags as the model shows them: without the reserved ones and AWS's own, sorted by key.
 *
 * Stack tags are among them, as with AWS's own types: CloudFormation adds the stack's tags to what it expects when it
 * looks for drift, and reports those that a type does not return as removed.
 * (Public threads: aws-cloudformation/cloudformation-coverage-roadmap#218, #1353, #1885.)
 */
export function shownTags(actual: Tags): Tag[] {
  return Object.entries(actual)
    .filter(([key]) => !isHidden(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({ key, value }));
}

function isHidden(key: string): boolean {
  return key.startsWith(RESERVED_PREFIX) || key.startsWith('aws:');
}
