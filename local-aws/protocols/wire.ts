import type { NormalizedSchema } from '@smithy/core/schema';

export interface WireRequest {
  method: string;
  /** Without the query string. */
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export interface WireResponse {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array | string;
}

/** One operation of a service's model, as the SDK's own client describes it. */
export interface OperationShape {
  name: string;
  input: NormalizedSchema;
  output: NormalizedSchema;
  /** Only for REST operations: method, path with labels, status of a success. */
  http?: readonly [method: string, path: string, status: number] | undefined;
}

/** An error for the protocol: its code on the wire and its HTTP status. */
export interface WireError {
  code: string;
  status: number;
  message: string;
}

/** Reads inputs from requests, and writes outputs and errors to responses, by the operation's shapes. */
export interface Protocol {
  /** As botocore names it: json, query, smithy-rpc-v2-cbor, rest-json. */
  readonly name: string;
  readInput(operation: OperationShape, request: WireRequest): Promise<unknown>;
  writeOutput(operation: OperationShape, output: unknown, requestId: string): WireResponse;
  writeError(error: WireError, requestId: string): WireResponse;
}

/** Statuses from 500 on are AWS's own faults; all others are the caller's. */
export function faultType({ status }: WireError): 'Sender' | 'Receiver' {
  return status >= 500 ? 'Receiver' : 'Sender';
}
