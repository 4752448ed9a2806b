import type { NormalizedSchema } from '@smithy/core/schema';

/** The values of each member that is an enum: by the structure's name, then by the member's name. */
export type EnumValues = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/**
 * What is wrong with an input by its shape, as sentences of AWS's services: required members that it lacks, and values that an
 * enum does not have. Paths are e.g. `tags.1.member.key`: member names begin with a lower-case letter, as in AWS's answers.
 */
export function violationsOf(
  schema: NormalizedSchema,
  value: unknown,
  enums: EnumValues = {},
  path = '',
): string[] {
  if (value === undefined || value === null) return [];
  if (schema.isStructSchema()) {
    const shape: unknown = schema.getSchema();
    const required = Array.isArray(shape) && typeof shape[6] === 'number' ? shape[6] : 0;
    const members = new Map<string, unknown>(Object.entries(Object(value) as object));
    const enumsHere = enums[schema.getName() ?? ''] ?? {};
    return [...schema.structIterator()].flatMap(([name, member], index) => {
      const here = path + name.charAt(0).toLowerCase() + name.slice(1);
      const content = members.get(name);
      if (index < required && (content === undefined || content === null))
        return [`Value null at '${here}' failed to satisfy constraint: Member must not be null`];
      const values = enumsHere[name];
      if (values && typeof content === 'string' && !values.includes(content))
        return [
          `Value '${content}' at '${here}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`,
        ];
      return violationsOf(member, content, enums, `${here}.`);
    });
  }
  if (schema.isListSchema() && Array.isArray(value)) {
    const item = schema.getValueSchema();
    return value.flatMap((each, index) => violationsOf(item, each, enums, `${path}${index + 1}.member.`));
  }
  return [];
}

/** AWS's message for one violation or more. */
export function violationsMessage(violations: readonly string[]): string {
  const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected: `;
  return count + violations.join('; ');
}
