import { hasEnded, isRollback } from '../../runtime/deployment-status';
import { Failure, HandlerErrorCode } from '../../runtime/failure';
import { groupArnOf, keyOf } from '../../runtime/group-key';
import { findActive } from './reconcile/find-active';
import { Api } from './api';
import type { Group } from './desired-state/group';
import { ownerTagOf, ownerOf, type OwnerTag } from '../../runtime/owner-tag';
import { fromDescription } from './desired-state/description-marker';
import { isShifted } from './reconcile/observe';
import { inProgress, type DeploymentInvocation, type DeploymentOutcome } from './reconcile/context';
import { notEnded, type Phase } from './reconcile/phase';
import { absent } from './read';
import { observeEnd } from './reconcile/await-end';

/** A stop and the rollback after it take seconds; in milliseconds. */
const LONGEST = 60 * 60_000;

/** A group that shows no owner tag for so long has none: a create may have been cancelled a moment ago. (milliseconds) */
const UNTAGGED_AFTER = 20_000;

/**
 * Takes the owner tag off the group; the service is never touched. A deployment of ours that is still shifting would
 * go on with nobody watching, so it is stopped with rollback first. In its termination wait all is done but waiting,
 * and somebody else's is theirs.
 */
export async function remove(invocation: DeploymentInvocation): Promise<DeploymentOutcome> {
  const key = keyOf(invocation.desired);
  const api = new Api(invocation.connection);
  const groupArn = groupArnOf(key, invocation.request);
  const { phase, startedAt, now } = invocation;
  if (phase?.kind === 'ending') return awaitEnd(invocation, api, groupArn, phase);

  const [group, found] = await Promise.all([api.findGroup(key), api.findOwner(groupArn)]);
  const owner = ownerOf(invocation.request);
  // CloudFormation also deletes what a create has named and then failed to make, because another resource has the group.
  if (!group || (found && invocation.request.rollback && found.id !== owner.id)) throw absent(key);
  const active = await endActive(invocation, api, group, found);
  if (active) return active;
  if (!found && now - startedAt < UNTAGGED_AFTER)
    return retryLater(
      invocation,
      `The owner tag of deployment group ${key.applicationName}/${key.deploymentGroupName} does not show.`,
    );
  if (!found) throw absent(key);
  await api.removeOwner(groupArn);
  // A cancelled operation that has started its deployment meanwhile, and has still seen the tag, does not stop it.
  return (await endActive(invocation, api, group, undefined)) ?? { kind: 'deleted' };
}

/**
 * Ends the active deployment if it is this resource's, and awaits what ends by itself.
 * @param found the owner tag; without it only a deployment of this resource itself matters
 * @returns undefined when there is nothing to wait for
 */
async function endActive(
  invocation: DeploymentInvocation,
  api: Api,
  group: Group,
  found: OwnerTag | undefined,
): Promise<DeploymentOutcome | undefined> {
  const { now, startedAt, request } = invocation;
  const owner = ownerOf(request);
  const active = await findActive(api, group, now);
  if (active && !active.info)
    return retryLater(invocation, `Deployment ${active.deploymentId} is active and does not show.`);
  const info = active?.info;
  if (!info) return undefined;
  const ours = fromDescription(info.description)?.owner === owner.id;
  const endsItself = isRollback(info) || hasEnded(info);
  const matters = endsItself ? found !== undefined : ours && !(await isShifted(api, info));
  if (!matters) return undefined;
  const { deploymentId } = info;
  if (found && found.operation !== owner.operation)
    await api.setOwner(groupArnOf(group, request), ownerTagOf(owner, startedAt, found));
  if (!endsItself && !(await api.stopDeployment(deploymentId)))
    return retryLater(
      invocation,
      `Deployment ${deploymentId} is active, and CodeDeploy does not stop it at this point.`,
    );
  const phase: Phase = {
    kind: 'ending',
    tagWrittenAt: now,
    deadline: startedAt + LONGEST,
    stopped: !endsItself,
    deploymentId,
    ...notEnded,
  };
  return inProgress(phase, 5, `Waiting for deployment ${deploymentId} to end.`);
}

/** Nothing has been decided yet. */
function retryLater(invocation: DeploymentInvocation, message: string): DeploymentOutcome {
  const { now, startedAt } = invocation;
  const deadline = startedAt + LONGEST;
  if (now >= deadline)
    throw new Failure(
      HandlerErrorCode.NotStabilized,
      `${message} It has not for an hour: delete again later.`,
    );
  return inProgress({ kind: 'deciding', tagWrittenAt: now, deadline, busyWith: null }, 5, message);
}

async function awaitEnd(
  invocation: DeploymentInvocation,
  api: Api,
  groupArn: string,
  phase: Phase & { kind: 'ending' },
): Promise<DeploymentOutcome> {
  const { settled, ending } = await observeEnd(api, phase, invocation.now);
  if (!settled && invocation.now >= phase.deadline)
    throw new Failure(
      HandlerErrorCode.NotStabilized,
      `Deployment ${phase.deploymentId}, which has to end first, did not within an hour. Look at it in CodeDeploy, then delete again.`,
    );
  if (!settled)
    return inProgress({ ...phase, ...ending }, 5, `Waiting for deployment ${phase.deploymentId} to end.`);
  await api.removeOwner(groupArn);
  return { kind: 'deleted' };
}
