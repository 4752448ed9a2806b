import { measure, processMilliseconds, type Measured, type Subject } from './process';
import { sampleOf } from '../../report/statistics';

export interface Rounds {
  /** Fresh processes that load a function. */
  starts: number;
  /** Fresh processes in which polls are timed. */
  polls: number;
}

/** Figures of one function, by round. The n-th entries of all functions were measured one after the other. */
export interface FunctionFigures {
  name: string;
  /** Milliseconds to load it, minus those of a bare `node -e 0`. */
  load: number[];
  /** A warm poll in milliseconds: the median of a process. */
  poll: number[];
  /** A cold invocation: load and first poll in one process. */
  cold: Measured[];
  /** The smallest heap with which load and polls succeed, in MB, to the next 4 MB. */
  leastHeap: number;
}

export interface WallFigures {
  functions: FunctionFigures[];
  /** Wall-clock time of `node -e 0`, in milliseconds. */
  bare: number[];
  /** Peak memory of a process that does nothing, in KB. */
  bareMaxRSS: number;
}

/** Measures all functions in turns, so that other load on the machine affects them alike. */
export async function measureAll(subjects: readonly Subject[], rounds: Rounds): Promise<WallFigures> {
  const functions = subjects.map(({ name }) => ({
    name,
    load: [] as number[],
    poll: [] as number[],
    cold: [] as Measured[],
    leastHeap: NaN,
  }));
  const turns = subjects.map((subject, index) => ({ subject, figures: functions[index] }));
  const bare: number[] = [];
  for (let round = 0; round < rounds.starts; round++) {
    console.error(`starts: ${round + 1} of ${rounds.starts}`);
    const nothing = await processMilliseconds(['-e', '0']);
    bare.push(nothing);
    for (const { subject, figures } of turns) figures?.load.push((await load(subject)) - nothing);
    // Memory and processor time hardly vary: every other round is enough.
    if (round % 2 === 0)
      for (const { subject, figures } of turns) figures?.cold.push(await coldPoll(subject));
  }
  for (let round = 0; round < rounds.polls; round++) {
    console.error(`polls: ${round + 1} of ${rounds.polls}`);
    for (const { subject, figures } of turns) figures?.poll.push(await warmPoll(subject));
  }
  for (const { subject, figures } of turns) if (figures) figures.leastHeap = await leastHeap(subject);
  return { functions, bare, bareMaxRSS: await bareMaxRSS() };
}

function load({ file, preload, environment }: Subject): Promise<number> {
  return processMilliseconds(
    [...(preload ? ['-r', preload] : []), '-e', `require(${JSON.stringify(file)})`],
    environment,
  );
}

async function coldPoll(subject: Subject): Promise<Measured> {
  const cold = await measure(subject, 1);
  const answer = JSON.stringify(cold.answer ?? null);
  if (answer.includes('FAILED')) throw new Error(`${subject.name} answers its poll with ${answer}`);
  return cold;
}

/** The median poll of one process, after a warm-up. Fewer polls for the stock library, which takes seconds for each. */
async function warmPoll(subject: Subject): Promise<number> {
  const [warmUp, counted] = subject.name.startsWith('stock') ? [1, 3] : [5, 40];
  const { milliseconds } = await measure(subject, warmUp + counted);
  return sampleOf(milliseconds.slice(warmUp)).median;
}

const HEAP_STEP = 4;

/** Searches by bisection for the smallest old generation of the heap with which load and two polls succeed. */
async function leastHeap(subject: Subject): Promise<number> {
  let fails = 0;
  let works = 256;
  while (works - fails > HEAP_STEP) {
    const middle = (works + fails) / 2;
    const alive = await measure(subject, 2, [`--max-old-space-size=${middle}`]).then(
      () => true,
      () => false,
    );
    if (alive) works = middle;
    else fails = middle;
  }
  return works;
}

async function bareMaxRSS(): Promise<number> {
  const nothing: Subject = {
    name: 'node',
    file: 'node:path',
    handler: 'path.join',
    environment: {},
    given: '/dev/null',
  };
  return (await measure(nothing, 0)).maxRSS;
}
