import { validationError } from '../values/errors';
import { NESTED_STACK } from '../operations/nested-stack';
import type { Stack } from './stack';
import type { Stacks } from './stacks';

/**
 * Holds the ResourcesToSkip of a continued rollback against what has failed: only resources whose rollback failed may
 * be skipped (AWS CloudFormation API Reference, ContinueUpdateRollback).
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

/** Resources of the stack and of those nested in it whose rollback has failed; nested stacks themselves do not count. */
function skippable(stacks: Stacks, owner: Stack): { owner: Stack; logicalId: string }[] {
  const failed = (owner.unfinished?.changes ?? []).filter(({ rolledBack }) => rolledBack === 'failed');
  return failed.flatMap(({ resource: { logicalId, type, physicalId = '' } }) => {
    if (type !== NESTED_STACK) return [{ owner, logicalId }];
    const nested = stacks.find(physicalId);
    return nested ? skippable(stacks, nested) : [];
  });
}

/** What a nested stack skips of what its parent's operation does: its own logical ids bare, the others as they are. */
export function resourcesToSkipInNested(stack: Stack, names: readonly string[]): string[] {
  const prefix = `${stack.name}.`;
  return names
    .filter((name) => name.includes('.'))
    .map((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name));
}
