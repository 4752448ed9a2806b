import type { Change, ResourceDriftIgnoredAttribute } from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../cloudformation';
import { providerOf } from '../resource-types/provider';
import { readLiveStates, requiredUpdate, type LiveStates, type RequiredUpdate } from '../stacks/live-state';
import type { Stack, StackResource } from '../stacks/stack';
import { resolveProperties, stackScope } from '../stacks/stack-scope';
import { NESTED_STACK } from '../template/nested-templates';
import type { Prepared } from '../template/prepared';
import { UnresolvedValue } from '../values/errors';
import { valueAt } from '../values/value';
import { changeLine } from './change-lines';

/**
 * The lines of a drift-aware change set, and the live states behind them.
 * @param usual the lines of a change set that compares templates only; they hold where no live state decides
 */
export async function driftLines(
  cloudFormation: CloudFormation,
  stack: Stack,
  wanted: { prepared: Prepared; tags: Record<string, string> },
  usual: readonly Change[],
): Promise<{ live: LiveStates; changes: Change[] }> {
  const live = await readLiveStates(cloudFormation, stack);
  const lines = new Map(usual.map((line) => [line.ResourceChange?.LogicalResourceId ?? '', line]));
  for (const resource of stack.resources.values()) {
    if (resource.type === NESTED_STACK || !(resource.logicalId in wanted.prepared.resources)) continue;
    const required = await requiredUpdateOf(cloudFormation, stack, wanted, resource, live);
    if (required === undefined) continue;
    lines.delete(resource.logicalId);
    if (required !== 'unchanged') lines.set(resource.logicalId, driftLine(resource, required));
  }
  for (const [logicalId, line] of lines) describeDrift(cloudFormation, stack, live, logicalId, line);
  return { live, changes: [...lines.values()] };
}

/** undefined while the properties depend on resources that do not exist yet, or when the resource was not read. */
async function requiredUpdateOf(
  cloudFormation: CloudFormation,
  stack: Stack,
  { prepared, tags }: { prepared: Prepared; tags: Record<string, string> },
  { logicalId, type, properties }: StackResource,
  live: LiveStates,
): Promise<RequiredUpdate | undefined> {
  const state = live.get(logicalId);
  if (!state) return undefined;
  const scope = stackScope(cloudFormation, stack, prepared, () => undefined);
  try {
    const next = await resolveProperties(prepared.resources[logicalId]?.Properties, scope);
    const provider = providerOf(cloudFormation, type);
    return requiredUpdate(provider, properties, next, { before: stack.tags, wanted: tags }, state);
  } catch (error) {
    if (error instanceof UnresolvedValue) return undefined;
    throw error;
  }
}

function driftLine({ logicalId, type, physicalId }: StackResource, required: RequiredUpdate): Change {
  const line = changeLine(required === 'sync' ? 'SyncWithActual' : 'Modify', logicalId, type, physicalId);
  if (line.ResourceChange && required !== 'sync')
    line.ResourceChange.Replacement = required === 'replace' ? 'True' : 'False';
  return line;
}

function describeDrift(
  cloudFormation: CloudFormation,
  stack: Stack,
  live: LiveStates,
  logicalId: string,
  { ResourceChange }: Change,
): void {
  const resource = stack.resources.get(logicalId);
  if (!ResourceChange || !resource) return;
  const { state } = providerOf(cloudFormation, resource.type);
  ResourceChange.ResourceDriftStatus = live.get(logicalId)?.status ?? 'UNSUPPORTED';
  ResourceChange.ResourceDriftIgnoredAttributes = (state?.writeOnly ?? [])
    .filter((path) => valueAt(resource.properties, path) !== undefined)
    .map((path): ResourceDriftIgnoredAttribute => ({
      Path: `/Properties/${path.join('/')}`,
      Reason: 'WRITE_ONLY_PROPERTY',
    }));
}
