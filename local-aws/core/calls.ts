/** One API call as the server received it, with its error if it failed. */
export interface Call {
  /** Virtual time, in milliseconds since the epoch. */
  time: number;
  /** The prefix of the service's IAM actions, e.g. `codedeploy`. */
  service: string;
  operation: string;
  /** The access key of the request's signature; empty when it was not signed. */
  accessKeyId: string;
  /** In the form of the SDK's types. */
  input: Record<string, unknown>;
  /** The answer to a call that failed. */
  error?: { code: string; message: string; status: number };
  /** The call was carried out, but its response was lost. */
  responseLost?: true;
}

/**
 * The names of the calls, e.g. `codedeploy:CreateDeployment`, oldest first.
 * @param service only the calls to this service
 */
export function callNames(calls: readonly Call[], service?: string): string[] {
  return calls
    .filter((call) => service === undefined || call.service === service)
    .map((call) => `${call.service}:${call.operation}`);
}
