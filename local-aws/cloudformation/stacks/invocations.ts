/** One call of a handler, and its answer. */
export interface Invocation {
  /** In milliseconds since the epoch. */
  time: number;
  /** undefined for an operation of Cloud Control. */
  stackId: string | undefined;
  logicalId: string;
  type: string;
  action: 'CREATE' | 'UPDATE' | 'DELETE';
  answer: 'IN_PROGRESS' | 'SUCCESS' | 'FAILED';
  message: string | undefined;
}
