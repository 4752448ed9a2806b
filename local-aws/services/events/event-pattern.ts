import { ServiceError } from '../../core/service';

/** JSON, as events and patterns have it. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

export interface JsonObject {
  [name: string]: Json;
}

/** Whether a value fulfils what a matcher says. Source: EventBridge User Guide, "Comparison operators for use in event patterns". */
const MATCHERS: Readonly<Record<string, (value: Json | undefined, operand: Json) => boolean>> = {
  prefix: (value, operand) => isText(value) && isText(operand) && value.startsWith(operand),
  suffix: (value, operand) => isText(value) && isText(operand) && value.endsWith(operand),
  'equals-ignore-case': (value, operand) =>
    isText(value) && isText(operand) && value.toLowerCase() === operand.toLowerCase(),
  'anything-but': (value, operand) =>
    value !== undefined && !(Array.isArray(operand) ? operand : [operand]).includes(value),
  exists: (value, operand) => (value !== undefined) === operand,
};

const isText = (value: unknown): value is string => typeof value === 'string';

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a rule's pattern.
 * @throws ServiceError InvalidEventPatternException for one that EventBridge or the local AWS does not take
 */
export function parsePattern(text: string): JsonObject {
  const invalid = (reason: string) =>
    new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
  const check = (pattern: JsonObject): void => {
    for (const [name, wanted] of Object.entries(pattern)) {
      if (isObject(wanted)) check(wanted);
      else if (!Array.isArray(wanted)) throw invalid(`"${name}" must be an object or an array`);
      else if (wanted.length === 0) throw invalid('Empty arrays are not allowed');
      else
        for (const each of wanted) {
          const unknown = isObject(each)
            ? Object.keys(each).find((key) => !Object.hasOwn(MATCHERS, key))
            : undefined;
          if (unknown !== undefined) throw invalid(`The local AWS does not know the match type ${unknown}`);
        }
    }
  };
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw invalid('It is not JSON');
  }
  if (!isObject(pattern)) throw invalid('Filter is not an object');
  check(pattern);
  return pattern;
}

/** Whether an event fulfils each name of a pattern. */
export function matches(pattern: JsonObject, event: Json | undefined): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = isObject(event) ? event[name] : undefined;
    if (isObject(wanted)) return matches(wanted, value);
    const values = Array.isArray(value) ? value : [value];
    return Array.isArray(wanted) && wanted.some((each) => values.some((one) => fulfils(one, each)));
  });
}

function fulfils(value: Json | undefined, wanted: Json): boolean {
  if (!isObject(wanted)) return value === wanted;
  return Object.entries(wanted).every(([name, operand]) => MATCHERS[name]?.(value, operand) === true);
}
