import type { Dependencies } from '../template/graph';

/**
 * Visits every node once all that it needs is done; independent nodes at the same time. What needs a failed node is never visited.
 * Whoever visits answers with `done` or `failed`, now or later.
 */
export class DependencyWalk {
  #waiting: Set<string>;
  #running = new Set<string>();
  #done = new Set<string>();
  #failed: string[] = [];
  #stopped = false;

  /**
   * @param visit starts the work on a node
   * @param ended called once, when nothing runs and nothing more can start, with the nodes that failed
   */
  constructor(
    private readonly needs: Dependencies,
    private readonly visit: (name: string) => void,
    private readonly ended: (failed: string[]) => void,
  ) {
    this.#waiting = new Set(needs.keys());
  }

  get failedNames(): readonly string[] {
    return this.#failed;
  }

  /** Starts what can start. */
  proceed(): void {
    for (const name of this.#waiting) {
      if (this.#stopped) return;
      const ready = [...(this.needs.get(name) ?? [])].every(
        (needed) => this.#done.has(needed) || !this.needs.has(needed),
      );
      if (!ready) continue;
      this.#waiting.delete(name);
      this.#running.add(name);
      this.visit(name);
    }
    if (this.#running.size > 0 || this.#stopped) return;
    this.#stopped = true;
    this.ended([...this.#failed]);
  }

  done(name: string): void {
    if (!this.#running.delete(name)) return;
    this.#done.add(name);
    this.proceed();
  }

  failed(name: string): void {
    if (!this.#running.delete(name)) return;
    this.#failed.push(name);
    this.proceed();
  }

  /** Nothing more starts, and `ended` is not called. */
  stop(): void {
    this.#stopped = true;
  }
}
