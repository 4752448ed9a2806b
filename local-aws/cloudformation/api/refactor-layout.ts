import type { ResourceLocation, ResourceMapping } from '@aws-sdk/client-cloudformation';
import type { Move } from '../operations/refactor';
import type { Stack, StackResource } from '../stacks/stack';
import { NESTED_STACK } from '../template/nested-templates';
import type { Prepared } from '../template/prepared';
import { validationError } from '../values/errors';
import { canonical, toValue } from '../values/value';

/** A stack with the template that it has after the refactor. */
export interface Definition {
  stack: Stack;
  isNew: boolean;
  before: Prepared;
  prepared: Prepared;
}

/** Where each resource is after a refactor: by stack, then by the new logical id. */
export interface Layout {
  resources: ReadonlyMap<Stack, ReadonlyMap<string, StackResource>>;
  moves: Move[];
}

interface Place {
  stack: Stack;
  logicalId: string;
}

const keyOf = ({ stack, logicalId }: Place): string => `${stack.id} ${logicalId}`;
const textOf = ({ stack, logicalId }: Place): string => `${stack.name}.${logicalId}`;

/**
 * Finds the present resource of each resource in the new templates: by the request's mappings, then at the same place,
 * then the only one of the same type with the same logical id, or else with the same declared properties.
 * Source: AWS CloudFormation User Guide, "Stack refactoring": no resource is created or deleted.
 * @throws ServiceError ValidationError
 */
export function layOut(definitions: readonly Definition[], mappings: readonly ResourceMapping[]): Layout {
  const left = new Map(
    definitions.flatMap(({ stack }) =>
      [...stack.resources.values()].map((resource) => {
        const place = { stack, logicalId: resource.logicalId };
        return [keyOf(place), { ...place, resource }] as const;
      }),
    ),
  );
  const wanted = definitions.flatMap(({ stack, prepared }) =>
    Object.keys(prepared.resources).map((logicalId) => ({ stack, logicalId })),
  );
  const found = new Map<
    string,
    { source: Place & { resource: StackResource }; detection: Move['detection'] }
  >();
  const take = (place: Place, source: Place, detection: Move['detection']): boolean => {
    const present = left.get(keyOf(source));
    if (!present) return false;
    left.delete(keyOf(source));
    found.set(keyOf(place), { source: present, detection });
    return true;
  };
  for (const { Source, Destination } of mappings) {
    const [source, place] = [placeOf(definitions, Source), placeOf(definitions, Destination)];
    const isWanted = wanted.some((one) => keyOf(one) === keyOf(place));
    if (isWanted && take(place, source, 'MANUAL')) continue;
    throw validationError(
      `The mapping of ${textOf(source)} to ${textOf(place)} names a resource that does not exist.`,
    );
  }
  const open = (): Place[] => wanted.filter((place) => !found.has(keyOf(place)));
  for (const place of open()) take(place, place, 'AUTO');
  for (const isLike of [hasSameId, hasSameProperties]) {
    for (const place of open()) {
      const candidates = [...left.values()].filter((source) => isLike(definitions, source, place));
      const [only] = candidates;
      if (only && candidates.length === 1) take(place, only, 'AUTO');
    }
  }
  const created = open().map(textOf);
  const deleted = [...left.values()].map(textOf);
  if (created.length > 0 || deleted.length > 0) {
    throw validationError(
      `Stack refactor does not create or delete resources. Not in the stacks: [${created.join(', ')}]; not in the templates: [${deleted.join(', ')}]. Use ResourceMappings for renamed resources.`,
    );
  }
  return arranged(definitions, wanted, found);
}

function arranged(
  definitions: readonly Definition[],
  wanted: readonly Place[],
  found: ReadonlyMap<string, { source: Place & { resource: StackResource }; detection: Move['detection'] }>,
): Layout {
  const resources = new Map(definitions.map(({ stack }) => [stack, new Map<string, StackResource>()]));
  const moves: Move[] = [];
  for (const place of wanted) {
    const { stack, logicalId } = place;
    const match = found.get(keyOf(place));
    if (!match) continue;
    const { resource, stack: from } = match.source;
    const isMoved = from !== stack || resource.logicalId !== logicalId;
    if (isMoved && resource.type === NESTED_STACK)
      throw validationError(
        `${textOf(match.source)} is a nested stack, which cannot be moved or renamed here.`,
      );
    resources.get(stack)?.set(logicalId, isMoved ? { ...resource, logicalId } : resource);
    if (isMoved) moves.push({ resource, from, to: stack, logicalId, detection: match.detection });
  }
  return { resources, moves };
}

function placeOf(definitions: readonly Definition[], location: ResourceLocation | undefined): Place {
  const { StackName: name = '', LogicalResourceId: logicalId = '' } = location ?? {};
  const found = definitions.find(({ stack }) => stack.name === name || stack.id === name);
  if (!found) throw validationError(`Stack [${name}] of ResourceMappings is missing from StackDefinitions.`);
  return { stack: found.stack, logicalId };
}

type IsLike = (
  definitions: readonly Definition[],
  source: Place & { resource: StackResource },
  place: Place,
) => boolean;

const hasSameId: IsLike = (definitions, source, place) =>
  source.logicalId === place.logicalId && source.resource.type === declared(definitions, place)?.Type;

const hasSameProperties: IsLike = (definitions, source, place) => {
  const before = definitions.find(({ stack }) => stack === source.stack)?.before.resources[source.logicalId];
  const after = declared(definitions, place);
  const propertiesOf = (one: typeof before): string => canonical(toValue(one?.Properties ?? {}));
  return source.resource.type === after?.Type && propertiesOf(before) === propertiesOf(after);
};

function declared(definitions: readonly Definition[], { stack, logicalId }: Place) {
  return definitions.find((one) => one.stack === stack)?.prepared.resources[logicalId];
}
