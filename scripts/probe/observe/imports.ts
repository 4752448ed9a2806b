import { OBSERVER, STACKS, UNTAGGED } from '../account/names';
import { of, operations, templateOf, type Resource, type StackCalls } from './stack-calls';
import type { TypeFacts } from './type-facts';

const KEPT = { DeletionPolicy: 'Retain' };

/** An import that succeeds, then one that fails. */
export async function observeImports(calls: StackCalls, facts: TypeFacts): Promise<void> {
  await observeImport(calls, facts);
  await observeFailedImport(calls, facts);
}

/** Puts resources where the handlers look for them, and imports them into a new stack. @returns its last status */
async function importAll(
  calls: StackCalls,
  name: string,
  resources: Record<string, Resource>,
): Promise<string> {
  const imported = Object.entries(resources).map(([logicalId, { $with, ...properties }]) => ({
    LogicalResourceId: logicalId,
    ResourceType: typeof $with?.Type === 'string' ? $with.Type : OBSERVER,
    ResourceIdentifier: { Id: `${name}-${logicalId}` },
    properties,
  }));
  for (const { ResourceIdentifier, properties } of imported)
    await calls.put(`resources/${ResourceIdentifier.Id}`, { ...properties, ...ResourceIdentifier });
  const changeSet = await calls.plan(name, {
    ChangeSetType: 'IMPORT',
    TemplateBody: templateOf(resources),
    ResourcesToImport: imported.map(({ LogicalResourceId, ResourceType, ResourceIdentifier }) => ({
      LogicalResourceId,
      ResourceType,
      ResourceIdentifier,
    })),
  });
  await calls.execute(changeSet);
  return calls.settle(name);
}

async function observeImport(calls: StackCalls, facts: TypeFacts): Promise<void> {
  const listen = await calls.listen();
  const status = await importAll(calls, STACKS.imported, {
    Taggable: { Value: '1', $with: KEPT },
    Untaggable: { Value: '1', $with: { ...KEPT, Type: UNTAGGED } },
  });
  if (status !== 'IMPORT_COMPLETE') throw new Error(`An import ended in ${status}.`);
  const updates = of(await listen(), 'UPDATE');
  facts.imported = {
    taggable: of(updates, 'UPDATE', 'Taggable').length > 0,
    untaggable: of(updates, 'UPDATE', 'Untaggable').length > 0,
    previous: updates.some(({ previous }) => Object.keys(previous ?? {}).length > 0),
  };
}

/** `Failing` fails while the UPDATE of `Slow` is in progress. */
async function observeFailedImport(calls: StackCalls, facts: TypeFacts): Promise<void> {
  if (!facts.imported?.taggable) return;
  const listen = await calls.listen();
  await importAll(calls, STACKS.importFailed, {
    Failing: { Fails: 'UPDATE', Steps: 1, DelaySeconds: 5, $with: KEPT },
    Slow: { Value: '1', Steps: 6, DelaySeconds: 10, $with: KEPT },
  });
  await calls.sleep(25);
  const received = await listen();
  facts.importFailed = {
    deletes: of(received, 'DELETE').length,
    reverts: operations(of(received, 'UPDATE', 'Slow')).length - 1,
  };
}
