/**
 * The property's name in TypeScript, spelled as the AWS SDK spells it: the leading capital, or all but the last of a
 * leading run of capitals, in lower case (`ECSServices` is `ecsServices`).
 */
export function toPropertyName(name: string): string {
  const capitals = /^[A-Z]+/.exec(name)?.[0].length ?? 0;
  const lowered = capitals > 1 && capitals < name.length ? capitals - 1 : capitals;
  return name.slice(0, lowered).toLowerCase() + name.slice(lowered);
}

/** The name of what a `$ref` or a path of the schema points to: its last part. */
export function lastPart(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf('/') + 1);
}
