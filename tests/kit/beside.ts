import type { LocalAws } from '#local-aws';
import { atCall, changes } from './disturbance';
import type { Operation } from './operation';
import { HANDLER_ACCESS_KEY, type Answer } from './registry-event';

/** What came of two operations that ran beside each other. */
export interface Beside {
  older: Answer;
  newer: Answer;
  /** The calls of the older one that changed something after the newer one had begun. */
  touched: string[];
}

const NOT_CALLED_YET = { status: 'IN_PROGRESS', callbackDelaySeconds: 0 };

/** No operation of a test takes more invocations; one that does goes round in circles. */
const MAXIMAL_INVOCATIONS = 500;

/**
 * Calls an operation until it makes a certain call to AWS, and does something before that call is carried out.
 * @param number which of its calls, the first is 1
 */
export async function interrupt(
  aws: LocalAws,
  chain: Operation,
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
  await chain.step();
  for (let invocations = 1; !interruption.done && invocations < MAXIMAL_INVOCATIONS; invocations++) {
    await chain.wait();
    await chain.step();
  }
  aws.faults.clear();
}

/**
 * Lets an older operation go on beside a newer one of the same resource, as when CloudFormation has given it up and its
 * calls still come: each is called again when the delay that it asked for is over, the newer one first.
 * @throws Error when one of them goes round in circles
 */
export async function runBeside(aws: LocalAws, older: Operation, newer: Operation): Promise<Beside> {
  const touched: string[] = [];
  const due = new Map<Operation, number>();
  for (const chain of [newer, older]) {
    const { status, callbackDelaySeconds } = chain.answers.at(-1) ?? NOT_CALLED_YET;
    if (status === 'IN_PROGRESS') due.set(chain, aws.clock.now() + callbackDelaySeconds * 1000);
  }
  for (let invocations = 0; due.size > 0 && invocations < MAXIMAL_INVOCATIONS; invocations++) {
    const [next] = [...due].sort(([, one], [, other]) => one - other);
    const [chain, time] = next!;
    await aws.clock.advance((time - aws.clock.now()) / 1000);
    const before = aws.calls.length;
    const { status, callbackDelaySeconds } = await chain.step();
    if (chain === older && newer.answers.length > 0) touched.push(...changesSince(aws, before));
    if (status === 'IN_PROGRESS') due.set(chain, aws.clock.now() + callbackDelaySeconds * 1000);
    else due.delete(chain);
  }
  if (due.size > 0) throw new Error(`Still in progress: ${older.answer.message} / ${newer.answer.message}`);
  return { older: older.answer, newer: newer.answer, touched };
}

function changesSince(aws: LocalAws, index: number): string[] {
  return aws.calls
    .slice(index)
    .filter(({ accessKeyId, operation }) => accessKeyId === HANDLER_ACCESS_KEY && changes(operation))
    .map(({ operation }) => operation);
}
