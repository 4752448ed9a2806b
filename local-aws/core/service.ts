/** An error that a service answers with. The protocol writes it to the wire. */
export class ServiceError extends Error {
  /**
   * @param code the bare shape name, e.g. `DeploymentGroupDoesNotExistException`
   * @param status HTTP status; AWS's JSON and query services answer client faults with 400
   */
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = code;
  }
}

/** The caller, identified by the access key of the request's signature. */
export interface Caller {
  accessKeyId: string;
}

/** One operation: takes the parsed input and returns the output (dates as Date, absent members undefined). */
export type Operation = (input: never, caller: Caller) => unknown;

/** A service: its operations by their names in the API. */
export interface Service {
  readonly operations: Readonly<Record<string, Operation>>;
}
