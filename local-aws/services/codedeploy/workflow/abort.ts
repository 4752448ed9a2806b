import { DeploymentFailure } from './failures';
import type { Deployment } from '../records';
import { rollBack, wantsRollback, type Cause } from './rollback';
import type { State } from '../state';
import { endDeployment } from './status';

/**
 * Ends a deployment that failed, or that an alarm or a caller stopped. Rolls it back if its configuration or the caller asks
 * for it.
 * @param rollbackAsked StopDeployment's autoRollbackEnabled; undefined when nobody asked
 * @throws `error` when it is not a DeploymentFailure: a defect of the local AWS must not look like a failed deployment
 */
export function abortDeployment(
  state: State,
  deployment: Deployment,
  error: unknown,
  rollbackAsked?: boolean,
): void {
  if (!(error instanceof DeploymentFailure)) throw error;
  const cause = causeOf(error);
  const isStop = error.code === 'MANUAL_STOP';
  const wanted =
    (isStop ? answerOfStop(state, rollbackAsked) : undefined) ?? wantsRollback(deployment, cause);
  endDeployment(state, deployment, error);
  if (wanted) rollBack(state, deployment);
}

/** @returns whether a stop asks for a rollback; undefined when the rollback configuration decides */
function answerOfStop({ readings }: State, asked: boolean | undefined): boolean | undefined {
  if (asked === undefined)
    return readings.stopWithoutFlag === 'configuration' ? undefined : readings.stopWithoutFlag === 'always';
  return asked || readings.stopWithFalse === 'never' ? asked : undefined;
}

/** A role that may not read the alarms counts as an alarm; a ready wait that times out counts as a stop on request. */
function causeOf(failure: DeploymentFailure): Cause {
  if (failure.status === 'Failed') return 'failure';
  return failure.code === 'ALARM_ACTIVE' || failure.code === 'IAM_ROLE_PERMISSIONS' ? 'alarm' : 'request';
}
