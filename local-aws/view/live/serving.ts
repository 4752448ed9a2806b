import type { RunEvent } from '../events';
import { advance, emptyState } from './state';

/**
 * Which versions serve users after these events, e.g. `Users get web:2 from GreenTargetGroup.`
 * @returns undefined when no listener of a deployment group is known
 */
export function servingSentence(events: readonly RunEvent[]): string | undefined {
  const state = emptyState();
  for (const event of events) advance(state, event);
  const taskSets = [...state.taskSets.values()].flat();
  const parts = [...state.listeners.values()]
    .filter(({ role }) => role === 'production')
    .flatMap(({ shares }) =>
      shares.map(({ targetGroup, percent }) => {
        const versions = taskSets.flatMap((each) =>
          each.targetGroup === targetGroup && each.status !== 'DRAINING' ? [each.version] : [],
        );
        const source = versions.length === 0 ? targetGroup : `${versions.join(' or ')} from ${targetGroup}`;
        return percent === 100 ? source : `${source} (${percent}%)`;
      }),
    );
  return parts.length === 0 ? undefined : `Users get ${[...new Set(parts)].join(', ')}.`;
}
