import { validationError } from '../values/errors';
import { isList, isMap, type Value, type ValueMap } from '../values/value';
import { attributeOf, placeholders } from './functions';
import type { ResourceDeclaration, Template } from './template';

/**
 * The sections of a module's fragment for the template that uses it: every name gets the module's logical id as a
 * prefix, and the module's properties replace the fragment's parameters.
 * @throws ServiceError ValidationError for an unknown or a missing property
 */
export function prefixed(
  module: string,
  use: ResourceDeclaration,
  fragment: Template,
  outer: Template,
): Pick<Template, 'Resources' | 'Conditions' | 'Mappings'> {
  const given = use.Properties ?? {};
  const unknown = Object.keys(given).filter((name) => !(name in fragment.Parameters));
  if (unknown[0] !== undefined) {
    throw validationError(
      `Resources.${module}.Properties.${unknown[0]}: ${use.Type} has no property ${unknown[0]}`,
    );
  }
  const values: ValueMap = {};
  for (const [name, declaration] of Object.entries(fragment.Parameters)) {
    const value = given[name] ?? declaration.Default;
    if (value === undefined)
      throw validationError(`Resources.${module}.Properties: ${use.Type} needs a value for ${name}`);
    values[name] = listOf(value, declaration.Type);
  }
  const inside = (value: Value): Value => insideModule(value, module, values, fragment);
  const named = <T>(section: Record<string, T>, change: (entry: T) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(section).map(([name, entry]) => [module + name, change(entry)]));
  const conditions = named(fragment.Conditions, inside);
  const existence = (own: string | undefined): string | undefined => {
    if (use.Condition === undefined) return own === undefined ? undefined : module + own;
    if (own === undefined) return use.Condition;
    const both = `${use.Condition}And${module}${own}`;
    conditions[both] = { 'Fn::And': [{ Condition: use.Condition }, { Condition: module + own }] };
    return both;
  };
  if (use.Condition !== undefined && !(use.Condition in outer.Conditions)) {
    throw validationError(`Resources.${module}.Condition: there is no condition ${use.Condition}`);
  }
  const resources = named(fragment.Resources, (resource) => {
    const { Condition: own, DependsOn, ...rest } = resource;
    const properties = inside(resource.Properties ?? {});
    const condition = existence(own);
    const needs = [...[DependsOn ?? []].flat().map((name) => module + name), ...[use.DependsOn ?? []].flat()];
    return {
      ...rest,
      ...(use.DeletionPolicy === undefined ? {} : { DeletionPolicy: use.DeletionPolicy }),
      ...(use.UpdateReplacePolicy === undefined ? {} : { UpdateReplacePolicy: use.UpdateReplacePolicy }),
      Properties: isMap(properties) ? properties : {},
      ...(needs.length === 0 ? {} : { DependsOn: needs }),
      ...(condition === undefined ? {} : { Condition: condition }),
    };
  });
  return {
    Resources: resources,
    Conditions: conditions,
    Mappings: named(fragment.Mappings, (mapping) => mapping),
  };
}

function listOf(value: Value, type: string): Value {
  const isListType = type === 'CommaDelimitedList' || type.startsWith('List<');
  return isListType && typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
}

/** Replaces parameters by the module's properties, and prefixes other names, in a value of the fragment. */
function insideModule(value: Value, module: string, values: ValueMap, fragment: Template): Value {
  const inside = (inner: Value): Value => insideModule(inner, module, values, fragment);
  const own = (name: string): boolean =>
    name in fragment.Resources || name in fragment.Conditions || name in fragment.Mappings;
  if (isList(value)) return value.map(inside);
  if (!isMap(value)) return value;
  const [key, argument] = Object.entries(value)[0] ?? [];
  if (Object.keys(value).length === 1 && key !== undefined && argument !== undefined) {
    if (key === 'Ref' && typeof argument === 'string')
      return values[argument] ?? { Ref: own(argument) ? module + argument : argument };
    if (key === 'Condition' && typeof argument === 'string') return { Condition: module + argument };
    if (key === 'Fn::GetAtt') {
      const [logicalId, attribute] = attributeOf(argument) ?? [];
      return logicalId === undefined || attribute === undefined
        ? value
        : { [key]: [module + logicalId, inside(attribute)] };
    }
    if ((key === 'Fn::If' || key === 'Fn::FindInMap') && isList(argument)) {
      const [name, ...rest] = argument;
      return {
        [key]: [
          typeof name === 'string' && own(name) ? module + name : inside(name ?? null),
          ...rest.map(inside),
        ],
      };
    }
    if (key === 'Fn::Sub') return { [key]: textInside(argument, module, values, fragment) };
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inside(inner)]));
}

function textInside(argument: Value, module: string, values: ValueMap, fragment: Template): Value {
  const [text, variables] = isList(argument) ? argument : [argument];
  if (typeof text !== 'string') return argument;
  const declared = insideModule(variables ?? {}, module, values, fragment);
  const known: ValueMap = isMap(declared) ? { ...declared } : {};
  let result = text;
  for (const name of placeholders(text)) {
    const [head = ''] = name.split('.');
    if (name in known) continue;
    const value = values[name];
    if (value !== undefined) known[name] = value;
    else if (head in fragment.Resources) result = result.replaceAll(`\${${name}}`, `\${${module}${name}}`);
  }
  return Object.keys(known).length === 0 ? result : [result, known];
}
