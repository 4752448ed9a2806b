import { validationError } from '../values/errors';
import { attributeOf, placeholders } from './functions';
import type { ResourceDeclaration } from './template';
import { isList, isMap, type Value } from '../values/value';

/** What each resource needs to exist before it: logical ids by logical id, in the template's order. */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

export interface Reference {
  logicalId: string;
  /** The attribute's name, when it is not a function itself. */
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

/** Edges by Ref, Fn::GetAtt, Fn::Sub and DependsOn among these resources. */
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

/** @throws ServiceError ValidationError naming the resources of a circle. */
export function refuseCircles(dependencies: Dependencies): void {
  const left = new Map([...dependencies].map(([name, needs]) => [name, new Set(needs)]));
  for (let free = freeOf(left); free.length > 0; free = freeOf(left)) {
    for (const name of free) left.delete(name);
    for (const needs of left.values()) for (const name of free) needs.delete(name);
  }
  if (left.size > 0)
    throw validationError(`Circular dependency between resources: [${[...left.keys()].join(', ')}]`);
}

function freeOf(left: Map<string, Set<string>>): string[] {
  return [...left].filter(([, needs]) => needs.size === 0).map(([name]) => name);
}

/** The same edges the other way round: what must be gone before each may go. */
export function reversed(dependencies: Dependencies): Dependencies {
  const turned = new Map([...dependencies.keys()].reverse().map((name) => [name, new Set<string>()]));
  for (const [name, needs] of dependencies) for (const needed of needs) turned.get(needed)?.add(name);
  return turned;
}

/** Only these nodes, with edges between them also where they led through nodes that are left out. */
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
