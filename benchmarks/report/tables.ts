import { table as markdownTable } from './markdown';
import type { MeasuredCase } from '../lag/lag';
import type { StackResult } from '../local-aws/stack';
import type { ListResult } from '../scale/list';
import type { PollResult } from '../start/poll';
import type { ScaleResult } from '../scale/scale';
import { median, sum } from './statistics';

const seconds = (value: number): string => value.toFixed(1);

/** A row for each traffic plan and ending, and one for all cases. */
export function lagTable(measured: readonly MeasuredCase[]): string {
  const groups = new Map<string, MeasuredCase[]>();
  for (const one of measured) {
    const { plan, ending, completeWhen } = one.deployment;
    const until = ending === 'succeeds' && completeWhen === 'TRAFFIC_SHIFTED' ? ' (until shifted)' : '';
    const name = `${plan}: ${ending}${until}`;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  const line = (name: string, some: readonly MeasuredCase[]): string[] => {
    const lags = some.map(({ lagSeconds }) => lagSeconds);
    const fixedLags = some.map(({ fixed }) => fixed.lagSeconds);
    return [
      name,
      String(some.length),
      seconds(median(lags)),
      seconds(Math.max(...lags)),
      String(sum(some.map(({ polls }) => polls))),
      seconds(median(fixedLags)),
      seconds(Math.max(...fixedLags)),
      String(sum(some.map(({ fixed }) => fixed.polls))),
      String(some.filter(({ polls, fixed }) => polls >= fixed.polls).length),
    ];
  };
  return markdownTable(
    [
      'deployment',
      'cases',
      'median lag, s',
      'worst lag, s',
      'calls',
      'every 15 s: median lag, s',
      'every 15 s: worst lag, s',
      'every 15 s: calls',
      'cases without fewer calls',
    ],
    [...[...groups].map(([name, some]) => line(name, some)), line('**all**', measured)],
  );
}

/** Durations of stacks in real seconds, with the processor seconds in parentheses. */
export function stackTable(results: readonly StackResult[]): string {
  const both = ({ seconds: real, processorSeconds }: StackResult['create']): string =>
    `${real.toFixed(1)} (${processorSeconds.toFixed(1)})`;
  return markdownTable(
    ['resources', 'result', 'created in, s (of processor time)', 'deleted in, s (of processor time)'],
    results.map(({ resources, status, create, delete: removal }) => [
      String(resources),
      status,
      both(create),
      both(removal),
    ]),
  );
}

export function scaleTable(results: readonly ScaleResult[]): string {
  return markdownTable(
    [
      'stacks at once',
      'succeeded',
      'calls a stack',
      'throttled, of all',
      'most calls of one stack',
      'lag, median s',
      'lag, worst s',
      'first done, min',
      'median, min',
      'last done, min',
    ],
    results.map(({ stacks, succeeded, calls, throttled, mostCalls, lagSeconds, minutes }) => [
      String(stacks),
      String(succeeded),
      (calls / stacks).toFixed(1),
      `${throttled} of ${calls}`,
      String(mostCalls),
      seconds(lagSeconds.median),
      seconds(lagSeconds.max),
      seconds(minutes.first),
      seconds(minutes.median),
      seconds(minutes.last),
    ]),
  );
}

export function listTable(results: readonly [name: string, result: ListResult][]): string {
  return markdownTable(
    [
      'CodeDeploy allows',
      'pages',
      'groups listed',
      'calls',
      'throttled',
      'most calls of a page',
      'slowest page, s',
    ],
    results.map(([name, { pages, listed, calls, throttled, mostCallsOfAPage, slowestPageSeconds }]) => [
      name,
      String(pages),
      String(listed),
      String(calls),
      String(throttled),
      String(mostCallsOfAPage),
      slowestPageSeconds.toFixed(2),
    ]),
  );
}

export function pollTable({ milliseconds, calls }: PollResult): string {
  const at = (share: number): string =>
    (milliseconds[Math.floor(share * (milliseconds.length - 1))] ?? NaN).toFixed(1);
  return markdownTable(
    ['polls', 'fastest, ms', 'median, ms', 'quartiles, ms', '95 %, ms', 'AWS calls of one'],
    [[String(milliseconds.length), at(0), at(0.5), `${at(0.25)} to ${at(0.75)}`, at(0.95), calls.join(', ')]],
  );
}
