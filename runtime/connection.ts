import type { Credentials } from './event';

/** What every SDK client of an invocation is made with. Clients do not outlive the invocation's credentials. */
export interface Connection {
  region: string;
  credentials: Credentials;
  maxAttempts: number;
  requestHandler: { connectionTimeout: number; requestTimeout: number; throwOnRequestTimeout: boolean };
}

/**
 * @param attempts 1 where CloudFormation calls again anyway, more for READ and LIST, which must answer at once.
 *
 * The time-outs (milliseconds) keep a hanging call from using up the 60 seconds that a handler has to answer.
 */
export function connectionFor(region: string, credentials: Credentials, attempts: number): Connection {
  return {
    region,
    credentials,
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  };
}

const PARTITIONS: readonly [prefix: string, partition: string][] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['us-iso-', 'aws-iso'],
  ['eu-isoe-', 'aws-iso-e'],
  ['eusc-', 'aws-eusc'],
];

/** The partition of a region, the second part of its ARNs. (AWS General Reference, Amazon Resource Names.) */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
