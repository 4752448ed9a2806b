import type { Request } from '../../../runtime/resource';
import type { ResourceModel } from '../models';
import type { Policy } from './decide';

/**
 * The parts of the request that a decision depends on. A RedeployToken that changes back in a stack rollback deploys
 * nothing: deploying the same task definition again would undo nothing.
 */
export function policyOf(
  desired: ResourceModel,
  previous: ResourceModel | undefined,
  request: Request,
): Policy {
  const { redeployToken } = desired;
  return {
    whenBusy: desired.whenBusy ?? 'WAIT',
    redeploy:
      previous !== undefined &&
      !request.rollback &&
      redeployToken !== undefined &&
      redeployToken !== previous.redeployToken,
    rollback: request.rollback,
  };
}
