import { queryParameters } from './query';
import type { WireRequest } from './wire';

/** The service that a request is signed for, e.g. `dynamodb`; undefined when it is not signed. */
export function signingScope({ headers, query }: WireRequest): string | undefined {
  const credential =
    /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? query.get('X-Amz-Credential') ?? '';
  return credential.split('/')[3];
}

/**
 * The operation that a request names, in the words of its protocol: `DynamoDB_20120810.ListTables` or `DescribeInstances`.
 * undefined for a REST request, which names none.
 */
export function namedOperation(request: WireRequest): string | undefined {
  const [, service, operation] = /^\/service\/([^/]+)\/operation\/([^/]+)$/.exec(request.path) ?? [];
  if (operation !== undefined) return `${service}.${operation}`;
  const target = request.headers['x-amz-target'] ?? '';
  return target === '' ? (queryParameters(request).get('Action') ?? undefined) : target;
}
