import { readFile } from 'node:fs/promises';
import { lastPart } from './names';

/** The part of a property's JSON schema that decides its TypeScript type. */
export interface PropertySchema {
  $ref?: string;
  type?: string;
  description?: string;
  enum?: string[];
  items?: PropertySchema;
  properties?: Record<string, PropertySchema>;
  required?: string[];
}

/** The part of a resource type's schema that its model is made of. */
export interface TypeSchema {
  typeName: string;
  description: string;
  definitions: Record<string, PropertySchema>;
  properties: Record<string, PropertySchema>;
  required: string[];
  writeOnlyProperties?: string[];
  readOnlyProperties?: string[];
  tagging?: { taggable: boolean; tagProperty?: string };
}

/** Reads a schema file. `cfn validate` checks it against the registry's own meta-schema; here its form is trusted. */
export async function readSchema(file: string): Promise<TypeSchema> {
  return JSON.parse(await readFile(file, 'utf8')) as TypeSchema;
}

/**
 * The schema of a property: itself, or the definition that it refers to.
 * @throws Error naming a definition that is not there
 */
export function resolveProperty(schema: TypeSchema, property: PropertySchema): PropertySchema {
  if (!property.$ref) return property;
  const definition = schema.definitions[lastPart(property.$ref)];
  if (!definition) throw new Error(`${property.$ref} is not in the schema's definitions.`);
  return definition;
}
