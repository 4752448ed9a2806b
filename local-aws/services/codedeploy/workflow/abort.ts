import { DeploymentFailure } from './failures';
import type { Deployment } from '../records';
import { rollBack, wantsRollback, type Cause } from './rollback';
import type { State } from '../state';
import { endDeployment } from './status';

/**
 * Ends a deployment that failed, or that an alarm or a caller stopped. Rolls it back if its configuration or the caller asks
 * for it.
 * @param rollbackAsked StopDeployment's autoRollbackEnabled; when it is undefined, the rollback configuration decides
 * @throws `error` when it is not a DeploymentFailure: a defect of the local AWS must not look like a failed deployment
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

/** A role that may not read the alarms counts as an alarm; a ready wait that times out counts as a stop on request. */
function causeOf(failure: DeploymentFailure): Cause {
  if (failure.status === 'Failed') return 'failure';
  return failure.code === 'ALARM_ACTIVE' || failure.code === 'IAM_ROLE_PERMISSIONS' ? 'alarm' : 'request';
}
