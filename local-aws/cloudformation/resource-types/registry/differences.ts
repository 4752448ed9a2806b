import type { PropertyDifference } from '@aws-sdk/client-cloudformation';
import {
  canonical,
  isList,
  isMap,
  scalarText,
  withoutPath,
  type Value,
  type ValueMap,
} from '../../values/value';
import { dereferenced, pathsOf, type ResourceSchema } from './schema';

/** The properties that drift detection compares: all but read-only and write-only ones. */
export function comparedProperties(schema: ResourceSchema, properties: ValueMap): ValueMap {
  const hidden = [...pathsOf(schema, 'readOnlyProperties'), ...pathsOf(schema, 'writeOnlyProperties')];
  return hidden.reduce<ValueMap>(withoutPath, properties);
}

/**
 * The differences between a resource and its template. Properties that the template does not set are ignored, and so is
 * the order of lists with `insertionOrder: false`.
 * Source: AWS CloudFormation User Guide, "Detect unmanaged configuration changes …"; API Reference, PropertyDifference.
 * @param expected the template's properties, without functions
 * @param actual the model that READ answered
 */
export function propertyDifferences(
  schema: ResourceSchema,
  expected: ValueMap,
  actual: ValueMap,
): PropertyDifference[] {
  const rules = { type: 'object', properties: schema.properties };
  return differencesAt(schema, rules, '', comparedProperties(schema, expected), actual);
}

function differencesAt(
  schema: ResourceSchema,
  declared: unknown,
  path: string,
  expected: Value,
  actual: Value | undefined,
): PropertyDifference[] {
  const rules = dereferenced(schema, declared);
  if (canonical(expected) === canonical(actual)) return [];
  if (actual === undefined || actual === null) return [difference('REMOVE', path, expected, undefined)];
  if (isMap(expected) && isMap(actual)) {
    const properties = isMap(rules?.properties) ? rules.properties : {};
    return Object.entries(expected).flatMap(([name, value]) =>
      differencesAt(schema, properties[name], `${path}/${name}`, value, actual[name]),
    );
  }
  if (isList(expected) && isList(actual)) {
    const isSet = rules?.insertionOrder === false;
    return listDifferences(
      schema,
      rules?.items,
      path,
      expected,
      isSet ? inOrderOf(schema, rules.items, expected, actual) : actual,
    );
  }
  return [difference('NOT_EQUAL', path, expected, actual)];
}

function listDifferences(
  schema: ResourceSchema,
  items: unknown,
  path: string,
  expected: Value[],
  actual: (Value | undefined)[],
): PropertyDifference[] {
  const present = expected.flatMap((value, index) =>
    differencesAt(schema, items, `${path}/${index}`, value, actual[index]),
  );
  const added = actual
    .slice(expected.length)
    .map((value, index) => difference('ADD', `${path}/${expected.length + index}`, undefined, value));
  return [...present, ...added];
}

/** The actual members of a set in the order of the expected ones, then those that the template does not expect. */
function inOrderOf(
  schema: ResourceSchema,
  items: unknown,
  expected: Value[],
  actual: Value[],
): (Value | undefined)[] {
  const left = [...actual];
  const paired = expected.map((value) => {
    const index = left.findIndex((other) => differencesAt(schema, items, '', value, other).length === 0);
    return index === -1 ? undefined : left.splice(index, 1)[0];
  });
  return [...paired, ...left];
}

function difference(
  DifferenceType: 'ADD' | 'REMOVE' | 'NOT_EQUAL',
  PropertyPath: string,
  expected: Value | undefined,
  actual: Value | undefined,
): PropertyDifference {
  return { DifferenceType, PropertyPath, ExpectedValue: textOf(expected), ActualValue: textOf(actual) };
}

function textOf(value: Value | undefined): string {
  return value === undefined ? 'null' : scalarText(value);
}
