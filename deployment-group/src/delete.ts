import type { DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import { isTransient, toFailure } from '../../runtime/aws/aws-errors';
import { groupArnOf, keyOf, type GroupKey } from '../../runtime/deployment-groups/group-key';
import { notEnded, observeEnd, type Ending } from '../../runtime/deployments/await-end';
import { findActive, type LastAttempt } from '../../runtime/deployments/find-active';
import type { Handler, Outcome } from '../../runtime/resource';
import { Api, type EndRequest } from './api';
import { decide, type Step } from './decide';
import { AWAIT_END_SECONDS, SOON_SECONDS, UNTAGGED_AFTER_MS } from './delays';
import { nameOf } from './identity';
import { failure } from './messages/failures';
import { progress } from './messages/progress';
import type { ResourceModel } from './models';
import type { Phase } from './phase';
import { findOwnerTag, isOwnedBy } from './tags';

type Answer = Outcome<ResourceModel, Phase>;

/**
 * Deletes the group. First it ends the deployment that holds the group, and waits for the end of that deployment and of
 * its automatic rollback.
 */
export const remove: Handler<ResourceModel, Phase> = async ({ desired, request, phase, now, connection }) => {
  const key = keyOf(desired);
  const api = new Api(connection);

  const end = phase?.kind === 'ending' ? await observeEnd(api, phase, now) : undefined;
  if (end?.info && end.ending.endedAt === undefined) {
    const step = decide({ deploymentId: end.ending.deploymentId, info: end.info }, phase);
    return step.kind === 'wait' ? waiting({ ...phase, ...end.ending }) : act(api, key, step, phase);
  }

  const group = await api.findGroup(key);
  if (!group) {
    if (phase) return { kind: 'deleted' };
    throw failure('NoSuchGroup', { groupName: nameOf(key) });
  }
  // CloudFormation may also send the delete of a resource whose create has failed because another owner has the group.
  const tags = await api.listTags(groupArnOf(key, request));
  const owner = findOwnerTag(tags);
  if (!owner && now - untaggedSince(phase, now) < UNTAGGED_AFTER_MS) return untagged(key, phase, now);
  if (!isOwnedBy(request, tags))
    throw failure('GroupOfAnotherOwner', {
      groupName: nameOf(key),
      owner: owner ? `its owner is ${owner.name}` : 'it has no owner tag',
    });

  // The deployment has ended, but its rollback runs or may follow; or it is not visible.
  if (end && !end.hasFullyEnded) return waiting({ ...phase, ...end.ending });
  const active = await findActive(api, { ...key, lastAttempt: lastAttemptOf(group) }, now);
  const step = decide(active, phase);
  if (step.kind !== 'wait') return act(api, key, step, phase);
  return waiting({
    ...notEnded,
    deploymentId: step.deploymentId,
    endedAt: endOf(active?.info?.completeTime),
  });
};

function lastAttemptOf({ lastAttemptedDeployment: last }: DeploymentGroupInfo): LastAttempt | undefined {
  if (!last?.deploymentId) return undefined;
  return { deploymentId: last.deploymentId, status: last.status, endTime: last.endTime };
}

function endOf(completeTime: Date | undefined): number | undefined {
  return completeTime?.getTime();
}

function untaggedSince(phase: Phase | undefined, now: number): number {
  return phase?.kind === 'observing' ? (phase.untaggedSince ?? now) : now;
}

function untagged(key: GroupKey, phase: Phase | undefined, now: number): Answer {
  return {
    kind: 'inProgress',
    phase: { kind: 'observing', untaggedSince: untaggedSince(phase, now) },
    delaySeconds: SOON_SECONDS,
    ...progress('OwnerTagNotVisible', { groupName: nameOf(key) }),
  };
}

async function act(
  api: Api,
  key: GroupKey,
  step: Exclude<Step, { kind: 'wait' }>,
  phase: Phase | undefined,
): Promise<Answer> {
  switch (step.kind) {
    case 'deleteGroup':
      return deleteGroup(api, key, phase);
    case 'stop':
      return afterRequest(step.deploymentId, await api.stopWithRollback(step.deploymentId));
    case 'endTerminationWait':
      return afterRequest(step.deploymentId, await api.endTerminationWait(step.deploymentId));
    case 'retryLater':
      return observeAgain;
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

function afterRequest(deploymentId: string, answer: EndRequest): Answer {
  switch (answer) {
    case 'accepted':
      return waiting({ ...notEnded, deploymentId });
    case 'refused':
      return waiting({ ...notEnded, deploymentId, refused: true });
    case 'movedOn':
      return observeAgain;
  }
}

const observeAgain: Answer = {
  kind: 'inProgress',
  phase: { kind: 'observing' },
  delaySeconds: SOON_SECONDS,
  ...progress('DeploymentChanged', {}),
};

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
