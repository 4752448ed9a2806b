import type { LocalAws } from '#local-aws';

/** Which task definitions have tasks that never become healthy. */
export class TaskHealth {
  readonly #restore = new Map<string, () => void>();

  constructor(private readonly aws: LocalAws) {}

  set(taskDefinition: string, healthy: boolean): void {
    if (healthy) {
      this.#restore.get(taskDefinition)?.();
      this.#restore.delete(taskDefinition);
    } else if (!this.#restore.has(taskDefinition)) {
      this.#restore.set(taskDefinition, this.aws.ecs.neverHealthy(taskDefinition));
    }
  }
}
