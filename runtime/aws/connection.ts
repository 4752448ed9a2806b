import type { Credentials } from '../protocol/event';
import { Retries } from './retries';
import { sharedSockets } from './sockets';

/** What every SDK client of an invocation is made with. Clients do not outlive the invocation's credentials. */
export interface Connection extends Settings {
  region: string;
  credentials: Credentials;
  retryStrategy: Retries;
  /** Aborts every call at the deadline of the invocation. */
  deadline: AbortSignal;
  requestHandler: ReturnType<typeof sharedSockets> & typeof TIME_LIMITS_MS;
}

type Settings = typeof SETTINGS;

/** A hanging call must not use up the 60 seconds that a handler has to answer. */
const TIME_LIMITS_MS = { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/**
 * What the SDK would look up for every client, in the environment and in the files of a profile: a function that
 * CloudFormation runs has neither. Endpoints are the exception: AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE> work,
 * so that the packed types can be run against another AWS. (AWS SDKs and Tools Reference Guide, Service-specific
 * endpoints.)
 */
const SETTINGS = {
  authSchemePreference: ['sigv4'],
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  /** Shows in CloudTrail's user agent. */
  userAgentAppId: 'ecs-blue-green-cloudformation',
};

/**
 * @param attempts 1 where CloudFormation calls again anyway, more for READ and LIST, which must answer at once
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
