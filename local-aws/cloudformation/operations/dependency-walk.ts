import type { Dependencies } from '../template/graph';

/**
 * Visits every node after the nodes that it depends on; independent nodes at the same time. A node is never visited
 * when one that it depends on has failed. The visitor reports the end of its work with `done` or `failed`.
 */
export class DependencyWalk {
  #waiting: Set<string>;
  #running = new Set<string>();
  #done = new Set<string>();
  #failed: string[] = [];
  #stopped = false;

  /**
   * @param visit starts the work on a node; the work reports its end by `done` or `failed`
   * @param ended called once, with the failed nodes, when no work is running and none can start
   */
  constructor(
    private readonly needs: Dependencies,
    private readonly visit: (name: string) => void,
    private readonly ended: (failed: string[]) => void,
  ) {
    this.#waiting = new Set(needs.keys());
  }

  /** Visits the nodes that are ready. */
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

  /** Visits no further node, and does not call `ended`. */
  stop(): void {
    this.#stopped = true;
  }
}
