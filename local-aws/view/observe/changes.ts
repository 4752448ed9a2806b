/** Remembers what was shown last about each thing, to notice changes. */
export class Changes {
  readonly #last = new Map<string, string>();

  /**
   * @param key names the thing
   * @param value what there is to show about it
   * @returns whether this differs from the last value of this key
   */
  differs(key: string, value: unknown): boolean {
    const text = JSON.stringify(value);
    if (this.#last.get(key) === text) return false;
    this.#last.set(key, text);
    return true;
  }
}
