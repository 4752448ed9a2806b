import type { RunHistory } from './history';
import type { Lane } from './lane';
import { element, escaped } from './markup';
import type { TimeScale } from './scale';

/** A failure, with the sentence that explains it. */
export interface Failure {
  time: number;
  what: string;
  sentence: string;
}

/** What failed in a run, oldest first: resources, and what users should not have got. */
export function failuresOf({ operations, steps }: RunHistory): Failure[] {
  const ofResources = operations
    .filter(({ status, isStack }) => status.endsWith('_FAILED') && !isStack)
    .map(({ end, resource, reason = '' }) => ({ time: end, what: resource, sentence: reason }));
  const ofSteps = steps.flatMap(({ end, name, outcome }) =>
    (outcome?.problems ?? []).map((sentence) => ({ time: end, what: name, sentence })),
  );
  return [...ofResources, ...ofSteps].sort((one, other) => one.time - other.time);
}

/** A number at the moment of each failure; the sentences have the same numbers. */
export function failureLane(failures: readonly Failure[], scale: TimeScale): Lane {
  const marks = failures.map(({ time, what, sentence }, index) => {
    const x = scale.x(time);
    const circle = element('circle', { cx: x, cy: 9, r: 8, class: 'mark' });
    const number = element(
      'text',
      { x, y: 12.5, 'text-anchor': 'middle', class: 'ordinal' },
      String(index + 1),
    );
    return element('g', {}, circle + number + element('title', {}, escaped(`${what}: ${sentence}`)));
  });
  return {
    label: 'Failures',
    note: 'sentences below',
    kind: 'resource',
    height: 18,
    content: marks.join(''),
  };
}
