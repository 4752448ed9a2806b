import type { Change } from '@aws-sdk/client-cloudformation';
import type { ResourceToImport } from '../operations/import';
import type { LiveStates } from '../stacks/live-state';
import type { Stack } from '../stacks/stack';
import type { Prepared } from '../template/prepared';

/** The stack that a change set asks for. */
export interface WantedStack {
  stackName: string;
  template: string;
  parameters: Record<string, string>;
  tags: Record<string, string>;
  /** The change set compares the live resources with the template, too. */
  revertsDrift: boolean;
}

/** What the execution of a change set would do. */
export interface Plan {
  stack: Stack;
  prepared: Prepared;
  changes: Change[];
  imported: ResourceToImport[];
  /** The live states that a drift-aware change set found. */
  live?: LiveStates | undefined;
  /** Why the change set cannot be executed; undefined when it can. */
  failure: string | undefined;
}
