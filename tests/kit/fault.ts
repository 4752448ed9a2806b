import { type FaultedCall, type FaultMatch, type LocalAws, ServiceError } from '#local-aws';
import type { Operation } from './operation';
import { phaseKind } from './phase';
import { HANDLER_ACCESS_KEY, type Answer, type Properties } from './registry-event';

/**
 * What may happen to an operation, once.
 *
 * To one AWS call of a handler: it is throttled (`throttled`); AWS fails (`serverError`); it is refused with an error that
 * a healthy account sees once in a while (`oddAnswer`, see `ODD_ANSWERS`); it is carried out but its
 * response gets lost (`responseLost`); it is carried out and the handler is killed right after (`killed`); or
 * CloudFormation delivers the event a second time, and that invocation runs as a whole before the call of the first is
 * carried out (`deliveredTwiceInterleaved`).
 *
 * To one invocation: its answer does not reach CloudFormation (`answerLost`), or CloudFormation delivers its event twice
 * at once (`deliveredTwice`).
 *
 * To all callback contexts of an operation: what carries them drops members that are null (`nullsDropped`).
 */
export const FAULT_KINDS = [
  'throttled',
  'serverError',
  'oddAnswer',
  'responseLost',
  'killed',
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
  /** Of two deliveries, the one whose answer CloudFormation goes on from. */
  goesOnFrom: 'first' | 'second';
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

/** No operation of the matrix takes more invocations; one that does goes round in circles. */
const MAXIMAL_INVOCATIONS = 500;

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
 * The faults that an operation has to get through.
 *
 * Of several equal invocations in a row, as polls are, only the first and the last count. A call that only reads fails
 * in one way, in turn. One that changes something fails in one way before it is carried out, and in every way after.
 * @param all every call in every way, and both answers of each double delivery
 */
export function faultsOf({ invocations, phases }: FaultlessRun, all = false): Fault[] {
  const found: Fault[] = [];
  const add = (kind: FaultKind, number: number, both = all) => {
    const answers = ['first', 'second'] as const;
    const twice = both && (kind === 'deliveredTwiceInterleaved' || kind === 'deliveredTwice');
    const some = twice ? answers : answers.filter((_, index) => index === number % 2);
    for (const goesOnFrom of some) found.push({ kind, number, goesOnFrom });
  };
  const failures = ['throttled', 'serverError', 'responseLost'] as const;
  let call = 0;
  let odd = 0;
  const addOdd = (number: number, phase: string | undefined) => {
    const choice = odd++ % (WITH_DEPLOYMENT.has(phase) ? ODD_ANSWERS.length : NEVER_FINAL);
    found.push({ kind: 'oddAnswer', number, goesOnFrom: 'first', error: ODD_ANSWERS[choice]![0] });
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
