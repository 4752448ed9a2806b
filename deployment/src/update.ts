import { operationOf, overtaken, type DeploymentInvocation, type DeploymentOutcome } from './operation';
import { isDisplacedBy } from '../../runtime/owner-tag';
import { absent } from './read';
import { lookAndAct, reconcile } from './reconcile';
import { operationDeadline } from './timeout';

/** The service runs another task definition. The owner tag comes first: an older operation stops acting on it. */
export async function update(invocation: DeploymentInvocation): Promise<DeploymentOutcome> {
  const operation = operationOf(invocation);
  if (invocation.phase) return reconcile(operation, invocation.phase);

  const { api, groupArn, owner, desired } = operation;
  const [group, found] = await Promise.all([api.findGroup(desired), api.findOwner(groupArn)]);
  if (!group || !found) throw absent(desired);
  const { startedAt } = invocation;
  // A first call may come late, or again, when CloudFormation has given this operation up already.
  if (isDisplacedBy(found, owner, startedAt)) throw overtaken(operation);
  if (found.operation !== owner.operation)
    await api.setOwner(groupArn, { ...owner, startedAt, displaced: found.operation });
  const deadline = operationDeadline(startedAt, desired.timeoutInMinutes);
  return lookAndAct(operation, { claimedAt: invocation.now, deadline }, group);
}
