import { sameTags } from '../values/tags';
import { canonical, isList, valueAt, withPath, type ValueMap } from '../values/value';
import type { ResourceProvider } from './provider';

/** What an update has to do with one resource. */
export type RequiredChange = 'unchanged' | 'update' | 'replace';

/**
 * Compares the wanted properties with those of the stack's last stable state; the real resource is not read.
 * A changed, added or removed create-only property requires a replacement.
 * Source: AWS CloudFormation User Guide, "Understand update behaviors of stack resources".
 */
export function requiredChange(
  provider: ResourceProvider,
  before: ValueMap,
  wanted: ValueMap,
  tagsBefore: Record<string, string>,
  tags: Record<string, string>,
): RequiredChange {
  const [one, other] = [comparable(provider, before), comparable(provider, wanted)];
  if (provider.createOnly.some((path) => canonical(valueAt(one, path)) !== canonical(valueAt(other, path))))
    return 'replace';
  if (canonical(one) !== canonical(other)) return provider.updatable ? 'update' : 'replace';
  return provider.taggable && provider.updatable && !sameTags(tagsBefore, tags) ? 'update' : 'unchanged';
}

/** Sorts the lists whose order does not matter. */
function comparable(provider: ResourceProvider, properties: ValueMap): ValueMap {
  return provider.unordered.reduce<ValueMap>((result, path) => {
    const value = valueAt(result, path);
    if (!isList(value)) return result;
    const sorted = [...value].sort((one, other) => (canonical(one) < canonical(other) ? -1 : 1));
    return withPath(result, path, sorted);
  }, properties);
}
