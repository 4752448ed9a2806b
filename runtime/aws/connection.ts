import type { Credentials } from '../protocol/event';
import { Retries } from './retries';
import { sharedSockets } from './sockets';

/**
 * The configuration of every SDK client of an invocation. Each invocation makes its own, because it has its own
 * credentials.
 */
export interface Connection extends Settings {
  region: string;
  credentials: Credentials;
  retryStrategy: Retries;
  /** Aborts every call at the deadline of the invocation. */
  deadline: AbortSignal;
  requestHandler: ReturnType<typeof sharedSockets> & typeof TIME_LIMITS_MS;
}

type Settings = typeof SETTINGS;

/** A call that hangs must not use up the 60 seconds in which a handler has to answer. */
const TIME_LIMITS_MS = { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/**
 * Settings that the SDK would otherwise look up for every client in the environment and in the files of a profile. A
 * function that CloudFormation runs has neither. The SDK still looks up endpoints: with AWS_ENDPOINT_URL and
 * AWS_ENDPOINT_URL_<SERVICE> the packaged types run on the local AWS. (AWS SDKs and Tools Reference Guide,
 * Service-specific endpoints.)
 */
const SETTINGS = {
  authSchemePreference: ['sigv4'],
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  /** Shows in CloudTrail's user agent. */
  userAgentAppId: 'ecs-blue-green-cloudformation',
};

/**
 * Makes the configuration of an invocation's clients.
 * @param attempts how often the SDK tries a call
 * @param deadline aborts the calls of clients that `clientOf` makes
 */
export function connectionFor(
  region: string,
  credentials: Credentials,
  attempts: number,
  deadline: AbortSignal,
): Connection {
  return {
    ...SETTINGS,
    region,
    credentials,
    retryStrategy: new Retries(attempts),
    deadline,
    requestHandler: { ...TIME_LIMITS_MS, ...sharedSockets(Date.now()) },
  };
}

interface Sender {
  send(...args: never[]): unknown;
}

/** Makes a client whose calls, and the pauses between their attempts, end at the deadline of the invocation. */
export function clientOf<Client extends Sender>(
  construct: new (connection: Connection) => Client,
  connection: Connection,
): Client {
  const client = new construct(connection);
  const send: (...args: never[]) => unknown = client.send.bind(client);
  const options = { abortSignal: connection.deadline };
  return Object.assign(client, {
    send: (command: unknown): unknown => Reflect.apply(send, undefined, [command, options]),
  });
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
