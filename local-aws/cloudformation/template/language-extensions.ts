import { TransformFailed } from '../values/errors';
import { isList, isMap, scalarText, type Value, type ValueMap } from '../values/value';
import { transformsOf } from './transforms';

/** The transform that CloudFormation makes here, besides AWS::Include. */
export const LANGUAGE_EXTENSIONS = 'AWS::LanguageExtensions';
/** Functions that a template may use only with this transform. */
export const EXTENSION_FUNCTIONS = ['Fn::Length', 'Fn::ToJsonString'];
const LOOP = /^Fn::ForEach::[A-Za-z0-9]+$/;
/** AWS CloudFormation Template Reference, "Fn::ForEach": five loops in each other, and no more resources than a template has. */
const DEEPEST_LOOPS = 5;
const MOST_ENTRIES = 5000;

/** The value of a parameter; undefined when it is not known. */
export type ParameterLookup = (name: string) => Value | undefined;

/**
 * Expands the loops of a template with the transform AWS::LanguageExtensions, and gives policies of resources the values of the
 * parameters that they name. The other extensions are functions, which are evaluated with all others.
 * Source: AWS CloudFormation Template Reference, "AWS::LanguageExtensions transform".
 * @param root the template
 * @param isComplete whether all parameters are known. Otherwise a loop over an unknown one has no entries
 * @throws TransformFailed that names the loop
 */
export function extended(root: ValueMap, parameter: ParameterLookup, isComplete: boolean): ValueMap {
  if (!transformsOf(root.Transform).includes(LANGUAGE_EXTENSIONS)) return root;
  const loops = new Loops(parameter, isMap(root.Mappings) ? root.Mappings : {}, isComplete);
  const expanded = Object.fromEntries(
    Object.entries(root).map(([section, value]) => [section, loops.expand(value, section)]),
  );
  for (const resource of Object.values(isMap(expanded.Resources) ? expanded.Resources : {}))
    if (isMap(resource)) resolvePolicies(resource, parameter);
  return expanded;
}

function resolvePolicies(resource: ValueMap, parameter: ParameterLookup): void {
  for (const name of ['DeletionPolicy', 'UpdateReplacePolicy']) {
    const policy = resource[name];
    if (isMap(policy)) resource[name] = parameter(scalarText(policy.Ref)) ?? 'Delete';
  }
}

class Loops {
  #entries = 0;

  constructor(
    private readonly parameter: ParameterLookup,
    private readonly mappings: ValueMap,
    private readonly isComplete: boolean,
  ) {}

  expand(value: Value, place: string, depth = 0): Value {
    if (isList(value)) return value.map((item, index) => this.expand(item, `${place}.${index}`, depth));
    if (!isMap(value)) return value;
    const entries = Object.entries(value).flatMap(([key, inner]): [string, Value][] =>
      LOOP.test(key)
        ? this.#loop(inner, `${place}.${key}`, depth + 1)
        : [[key, this.expand(inner, `${place}.${key}`, depth)]],
    );
    const names = entries.map(([name]) => name);
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined) throw refused(place, `it makes ${twice} more than once`);
    return Object.fromEntries(entries);
  }

  #loop(loop: Value, place: string, depth: number): [string, Value][] {
    if (depth > DEEPEST_LOOPS) throw refused(place, `more than ${DEEPEST_LOOPS} loops are in each other`);
    const [identifier, collection, body, ...others] = isList(loop) ? loop : [];
    if (typeof identifier !== 'string' || collection === undefined || !isMap(body) || others.length > 0)
      throw refused(place, 'it takes an identifier, a collection and a map');
    return this.#items(collection, place).flatMap((item) => {
      this.#entries += 1;
      if (this.#entries > MOST_ENTRIES) throw refused(place, `it makes more than ${MOST_ENTRIES} entries`);
      const expanded = this.expand(substituted(body, identifier, item), place, depth);
      return Object.entries(isMap(expanded) ? expanded : {});
    });
  }

  #items(collection: Value, place: string): string[] {
    if (isList(collection))
      return collection.flatMap((item) => (isMap(item) ? this.#items(item, place) : scalarText(item)));
    const found = isMap(collection) ? this.#lookUp(collection) : undefined;
    if (isList(found)) return found.map(scalarText);
    if (!this.isComplete) return [];
    throw refused(
      place,
      'its collection must be a list, the Ref of a parameter that is one, or Fn::FindInMap',
    );
  }

  #lookUp({ Ref: name, 'Fn::FindInMap': path }: ValueMap): Value | undefined {
    if (typeof name === 'string') {
      const value = this.parameter(name);
      return value === undefined || isList(value) ? value : [value];
    }
    if (!isList(path)) return undefined;
    return path.reduce<Value | undefined>((within, key) => {
      const text = isMap(key) ? this.parameter(scalarText(key.Ref)) : key;
      return isMap(within) && text !== undefined ? within[scalarText(text)] : undefined;
    }, this.mappings);
  }
}

/** Puts an item in place of the identifier: in `${…}`, without its special characters in `&{…}`, and in Ref. */
function substituted(value: Value, identifier: string, item: string): Value {
  const inText = (text: string): string =>
    text
      .replaceAll(`\${${identifier}}`, () => item)
      .replaceAll(`&{${identifier}}`, () => item.replaceAll(/[^A-Za-z0-9]/g, ''));
  if (typeof value === 'string') return inText(value);
  if (isList(value)) return value.map((inner) => substituted(inner, identifier, item));
  if (!isMap(value)) return value;
  if (value.Ref === identifier && Object.keys(value).length === 1) return item;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [inText(key), substituted(inner, identifier, item)]),
  );
}

function refused(place: string, why: string): Error {
  return new TransformFailed(LANGUAGE_EXTENSIONS, `${place}: Fn::ForEach: ${why}.`);
}
