import type { Protocol } from './wire';

/** How a service is called: its protocols, and what tells its requests from those to other services. */
export interface ServiceDescription {
  /** The prefix of the service's IAM actions, e.g. `codedeploy`. */
  name: string;
  /** The prefix of `X-Amz-Target`, and the service's name in the paths of Smithy's CBOR protocol. */
  targetPrefix?: string;
  /** The query protocol's parameter `Version`. */
  queryVersion?: string;
  protocols: { json?: Protocol; cbor?: Protocol; query?: Protocol; rest?: Protocol };
  /** The SDK's client: its schemas describe the service's requests and answers. */
  clientPackage: () => Promise<Readonly<Record<string, unknown>>>;
  /** The error code for a request without a required member; absent when the service has own errors for it and checks itself. */
  missingMember?: string;
}
