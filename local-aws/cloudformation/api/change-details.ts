import type { Replacement, RequiresRecreation, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import type { ResourceProvider } from '../resource-types/provider';
import { withoutFunctions } from '../stacks/fingerprint';
import type { Scope } from '../template/functions';
import { references, type Reference } from '../template/graph';
import type { ParameterValues } from '../template/parameters';
import { isUnresolved } from '../template/unresolved';
import type { ResourceDeclaration } from '../template/template';
import { canonical, scalarText, valueAt, type Value } from '../values/value';

export type ResourceDetail = ResourceChangeDetail;

/** By logical id: whether each resource that a change set modifies is replaced. */
export type ChangedResources = Map<string, Replacement>;

interface Side {
  declaration: ResourceDeclaration | undefined;
  /** With a placeholder for each value of a resource. */
  scope: Scope;
}

export interface Comparison {
  provider: ResourceProvider;
  before: Side;
  after: Side;
  parameters: { before: ParameterValues; after: ParameterValues };
  /** The resources before this one in the order of dependencies. */
  changed: ChangedResources;
}

/**
 * Why an update would change a resource: one entry for each property and cause. Empty when nothing changes.
 * Source: AWS CloudFormation API Reference, ResourceChangeDetail and ResourceTargetDefinition.
 */
export async function changeDetails(comparison: Comparison): Promise<ResourceDetail[]> {
  const { before, after, provider } = comparison;
  const [old, next] = [before.declaration?.Properties ?? {}, after.declaration?.Properties ?? {}];
  const details: ResourceDetail[] = [];
  for (const name of new Set([...Object.keys(next), ...Object.keys(old)])) {
    const values = await evaluatedPair(comparison, old[name], next[name]);
    const causes = causesOf(comparison, old[name], next[name], values);
    const recreation = requiresRecreation(provider, name, values);
    const isTags = name === provider.state?.tagProperty || (provider.taggable && name === 'Tags');
    const Target = isTags
      ? { Attribute: 'Tags' as const, RequiresRecreation: recreation }
      : { Attribute: 'Properties' as const, Name: name, RequiresRecreation: recreation };
    details.push(...causes.map((cause) => ({ Target, ...cause })));
  }
  const metadata = [before.declaration?.Metadata, after.declaration?.Metadata] as const;
  const Target = { Attribute: 'Metadata' as const, RequiresRecreation: 'Never' as const };
  const causes = causesOf(comparison, ...metadata, await evaluatedPair(comparison, ...metadata));
  return [...details, ...causes.map((cause) => ({ Target, ...cause }))];
}

type Cause = Pick<ResourceDetail, 'Evaluation' | 'ChangeSource' | 'CausingEntity'>;
type Pair = readonly [Value | undefined, Value | undefined];

async function evaluatedPair(
  { before, after }: Comparison,
  old: Value | undefined,
  next: Value | undefined,
): Promise<Pair> {
  return [
    old === undefined ? undefined : await withoutFunctions(old, before.scope),
    next === undefined ? undefined : await withoutFunctions(next, after.scope),
  ];
}

/** Values of changed resources are known only during the update, so these causes are dynamic. */
function causesOf(
  { parameters, changed }: Comparison,
  old: Value | undefined,
  next: Value | undefined,
  [before, after]: Pair,
): Cause[] {
  const named = next === undefined ? [] : unique(references(next));
  const dynamic = named.flatMap((reference) => resourceCause(reference, changed));
  if (canonical(before) === canonical(after)) return dynamic;
  if (canonical(old) !== canonical(next))
    return [{ Evaluation: 'Static', ChangeSource: 'DirectModification' }, ...dynamic];
  const causing = named.filter(
    ({ logicalId }) => canonical(parameters.before[logicalId]) !== canonical(parameters.after[logicalId]),
  );
  return [
    ...causing.map(({ logicalId }): Cause => ({
      Evaluation: isUnresolved(scalarText(parameters.after[logicalId])) ? 'Dynamic' : 'Static',
      ChangeSource: 'ParameterReference',
      CausingEntity: logicalId,
    })),
    // A parameter also reaches a property through a condition, a mapping or an import.
    { Evaluation: causing.length > 0 ? 'Dynamic' : 'Static', ChangeSource: 'DirectModification' },
    ...dynamic,
  ];
}

/** A Ref changes only with a replacement; an attribute may change with any update. */
function resourceCause({ logicalId, attribute }: Reference, changed: ChangedResources): Cause[] {
  const replacement = changed.get(logicalId);
  if (replacement === undefined) return [];
  if (attribute !== undefined)
    return [
      {
        Evaluation: 'Dynamic',
        ChangeSource: 'ResourceAttribute',
        CausingEntity: `${logicalId}.${attribute}`,
      },
    ];
  return replacement === 'False'
    ? []
    : [{ Evaluation: 'Dynamic', ChangeSource: 'ResourceReference', CausingEntity: logicalId }];
}

function unique(all: readonly Reference[]): Reference[] {
  return [...new Map(all.map((one) => [`${one.logicalId}.${one.attribute ?? ''}`, one])).values()];
}

/** A create-only property inside of this one requires a replacement only if it is the part that changes. */
function requiresRecreation(
  { createOnly, updatable }: ResourceProvider,
  name: string,
  [before, after]: Pair,
): RequiresRecreation {
  if (!updatable || createOnly.some((path) => path.length === 1 && path[0] === name)) return 'Always';
  const inner = createOnly.filter((path) => path[0] === name).map((path) => path.slice(1));
  const at = (value: Value | undefined, path: readonly string[]) => canonical(valueAt(value, path));
  return inner.some((path) => at(before, path) !== at(after, path)) ? 'Always' : 'Never';
}

/** The replacement that the details require: certain for a static change, conditional for a dynamic one. */
export function replacementOf(details: readonly ResourceDetail[]): Replacement {
  const always = details.filter(({ Target }) => Target?.RequiresRecreation === 'Always');
  if (always.some(({ Evaluation }) => Evaluation === 'Static')) return 'True';
  const may = details.some(({ Target }) => Target?.RequiresRecreation === 'Conditionally');
  return always.length > 0 || may ? 'Conditional' : 'False';
}
