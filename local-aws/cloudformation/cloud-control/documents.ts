import { isMap, type Value, type ValueMap } from '../values/value';
import { validationException } from './errors';

/**
 * Reads a member of a request whose text is a JSON object.
 * @param name of the member, for the message
 * @throws ServiceError ValidationException
 */
export function objectIn(name: string, text = ''): ValueMap {
  const value = valueIn(name, text);
  if (isMap(value)) return value;
  throw validationException(`${name} must be a JSON object.`);
}

/** @throws ServiceError ValidationException */
export function valueIn(name: string, text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw validationException(`${name} is not valid JSON.`);
  }
}
