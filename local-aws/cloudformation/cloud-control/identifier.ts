import { scalarText, valueAt, withPath, type ValueMap } from '../values/value';
import { objectIn } from './documents';
import { validationException } from './errors';
import type { Target } from './target';

/**
 * The primary identifier's properties. A request has them as text, joined by `|` in the schema's order, or as a JSON
 * object. Source: Cloud Control API User Guide, "Identifying resources".
 * @throws ServiceError ValidationException
 */
export function propertiesOf({ state }: Target, identifier = ''): ValueMap {
  const paths = state.identifier.map((name) => name.split('/'));
  const named = identifier.trimStart().startsWith('{') ? objectIn('Identifier', identifier) : undefined;
  const texts = named
    ? paths.map((path) => scalarText(valueAt(named, path)))
    : paths.length === 1
      ? [identifier]
      : identifier.split('|');
  const hasUnknown = named && !Object.keys(named).every((name) => paths.some((path) => path[0] === name));
  if (texts.length !== paths.length || texts.includes('') || hasUnknown)
    throw validationException(
      `Identifier ${identifier} is not valid for identifier [${state.identifier.map((name) => `/properties/${name}`).join(', ')}]`,
    );
  return paths.reduce<ValueMap>((properties, path, index) => {
    return withPath(properties, path, texts[index] ?? '');
  }, {});
}

/** The primary identifier as text. */
export function identifierIn({ state }: Target, properties: ValueMap): string {
  return state.identifier.map((name) => scalarText(valueAt(properties, name.split('/')))).join('|');
}
