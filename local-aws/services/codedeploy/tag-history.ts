import type { Tag } from '@aws-sdk/client-codedeploy';

/** The tags of one resource with all their earlier values, because a fault makes reads of tags stale. */
export class TagHistory {
  #versions: { since: number; tags: ReadonlyMap<string, string> }[];

  constructor(tags: readonly Tag[], now: number) {
    this.#versions = [{ since: now, tags: entries(tags) }];
  }

  /** The tags at a moment; none before the resource was created, so that tags of a new resource appear late too. */
  at(time: number): Tag[] {
    const version = this.#versions.findLast(({ since }) => since <= time);
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
