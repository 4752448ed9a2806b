import { ServiceError } from '../../core/service';

export interface Page<T> {
  items: T[];
  nextToken: string | undefined;
}

/**
 * One page of a list.
 * @param keyOf the key of an item. The token has the key of the last item, so that the next page begins after it even when
 *   items have been added
 * @param token nextToken of the page before; undefined for the first page
 * @throws InvalidNextTokenException for a token that is not one of this list
 */
export function page<T>(
  items: T[],
  keyOf: (item: T) => string,
  token: string | undefined,
  size: number,
): Page<T> {
  const start = token === undefined ? 0 : items.findIndex((item) => toToken(keyOf(item)) === token) + 1;
  if (token !== undefined && start === 0)
    throw new ServiceError('InvalidNextTokenException', 'The specified next token is invalid.');
  const taken = items.slice(start, start + size);
  const last = taken.at(-1);
  const more = last !== undefined && start + size < items.length;
  return { items: taken, nextToken: more ? toToken(keyOf(last)) : undefined };
}

const toToken = (key: string): string => Buffer.from(key).toString('base64url');
