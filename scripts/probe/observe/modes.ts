import {
  CreateStackRefactorCommand,
  DescribeStackRefactorCommand,
  ExecuteStackRefactorCommand,
} from '@aws-sdk/client-cloudformation';
import { STACKS } from '../account/names';
import { of, templateOf, type StackCalls } from './stack-calls';
import type { TypeFacts } from './type-facts';

/** In express mode: a resource that needs some invocations, then one that fails. */
export async function observeExpress(calls: StackCalls, facts: TypeFacts): Promise<void> {
  const express = { DeploymentConfig: { Mode: 'EXPRESS' } } as const;
  const listen = await calls.listen();
  const Slow = { Value: '1', Steps: 3, DelaySeconds: 10 };
  await calls.create(STACKS.express, { Slow }, express);
  await calls.settle(STACKS.express);
  await calls.sleep(60);
  const received = of(await listen(), 'CREATE', 'Slow');
  const events = await calls.events(STACKS.express);
  const complete = events.find(
    (event) => event.LogicalResourceId === 'Slow' && event.ResourceStatus === 'CREATE_COMPLETE',
  )?.Timestamp;
  // The call before the event may have the time of the event.
  const before = received.filter(({ time }) => time <= (complete?.getTime() ?? 0) + 2000);
  if (complete) facts.express = { before: before.length, after: received.length - before.length };
  await calls.update(STACKS.express, { Slow, Failing: { Fails: 'CREATE' } }, express);
  facts.expressFailure = await calls.settle(STACKS.express);
}

/** A resource moves to another stack. */
export async function observeRefactor(calls: StackCalls, facts: TypeFacts): Promise<void> {
  const resources = { Staying: { Value: '1' }, Moving: { Value: '1' } };
  await calls.create(STACKS.refactored, resources);
  await calls.settleIn(STACKS.refactored, 'CREATE_COMPLETE');
  // A new stack of the refactoring itself would have no tags.
  const there = { Resident: { Value: '1' } };
  await calls.create(STACKS.refactoredTo, there);
  await calls.settleIn(STACKS.refactoredTo, 'CREATE_COMPLETE');
  const listen = await calls.listen();
  const { StackRefactorId } = await calls.client.send(
    new CreateStackRefactorCommand({
      StackDefinitions: [
        { StackName: STACKS.refactored, TemplateBody: templateOf({ Staying: resources.Staying }) },
        { StackName: STACKS.refactoredTo, TemplateBody: templateOf({ ...there, Moving: resources.Moving }) },
      ],
    }),
  );
  const describe = () => calls.client.send(new DescribeStackRefactorCommand({ StackRefactorId }));
  await until(calls, async () => (await describe()).Status, 'CREATE_COMPLETE');
  await calls.client.send(new ExecuteStackRefactorCommand({ StackRefactorId }));
  await until(calls, async () => (await describe()).ExecutionStatus, 'EXECUTE_COMPLETE');
  facts.refactorUpdates = of(await listen(), 'UPDATE').length;
}

async function until(
  calls: StackCalls,
  status: () => Promise<string | undefined>,
  wanted: string,
): Promise<void> {
  for (;;) {
    const found = await status();
    if (found === wanted) return;
    if (found?.endsWith('FAILED') || found?.includes('ROLLBACK'))
      throw new Error(`A stack refactor is ${found}.`);
    await calls.sleep(3);
  }
}
