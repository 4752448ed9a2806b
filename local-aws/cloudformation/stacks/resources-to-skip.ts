import { NESTED_STACK } from '../template/nested-templates';
import { validationError } from '../values/errors';
import type { Stack } from './stack';
import type { Stacks } from './stacks';

/**
 * Refuses resources to skip whose rollback has not failed (AWS CloudFormation API Reference, ContinueUpdateRollback,
 * ResourcesToSkip).
 * @throws ServiceError ValidationError
 */
export function refuseUnskippable(stacks: Stacks, stack: Stack, names: readonly string[]): void {
  const allowed = skippable(stacks, stack).map(({ owner, logicalId }) =>
    owner === stack ? logicalId : `${owner.name}.${logicalId}`,
  );
  const others = names.filter((name) => !allowed.includes(name));
  if (others.length === 0) return;
  throw validationError(
    `Only the resources failed during UpdateRollback are allowed to be skipped; these are not: [${others.join(', ')}]`,
  );
}

/** Resources whose rollback failed, in the stack and the stacks nested in it, without the nested stacks themselves. */
function skippable(stacks: Stacks, owner: Stack): { owner: Stack; logicalId: string }[] {
  const failed = (owner.unfinished?.changes ?? []).filter(({ rolledBack }) => rolledBack === 'failed');
  return failed.flatMap(({ resource: { logicalId, type, physicalId = '' } }) => {
    if (type !== NESTED_STACK) return [{ owner, logicalId }];
    const nested = stacks.find(physicalId);
    return nested ? skippable(stacks, nested) : [];
  });
}

/**
 * The resources to skip in a nested stack, from those of its parent's operation. The nested stack's own resources lose
 * the prefix with its name; those of stacks nested deeper keep theirs.
 */
export function resourcesToSkipInNested(stack: Stack, names: readonly string[]): string[] {
  const prefix = `${stack.name}.`;
  return names
    .filter((name) => name.includes('.'))
    .map((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name));
}
