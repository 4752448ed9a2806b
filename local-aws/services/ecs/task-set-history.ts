import type { TaskSet } from '@aws-sdk/client-ecs';

/** Older states are forgotten, except the one that was current this long ago. */
const KEPT_MS = 3_600_000;

/** The task sets of a service with their earlier states, because a fault makes DescribeServices late. */
export class TaskSetHistory {
  #states: { since: number; taskSets: readonly TaskSet[] }[] = [];

  /** Stores the state of a moment, and replaces an earlier one of the same moment. */
  add(taskSets: readonly TaskSet[], now: number): void {
    if (this.#states.at(-1)?.since === now) this.#states.pop();
    this.#states.push({ since: now, taskSets });
    const oldest = this.#states.findLastIndex(({ since }) => since <= now - KEPT_MS);
    if (oldest > 0) this.#states.splice(0, oldest);
  }

  /** The task sets at a moment; none before the service was created. */
  at(time: number): TaskSet[] {
    return [...(this.#states.findLast(({ since }) => since <= time)?.taskSets ?? [])];
  }
}
