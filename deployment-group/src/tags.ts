import type { Tags } from '../../runtime/protocol/event';
import type { Request } from '../../runtime/resource';
import {
  fromTagValue,
  ownerAfterUpdate,
  ownerOf,
  ownerTagOf,
  toTagValue,
  type OwnerTag,
} from '../../runtime/owner/owner-tag';
import type { Tag } from './models';

/**
 * Tags that the two resource types of this project keep on a group: `org-codedeploy:ecs-deployment-group` (below),
 * `org-codedeploy:ecs-deployment` (the group has an Org::CodeDeploy::EcsDeployment) and
 * `org-codedeploy:ecs-deployment-before` (what ran before its update). Users neither see nor set them, and no update
 * removes them.
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
 * The owner tag. A create writes it with its group, an update before it changes the group: it has the owner and the newest
 * operation. CreateDeploymentGroup has no client token. By this tag a create whose answer was lost recognizes its group,
 * the deletion that follows a failed create recognizes a group of another owner, and a cancelled update learns that it
 * is superseded.
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

/** Whether this operation is the newest on the group with these tags. */
export function isMadeBy(request: Request, actual: Tags): boolean {
  return isOwnedBy(request, actual) && showsOperation(request, actual);
}

/** Whether the tags show this operation, whatever owner an update outside of stacks has left in it. */
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
 * Compares desired and actual tags, but only for keys that are or were declared. A tag that others put on the group (cost
 * allocation tools do) stays, and so do the reserved ones. Because the actual tags are read, an update can be repeated
 * without harm and corrects a tag that was changed by hand.
 * @param previous the tags that were declared before this update
 */
export function tagChanges(previous: Tags, desired: Tags, actual: Tags): TagChanges {
  // A key may be that of a member of Object.prototype, such as "constructor".
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
