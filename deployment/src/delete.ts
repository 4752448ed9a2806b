import { isTransient, toFailure } from '../../runtime/aws/aws-errors';
import { groupArnOf, keyOf } from '../../runtime/deployment-groups/group-key';
import { observeEnd } from '../../runtime/deployments/await-end';
import { DELETE_PATIENCE_MS, UNTAGGED_AFTER_MS } from '../../runtime/deployments/delays';
import { hasEnded, isRollback } from '../../runtime/deployments/deployment-status';
import { findActive } from '../../runtime/deployments/find-active';
import type { Failure } from '../../runtime/messages/failure';
import { failure as sharedFailure } from '../../runtime/messages/failures';
import type { ProgressMessage } from '../../runtime/messages/message-registry';
import { ownerOf, ownerTagOf, type OwnerTag } from '../../runtime/owner/owner-tag';
import { Api } from './api';
import { fromDescription } from './desired-state/description-marker';
import type { Group } from './desired-state/group';
import { failure } from './messages/failures';
import { progress } from './messages/progress';
import { LIST_LAG_SECONDS, MAXIMUM_MINUTES, SOON_SECONDS } from './polling/delays';
import { noSuchDeployment } from './read';
import { isShifted } from './reconcile/observe/observe';
import { startedLast } from './reconcile/observe/started-last';
import {
  groupName,
  inProgress,
  type DeploymentInvocation,
  type DeploymentOutcome,
} from './reconcile/operation/context';
import { endNotYetObserved, type Phase } from './reconcile/operation/phase';

/**
 * Deletes the resource: removes the owner tag from the group, and never changes the service. A deployment of this
 * resource that still shifts traffic is stopped with rollback first, because no operation would watch it any more. A
 * deployment in its termination wait, and one that another team has started, is left alone.
 */
export async function remove(invocation: DeploymentInvocation): Promise<DeploymentOutcome> {
  const key = keyOf(invocation.desired);
  const api = new Api(invocation.connection);
  const groupArn = groupArnOf(key, invocation.request);
  const { phase, startedAt, now } = invocation;
  if (phase?.kind === 'ending') return awaitEnd(invocation, api, groupArn, phase);

  const [group, found] = await Promise.all([api.group.find(key), api.group.findOwner(groupArn)]);
  const owner = ownerOf(invocation.request);
  if (phase?.kind === 'deciding' && phase.untagged) return lookAgain(invocation, api, group, found);
  const untagging = isUntagging(phase);
  if (!group) {
    if (untagging) return { kind: 'deleted' };
    throw noSuchDeployment(key);
  }
  // Another resource has the group, so the create of this one failed. CloudFormation may send a delete for it.
  if (found && found.id !== owner.id)
    throw failure('OwnedByAnother', { groupName: groupName(key), declaredAs: found.name });
  const waiting = await endActive(invocation, api, group, found);
  if (waiting) return waiting;
  if (!found && untagging) return { kind: 'deleted' };
  if (!found && now - startedAt < UNTAGGED_AFTER_MS) {
    return inProgress(
      { kind: 'deciding', tagWrittenAt: now, deadline: startedAt + DELETE_PATIENCE_MS },
      SOON_SECONDS,
      progress('OwnerTagNotVisible', { groupName: groupName(key) }),
    );
  }
  if (!found) throw noSuchDeployment(key);
  const isLongAgo = now - (found.startedAt ?? 0) > MAXIMUM_MINUTES * 60_000;
  const isShown = isLongAgo || (await startedLast(api, group, found.operation));
  const unanswered = await untag(invocation, api, groupArn);
  if (unanswered) return unanswered;
  // A cancelled operation may have read the tag before its removal and started its deployment after `endActive`.
  const started = await endActive(invocation, api, group, undefined);
  if (started) return started;
  return isShown
    ? { kind: 'deleted' }
    : goOn(invocation, { untagged: true }, LIST_LAG_SECONDS, progress('CheckingAgain', {}));
}

function isUntagging(phase: Phase | undefined): boolean {
  return phase?.kind === 'deciding' && phase.untagging === true;
}

/**
 * Removes the owner tag. When AWS does not answer, the tag may be gone all the same. The phase then tells the next
 * invocation that this delete has removed it, and not an earlier one.
 * @returns undefined when the tag was removed
 */
async function untag(
  invocation: DeploymentInvocation,
  api: Api,
  groupArn: string,
): Promise<DeploymentOutcome | undefined> {
  const { phase, log } = invocation;
  try {
    await api.group.removeTags(groupArn);
    return undefined;
  } catch (error) {
    const failed = toFailure(error);
    if (!isTransient(failed) || isUntagging(phase)) throw error;
    log(failed.message);
    return goOn(invocation, { untagging: true }, SOON_SECONDS, progress('RemovingOwnerTag', {}));
  }
}

/**
 * Looks once more for a deployment, when no list hides it any more. In express mode CloudFormation may have created the resource again
 * by now.
 */
async function lookAgain(
  invocation: DeploymentInvocation,
  api: Api,
  group: Group | undefined,
  found: OwnerTag | undefined,
): Promise<DeploymentOutcome> {
  const isCreatedAgain = (found?.startedAt ?? 0) > invocation.startedAt;
  if (!group || isCreatedAgain) return { kind: 'deleted' };
  return (await endActive(invocation, api, group, undefined)) ?? { kind: 'deleted' };
}

function goOn(
  { now, startedAt }: DeploymentInvocation,
  removal: { untagging: true } | { untagged: true },
  delaySeconds: number,
  message: ProgressMessage,
): DeploymentOutcome {
  const deadline = startedAt + DELETE_PATIENCE_MS;
  return inProgress({ kind: 'deciding', tagWrittenAt: now, deadline, ...removal }, delaySeconds, message);
}

/**
 * Ends the active deployment if it is this resource's, and waits for one that ends by itself.
 * @param found the owner tag; without it only a deployment of this resource is waited for
 * @returns undefined when the delete waits for no deployment
 */
async function endActive(
  invocation: DeploymentInvocation,
  api: Api,
  group: Group,
  found: OwnerTag | undefined,
): Promise<DeploymentOutcome | undefined> {
  const { now, startedAt, request } = invocation;
  const owner = ownerOf(request);
  const active = await findActive(api.deployments, group, now);
  if (!active) return undefined;
  const { deploymentId, info } = active;
  if (!info)
    return retryLater(
      invocation,
      progress('HolderNotVisible', { deploymentId }),
      sharedFailure('HolderNotVisible', { deploymentId }),
    );
  const marker = fromDescription(info.description);
  const ours = marker !== undefined && [owner.id, ...(found?.formerOwners ?? [])].includes(marker.owner);
  const endsItself = isRollback(info) || hasEnded(info);
  const matters = endsItself ? found !== undefined : ours && !(await isShifted(api.deployments, info));
  if (!matters) return undefined;
  if (found && found.operation !== owner.operation)
    await api.group.setOwner(groupArnOf(group, request), ownerTagOf(owner, startedAt, found));
  if (!endsItself && !(await api.deployments.stop(deploymentId)))
    return retryLater(
      invocation,
      progress('HolderNotStoppable', { deploymentId }),
      sharedFailure('HolderNotStoppable', { deploymentId }),
    );
  const phase: Phase = {
    kind: 'ending',
    tagWrittenAt: now,
    deadline: startedAt + DELETE_PATIENCE_MS,
    endsSoon: !endsItself,
    deploymentId,
    ...endNotYetObserved,
  };
  return inProgress(phase, SOON_SECONDS, progress('WaitingForEnd', { deploymentId }));
}

/**
 * The next invocation observes again.
 * @throws the failure `tooLate` when the delete has waited for DELETE_PATIENCE_MS
 */
function retryLater(
  { now, startedAt }: DeploymentInvocation,
  message: ProgressMessage,
  tooLate: Failure,
): DeploymentOutcome {
  const deadline = startedAt + DELETE_PATIENCE_MS;
  if (now >= deadline) throw tooLate;
  return inProgress({ kind: 'deciding', tagWrittenAt: now, deadline }, SOON_SECONDS, message);
}

async function awaitEnd(
  { now, request }: DeploymentInvocation,
  api: Api,
  groupArn: string,
  phase: Phase & { kind: 'ending' },
): Promise<DeploymentOutcome> {
  const { deploymentId } = phase;
  const { hasFullyEnded, ending } = await observeEnd(api.deployments, phase, now);
  if (hasFullyEnded) {
    // When this delete has removed the tag already, another resource may have claimed the group since.
    const found = await api.group.findOwner(groupArn);
    if (!found || found.id === ownerOf(request).id) await api.group.removeTags(groupArn);
    return { kind: 'deleted' };
  }
  if (now >= phase.deadline) throw sharedFailure('HolderStillRuns', { deploymentId });
  return inProgress({ ...phase, ...ending }, SOON_SECONDS, progress('WaitingForEnd', { deploymentId }));
}
