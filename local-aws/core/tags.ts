/** The tags of a service's resources, by ARN. */
export class TagStore {
  readonly #tags = new Map<string, Map<string, string>>();

  /** Adds tags; an existing key gets the new value. */
  add(arn: string, tags: Iterable<readonly [key: string, value: string]>): void {
    const present = this.#tags.get(arn) ?? new Map<string, string>();
    for (const [key, value] of tags) present.set(key, value);
    this.#tags.set(arn, present);
  }

  remove(arn: string, keys: readonly string[]): void {
    for (const key of keys) this.#tags.get(arn)?.delete(key);
  }

  /** Removes all tags of a deleted resource. */
  forget(arn: string): void {
    this.#tags.delete(arn);
  }

  of(arn: string): [key: string, value: string][] {
    return [...(this.#tags.get(arn) ?? [])];
  }
}

/** Tags as the services with lower-case members write them. */
export const lowerCaseTags = {
  read: (tags: readonly { key?: string | undefined; value?: string | undefined }[] = []) =>
    tags.map(({ key, value }) => [key ?? '', value ?? ''] as const),
  write: (tags: readonly [string, string][]) => tags.map(([key, value]) => ({ key, value })),
};

/** Tags as the services with capitalised members write them. */
export const capitalTags = {
  read: (tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []) =>
    tags.map(({ Key, Value }) => [Key ?? '', Value ?? ''] as const),
  write: (tags: readonly [string, string][]) => tags.map(([Key, Value]) => ({ Key, Value })),
};
