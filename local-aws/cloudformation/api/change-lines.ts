import type { Change } from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../cloudformation';
import { fingerprints } from '../stacks/fingerprint';
import type { Stack } from '../stacks/stack';
import type { Prepared } from '../template/prepared';

/** One line of a change set. */
export function changeLine(
  action: 'Add' | 'Import' | 'Modify' | 'Remove' | 'SyncWithActual',
  logicalId: string,
  type: string,
  physicalId?: string,
): Change {
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: action,
      LogicalResourceId: logicalId,
      ResourceType: type,
      PhysicalResourceId: physicalId,
      Scope: [],
      Details: [],
    },
  };
}

/** The lines of a change set that updates a stack. */
export async function updateLines(
  cloudFormation: CloudFormation,
  stack: Stack,
  prepared: Prepared,
): Promise<Change[]> {
  const before = await fingerprints(cloudFormation, stack, stack.prepared);
  const after = await fingerprints(cloudFormation, stack, prepared);
  const changed = Object.entries(prepared.resources).flatMap(([logicalId, { Type }]) => {
    const present = stack.resources.get(logicalId);
    if (!present) return [changeLine('Add', logicalId, Type)];
    return before.get(logicalId) === after.get(logicalId)
      ? []
      : [changeLine('Modify', logicalId, Type, present.physicalId)];
  });
  const removed = [...stack.resources.values()].filter(({ logicalId }) => !(logicalId in prepared.resources));
  return [
    ...changed,
    ...removed.map(({ logicalId, type, physicalId }) => changeLine('Remove', logicalId, type, physicalId)),
  ];
}

/** The lines of a change set that creates a stack. */
export function createLines({ resources }: Prepared): Change[] {
  return Object.entries(resources).map(([logicalId, { Type }]) => changeLine('Add', logicalId, Type));
}
