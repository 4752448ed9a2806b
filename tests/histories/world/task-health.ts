import type { LocalAws } from '#local-aws';

/** Which task definitions' tasks never get healthy. */
export class Health {
  readonly #sick = new Map<string, () => void>();

  constructor(private readonly aws: LocalAws) {}

  set(taskDefinition: string, healthy: boolean): void {
    if (healthy) {
      this.#sick.get(taskDefinition)?.();
      this.#sick.delete(taskDefinition);
    } else if (!this.#sick.has(taskDefinition)) {
      this.#sick.set(taskDefinition, this.aws.ecs.neverHealthy(taskDefinition));
    }
  }
}
