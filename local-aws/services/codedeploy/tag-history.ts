import type { Tag } from '@aws-sdk/client-codedeploy';

/** The tags of one resource with all their earlier values, because a fault makes reads of tags stale. */
export class TagHistory {
  #versions: { since: number; tags: ReadonlyMap<string, string> }[];

  constructor(tags: readonly Tag[], now: number) {
    this.#versions = [{ since: now, tags: entries(tags) }];
  }

  /** The tags at a moment; the oldest ones for a moment before the creation. */
  at(time: number): Tag[] {
    const version = this.#versions.findLast(({ since }) => since <= time) ?? this.#versions[0];
    return [...(version?.tags ?? [])].map(([Key, Value]) => ({ Key, Value }));
  }

  add(tags: readonly Tag[], now: number): void {
    this.#versions.push({ since: now, tags: new Map([...this.#newest(), ...entries(tags)]) });
  }

  remove(keys: readonly string[], now: number): void {
    const left = [...this.#newest()].filter(([key]) => !keys.includes(key));
    this.#versions.push({ since: now, tags: new Map(left) });
  }

  #newest(): ReadonlyMap<string, string> {
    return this.#versions.at(-1)?.tags ?? new Map<string, string>();
  }
}

const entries = (tags: readonly Tag[]): ReadonlyMap<string, string> =>
  new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
