interface Attribute {
  Key?: string | undefined;
  Value?: string | undefined;
}

/** The attributes of load balancers or of target groups, with defaults for those that were never modified. */
export class Attributes {
  readonly #modified = new Map<string, Record<string, string>>();

  constructor(private readonly defaults: Readonly<Record<string, string>>) {}

  modify(arn: string, attributes: readonly Attribute[] = []): Attribute[] {
    const given = Object.fromEntries(attributes.map(({ Key = '', Value = '' }) => [Key, Value]));
    this.#modified.set(arn, { ...this.#modified.get(arn), ...given });
    return this.of(arn);
  }

  of(arn: string): Attribute[] {
    const all = { ...this.defaults, ...this.#modified.get(arn) };
    return Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
  }

  forget(arn: string): void {
    this.#modified.delete(arn);
  }
}
