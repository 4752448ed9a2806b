import { readFileSync } from 'node:fs';
import { TRANSIENT_ERROR_BUDGET_MINUTES as GROUP_BUDGET } from '../deployment-group/src/delays';
import { MAXIMUM_MINUTES, STOP_GRACE_MS } from '../deployment/src/polling/delays';
import { DELETE_PATIENCE_MS } from '../runtime/deployments/delays';
import { RESOURCE_TYPES, schemaFileOf } from '../scripts/types';

interface Schema {
  handlers: Record<'create' | 'update' | 'delete', { timeoutInMinutes: number }>;
  properties: { TimeoutInMinutes?: { maximum: number } };
}

/* CloudFormation ends an operation after the `timeoutInMinutes` of the schema. The handler has to have ended it before. */

const [group, deployment] = (['deployment-group', 'deployment'] as const).map((folder) => {
  const type = RESOURCE_TYPES.find((each) => each.folder === folder)!;
  return JSON.parse(readFileSync(schemaFileOf(type), 'utf8')) as Schema;
});

test('CloudFormation waits for a deployment as long as the registry lets a type ask: 36 hours', () => {
  const { create, update } = deployment!.handlers;
  expect([create.timeoutInMinutes, update.timeoutInMinutes]).toEqual([2160, 2160]);
});

test('the longest operation of EcsDeployment, and the rollback of its deployment, end before CloudFormation ends them', () => {
  const { handlers, properties } = deployment!;
  expect(properties.TimeoutInMinutes?.maximum).toBe(MAXIMUM_MINUTES);
  for (const { timeoutInMinutes } of [handlers.create, handlers.update])
    expect(MAXIMUM_MINUTES + 2 * (STOP_GRACE_MS / 60_000)).toBeLessThan(timeoutInMinutes);
});

test('both deletes end before CloudFormation ends them', () => {
  for (const { handlers } of [group!, deployment!])
    expect(DELETE_PATIENCE_MS / 60_000).toBeLessThan(handlers.delete.timeoutInMinutes);
});

test('the group type gives up on transient errors before CloudFormation does', () => {
  const { create, update, delete: deletion } = group!.handlers;
  expect(GROUP_BUDGET.CREATE).toBeLessThan(create.timeoutInMinutes);
  expect(GROUP_BUDGET.UPDATE).toBeLessThan(update.timeoutInMinutes);
  expect(GROUP_BUDGET.DELETE).toBeLessThan(deletion.timeoutInMinutes);
});
