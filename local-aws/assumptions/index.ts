import type { Assumption } from './assumption';
import { CLOUD_CONTROL } from './cloud-control';
import { DEPLOYMENT_GROUP_UPDATES } from './deployment-group-updates';
import { DEPLOYMENT_GROUPS } from './deployment-groups';
import { DEPLOYMENT_STATES } from './deployment-states';
import { DEPLOYMENTS } from './deployments';
import { HANDLER_REQUESTS } from './handler-requests';
import { LAGS } from './lags';
import { LISTS_AND_TARGETS } from './lists-and-targets';
import { OPERATION_MODES } from './operation-modes';
import { SERVICES } from './services';
import { STACK_RULES } from './stack-rules';
import { STACK_UPDATES } from './stack-updates';
import { STOP_AND_ROLLBACK } from './stop-and-rollback';
import { TEMPLATES } from './templates';

export interface Section {
  readonly title: string;
  readonly rows: readonly Assumption[];
}

const byId = (rows: Assumption[]): Assumption[] => rows.sort((one, other) => one.id.localeCompare(other.id));

/** Every assumption of the local AWS. The titles are the headings of docs/local-aws/assumptions.md. */
export const SECTIONS: readonly Section[] = [
  { title: 'Services', rows: SERVICES },
  { title: 'CodeDeploy: deployment group', rows: byId([...DEPLOYMENT_GROUPS, ...DEPLOYMENT_GROUP_UPDATES]) },
  { title: 'CodeDeploy: deployment', rows: [...DEPLOYMENTS, ...DEPLOYMENT_STATES] },
  { title: 'CodeDeploy: stop and rollback', rows: STOP_AND_ROLLBACK },
  { title: 'CodeDeploy: lists, targets and messages', rows: LISTS_AND_TARGETS },
  { title: 'What shows late', rows: LAGS },
  {
    title: 'CloudFormation',
    rows: byId([...STACK_UPDATES, ...STACK_RULES, ...HANDLER_REQUESTS, ...OPERATION_MODES, ...TEMPLATES]),
  },
  { title: 'Cloud Control', rows: CLOUD_CONTROL },
];

export const ASSUMPTIONS: readonly Assumption[] = SECTIONS.flatMap(({ rows }) => rows);

/** Ids of rows that were taken out. An id is never given again. */
export const RETIRED: readonly string[] = [
  ...['svc-22', 'svc-23', 'svc-24', 'svc-25', 'svc-26', 'svc-27', 'svc-28', 'svc-29', 'svc-30', 'svc-33'],
  'list-06',
];
