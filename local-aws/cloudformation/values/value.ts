/** A JSON value of a template or of a resource's model. */
export type Value = string | number | boolean | null | Value[] | ValueMap;

export interface ValueMap {
  [key: string]: Value;
}

export function isMap(value: unknown): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is Value[] {
  return Array.isArray(value);
}

/** The value at a path of property names; undefined when there is none. The path does not lead into lists. */
export function valueAt(value: Value | undefined, path: readonly string[]): Value | undefined {
  return path.reduce<Value | undefined>((inner, name) => (isMap(inner) ? inner[name] : undefined), value);
}

/** A copy of the map without the value at this path. */
export function withoutPath(map: ValueMap, path: readonly string[]): ValueMap {
  const [name, ...rest] = path;
  if (name === undefined || !(name in map)) return map;
  const { [name]: inner, ...others } = map;
  if (rest.length === 0) return others;
  return isMap(inner) ? { ...others, [name]: withoutPath(inner, rest) } : map;
}

/** A copy of the map with this value at this path; missing maps on the way are created. */
export function withPath(map: ValueMap, path: readonly string[], value: Value): ValueMap {
  const [name, ...rest] = path;
  if (name === undefined) return map;
  const inner = map[name];
  return { ...map, [name]: rest.length === 0 ? value : withPath(isMap(inner) ? inner : {}, rest, value) };
}

/** Splits a JSON pointer of a schema into property names: `/properties/A/B` gives `A`, `B`. */
export function propertyPath(pointer: string): string[] {
  return pointer
    .replace(/^\/properties\//, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/**
 * The same value with every number and boolean as a string. CloudFormation sends properties to the handlers of
 * registry types in this form; the language plugins of the CloudFormation CLI convert them back (`recast`).
 */
export function stringified(value: Value): Value {
  if (isList(value)) return value.map(stringified);
  if (isMap(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, stringified(inner)]));
  return value === null ? null : String(value);
}

/** A text for comparing values: it ignores the order of keys, and `80` and `"80"` give the same text. */
export function canonical(value: Value | undefined): string {
  if (value === undefined) return '';
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isMap(value)) return JSON.stringify(value === null ? null : String(value));
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${entries.join(',')}}`;
}

/** A scalar as text; anything else as JSON. */
export function scalarText(value: Value | undefined): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');
}

/** A copy of the map without these names. */
export function omit(map: ValueMap, names: readonly string[]): ValueMap {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !names.includes(name)));
}

/** Any data as plain JSON: dates become texts, undefined members disappear. */
export function toValue(data: unknown): Value {
  return data === undefined ? null : (JSON.parse(JSON.stringify(data)) as Value);
}
