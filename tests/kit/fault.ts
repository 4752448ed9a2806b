import { type FaultedCall, type FaultMatch, type LocalAws, ServiceError } from '#local-aws';
import type { Operation } from './operation';
import { HANDLER_ACCESS_KEY, type Answer } from './registry-event';

/**
 * What may happen to an operation, once.
 *
 * To one AWS call of a handler: it is throttled (`throttled`); AWS fails (`serverError`); it is carried out but its
 * response gets lost (`responseLost`); it is carried out and the handler is killed right after (`killed`); or
 * CloudFormation delivers the event a second time, and that invocation runs as a whole before the call of the first is
 * carried out (`deliveredTwiceInterleaved`).
 *
 * To one invocation: its answer does not reach CloudFormation (`answerLost`), or CloudFormation delivers its event twice
 * at once (`deliveredTwice`).
 */
export const FAULT_KINDS = [
  'throttled',
  'serverError',
  'responseLost',
  'killed',
  'deliveredTwiceInterleaved',
  'answerLost',
  'deliveredTwice',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  kind: FaultKind;
  /** Which AWS call, or which invocation; the first is 1. */
  number: number;
  /** Of two deliveries, the one whose answer CloudFormation goes on from. */
  goesOnFrom: 'first' | 'second';
}

/** An operation that ran without a fault: the AWS calls of each of its invocations, by name. */
export interface FaultlessRun {
  answer: Answer;
  invocations: string[][];
}

/** CloudFormation delivers an event again when the handler has not answered for this long. */
const REDELIVERY_SECONDS = 60;

/** No operation of the matrix takes more invocations; one that does goes round in circles. */
const MAXIMAL_INVOCATIONS = 500;

/** Whether an AWS call changes something. */
export function changes(awsCall: string): boolean {
  return !/^(Get|List|Describe|BatchGet)/.test(awsCall);
}

/** Runs an operation to its end as CloudFormation does. */
export async function runWithoutFault(operation: Operation): Promise<FaultlessRun> {
  const invocations: string[][] = [];
  const answer = await toTheEnd(operation, async () => {
    const before = operation.calls().length;
    const stepped = await operation.step();
    invocations.push(operation.calls().slice(before));
    return stepped;
  });
  return { answer, invocations };
}

/**
 * The faults that an operation has to get through.
 *
 * Of several equal invocations in a row, as polls are, only the first and the last count. A call that only reads fails
 * in one way, in turn. One that changes something fails in one way before it is carried out, and in every way after.
 * @param all every call in every way, and both answers of each double delivery
 */
export function faultsOf({ invocations }: FaultlessRun, all = false): Fault[] {
  const found: Fault[] = [];
  const add = (kind: FaultKind, number: number, both = all) => {
    const answers = ['first', 'second'] as const;
    const twice = both && (kind === 'deliveredTwiceInterleaved' || kind === 'deliveredTwice');
    const some = twice ? answers : answers.filter((_, index) => index === number % 2);
    for (const goesOnFrom of some) found.push({ kind, number, goesOnFrom });
  };
  const failures = ['throttled', 'serverError', 'responseLost'] as const;
  let call = 0;
  invocations.forEach((awsCalls, index) => {
    const first = call;
    call += awsCalls.length;
    if (isInRow(invocations, index)) return;
    add('answerLost', index + 1);
    add('deliveredTwice', index + 1);
    awsCalls.forEach((awsCall, position) => {
      const number = first + position + 1;
      const some = changes(awsCall)
        ? [failures[number % 2]!, 'responseLost' as const]
        : [failures[number % 3]!];
      for (const kind of all ? failures : some) add(kind, number);
      if (!all && !changes(awsCall)) return;
      add('killed', number);
      add('deliveredTwiceInterleaved', number);
    });
  });
  return found;
}

/** Whether the invocations before and after this one make the same AWS calls as it does. */
export function isInRow(invocations: string[][], index: number): boolean {
  const text = (at: number) => invocations[at]?.join(' ');
  return text(index) === text(index - 1) && text(index) === text(index + 1);
}

/** Runs an operation to its end as CloudFormation does, with one fault. */
export async function runWithFault(aws: LocalAws, operation: Operation, fault: Fault): Promise<Answer> {
  const { kind, number } = fault;
  const thisCall = (add: (match: FaultMatch) => void): void => {
    atCall(number, add);
  };
  switch (kind) {
    case 'throttled':
      thisCall((match) => aws.faults.throttle(match));
      return toTheEnd(operation);
    case 'serverError':
      thisCall((match) => aws.faults.serverError(match));
      return toTheEnd(operation);
    case 'responseLost':
      thisCall((match) => aws.faults.loseResponse(match));
      return toTheEnd(operation);
    case 'killed':
      return toTheEnd(operation, killing(aws, operation, number));
    case 'deliveredTwiceInterleaved':
      return toTheEnd(operation, deliveringTwiceInterleaved(aws, operation, fault));
    case 'answerLost':
    case 'deliveredTwice':
      return toTheEnd(operation, onInvocation(aws, operation, fault));
  }
}

type Step = () => Promise<Answer | undefined>;

/** @param step calls the handler; undefined when no answer has reached CloudFormation */
async function toTheEnd(operation: Operation, step: Step = () => operation.step()): Promise<Answer> {
  for (let invocations = 0; invocations < MAXIMAL_INVOCATIONS; invocations++) {
    if (operation.answers.length > 0) await operation.wait();
    const answer = await step();
    if (answer && answer.status !== 'IN_PROGRESS') return answer;
  }
  throw new Error(`Still in progress after ${MAXIMAL_INVOCATIONS} invocations: ${operation.answer.message}`);
}

const SERVICES = ['codedeploy', 'ecs'];

const byHandler = ({ accessKeyId }: FaultedCall): boolean => accessKeyId === HANDLER_ACCESS_KEY;

/** Adds a fault for one of the handlers' calls, by its number from now on, whichever service it calls. */
export function atCall(number: number, add: (match: FaultMatch) => void): void {
  let seen = 0;
  for (const service of SERVICES)
    add({ service, when: (_input, call) => byHandler(call) && ++seen === number });
}

/** CloudFormation gets no answer and delivers the same event again. */
async function loseAnswer(aws: LocalAws, operation: Operation): Promise<undefined> {
  operation.answers.pop();
  await aws.clock.advance(REDELIVERY_SECONDS);
}

function killing(aws: LocalAws, operation: Operation, number: number): Step {
  const handler = { killed: false };
  for (const service of SERVICES)
    aws.faults.before({ service }, (call) => {
      if (handler.killed && byHandler(call))
        throw new ServiceError('ServiceUnavailable', 'The handler that called is dead.', 503);
    });
  atCall(number, (match) =>
    aws.faults.after(match, () => {
      handler.killed = true;
    }),
  );
  return async () => {
    const answer = await operation.step();
    if (!handler.killed) return answer;
    handler.killed = false;
    return loseAnswer(aws, operation);
  };
}

function deliveringTwiceInterleaved(
  aws: LocalAws,
  operation: Operation,
  { number, goesOnFrom }: Fault,
): Step {
  const second = { done: false };
  atCall(number, (match) =>
    aws.faults.before(match, async () => {
      await operation.step();
      second.done = true;
    }),
  );
  return async () => {
    await operation.step();
    if (second.done) operation.answers.splice(goesOnFrom === 'first' ? -2 : -1, 1);
    second.done = false;
    return operation.answer;
  };
}

function onInvocation(aws: LocalAws, operation: Operation, { kind, number, goesOnFrom }: Fault): Step {
  let invocation = 0;
  return async () => {
    if (++invocation !== number) return operation.step();
    if (kind === 'answerLost') {
      await operation.step();
      return loseAnswer(aws, operation);
    }
    await Promise.all([operation.step(), operation.step()]);
    // The first to be delivered need not be the first to answer: which is which does not matter here.
    operation.answers.splice(goesOnFrom === 'first' ? -2 : -1, 1);
    return operation.answer;
  };
}
