import { UnresolvedValue } from '../values/errors';
import { evaluate, functionName, type Scope } from '../template/functions';
import type { StackEnvironment } from './stack-environment';
import { nestedTemplatesChanged } from '../template/nested-templates';
import type { Prepared } from '../template/prepare';
import { comparisonScope } from '../template/condition-scope';
import type { Stack } from './stack';
import { sameTags } from '../values/tags';
import { canonical, isList, isMap, toValue, type Value } from '../values/value';

/** A text for each resource that differs when an update to this template has something to do with it. */
export async function fingerprints(
  environment: StackEnvironment,
  stack: Stack,
  prepared: Prepared,
): Promise<Map<string, string>> {
  const scope = comparisonScope(environment, stack, prepared);
  const texts = new Map<string, string>();
  for (const [logicalId, { Type, Properties = {}, Metadata = {} }] of Object.entries(prepared.resources)) {
    texts.set(logicalId, canonical(await worked({ Type, Properties, Metadata }, scope)));
  }
  return texts;
}

/** Whether an update to this template and these tags has something to do, in this stack or in one nested in it. */
export async function hasChanges(
  environment: StackEnvironment,
  stack: Stack,
  prepared: Prepared,
  tags: Record<string, string>,
): Promise<boolean> {
  if (!sameTags(stack.tags, tags)) return true;
  const [before, after] = [
    await fingerprint(environment, stack, stack.prepared),
    await fingerprint(environment, stack, prepared),
  ];
  return before !== after || (await nestedTemplatesChanged(environment, stack, prepared));
}

/**
 * A text that differs when an update to this template has something to do: resources' types, properties and
 * metadata, and outputs. Policies, conditions and DependsOn do not count.
 */
async function fingerprint(environment: StackEnvironment, stack: Stack, prepared: Prepared): Promise<string> {
  const resources = [...(await fingerprints(environment, stack, prepared))].sort();
  const outputs = await worked(toValue(prepared.outputs), comparisonScope(environment, stack, prepared));
  return canonical([...resources.map((resource) => resource.join(' ')), outputs]);
}

/** Works out what can be, with marks in the place of values of resources; a call that takes no mark stays a call. */
async function worked(value: Value, scope: Scope): Promise<Value> {
  if (isList(value)) return Promise.all(value.map((item) => worked(item, scope)));
  if (!isMap(value)) return value;
  if (functionName(value) !== undefined) {
    try {
      return (await evaluate(value, scope)) ?? null;
    } catch (error) {
      if (!(error instanceof UnresolvedValue)) throw error;
    }
  }
  const entries = Object.entries(value).map(
    async ([key, inner]) => [key, await worked(inner, scope)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
