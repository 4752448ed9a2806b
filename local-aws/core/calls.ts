/** One API call as the server saw it, whatever became of it. */
export interface Call {
  /** Virtual time, in milliseconds since the epoch. */
  time: number;
  /** The prefix of the service's IAM actions, e.g. `codedeploy`. */
  service: string;
  operation: string;
  /** Of the request's signature; empty when it was not signed. */
  accessKeyId: string;
  /** As the SDK's types describe it. */
  input: Record<string, unknown>;
  /** What the call was answered with when it failed. */
  error?: { code: string; message: string; status: number };
  /** The call was carried out, and its caller never got to know. */
  responseLost?: true;
}

/** The names of the calls, e.g. `codedeploy:CreateDeployment`, oldest first; of one service when one is named. */
export function callNames(calls: readonly Call[], service?: string): string[] {
  return calls
    .filter((call) => service === undefined || call.service === service)
    .map((call) => `${call.service}:${call.operation}`);
}
