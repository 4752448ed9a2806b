/** The two names of a stack, known before the stack exists. */
export interface StackIdentity {
  /** The stack's ARN. */
  id: string;
  name: string;
}
