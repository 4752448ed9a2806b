import type { DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import { isTransient, toFailure } from '../../runtime/aws/aws-errors';
import { groupArnOf, keyOf, type GroupKey } from '../../runtime/deployment-groups/group-key';
import { endNotYetObserved, observeEnd, type Ending } from '../../runtime/deployments/await-end';
import { DELETE_PATIENCE_MS, UNTAGGED_AFTER_MS } from '../../runtime/deployments/delays';
import { findActive, type LastAttempt } from '../../runtime/deployments/find-active';
import { failure as sharedFailure } from '../../runtime/messages/failures';
import type { ProgressMessage } from '../../runtime/messages/message-registry';
import type { Handler, Invocation, Outcome } from '../../runtime/resource';
import { Api, type EndRequest } from './api';
import { decide, type Step } from './decide';
import { AWAIT_END_SECONDS, SOON_SECONDS } from './delays';
import { nameOf } from './identity';
import { failure } from './messages/failures';
import { progress } from './messages/progress';
import type { ResourceModel } from './models';
import type { Phase } from './phase';
import { findOwnerTag, isOwnedBy } from './tags';

type Deletion = Invocation<ResourceModel, Phase>;
type Answer = Outcome<ResourceModel, Phase>;

/**
 * Deletes the group. First it ends the deployment that holds the group, and waits for the end of that deployment and of
 * its automatic rollback, for at most DELETE_PATIENCE_MS.
 */
export const remove: Handler<ResourceModel, Phase> = async (deletion) => {
  const { desired, request, phase, now, connection } = deletion;
  const key = keyOf(desired);
  const api = new Api(connection);

  const end = phase?.kind === 'ending' ? await observeEnd(api, phase, now) : undefined;
  if (end?.info && end.ending.endedAt === undefined) {
    const step = decide({ deploymentId: end.ending.deploymentId, info: end.info }, phase);
    return step.kind === 'wait'
      ? awaitEnd(deletion, { ...phase, ...end.ending })
      : act(deletion, api, key, step);
  }

  const group = await api.findGroup(key);
  if (!group) {
    if (phase) return { kind: 'deleted' };
    throw failure('NoSuchGroup', { groupName: nameOf(key) });
  }
  // When another owner has the group, the create of this resource failed. CloudFormation may send a delete for it.
  const tags = await api.listTags(groupArnOf(key, request));
  const owner = findOwnerTag(tags);
  if (!owner && now - untaggedSince(phase, now) < UNTAGGED_AFTER_MS) return awaitOwnerTag(key, phase, now);
  if (!isOwnedBy(request, tags))
    throw failure('GroupOfAnotherOwner', {
      groupName: nameOf(key),
      owner: owner ? `its owner is ${owner.name}` : 'it has no owner tag',
    });

  // The deployment has ended, but its rollback runs or may follow; or it is not visible.
  if (end && !end.hasFullyEnded) return awaitEnd(deletion, { ...phase, ...end.ending });
  const active = await findActive(api, { ...key, lastAttempt: lastAttemptOf(group) }, now);
  const step = decide(active, phase);
  if (step.kind !== 'wait') return act(deletion, api, key, step);
  return awaitEnd(deletion, {
    ...endNotYetObserved,
    deploymentId: step.deploymentId,
    endedAt: active?.info?.completeTime?.getTime(),
  });
};

function lastAttemptOf({ lastAttemptedDeployment: last }: DeploymentGroupInfo): LastAttempt | undefined {
  if (!last?.deploymentId) return undefined;
  return { deploymentId: last.deploymentId, status: last.status, endTime: last.endTime };
}

function untaggedSince(phase: Phase | undefined, now: number): number {
  return phase?.kind === 'observing' ? (phase.untaggedSince ?? now) : now;
}

/** The group shows no owner tag, perhaps not yet: the next invocation reads the tags again. */
function awaitOwnerTag(key: GroupKey, phase: Phase | undefined, now: number): Answer {
  return {
    kind: 'inProgress',
    phase: { kind: 'observing', untaggedSince: untaggedSince(phase, now) },
    delaySeconds: SOON_SECONDS,
    ...progress('OwnerTagNotVisible', { groupName: nameOf(key) }),
  };
}

async function act(
  deletion: Deletion,
  api: Api,
  key: GroupKey,
  step: Exclude<Step, { kind: 'wait' }>,
): Promise<Answer> {
  if (step.kind === 'deleteGroup') return deleteGroup(api, key, deletion.phase);
  const { deploymentId } = step;
  switch (step.kind) {
    case 'stop':
      return afterRequest(deletion, deploymentId, await api.stopWithRollback(deploymentId));
    case 'endTerminationWait':
      return afterRequest(deletion, deploymentId, await api.endTerminationWait(deploymentId));
    case 'retryLater':
      if (isTooLate(deletion)) throw sharedFailure('HolderNotVisible', { deploymentId });
      return observeAgain(progress('HolderNotVisible', { deploymentId }));
  }
}

/**
 * Deletes the group. When AWS does not answer, the group may be gone all the same. The phase then tells the next
 * invocation that this delete has deleted it.
 */
async function deleteGroup(api: Api, key: GroupKey, phase: Phase | undefined): Promise<Answer> {
  try {
    await api.deleteGroup(key);
    return { kind: 'deleted' };
  } catch (error) {
    if (!isTransient(toFailure(error)) || phase?.kind === 'deleting') throw error;
    return {
      kind: 'inProgress',
      phase: { kind: 'deleting' },
      delaySeconds: SOON_SECONDS,
      ...progress('DeletionUnanswered', { groupName: nameOf(key) }),
    };
  }
}

/** @throws Failure NotStabilized when CodeDeploy still does not end the deployment and the time is over */
function afterRequest(deletion: Deletion, deploymentId: string, answer: EndRequest): Answer {
  if (answer === 'accepted') return waiting({ ...endNotYetObserved, deploymentId });
  if (isTooLate(deletion)) throw sharedFailure('HolderNotStoppable', { deploymentId });
  return answer === 'refused'
    ? waiting({ ...endNotYetObserved, deploymentId, refused: true })
    : observeAgain(progress('DeploymentChanged', { deploymentId }));
}

function observeAgain(message: ProgressMessage): Answer {
  return { kind: 'inProgress', phase: { kind: 'observing' }, delaySeconds: SOON_SECONDS, ...message };
}

/** @throws Failure NotStabilized when the deployment or its rollback still runs and the time is over */
function awaitEnd(deletion: Deletion, ending: Ending & { refused?: true }): Answer {
  const deploymentId = ending.rollbackDeploymentId ?? ending.deploymentId;
  if (isTooLate(deletion)) throw sharedFailure('HolderStillRuns', { deploymentId });
  return waiting(ending);
}

function isTooLate({ now, startedAt }: Deletion): boolean {
  return now - startedAt >= DELETE_PATIENCE_MS;
}

function waiting(ending: Ending & { refused?: true }): Answer {
  const { deploymentId, rollbackDeploymentId, endedAt } = ending;
  return {
    kind: 'inProgress',
    phase: { ...ending, kind: 'ending' },
    // A rollback follows within seconds.
    delaySeconds: endedAt === undefined || rollbackDeploymentId ? AWAIT_END_SECONDS : SOON_SECONDS,
    ...progress('WaitingForEnd', { deploymentId: rollbackDeploymentId ?? deploymentId }),
  };
}
