import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { matchesWildcards } from '../../core/patterns';
import { ServiceError } from '../../core/service';

/** The parts of a request that a load balancer reads. */
export interface TrafficRequest {
  method: string;
  /** Without port, in lower case. */
  host: string;
  port: number;
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
}

/** `*` matches any characters, `?` matches one. */
const matches = (pattern: string, text: string): boolean => matchesWildcards(pattern, text);
const matchesAnyCase = (pattern: string, text: string): boolean =>
  matches(pattern.toLowerCase(), text.toLowerCase());

function anyMatches(values: readonly string[] | undefined, candidate: string, test = matches): boolean {
  return (values ?? []).some((value) => test(value, candidate));
}

type Test = (condition: RuleCondition, request: TrafficRequest) => boolean;

const TESTS: Readonly<Record<string, Test>> = {
  'path-pattern': ({ Values, PathPatternConfig }, { path }) =>
    anyMatches(PathPatternConfig?.Values ?? Values, path),
  'host-header': ({ Values, HostHeaderConfig }, { host }) =>
    anyMatches(HostHeaderConfig?.Values ?? Values, host, matchesAnyCase),
  'http-request-method': ({ HttpRequestMethodConfig }, { method }) =>
    HttpRequestMethodConfig?.Values?.includes(method) ?? false,
  'http-header': ({ HttpHeaderConfig }, { headers }) =>
    anyMatches(
      HttpHeaderConfig?.Values,
      headers[HttpHeaderConfig?.HttpHeaderName?.toLowerCase() ?? ''] ?? '',
      matchesAnyCase,
    ),
  'query-string': ({ QueryStringConfig }, { query }) =>
    (QueryStringConfig?.Values ?? []).some(({ Key, Value = '' }) =>
      [...query].some(
        ([key, value]) => (Key === undefined || matchesAnyCase(Key, key)) && matchesAnyCase(Value, value),
      ),
    ),
};

/** @throws ServiceError for a condition that the local AWS does not support */
export function checkConditions(conditions: readonly RuleCondition[] | undefined): void {
  if (!conditions || conditions.length === 0) {
    throw new ServiceError('ValidationError', 'At least one condition must be specified');
  }
  for (const { Field: field = '' } of conditions) {
    if (!TESTS[field]) {
      throw new ServiceError(
        'ValidationError',
        `The local AWS does not evaluate conditions of type '${field}'.`,
      );
    }
  }
}

/** Whether a request meets every condition of a rule. */
export function fulfils(conditions: readonly RuleCondition[], request: TrafficRequest): boolean {
  return conditions.every((condition) => TESTS[condition.Field ?? '']?.(condition, request) ?? false);
}
