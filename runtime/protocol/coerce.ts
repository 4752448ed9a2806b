import { failure } from '../messages/failures';

/**
 * CloudFormation sends every scalar as a string ("60", "true"). These give back what the schema declares;
 * a value of the right type, null and undefined pass unchanged.
 * @param name the property as the template names it, for the message
 * @throws Failure InvalidRequest when the text is not of the declared type
 */
export function toInteger(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (!/^[+-]?\d+$/.test(value)) throw failure('NotAnInteger', { property: name, value });
  return Number(value);
}

/** See {@link toInteger}. */
export function toBoolean(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.toLowerCase();
  if (text !== 'true' && text !== 'false') throw failure('NotABoolean', { property: name, value });
  return text === 'true';
}
