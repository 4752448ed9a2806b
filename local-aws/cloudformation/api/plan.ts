import type { Change } from '@aws-sdk/client-cloudformation';
import type { ResourceToImport } from '../operations/import';
import type { LiveStates } from '../stacks/live-state';
import type { PlannedNestedStacks, Stack } from '../stacks/stack';
import type { Prepared } from '../template/prepared';

/** Why a change set fails that would change nothing. */
export const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** The stack that a change set asks for. */
export interface WantedStack {
  /** Its name, or the id of one that exists. */
  stackName: string;
  template: string;
  templateFolder?: string;
  parameters: Record<string, string>;
  tags: Record<string, string>;
  changeSetName: string;
  /** The change set compares the live resources with the template, too. */
  revertsDrift: boolean;
  /** Each nested stack gets a change set of its own. */
  includesNestedStacks: boolean;
}

/** What the execution of a change set would do. */
export interface Plan {
  stack: Stack;
  prepared: Prepared;
  tags: Record<string, string>;
  changes: Change[];
  imported: ResourceToImport[];
  /** The live states that a drift-aware change set found. */
  live?: LiveStates | undefined;
  /** The change sets of the nested stacks. */
  nested: readonly NestedPlan[];
  /** Why the change set cannot be executed; undefined when it can. */
  failure: string | undefined;
}

/** What the change set of a nested stack would do. */
export interface NestedPlan extends Plan {
  /** In the parent's template. */
  logicalId: string;
  changeSetName: string;
  changeSetId: string;
}

/** What the operation of the parent has to know of its nested stacks. */
export function plannedStacks(nested: readonly NestedPlan[]): PlannedNestedStacks {
  return new Map(
    nested.map((plan) => [
      plan.logicalId,
      { stackId: plan.stack.id, source: plan.prepared.source, nested: plannedStacks(plan.nested) },
    ]),
  );
}
