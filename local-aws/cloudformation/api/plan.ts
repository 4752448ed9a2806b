import type { Change } from '@aws-sdk/client-cloudformation';
import type { ResourceToImport } from '../operations/import';
import type { Stack } from '../stacks/stack';

/** The stack that a change set asks for. */
export interface WantedStack {
  stackName: string;
  template: string;
  parameters: Record<string, string>;
  tags: Record<string, string>;
}

/** What the execution of a change set would do. */
export interface Plan {
  stack: Stack;
  changes: Change[];
  imported: ResourceToImport[];
  /** Why the change set cannot be executed; undefined when it can. */
  failure: string | undefined;
}
