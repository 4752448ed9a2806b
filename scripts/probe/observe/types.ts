import { deletionOf } from '../account/clean-types';
import type { Clients } from '../account/clients';
import { Interrupted, type Clock } from '../account/clock';
import { STACKS } from '../account/names';
import { observeCloudControl } from './cloud-control';
import { observeDrifts } from './drift';
import * as failures from './failures';
import { observeImports } from './imports';
import { observeExpress, observeRefactor } from './modes';
import * as rollbacks from './rollbacks';
import { StackCalls } from './stack-calls';
import type { TypeFacts } from './type-facts';

/** Some operations on stacks of their own, and the assumptions that they are about. */
interface Scenario {
  ids: readonly string[];
  stacks: readonly string[];
  observe: (calls: StackCalls, facts: TypeFacts) => Promise<void>;
}

const SCENARIOS: readonly Scenario[] = [
  {
    ids: ['cfn-01', 'cfn-02', 'cfn-03', 'cfn-04', 'cfn-29', 'cfn-30', 'cfn-31', 'cfn-35'],
    stacks: [STACKS.rolledBack],
    observe: rollbacks.observeRollback,
  },
  {
    ids: ['cfn-05', 'cfn-06', 'cfn-09', 'cfn-40'],
    stacks: [STACKS.rollbackFailed],
    observe: rollbacks.observeFailedRollback,
  },
  { ids: ['cfn-16', 'cfn-33'], stacks: [STACKS.replaced], observe: rollbacks.observeReplacement },
  {
    ids: ['cfn-06', 'cfn-10', 'cfn-11', 'cfn-12', 'cfn-14', 'cfn-40'],
    stacks: [STACKS.preserved],
    observe: failures.observePreserved,
  },
  {
    ids: ['cfn-13', 'cfn-26', 'cfn-27', 'cfn-28', 'cfn-32', 'cfn-37'],
    stacks: [STACKS.oddCreates],
    observe: failures.observeOddCreates,
  },
  { ids: ['cfn-06', 'cfn-08'], stacks: [STACKS.cancelled], observe: failures.observeCancelled },
  { ids: ['cfn-15'], stacks: [STACKS.timeout], observe: failures.observeTimeout },
  { ids: ['cfn-19'], stacks: [STACKS.snapshot], observe: failures.observeSnapshot },
  {
    ids: ['cfn-20', 'cfn-21', 'cfn-38', 'cfn-39'],
    stacks: [STACKS.imported, STACKS.importFailed],
    observe: observeImports,
  },
  {
    ids: ['cfn-22', 'cfn-24', 'cfn-45', 'cfn-46', 'cfn-47'],
    stacks: [STACKS.drift],
    observe: observeDrifts,
  },
  { ids: ['cfn-42', 'cfn-44'], stacks: [STACKS.express], observe: observeExpress },
  { ids: ['cfn-49'], stacks: [STACKS.refactored, STACKS.refactoredTo], observe: observeRefactor },
  {
    ids: ['cc-01', 'cc-02', 'cc-03', 'cc-04', 'cc-06', 'cc-07', 'cc-10'],
    stacks: [],
    observe: observeCloudControl,
  },
];

/** The assumptions that need the probe's types. */
export const WITH_TYPES: readonly string[] = [...new Set(SCENARIOS.flatMap(({ ids }) => ids))];

/**
 * Observes what CloudFormation and Cloud Control do with handlers, in small stacks one after the other. What ends a scenario
 * early does not end the others.
 * @param only the ids that are asked; all when empty
 * @returns why scenarios ended early, in sentences
 * @throws Interrupted
 */
export async function observeTypes(
  clients: Clients,
  clock: Clock,
  bucket: string,
  facts: TypeFacts,
  only: readonly string[] = [],
): Promise<string[]> {
  const calls = new StackCalls(clients, clock, bucket);
  const troubles: string[] = [];
  const isAsked = ({ ids }: Scenario) => only.length === 0 || ids.some((id) => only.includes(id));
  for (const { ids, stacks, observe } of SCENARIOS.filter(isAsked)) {
    try {
      await observe(calls, facts);
      // They go while the next scenario is observed. What cannot be deleted yet is removed in the end.
      for (const name of stacks) await clients.cloudFormation.send(deletionOf(name));
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      const message = error instanceof Error ? error.message : String(error);
      troubles.push(`What ${ids.join(', ')} need was not observed to its end: ${message}`);
    }
  }
  return troubles;
}
