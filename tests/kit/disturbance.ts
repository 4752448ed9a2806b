import { type FaultedCall, type FaultMatch, type LocalAws, ServiceError } from '#local-aws';
import type { Operation } from './operation';
import { HANDLER_ACCESS_KEY, type Answer } from './registry-event';

/**
 * What may happen to an operation, once.
 * To one AWS call of a handler: it is throttled, AWS fails, it is carried out but its answer gets lost, it is carried
 * out and the handler is killed right after, or (`overtaken`) CloudFormation delivers the event a second time and that
 * invocation runs as a whole before the call of the first is carried out.
 * To one invocation: nobody hears its answer (`unheard`), or its event is delivered twice at once (`doubled`).
 */
export const DISTURBANCES = [
  'throttled',
  'serverError',
  'responseLost',
  'killed',
  'overtaken',
  'unheard',
  'doubled',
] as const;
export type Kind = (typeof DISTURBANCES)[number];

export interface Disturbance {
  kind: Kind;
  /** Which call, or which invocation, the first is 1. */
  number: number;
  /** Of two deliveries, the one whose answer CloudFormation goes on from. */
  goesOnFrom: 'first' | 'second';
}

/** An operation that nothing befell: the AWS calls of each of its invocations, by name. */
export interface Undisturbed {
  answer: Answer;
  invocations: string[][];
}

/** CloudFormation delivers an event again when the handler has not answered for so long, in seconds. */
const REDELIVERY = 60;

/** No operation of a test takes more invocations; one that does goes round in circles. */
const MAXIMAL_INVOCATIONS = 500;

/** Whether an AWS call changes something. */
export function changes(operation: string): boolean {
  return !/^(Get|List|Describe|BatchGet)/.test(operation);
}

/** Runs an operation to its end as CloudFormation does. */
export async function runUndisturbed(chain: Operation): Promise<Undisturbed> {
  const invocations: string[][] = [];
  const answer = await toTheEnd(chain, async () => {
    const before = chain.calls().length;
    const stepped = await chain.step();
    invocations.push(chain.calls().slice(before));
    return stepped;
  });
  return { answer, invocations };
}

/**
 * The disturbances that an operation is to be held against.
 *
 * Of a row of equal invocations, as polls are, only the first and the last count. A call that only reads is failed in
 * one way, in turn. One that changes something is failed in one way before it is carried out, and disturbed in every
 * way after.
 * @param all every call in every way, and both answers of each double delivery
 */
export function disturbancesOf({ invocations }: Undisturbed, all = false): Disturbance[] {
  const found: Disturbance[] = [];
  const add = (kind: Kind, number: number, both = all) => {
    const answers = ['first', 'second'] as const;
    const twice = both && (kind === 'overtaken' || kind === 'doubled');
    const some = twice ? answers : answers.filter((_, index) => index === number % 2);
    for (const goesOnFrom of some) found.push({ kind, number, goesOnFrom });
  };
  const failures = ['throttled', 'serverError', 'responseLost'] as const;
  let call = 0;
  invocations.forEach((operations, index) => {
    const first = call;
    call += operations.length;
    if (isInRow(invocations, index)) return;
    add('unheard', index + 1);
    add('doubled', index + 1);
    operations.forEach((operation, position) => {
      const number = first + position + 1;
      const some = changes(operation)
        ? [failures[number % 2]!, 'responseLost' as const]
        : [failures[number % 3]!];
      for (const kind of all ? failures : some) add(kind, number);
      if (!all && !changes(operation)) return;
      add('killed', number);
      add('overtaken', number);
    });
  });
  return found;
}

function isInRow(invocations: string[][], index: number): boolean {
  const text = (at: number) => invocations[at]?.join(' ');
  return text(index) === text(index - 1) && text(index) === text(index + 1);
}

/** Runs an operation to its end as CloudFormation does, disturbed. */
export async function runDisturbed(
  aws: LocalAws,
  chain: Operation,
  disturbance: Disturbance,
): Promise<Answer> {
  const { kind, number } = disturbance;
  const thisCall = (add: (match: FaultMatch) => void): void => {
    atCall(number, add);
  };
  switch (kind) {
    case 'throttled':
      thisCall((match) => aws.faults.throttle(match));
      return toTheEnd(chain);
    case 'serverError':
      thisCall((match) => aws.faults.serverError(match));
      return toTheEnd(chain);
    case 'responseLost':
      thisCall((match) => aws.faults.loseResponse(match));
      return toTheEnd(chain);
    case 'killed':
      return toTheEnd(chain, killing(aws, chain, number));
    case 'overtaken':
      return toTheEnd(chain, overtaking(aws, chain, disturbance));
    case 'unheard':
    case 'doubled':
      return toTheEnd(chain, onInvocation(aws, chain, disturbance));
  }
}

type Step = () => Promise<Answer | undefined>;

/** @param step calls the handler; undefined when nobody has heard an answer */
async function toTheEnd(chain: Operation, step: Step = () => chain.step()): Promise<Answer> {
  for (let invocations = 0; invocations < MAXIMAL_INVOCATIONS; invocations++) {
    if (chain.answers.length > 0) await chain.wait();
    const answer = await step();
    if (answer && answer.status !== 'IN_PROGRESS') return answer;
  }
  throw new Error(`Still in progress after ${MAXIMAL_INVOCATIONS} invocations: ${chain.answer.message}`);
}

const SERVICES = ['codedeploy', 'ecs'];

const byHandler = ({ accessKeyId }: FaultedCall): boolean => accessKeyId === HANDLER_ACCESS_KEY;

/** A fault for one of the handlers' calls, by number from now on, whatever its service. */
export function atCall(number: number, add: (match: FaultMatch) => void): void {
  let seen = 0;
  for (const service of SERVICES)
    add({ service, when: (_input, call) => byHandler(call) && ++seen === number });
}

/** CloudFormation hears nothing and delivers the same event again. */
async function forget(aws: LocalAws, chain: Operation): Promise<undefined> {
  chain.answers.pop();
  await aws.clock.advance(REDELIVERY);
}

function killing(aws: LocalAws, chain: Operation, number: number): Step {
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
    const answer = await chain.step();
    if (!handler.killed) return answer;
    handler.killed = false;
    return forget(aws, chain);
  };
}

function overtaking(aws: LocalAws, chain: Operation, { number, goesOnFrom }: Disturbance): Step {
  const second = { done: false };
  atCall(number, (match) =>
    aws.faults.before(match, async () => {
      await chain.step();
      second.done = true;
    }),
  );
  return async () => {
    await chain.step();
    if (second.done) chain.answers.splice(goesOnFrom === 'first' ? -2 : -1, 1);
    second.done = false;
    return chain.answer;
  };
}

function onInvocation(aws: LocalAws, chain: Operation, { kind, number, goesOnFrom }: Disturbance): Step {
  let invocation = 0;
  return async () => {
    if (++invocation !== number) return chain.step();
    if (kind === 'unheard') {
      await chain.step();
      return forget(aws, chain);
    }
    await Promise.all([chain.step(), chain.step()]);
    // The first to be delivered need not be the first to answer: which is which does not matter here.
    chain.answers.splice(goesOnFrom === 'first' ? -2 : -1, 1);
    return chain.answer;
  };
}
