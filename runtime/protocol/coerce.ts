import { failure } from '../messages/failures';

/**
 * The integer that the schema declares, from the string that CloudFormation sends ("60"). Any other value is returned
 * unchanged.
 * @param name the property as the template names it, for the message
 * @throws Failure InvalidRequest when the text is not of the declared type
 */
export function toInteger(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (!/^[+-]?\d+$/.test(value)) throw failure('NotAnInteger', { property: name, value });
  return Number(value);
}

/** The boolean that the schema declares, from the string that CloudFormation sends ("true"): see `toInteger`. */
export function toBoolean(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.toLowerCase();
  if (text !== 'true' && text !== 'false') throw failure('NotABoolean', { property: name, value });
  return text === 'true';
}
