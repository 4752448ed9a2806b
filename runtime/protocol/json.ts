/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The properties of a type and a callback context are nested less deep. */
const MAXIMUM_DEPTH = 64;

export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether no value is nested deeper than MAXIMUM_DEPTH. Code that recurses may read such a value. */
export function isShallow(value: unknown, depth = MAXIMUM_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((member) => isShallow(member, depth - 1));
}

/**
 * The value without its null members and entries, as CloudFormation leaves out AWS::NoValue.
 * @param value nested no deeper than `isShallow` allows
 */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((entry) => entry !== null).map(withoutNulls);
  if (!isRecord(value)) return value;
  return withoutNullMembers(value);
}

/** The object without its null members, at any depth: see `withoutNulls`. */
export function withoutNullMembers(object: JsonObject): JsonObject {
  const members = Object.entries(object).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
}

/** A finite number that is not negative, such as a moment; undefined for anything else. */
export function optionalNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** A text that is not empty; undefined for anything else. */
export function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
