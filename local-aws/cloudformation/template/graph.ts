import { validationError } from '../values/errors';
import { isList, isMap, type Value, type ValueMap } from '../values/value';
import { attributeOf, placeholders } from './functions';
import type { ResourceDeclaration } from './template';

/** The logical ids that each logical id depends on, in the template's order. */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

export interface Reference {
  logicalId: string;
  /** The attribute's name; absent for Ref, and when the name is a function itself. */
  attribute?: string;
}

/** Every Ref, Fn::GetAtt and Fn::Sub in a value. */
export function references(value: Value): Reference[] {
  if (isList(value)) return value.flatMap(references);
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, inner]): Reference[] => {
    if (key === 'Ref' && typeof inner === 'string') return [{ logicalId: inner }];
    if (key === 'Fn::GetAtt') {
      const found = attributeOf(inner);
      if (!found) return [];
      const [logicalId, attribute] = found;
      return [
        typeof attribute === 'string' ? { logicalId, attribute } : { logicalId },
        ...references(attribute),
      ];
    }
    if (key === 'Fn::Sub') return substituted(inner);
    return references(inner);
  });
}

function substituted(argument: Value): Reference[] {
  const [template, variables] = isList(argument) ? argument : [argument];
  if (typeof template !== 'string') return [];
  const own = isMap(variables) ? Object.keys(variables) : [];
  const named = placeholders(template)
    .filter((name) => !own.includes(name))
    .map((name): Reference => {
      const dot = name.indexOf('.');
      return dot === -1
        ? { logicalId: name }
        : { logicalId: name.slice(0, dot), attribute: name.slice(dot + 1) };
    });
  return [...named, ...references(variables ?? null)];
}

export function dependsOn(resource: ResourceDeclaration): string[] {
  const declared = resource.DependsOn ?? [];
  return typeof declared === 'string' ? [declared] : declared;
}

/** The dependencies among these resources by Ref, Fn::GetAtt, Fn::Sub and DependsOn. */
export function dependenciesOf(resources: Record<string, ResourceDeclaration>): Dependencies {
  return new Map(
    Object.entries(resources).map(([logicalId, resource]) => {
      const named = [
        ...references(resource.Properties ?? {}).map((reference) => reference.logicalId),
        ...references(resource.Metadata ?? null).map((reference) => reference.logicalId),
        ...dependsOn(resource),
      ];
      return [logicalId, new Set(named.filter((name) => name in resources))];
    }),
  );
}

/** The dependencies among conditions, by Condition and Fn::If. */
export function conditionDependencies(conditions: ValueMap): Dependencies {
  const named = (value: Value): string[] => {
    if (isList(value)) return value.flatMap(named);
    if (!isMap(value)) return [];
    return Object.entries(value).flatMap(([key, inner]) => {
      const name = key === 'Condition' ? inner : key === 'Fn::If' && isList(inner) ? inner[0] : undefined;
      return [...(typeof name === 'string' ? [name] : []), ...named(inner)];
    });
  };
  return new Map(
    Object.entries(conditions).map(([name, condition]) => [
      name,
      new Set(named(condition).filter((other) => Object.hasOwn(conditions, other))),
    ]),
  );
}

/** @throws ServiceError ValidationError that names the resources of a circular dependency */
export function refuseCircles(dependencies: Dependencies): void {
  inOrder(dependencies, 'resources');
}

/**
 * @param kind what the names are names of, for the message
 * @returns the names, each after those that it depends on
 * @throws ServiceError ValidationError that names the members of a circular dependency
 */
export function inOrder(dependencies: Dependencies, kind: string): string[] {
  const order: string[] = [];
  const left = new Map([...dependencies].map(([name, needs]) => [name, new Set(needs)]));
  for (let free = freeOf(left); free.length > 0; free = freeOf(left)) {
    for (const name of free) left.delete(name);
    order.push(...free);
    for (const needs of left.values()) for (const name of free) needs.delete(name);
  }
  if (left.size > 0)
    throw validationError(`Circular dependency between ${kind}: [${[...left.keys()].join(', ')}]`);
  return order;
}

function freeOf(left: Map<string, Set<string>>): string[] {
  return [...left].filter(([, needs]) => needs.size === 0).map(([name]) => name);
}

/** The reversed dependencies: what CloudFormation deletes before each resource. */
export function reversed(dependencies: Dependencies): Dependencies {
  const turned = new Map([...dependencies.keys()].reverse().map((name) => [name, new Set<string>()]));
  for (const [name, needs] of dependencies) for (const needed of needs) turned.get(needed)?.add(name);
  return turned;
}

/** The dependencies among these nodes only. A dependency through an omitted node becomes a direct one. */
export function among(dependencies: Dependencies, kept: ReadonlySet<string>): Dependencies {
  const needed = (name: string, seen: Set<string>): string[] =>
    [...(dependencies.get(name) ?? [])].flatMap((other) => {
      if (seen.has(other)) return [];
      seen.add(other);
      return kept.has(other) ? [other] : needed(other, seen);
    });
  const names = [...dependencies.keys()].filter((name) => kept.has(name));
  return new Map(names.map((name) => [name, new Set(needed(name, new Set([name])))]));
}
