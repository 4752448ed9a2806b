import type { LocalAws } from '#local-aws';
import { atCall, changes } from './fault';
import type { Operation } from './operation';
import { HANDLER_ACCESS_KEY, type Answer } from './registry-event';

/** The results of two operations on one resource that ran at the same time. */
export interface BothEnded {
  superseded: Answer;
  newer: Answer;
  /** The changing calls that the superseded operation made after the newer one had begun. */
  changes: string[];
}

const NOT_CALLED_YET = { status: 'IN_PROGRESS', callbackDelaySeconds: 0 };

/** No operation of a test takes more invocations. More are an endless loop. */
const MAXIMUM_INVOCATIONS = 500;

/**
 * Runs an operation until one of its AWS calls, and calls `act` before AWS carries out that call.
 * @param number the number of the call; the first is 1
 */
export async function interrupt(
  aws: LocalAws,
  operation: Operation,
  number: number,
  act: () => Promise<unknown>,
): Promise<void> {
  const interruption = { done: false };
  atCall(number, (match) =>
    aws.faults.before(match, async () => {
      interruption.done = true;
      await act();
    }),
  );
  await operation.step();
  for (let invocations = 1; !interruption.done && invocations < MAXIMUM_INVOCATIONS; invocations++) {
    await operation.wait();
    await operation.step();
  }
  aws.faults.clear();
}

/**
 * Runs an operation on beside a newer one of the same resource, as when CloudFormation has given it up and its
 * invocations still come: each handler is called again when the delay of its last answer is over, the newer one first.
 * @throws Error when one of them is an endless loop
 */
export async function runBoth(aws: LocalAws, superseded: Operation, newer: Operation): Promise<BothEnded> {
  const changed: string[] = [];
  const due = new Map<Operation, number>();
  for (const operation of [newer, superseded]) {
    const { status, callbackDelaySeconds } = operation.answers.at(-1) ?? NOT_CALLED_YET;
    if (status === 'IN_PROGRESS') due.set(operation, aws.clock.now() + callbackDelaySeconds * 1000);
  }
  for (let invocations = 0; due.size > 0 && invocations < MAXIMUM_INVOCATIONS; invocations++) {
    const [next] = [...due].sort(([, one], [, other]) => one - other);
    const [operation, time] = next!;
    await aws.clock.advance((time - aws.clock.now()) / 1000);
    const before = aws.calls.length;
    const { status, callbackDelaySeconds } = await operation.step();
    if (operation === superseded && newer.answers.length > 0) changed.push(...changesSince(aws, before));
    if (status === 'IN_PROGRESS') due.set(operation, aws.clock.now() + callbackDelaySeconds * 1000);
    else due.delete(operation);
  }
  if (due.size > 0)
    throw new Error(`Still in progress: ${superseded.answer.message} / ${newer.answer.message}`);
  return { superseded: superseded.answer, newer: newer.answer, changes: changed };
}

function changesSince(aws: LocalAws, index: number): string[] {
  return aws.calls
    .slice(index)
    .filter(({ accessKeyId, operation }) => accessKeyId === HANDLER_ACCESS_KEY && changes(operation))
    .map(({ operation }) => operation);
}
