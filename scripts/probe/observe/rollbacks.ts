import {
  ContinueUpdateRollbackCommand,
  DeleteStackCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { STACKS } from '../account/names';
import { after, of, operations, type Received, type Resource, type StackCalls } from './stack-calls';
import type { TypeFacts } from './type-facts';

const waiting = { Steps: 1, DelaySeconds: 5 };

/** An update that fails before the handler of `Invalid` is called, while `Slow` is in progress. */
export async function observeRollback(calls: StackCalls, facts: TypeFacts): Promise<void> {
  const name = STACKS.rolledBack;
  const template = (Value: string, changes: Record<string, Resource> = {}): Record<string, Resource> => ({
    First: { Value, Size: 3, ...waiting },
    Second: { Value, ...waiting, ...after('First') },
    Replaced: { Name: `name${Value}` },
    Slow: { Value },
    Invalid: { Value, ...after('Second', 'Replaced') },
    ...changes,
  });
  await calls.create(name, template('1'));
  await calls.settleIn(name, 'CREATE_COMPLETE');
  const created = await calls.received();
  const [first, again] = of(created, 'CREATE', 'First');
  if (first && again)
    facts.numbers = { first: typeof first.properties?.Size, again: typeof again.properties?.Size };
  if (first) facts.systemTags = Object.keys(first.systemTags ?? {});

  const listen = await calls.listen();
  const Slow = { Value: '2', Steps: 12, DelaySeconds: 10 };
  const Invalid = { Value: 'not valid', ...after('Second', 'Replaced') };
  await calls.update(name, template('2', { Slow, Invalid }));
  await calls.settleIn(name, 'UPDATE_ROLLBACK_COMPLETE');
  // The delay that Slow asked for, and some seconds more.
  await calls.sleep(25);
  const received = await listen();
  const [update] = of(received, 'UPDATE', 'First');
  if (update)
    facts.updateRequest = {
      inNew: update.properties?.Id !== undefined,
      inPrevious: update.previous?.Id !== undefined,
    };
  facts.reads = [...created, ...received].filter(({ action }) => action === 'READ').length;
  facts.rollbackOrder = orderOf(received);
  facts.updatesOfUncalled = of(received, 'UPDATE', 'Invalid').length;
  facts.updatesOfReplaced = of(received, 'UPDATE', 'Replaced').length;
  const events = await calls.events(name);
  const cancelled = events.find(
    (event) => event.LogicalResourceId === 'Slow' && event.ResourceStatus === 'UPDATE_FAILED',
  );
  const [forward = []] = operations(of(received, 'UPDATE', 'Slow'));
  if (cancelled) facts.callsAfterCancel = forward.filter(isAfter(cancelled)).length;
}

/** A call that was on its way when the event was written is none after it. */
const isAfter =
  ({ Timestamp }: StackEvent) =>
  ({ time }: Received): boolean =>
    time > (Timestamp?.getTime() ?? 0) + 2000;

function orderOf(received: readonly Received[]): TypeFacts['rollbackOrder'] {
  const begun = (logicalId: string) => operations(of(received, 'UPDATE', logicalId))[1]?.[0]?.time;
  const [first, second] = [begun('First'), begun('Second')];
  if (first === undefined || second === undefined) return undefined;
  // Each of them takes five seconds.
  if (Math.abs(second - first) < 3000) return 'parallel';
  return first < second ? 'dependencies' : 'reversed';
}

/** `Stuck` cannot be rolled back until it is mended, while `Other` is in progress. Then the rollback is continued. */
export async function observeFailedRollback(calls: StackCalls, facts: TypeFacts): Promise<void> {
  const name = STACKS.rollbackFailed;
  const template = (Value: string, changes: Record<string, Resource> = {}): Record<string, Resource> => ({
    Stuck: { Value, Fails: 'UPDATE' },
    Needing: { Value, ...after('Stuck') },
    Other: { Value, Steps: 6, DelaySeconds: 5 },
    Failing: { Value, ...after('Needing', 'Other') },
    ...changes,
  });
  await calls.create(name, template('1'));
  await calls.settleIn(name, 'CREATE_COMPLETE');
  const Failing = { Value: '2', Fails: 'UPDATE', ErrorCode: 'NotUpdatable', ...after('Needing', 'Other') };
  await calls.update(name, template('2', { Stuck: { Value: '2' }, Failing }));
  await calls.settleIn(name, 'UPDATE_ROLLBACK_FAILED');
  const before = await calls.events(name);
  facts.besideFailedRollback = before.findLast(
    (event) => event.LogicalResourceId === 'Other',
  )?.ResourceStatus;

  await calls.put('mended/Stuck', true);
  const listen = await calls.listen();
  await calls.client.send(new ContinueUpdateRollbackCommand({ StackName: name }));
  await calls.settleIn(name, 'UPDATE_ROLLBACK_COMPLETE');
  const updates = of(await listen(), 'UPDATE');
  const stuck = of(updates, 'UPDATE', 'Stuck')[0];
  if (stuck)
    facts.continued = {
      calledDone:
        facts.besideFailedRollback === 'UPDATE_COMPLETE'
          ? of(updates, 'UPDATE', 'Other').length > 0
          : undefined,
      flag: stuck.rollback === true,
    };
  const since = (await calls.events(name)).slice(before.length);
  facts.reasons = { ...facts.reasons, continue: firstOf(since, name) };
}

/** The reason of the stack's first event of some. */
export const firstOf = (events: readonly StackEvent[], name: string): string | undefined =>
  events.find((event) => event.LogicalResourceId === name)?.ResourceStatusReason;

/** A replacement that keeps the old resource by its old policy, then one whose rollback fails, and the stack's deletion. */
export async function observeReplacement(calls: StackCalls, facts: TypeFacts): Promise<void> {
  const name = STACKS.replaced;
  const replaced = (Name: string, UpdateReplacePolicy: string, ...DependsOn: string[]) => ({
    Replaced: { Name, $with: { UpdateReplacePolicy, DependsOn } },
  });
  const Stubborn = { Value: '1', Fails: 'UPDATE' };
  const Failing = { Value: '1' };
  const StackName = await calls.create(name, { ...replaced('a', 'Retain'), Stubborn, Failing });
  await calls.settleIn(name, 'CREATE_COMPLETE');
  let listen = await calls.listen();
  await calls.update(name, { ...replaced('b', 'Delete'), Stubborn, Failing });
  await calls.settleIn(name, 'UPDATE_COMPLETE');
  facts.oldWasDeleted = of(await listen(), 'DELETE').length > 0;

  await calls.update(name, {
    ...replaced('c', 'Delete', 'Stubborn'),
    Stubborn: { Value: '2' },
    Failing: { Value: '2', Fails: 'UPDATE', ...after('Replaced') },
  });
  const status = await calls.settle(name);
  if (status !== 'UPDATE_ROLLBACK_FAILED') return;
  listen = await calls.listen();
  await calls.client.send(new DeleteStackCommand({ StackName }));
  await calls.settle(StackName);
  const deletes = of(await listen(), 'DELETE', 'Replaced');
  facts.deletedOfReplacement = new Set(deletes.map(({ properties }) => properties?.Id)).size;
}
