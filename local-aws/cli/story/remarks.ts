import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { Stack } from '../../cloudformation/stacks/stack';
import type { LocalAws } from '../../local-aws';
import { targetGroupsOf } from '../traffic';
import { namesOf, type Span } from './user-spans';

/** What serves the users of a listener. */
export interface Server {
  /** The logical id of the target group with all of the traffic. */
  targetGroup: string;
  /** The addresses of its tasks. */
  tasks: string[];
}

/** @returns undefined while there is no such listener, or while several target groups share its traffic */
export function serverOf(aws: LocalAws, stack: Stack | undefined, listener: string): Server | undefined {
  const [targetGroup, ...others] = stack ? (targetGroupsOf(aws, stack).get(listener) ?? []) : [];
  if (targetGroup === undefined || others.length > 0) return undefined;
  const { TargetHealthDescriptions: found = [] } = aws.loadBalancing.targets.describe({
    TargetGroupArn: targetGroup.arn,
  });
  return { targetGroup: targetGroup.logicalId, tasks: found.map(({ Target }) => Target?.Id ?? '') };
}

const BEGINS_ROLLBACK = /^(UPDATE_)?ROLLBACK_IN_PROGRESS$/;

/**
 * Sentences about what a step did to those who serve its users: how long a rollback took to bring the old version back, and
 * whether the target groups have swapped.
 * @param events those of the step
 */
export function remarksOn(
  events: readonly StackEvent[],
  spans: readonly Span[],
  before: Server | undefined,
  after: Server | undefined,
): string[] {
  if (before === undefined || after === undefined) return [];
  const remarks: string[] = [];
  const rollback = events.find(({ ResourceStatus = '' }) => BEGINS_ROLLBACK.test(ResourceStatus))?.Timestamp;
  const last = spans.at(-1);
  if (last && rollback && last.from > rollback) {
    const seconds = Math.round((last.from.getTime() - rollback.getTime()) / 1000);
    const source = after.tasks.every((task) => before.tasks.includes(task))
      ? 'the tasks that ran before'
      : 'new tasks';
    remarks.push(
      `All users got ${namesOf(last)} again ${seconds} seconds after the rollback began, from ${source}.`,
    );
  }
  if (after.targetGroup !== before.targetGroup)
    remarks.push(
      `The target groups have swapped: ${after.targetGroup} serves users, the next version starts in ${before.targetGroup}.`,
    );
  return remarks;
}
