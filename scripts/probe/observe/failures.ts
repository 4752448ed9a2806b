import { GetTemplateCommand, RollbackStackCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import { outcomeOf } from './outcome';
import { STACKS } from '../account/names';
import { firstOf } from './rollbacks';
import { of, operations, templateOf, type Resource, type StackCalls } from './stack-calls';
import type { TypeFacts } from './type-facts';

/** Two updates with DisableRollback that fail one after the other, then RollbackStack. */
export async function observePreserved(calls: StackCalls, facts: TypeFacts): Promise<void> {
  const name = STACKS.preserved;
  const template = (Value: string, changes: Record<string, Resource> = {}): Record<string, Resource> => ({
    Changed: { Value },
    Failing: { Value: '1' },
    Later: { Value: '1' },
    ...changes,
  });
  const preserving = { DisableRollback: true };
  await calls.create(name, template('1'));
  await calls.settleIn(name, 'CREATE_COMPLETE');

  let listen = await calls.listen();
  await calls.update(name, template('2', { Failing: { Value: '2', Fails: 'UPDATE' } }), preserving);
  await calls.settleIn(name, 'UPDATE_FAILED');
  const [, revert] = operations(of(await listen(), 'UPDATE', 'Failing'));
  facts.revert = { called: revert !== undefined, flag: revert?.[0]?.rollback === true };
  const { TemplateBody = '' } = await calls.client.send(
    new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' }),
  );
  facts.templateAfterFailure = TemplateBody.includes('"Fails"') ? 'failed' : 'lastGood';

  listen = await calls.listen();
  await calls.update(name, template('3', { Later: { Value: '3', Fails: 'UPDATE' } }), preserving);
  await calls.settleIn(name, 'UPDATE_FAILED');
  facts.failedIsCalledAgain = of(await listen(), 'UPDATE', 'Failing').length > 0;

  listen = await calls.listen();
  const before = await calls.events(name);
  await calls.client.send(new RollbackStackCommand({ StackName: name }));
  await calls.settleIn(name, 'UPDATE_ROLLBACK_COMPLETE');
  const rolledBack = operations(of(await listen(), 'UPDATE', 'Changed'));
  const [request] = rolledBack[0] ?? [];
  facts.rolledBackStack = {
    operations: rolledBack.length,
    from: request?.previous?.Value,
    to: request?.properties?.Value,
    flag: request?.rollback === true,
  };
  const since = (await calls.events(name)).slice(before.length);
  facts.reasons = { ...facts.reasons, rollback: firstOf(since, name) };
}

/** How a handler breaks its contract, by logical id. */
const BREAKS = { Delayed: 'delay', Unknown: 'unknownProperty', Told: 'writeOnly' } as const;

/** Creates that fail each in its own way, in a stack that is not rolled back. */
export async function observeOddCreates(calls: StackCalls, facts: TypeFacts): Promise<void> {
  const name = STACKS.oddCreates;
  const listen = await calls.listen();
  const broken = Object.entries(BREAKS).map(([logicalId, Breaks]) => [logicalId, { Breaks }] as const);
  const StackName = await calls.create(
    name,
    {
      Retried: { Fails: 'CREATE', ErrorCode: 'Throttling' },
      Killed: { Breaks: 'process' },
      ReadOnly: { Text: 'set by the template' },
      Unnamed: { Breaks: 'permission' },
      ...Object.fromEntries(broken),
    },
    { DisableRollback: true },
  );
  await calls.settleIn(name, 'CREATE_FAILED');
  const received = await listen();
  const events = await calls.events(name);
  const lastOf = (logicalId: string): StackEvent | undefined =>
    events.findLast((event) => event.LogicalResourceId === logicalId);
  facts.retriable = of(received, 'CREATE', 'Retried').length;
  facts.killed = of(received, 'CREATE', 'Killed').length;
  facts.contract = Object.fromEntries(
    Object.entries(BREAKS).map(([logicalId, how]) => [how, lastOf(logicalId)?.ResourceStatus ?? 'absent']),
  );
  facts.readOnlyProperty = {
    called: of(received, 'CREATE', 'ReadOnly').length > 0,
    reason: lastOf('ReadOnly')?.ResourceStatusReason,
  };
  facts.unnamedAction = {
    status: lastOf('Unnamed')?.ResourceStatus ?? 'absent',
    reason: lastOf('Unnamed')?.ResourceStatusReason,
  };
  await calls.client.send(new RollbackStackCommand({ StackName: name }));
  facts.afterFailedCreate = await calls.settle(StackName);
}

/** An update with DisableRollback that is cancelled while a handler is at work. */
export async function observeCancelled(calls: StackCalls, facts: TypeFacts): Promise<void> {
  const name = STACKS.cancelled;
  await calls.create(name, { Slow: { Value: '1' } });
  await calls.settleIn(name, 'CREATE_COMPLETE');
  const before = await calls.events(name);
  const Slow = { Value: '2', Steps: 6, DelaySeconds: 10 };
  await calls.update(name, { Slow }, { DisableRollback: true });
  await calls.untilReceived(({ properties }) => properties?.Value === '2' && properties.Steps !== undefined);
  const cancelled = calls.cancel(name).then(async () => ({ status: await calls.settle(name) }));
  facts.cancelledPreserving = await outcomeOf(cancelled);
  const since = (await calls.events(name)).slice(before.length);
  const reason = firstOf(since.slice(1), name);
  if (reason !== undefined) facts.reasons = { ...facts.reasons, cancel: reason };
  await calls.settle(name);
}

/** A creation that needs longer than its TimeoutInMinutes, of which one is the least. */
export async function observeTimeout(calls: StackCalls, facts: TypeFacts): Promise<void> {
  const name = STACKS.timeout;
  await calls.create(name, { Slow: { Steps: 9, DelaySeconds: 10 } }, { TimeoutInMinutes: 1 });
  await calls.settle(name);
  const events = await calls.events(name);
  const failed = events.find(
    (event) => event.LogicalResourceId === 'Slow' && event.ResourceStatus === 'CREATE_FAILED',
  );
  facts.timeout = {
    reason: events.find(({ ResourceStatus }) => ResourceStatus === 'ROLLBACK_IN_PROGRESS')
      ?.ResourceStatusReason,
    resource: failed?.ResourceStatusReason,
  };
}

/** A policy that the type of AWS does not support, in a stack that makes nothing. */
export async function observeSnapshot(calls: StackCalls, facts: TypeFacts): Promise<void> {
  const Type = 'AWS::CloudFormation::WaitConditionHandle';
  const TemplateBody = templateOf({ Handle: { $with: { Type, DeletionPolicy: 'Snapshot' } } });
  const created = calls.create(STACKS.snapshot, {}, { TemplateBody }).then(async () => {
    await calls.settle(STACKS.snapshot);
    return {};
  });
  facts.snapshot = await outcomeOf(created);
}
