import { DeploymentFailure } from './failures';
import type { Deployment } from '../records';
import { rollBack, wantsRollback, type Cause } from './rollback';
import type { State } from '../state';
import { endDeployment } from './status';

/**
 * Ends a deployment because of what its steps threw, its alarms said or a caller asked for, and starts its rollback.
 * @param rollbackAsked StopDeployment's autoRollbackEnabled; undefined leaves it to the configuration
 * @throws what is no failure of a deployment: a mistake of the emulator must not pass for one
 */
export function abortDeployment(
  state: State,
  deployment: Deployment,
  error: unknown,
  rollbackAsked?: boolean,
): void {
  if (!(error instanceof DeploymentFailure)) throw error;
  const wanted = rollbackAsked ?? wantsRollback(deployment, causeOf(error));
  endDeployment(state, deployment, error);
  if (wanted) rollBack(state, deployment);
}

/** Alarms that cannot be read count as alarms; a ready wait that is over counts as a stop on request. */
function causeOf(failure: DeploymentFailure): Cause {
  if (failure.status === 'Failed') return 'failure';
  return failure.code === 'ALARM_ACTIVE' || failure.code === 'IAM_ROLE_PERMISSIONS' ? 'alarm' : 'request';
}
