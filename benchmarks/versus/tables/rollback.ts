import { figure, table } from '../../report/markdown';
import type { LateRollback, LateRollbackOutcome } from '../virtual-time/late-rollback';

/** Minutes from the failure of another resource to the old version for all users, and to the end of the stack. */
export function rollbackTable(
  names: readonly string[],
  rows: readonly [LateRollback, readonly LateRollbackOutcome[]][],
): string {
  return table(
    ['', ...names],
    rows.flatMap(([{ name }, outcomes]) => [
      [
        `**${name}**: old version for all after, min`,
        ...outcomes.map(({ updated, oldVersionLiveMinutes }) =>
          updated ? figure(oldVersionLiveMinutes) : 'the update itself fails',
        ),
      ],
      ['stack rolled back after, min', ...outcomes.map(({ stackMinutes }) => figure(stackMinutes))],
    ]),
  );
}
