import type { NormalizedSchema } from '@smithy/core/schema';

/**
 * The paths of required members that an input lacks, e.g. `tags.1.member.key`. Member names begin with a lower-case letter,
 * as in the answers of AWS's services.
 */
export function missingMembers(schema: NormalizedSchema, value: unknown, path = ''): string[] {
  if (value === undefined || value === null) return [];
  if (schema.isStructSchema()) {
    const shape: unknown = schema.getSchema();
    const required = Array.isArray(shape) && typeof shape[6] === 'number' ? shape[6] : 0;
    const members = new Map<string, unknown>(Object.entries(Object(value) as object));
    return [...schema.structIterator()].flatMap(([name, member], index) => {
      const here = path + name.charAt(0).toLowerCase() + name.slice(1);
      const content = members.get(name);
      if (index < required && (content === undefined || content === null)) return [here];
      return missingMembers(member, content, `${here}.`);
    });
  }
  if (schema.isListSchema() && Array.isArray(value)) {
    const item = schema.getValueSchema();
    return value.flatMap((each, index) => missingMembers(item, each, `${path}${index + 1}.member.`));
  }
  return [];
}

/** The sentence of AWS's services for missing required members. */
export function missingMembersMessage(paths: readonly string[]): string {
  const count = `${paths.length} validation error${paths.length === 1 ? '' : 's'} detected: `;
  return (
    count +
    paths
      .map((path) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`)
      .join('; ')
  );
}
