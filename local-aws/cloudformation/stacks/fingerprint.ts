import { evaluate, functionName, type Scope } from '../template/functions';
import type { Prepared } from '../template/prepared';
import { UnresolvedValue } from '../values/errors';
import { sameTags } from '../values/tags';
import { canonical, isList, isMap, toValue, type Value } from '../values/value';
import { nestedTemplatesChanged } from './nested-changes';
import type { Stack } from './stack';
import type { StackEnvironment } from './stack-environment';
import { comparisonScope } from './stack-scope';

/** A text for each resource: the texts of two templates differ when an update would change the resource. */
export async function fingerprints(
  environment: StackEnvironment,
  stack: Stack,
  prepared: Prepared,
): Promise<Map<string, string>> {
  const scope = comparisonScope(environment, stack, prepared);
  const texts = new Map<string, string>();
  for (const [logicalId, { Type, Properties = {}, Metadata = {} }] of Object.entries(prepared.resources)) {
    texts.set(logicalId, canonical(await withoutFunctions({ Type, Properties, Metadata }, scope)));
  }
  return texts;
}

/** Whether an update to this template and these tags changes this stack or a stack nested in it. */
export async function hasChanges(
  environment: StackEnvironment,
  stack: Stack,
  prepared: Prepared,
  tags: Record<string, string>,
): Promise<boolean> {
  return (
    (await hasOwnChanges(environment, stack, prepared, tags)) ||
    (await nestedTemplatesChanged(environment, stack, prepared))
  );
}

/** Whether an update to this template and these tags changes this stack itself. */
export async function hasOwnChanges(
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
  return before !== after;
}

/**
 * A text of the types, properties and metadata of all resources, and of the outputs. Like CloudFormation, it ignores
 * changed policies, conditions and DependsOn.
 */
async function fingerprint(environment: StackEnvironment, stack: Stack, prepared: Prepared): Promise<string> {
  const resources = [...(await fingerprints(environment, stack, prepared))].sort();
  const outputs = await withoutFunctions(
    toValue(prepared.outputs),
    comparisonScope(environment, stack, prepared),
  );
  return canonical([...resources.map((resource) => resource.join(' ')), outputs]);
}

/**
 * Evaluates functions, with placeholders for values of resources. A function that refuses a placeholder stays as it is.
 */
export async function withoutFunctions(value: Value, scope: Scope): Promise<Value> {
  if (isList(value)) return Promise.all(value.map((item) => withoutFunctions(item, scope)));
  if (!isMap(value)) return value;
  if (functionName(value) !== undefined) {
    try {
      return (await evaluate(value, scope)) ?? null;
    } catch (error) {
      if (!(error instanceof UnresolvedValue)) throw error;
    }
  }
  const entries = Object.entries(value).map(
    async ([key, inner]) => [key, await withoutFunctions(inner, scope)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
