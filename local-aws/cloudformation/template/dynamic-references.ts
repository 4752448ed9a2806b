import { validationError } from '../values/errors';
import { isList, isMap, type Value, type ValueMap } from '../values/value';

/** Where dynamic references find their values. */
export interface ReferenceSources {
  /** @throws ServiceError ValidationError */
  storedParameter(name: string): Promise<string>;
  /** @throws ServiceError ValidationError */
  storedSecret(id: string, stage: string | undefined, version: string | undefined): Promise<string>;
}

/** AWS CloudFormation User Guide, "Get values stored in other services using dynamic references". */
const MOST_REFERENCES = 60;
const REFERENCE = /\{\{resolve:([a-z-]+):([^{}]+)\}\}/g;

export function hasReferences(value: Value): boolean {
  return textsOf(value).some((text) => text.includes('{{resolve:'));
}

/** @returns sentences about references that cannot be resolved, or that are too many */
export function referenceProblems(values: readonly Value[]): string[] {
  const found = values.flatMap(textsOf).flatMap((text) => [...text.matchAll(REFERENCE)]);
  const unknown = new Set(found.map(([, service = '']) => service));
  for (const known of ['ssm', 'ssm-secure', 'secretsmanager']) unknown.delete(known);
  return [
    ...[...unknown].map((service) => `Resources: dynamic references to ${service} are not supported`),
    ...(found.length > MOST_REFERENCES
      ? [`Resources: ${found.length} dynamic references; a template may have ${MOST_REFERENCES}`]
      : []),
  ];
}

function textsOf(value: Value): string[] {
  if (typeof value === 'string') return [value];
  if (isList(value)) return value.flatMap(textsOf);
  return isMap(value) ? Object.values(value).flatMap(textsOf) : [];
}

/**
 * Replaces the dynamic references in the properties of a resource by their present values.
 * @throws ServiceError ValidationError that names what does not exist
 */
export async function withoutReferences(properties: ValueMap, sources: ReferenceSources): Promise<ValueMap> {
  return (await resolved(properties, sources)) as ValueMap;
}

async function resolved(value: Value, sources: ReferenceSources): Promise<Value> {
  if (isList(value)) return Promise.all(value.map((item) => resolved(item, sources)));
  if (isMap(value)) {
    const entries = Object.entries(value).map(
      async ([key, inner]) => [key, await resolved(inner, sources)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }
  if (typeof value !== 'string' || !value.includes('{{resolve:')) return value;
  let text = value;
  for (const [whole, service = '', key = ''] of value.matchAll(REFERENCE))
    text = text.split(whole).join(await one(service, key, sources));
  return text;
}

async function one(service: string, key: string, sources: ReferenceSources): Promise<string> {
  // `name` or `name:version`, as GetParameter takes it.
  if (service !== 'secretsmanager') return sources.storedParameter(key);
  // The id may be an ARN, so the first `:SecretString` ends it.
  const [, id = key, , member = '', stage = '', version = ''] =
    /^(.+?):(SecretString)(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?$/.exec(key) ?? [];
  const text = await sources.storedSecret(id, stage || undefined, version || undefined);
  return member === '' ? text : memberOf(text, member, id);
}

function memberOf(text: string, member: string, id: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (isMap(value) && Object.hasOwn(value, member)) {
      const found = value[member];
      return typeof found === 'object' ? JSON.stringify(found) : String(found);
    }
  } catch {
    // Refused below, like a secret without this key.
  }
  throw validationError(`Could not find a value associated with JSONKey in SecretString. (${id}: ${member})`);
}
