import { readFile } from 'node:fs/promises';

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
}

/** Reads a schema file. `cfn validate` checks it against the registry's own meta-schema; here its form is trusted. */
export async function readSchema(file: string): Promise<TypeSchema> {
  return JSON.parse(await readFile(file, 'utf8')) as TypeSchema;
}
