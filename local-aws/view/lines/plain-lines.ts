import { colours as pc } from './colours';
import type { Emit, RunEvent, Said, Share, TrafficChanged } from '../events';
import { EventLines, failureLines, momentLine } from './event-lines';
import { wrapped } from './layout';
import { closingLine, endLines, tableLines } from './step-lines';

const same = (text: string): string => text;

const COLOURS: Readonly<Record<Said['tone'], (text: string) => string>> = {
  plain: same,
  fact: pc.blue,
  good: pc.green,
  bad: pc.red,
  hint: pc.yellow,
};

/** The shares of a listener in words, e.g. `BlueTargetGroup 90%, GreenTargetGroup 10%`. */
function sharesInWords(shares: readonly Share[]): string {
  return shares.map(({ targetGroup, percent }) => `${targetGroup} ${percent}%`).join(', ');
}

/** The lines that begin a step. */
function stepLines({ number, name, about }: { number: number; name: string; about: string }): string[] {
  return ['', wrapped(`${pc.bold(`${number}. ${name}`)}: ${about}`, 3)];
}

/** A sentence of the program, in the colour of its tone. A long URL stays whole. */
function saidLines({ text, tone }: Pick<Said, 'text' | 'tone'>): string[] {
  return text.split('\n').map((line) => COLOURS[tone](wrapped(line, 0)));
}

/**
 * Shows a run as lines that scroll, for files, pipes and the logs of CI: the stack's events, the traffic, and what the
 * program says. Handler calls, lifecycle events and task sets are for the live view and the report only.
 * @param print takes one line
 */
export function plainLines(print: (line: string) => void): Emit {
  const stackLines = new EventLines(print);
  const shown = new Map<string, readonly Share[]>();
  let showsEachShift = true;
  /** Whether the line that stands for changes of the traffic is the last one about it. */
  let hasLeftOut = false;

  const printTraffic = ({ time, listener, shares }: TrafficChanged): void => {
    const before = shown.get(listener);
    if (shares.length > 0) shown.set(listener, shares);
    // The first target group of a new listener is no change.
    if (before === undefined || shares.length === 0 || sharesInWords(before) === sharesInWords(shares))
      return;
    const movesOn = before.length > 1 && shares.length > 1;
    if (showsEachShift || !movesOn) {
      print(momentLine(new Date(time), listener, sharesInWords(shares), pc.cyan));
      hasLeftOut = false;
    } else if (!hasLeftOut) {
      print('…');
      hasLeftOut = true;
    }
  };

  return (event: RunEvent): void => {
    if (event.kind === 'stack') {
      stackLines.add(event.event);
      return;
    }
    if (event.kind === 'moment' && event.isOver === true) {
      stackLines.flush();
      return;
    }
    const moment = new Date(event.time);
    if (event.kind === 'traffic') {
      stackLines.printBefore(moment);
      printTraffic(event);
      return;
    }
    const lines = linesOf(event);
    if (lines.length > 0) stackLines.flush();
    else stackLines.printBefore(moment);
    for (const line of lines) print(line);
    if (event.kind === 'step') [showsEachShift, hasLeftOut] = [!event.isBrief, false];
  };
}

/** The lines that stay above a live view: what stands for itself, and failures. */
export function lastingLines(event: RunEvent): string[] {
  return event.kind === 'stack' ? failureLines(event.event) : linesOf(event);
}

/** The lines of what stands for itself. */
function linesOf(event: RunEvent): string[] {
  switch (event.kind) {
    case 'said':
      return saidLines(event);
    case 'step':
      return stepLines(event);
    case 'stepEnd':
      return endLines(event.end);
    case 'runEnd':
      return ['', ...tableLines(event.ends), '', closingLine(event.ends)];
    case 'action':
      return [momentLine(new Date(event.time), event.name, event.text, pc.bold)];
    case 'stack':
    case 'call':
    case 'deployment':
    case 'lifecycle':
    case 'traffic':
    case 'taskSets':
    case 'alarm':
    case 'users':
    case 'moment':
      return [];
  }
}
