import { isList, isMap, type Value, type ValueMap } from '../../values/value';
import type { NativeRequest, NativeSettings } from './native-type';
import { withCamelCaseNames, type Fields } from './shape';

/**
 * Types a template's properties as the input of an API operation. Only their shapes were checked; the service refuses
 * wrong values itself. This is the only place that gives template values an SDK type.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the SDK's type
export function toInput<Input>(value: Value): Input {
  return value as unknown as Input;
}

/** The same for APIs whose names are in camel case (ECS, CodeDeploy, Logs). */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as above
export function toCamelCaseInput<Input>(shape: Fields, value: Value): Input {
  return toInput<Input>(withCamelCaseNames(shape, value));
}

export function textOf(properties: ValueMap, name: string): string | undefined {
  const value = properties[name];
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
}

export function textsOf(properties: ValueMap, name: string): string[] {
  const value = properties[name];
  return isList(value) ? value.map(String) : [];
}

export function mapOf(properties: ValueMap, name: string): ValueMap {
  const value = properties[name];
  return isMap(value) ? value : {};
}

/** Tags for APIs that write `key` and `value`. */
export function camelCaseTags(request: NativeRequest): { key: string; value: string }[] {
  return request.tags.map(({ Key, Value }) => ({ key: Key, value: Value }));
}

export function tagMap(request: NativeRequest): Record<string, string> {
  return Object.fromEntries(request.tags.map(({ Key, Value }) => [Key, Value]));
}

/** Those of the names whose properties an update sends. It is empty when none of them has changed. */
export function sentNames(
  { listenerUpdates }: NativeSettings,
  request: NativeRequest,
  names: readonly string[],
): string[] {
  const changed = names.filter((name) => request.changed(name));
  return listenerUpdates === 'whole' && changed.length > 0 ? [...names] : changed;
}

/** Only these properties. */
export function pick(properties: ValueMap, names: readonly string[]): ValueMap {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}
