import type { Protocol } from './wire';

/** How a service is called: its protocols, and what tells its requests from those to other services. */
export interface ServiceDescription {
  /** The prefix of the service's IAM actions, e.g. `codedeploy`. */
  name: string;
  /** The prefix of `X-Amz-Target`, and the service's name in the paths of Smithy's CBOR protocol. */
  targetPrefix?: string;
  /** The query protocol's parameter `Version`. */
  queryVersion?: string;
  protocols: { json?: Protocol; cbor?: Protocol; query?: Protocol; rest?: Protocol; s3?: Protocol };
  /** The SDK's client: its schemas describe the service's requests and answers. */
  clientPackage: () => Promise<Readonly<Record<string, unknown>>>;
  /**
   * The error code for a request without a required member, or with a value that its enum does not have. Absent when the
   * service has errors of its own for it and checks itself.
   */
  invalidInput?: string;
  /** The members whose values are checked. Without them, the service takes any value of an enum. */
  enums?: EnumMembers;
}

/**
 * The members of inputs that are enums: structure, then member, then the enum's export of the SDK's client. The client's schemas
 * say only that these members are strings.
 */
export type EnumMembers = Readonly<Record<string, Readonly<Record<string, string>>>>;
