import { PARTS, type Part } from './account/named';
import { WITH_TYPES } from './observe/types';
import { QUESTIONS } from './questions/questions';

/** The questions about CodeDeploy that need no deployment. */
export const WITHOUT_DEPLOYMENT: readonly string[] = [
  ...['grp-02', 'grp-03', 'grp-07', 'grp-08', 'grp-09', 'grp-12', 'grp-13', 'grp-16', 'grp-18', 'grp-20'],
  ...['grp-21', 'dep-04', 'lag-07', 'svc-10', 'cfn-41'],
];

/** The questions about a stack in which a listener of the load balancer is. */
const WITH_LISTENER: readonly string[] = ['cfn-41'];

/** What a run asks, and what it needs for that. */
export interface Scope {
  ids: readonly string[];
  /** Those of whose resources the run makes some. */
  parts: readonly Part[];
  /** Whether there is a service in a network, and whether it is deployed. */
  serves: boolean;
  deploys: boolean;
  registers: boolean;
  listens: boolean;
}

/**
 * @param only the ids that are asked; all when empty
 * @param part asks only what needs nothing of the other part
 */
export function scopeOf(only: readonly string[], part: Part | undefined): Scope {
  const isOf = (id: string): boolean =>
    part === undefined || (part === 'cloudformation') === WITH_TYPES.includes(id);
  const ids = QUESTIONS.map(({ id }) => id).filter(
    (id) =>
      (only.length === 0 || only.includes(id)) &&
      isOf(id) &&
      !(part === 'codedeploy' && WITH_LISTENER.includes(id)),
  );
  const registers = ids.some((id) => WITH_TYPES.includes(id));
  const listens = ids.some((id) => WITH_LISTENER.includes(id));
  const served = ids.filter((id) => !WITH_TYPES.includes(id));
  const isNeeded: Record<Part, boolean> = {
    codedeploy: served.length > 0,
    cloudformation: registers || listens,
  };
  return {
    ids,
    parts: PARTS.filter((each) => isNeeded[each]),
    serves: served.length > 0,
    deploys: served.some((id) => !WITHOUT_DEPLOYMENT.includes(id)),
    registers,
    listens,
  };
}
