import { type FaultedCall, type FaultMatch, type LocalAws, ServiceError } from '#local-aws';
import type { Operation } from './operation';
import { phaseKind } from './phase';
import { HANDLER_ACCESS_KEY, type Answer, type Properties } from './registry-event';

/**
 * The faults of the matrix. One run has one of them, once.
 *
 * Of one AWS call of a handler:
 * - `throttled`: AWS throttles it;
 * - `serverError`: AWS answers with status 500;
 * - `oddAnswer`: AWS refuses it with an error that a healthy account sees once in a while, see `ODD_ANSWERS`;
 * - `responseLost`: AWS carries it out, and its response gets lost;
 * - `handlerKilled`: AWS carries it out, and then the handler is killed;
 * - `deliveredTwiceInterleaved`: CloudFormation delivers the event again, and that invocation runs from beginning to end before
 *   AWS carries out the call.
 *
 * Of one invocation:
 * - `answerLost`: its answer does not reach CloudFormation;
 * - `deliveredTwice`: CloudFormation delivers its event twice at once.
 *
 * Of all callback contexts of an operation:
 * - `nullsDropped`: what carries them drops members that are null.
 */
export const FAULT_KINDS = [
  'throttled',
  'serverError',
  'oddAnswer',
  'responseLost',
  'handlerKilled',
  'deliveredTwiceInterleaved',
  'answerLost',
  'deliveredTwice',
  'nullsDropped',
] as const;

/** One answer of each class, drawn in turn over the calls. The last two are taken as odd only while a deployment runs. */
export const ODD_ANSWERS = [
  ['ExpiredTokenException', 400],
  ['UnrecognizedClientException', 400],
  ['InvalidSignatureException', 403],
  ['RequestTimeTooSkewed', 403],
  ['RequestTimeout', 400],
  ['ThrottledException', 400],
  ['SlowDown', 503],
  ['PriorRequestNotComplete', 400],
  ['AccessDeniedException', 400],
  ['AnErrorOfNextYear', 418],
] as const;

/** How many of them never end an operation, in any phase. */
const NEVER_FINAL = 8;

/** The phases in which an operation awaits a deployment. */
const WITH_DEPLOYMENT: ReadonlySet<string | undefined> = new Set(['deploying', 'ending', 'rollingBack']);
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  kind: FaultKind;
  /** Which AWS call, or which invocation; the first is 1. */
  number: number;
  /** The delivery, of two, from whose answer CloudFormation continues. */
  continuesFrom: 'first' | 'second';
  /** Of an odd answer: the name of the error. */
  error?: (typeof ODD_ANSWERS)[number][0];
}

/** An operation that ran without a fault: the AWS calls of each of its invocations, by name. */
export interface FaultlessRun {
  answer: Answer;
  invocations: string[][];
  /** The phase in which each invocation began; undefined in the first. */
  phases: (string | undefined)[];
}

/** CloudFormation delivers an event again when the handler has not answered for this long. */
const REDELIVERY_SECONDS = 60;

/** No operation of the matrix takes more invocations. More are an endless loop. */
const MAXIMUM_INVOCATIONS = 500;

/** Whether an AWS call changes something. */
export function changes(awsCall: string): boolean {
  return !/^(Get|List|Describe|BatchGet)/.test(awsCall);
}

/** Runs an operation to its end as CloudFormation does. */
export async function runWithoutFault(operation: Operation): Promise<FaultlessRun> {
  const invocations: string[][] = [];
  const phases: (string | undefined)[] = [];
  const answer = await toTheEnd(operation, async () => {
    const before = operation.calls().length;
    const last = operation.answers.at(-1);
    phases.push(last && phaseKind(last));
    const stepped = await operation.step();
    invocations.push(operation.calls().slice(before));
    return stepped;
  });
  return { answer, invocations, phases };
}

/**
 * The faults to inject into an operation:
 *
 * | at | faults | with `all` |
 * | --- | --- | --- |
 * | each invocation | answerLost, deliveredTwice | the same |
 * | each call that reads | throttled, serverError or responseLost, in turn | all faults of calls |
 * | each call that changes something | throttled or serverError, in turn; responseLost; handlerKilled; deliveredTwiceInterleaved | all faults of calls |
 * | each double delivery | CloudFormation continues from the first or from the second answer, in turn | both |
 *
 * Of several equal invocations in a row, such as polls, only the first and the last get faults.
 */
export function faultsOf({ invocations, phases }: FaultlessRun, all = false): Fault[] {
  const found: Fault[] = [];
  const add = (kind: FaultKind, number: number, both = all) => {
    const answers = ['first', 'second'] as const;
    const twice = both && (kind === 'deliveredTwiceInterleaved' || kind === 'deliveredTwice');
    const some = twice ? answers : answers.filter((_, index) => index === number % 2);
    for (const continuesFrom of some) found.push({ kind, number, continuesFrom });
  };
  const failures = ['throttled', 'serverError', 'responseLost'] as const;
  let call = 0;
  let odd = 0;
  const addOdd = (number: number, phase: string | undefined) => {
    const choice = odd++ % (WITH_DEPLOYMENT.has(phase) ? ODD_ANSWERS.length : NEVER_FINAL);
    found.push({ kind: 'oddAnswer', number, continuesFrom: 'first', error: ODD_ANSWERS[choice]![0] });
  };
  if (invocations.length > 1) add('nullsDropped', 1);
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
      addOdd(number, phases[index]);
      if (!all && !changes(awsCall)) return;
      add('handlerKilled', number);
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
    case 'oddAnswer': {
      const [name, status] = ODD_ANSWERS.find(([error]) => error === fault.error)!;
      thisCall((match) => aws.faults.fail(match, new ServiceError(name, 'An odd answer.', status)));
      return toTheEnd(operation);
    }
    case 'nullsDropped':
      return toTheEnd(operation, droppingNulls(operation));
    case 'responseLost':
      thisCall((match) => aws.faults.loseResponse(match));
      return toTheEnd(operation);
    case 'handlerKilled':
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
  for (let invocations = 0; invocations < MAXIMUM_INVOCATIONS; invocations++) {
    if (operation.answers.length > 0) await operation.wait();
    const answer = await step();
    if (answer && answer.status !== 'IN_PROGRESS') return answer;
  }
  throw new Error(`Still in progress after ${MAXIMUM_INVOCATIONS} invocations: ${operation.answer.message}`);
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

/** @throws Error when a context contains a null: a handler writes none */
function droppingNulls(operation: Operation): Step {
  return async () => {
    const answer = await operation.step();
    const context = JSON.stringify(
      answer.callbackContext ?? {},
      (_name, value: unknown) => value ?? undefined,
    );
    if (context !== JSON.stringify(answer.callbackContext ?? {})) throw new Error(`A null in ${context}`);
    if (answer.callbackContext) answer.callbackContext = JSON.parse(context) as Properties;
    return answer;
  };
}

function killing(aws: LocalAws, operation: Operation, number: number): Step {
  const handler = { killed: false };
  for (const service of SERVICES)
    aws.faults.before({ service }, (call) => {
      if (handler.killed && byHandler(call))
        throw new ServiceError('ServiceUnavailable', 'The handler that makes this call was killed.', 503);
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
  { number, continuesFrom }: Fault,
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
    if (second.done) operation.answers.splice(continuesFrom === 'first' ? -2 : -1, 1);
    second.done = false;
    return operation.answer;
  };
}

function onInvocation(aws: LocalAws, operation: Operation, { kind, number, continuesFrom }: Fault): Step {
  let invocation = 0;
  return async () => {
    if (++invocation !== number) return operation.step();
    if (kind === 'answerLost') {
      await operation.step();
      return loseAnswer(aws, operation);
    }
    await Promise.all([operation.step(), operation.step()]);
    // The answers are in the order in which they came, not in that of the deliveries. The test needs one of each, not which.
    operation.answers.splice(continuesFrom === 'first' ? -2 : -1, 1);
    return operation.answer;
  };
}
