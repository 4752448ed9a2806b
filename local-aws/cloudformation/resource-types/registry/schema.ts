import { isMap, propertyPath, scalarText, type ValueMap } from '../../values/value';

type HandlerName = 'create' | 'read' | 'update' | 'delete' | 'list';

/**
 * The members of a resource type schema that the engine reads (CloudFormation CLI User Guide, "Resource type schema").
 */
export interface ResourceSchema extends ValueMap {
  typeName: string;
  properties: ValueMap;
  primaryIdentifier: string[];
}

interface HandlerSchema {
  timeoutInMinutes: number;
  /** The IAM actions that the handler needs. */
  permissions: string[];
}

export const DEFAULT_TIMEOUT_MINUTES = 120;

/** The paths in one of the schema's lists of JSON pointers, e.g. `createOnlyProperties`. */
export function pathsOf(schema: ResourceSchema, list: string): string[][] {
  const pointers = schema[list];
  return Array.isArray(pointers) ? pointers.map((pointer) => propertyPath(scalarText(pointer))) : [];
}

export function findHandler(schema: ResourceSchema, name: HandlerName): HandlerSchema | undefined {
  const handler = isMap(schema.handlers) ? schema.handlers[name] : undefined;
  if (!isMap(handler)) return undefined;
  const { timeoutInMinutes, permissions } = handler;
  return {
    timeoutInMinutes: Number(timeoutInMinutes ?? DEFAULT_TIMEOUT_MINUTES),
    permissions: Array.isArray(permissions) ? permissions.map(scalarText) : [],
  };
}

/** Whether the handlers get stack tags: `tagging.taggable`, or the older `taggable`. */
export function isTaggable(schema: ResourceSchema): boolean {
  const tagging = isMap(schema.tagging) ? schema.tagging : undefined;
  return (tagging?.taggable ?? schema.taggable ?? true) !== false;
}

/** The name of the property for the tags. */
export function tagProperty(schema: ResourceSchema): string {
  const tagging = isMap(schema.tagging) ? schema.tagging : {};
  return propertyPath(scalarText(tagging.tagProperty ?? '/properties/Tags')).join('/');
}

/** Paths of the lists with `insertionOrder: false`. Lists in lists are not entered. */
export function unorderedPaths(schema: ResourceSchema): string[][] {
  return unorderedBelow(schema, schema.properties, []);
}

function unorderedBelow(schema: ResourceSchema, properties: ValueMap, path: string[]): string[][] {
  return Object.entries(properties).flatMap(([name, declared]) => {
    const property = dereferenced(schema, declared);
    if (!property) return [];
    if (property.insertionOrder === false) return [[...path, name]];
    return isMap(property.properties) && path.length < 10
      ? unorderedBelow(schema, property.properties, [...path, name])
      : [];
  });
}

/** The schema of a property. A `$ref` is followed. */
export function dereferenced(schema: ResourceSchema, declared: unknown): ValueMap | undefined {
  if (!isMap(declared)) return undefined;
  const reference = declared.$ref;
  if (typeof reference !== 'string') return declared;
  const definitions = isMap(schema.definitions) ? schema.definitions : {};
  return dereferenced(schema, definitions[reference.replace('#/definitions/', '')]);
}

/** AWS CloudFormation API Reference, DescribeType, ProvisioningType. */
export function provisioningType(schema: ResourceSchema | undefined) {
  if (!schema) return undefined;
  const has = (name: HandlerName): boolean => findHandler(schema, name) !== undefined;
  if (!has('create') || !has('read') || !has('delete')) return 'NON_PROVISIONABLE' as const;
  return has('update') ? ('FULLY_MUTABLE' as const) : ('IMMUTABLE' as const);
}
