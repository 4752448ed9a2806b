import type { Request } from '../../../../runtime/resource';
import type { ResourceModel } from '../../models';
import type { Policy } from '../decide/decide';

/** The parts of the request that a decision depends on. */
export function policyOf(desired: ResourceModel, request: Request, redeploy: boolean): Policy {
  return { whenBusy: desired.whenBusy ?? 'WAIT', redeploy, rollback: request.rollback };
}
