import type { DeploymentGroupInfo, DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { isNamed } from '../../runtime/aws-errors';
import { ACTIVE_STATUSES, hasEnded } from '../../runtime/deployment-status';
import { groupArnOf, keyOf, type GroupKey } from '../../runtime/group-key';
import { notFound } from '../../runtime/failure';
import { endedWithinRollbackWindow } from '../../runtime/rollback';
import type { Handler, Outcome } from '../../runtime/resource';
import { Api } from './api';
import { decide, type Deployments, type Step } from './ending';
import { nameOf } from './identity';
import type { ResourceModel } from './models';
import type { Phase } from './phase';
import { isOwnedBy } from './tags';

type Answer = Outcome<ResourceModel, Phase>;

export const remove: Handler<ResourceModel, Phase> = async ({ desired, request, phase, now, connection }) => {
  const key = keyOf(desired);
  const api = new Api(connection);

  const watched = phase?.kind === 'ending' ? await api.findDeployment(phase.deploymentId) : undefined;
  if (watched && !hasEnded(watched))
    return act(api, key, decide({ ...NOTHING, running: watched }, phase, now));

  const group = await api.findGroup(key);
  if (!group) {
    if (phase) return { kind: 'deleted' };
    throw notFound(`There is no ${nameOf(key)} for ECS.`);
  }
  // CloudFormation also deletes what a create has named and then failed to make, for instance because the name was
  // taken. A group that stack and logical id did not make themselves is not the one that is to go then.
  if (request.rollback && !phase && !isOwnedBy(request, await api.listTags(groupArnOf(key, request))))
    throw notFound(`The ${nameOf(key)} was not made by this resource, and is left as it is.`);

  return act(api, key, decide(await observe(api, key, group, watched, now), phase, now));
};

const NOTHING: Deployments = { running: undefined, unclear: false, last: undefined, rollback: undefined };

/** @param watched the deployment that the operation has waited for, which has ended */
async function observe(
  api: Api,
  key: GroupKey,
  group: DeploymentGroupInfo,
  watched: DeploymentInfo | undefined,
  now: number,
): Promise<Deployments> {
  const activeId = await api.findDeploymentId(key, ACTIVE_STATUSES);
  if (activeId) {
    const active = await api.findDeployment(activeId);
    return active && !hasEnded(active) ? { ...NOTHING, running: active } : { ...NOTHING, unclear: true };
  }
  const last = watched ?? (await findJustEnded(api, group, now));
  const rollbackId = last?.rollbackInfo?.rollbackDeploymentId;
  return { ...NOTHING, last, rollback: rollbackId ? await api.findDeployment(rollbackId) : undefined };
}

/** What ended earlier brings nothing any more, and costs no call. */
async function findJustEnded(
  api: Api,
  { lastAttemptedDeployment: last }: DeploymentGroupInfo,
  now: number,
): Promise<DeploymentInfo | undefined> {
  return last?.deploymentId && endedWithinRollbackWindow(last.endTime, now)
    ? await api.findDeployment(last.deploymentId)
    : undefined;
}

async function act(api: Api, key: GroupKey, step: Step): Promise<Answer> {
  switch (step.kind) {
    case 'deleteGroup':
      await api.deleteGroup(key);
      return { kind: 'deleted' };
    case 'stop':
      return unlessTooLate(step.deploymentId, () => api.stopWithRollback(step.deploymentId), true);
    case 'endTerminationWait':
      return unlessTooLate(step.deploymentId, () => api.endTerminationWait(step.deploymentId));
    case 'wait':
      return ending(step.deploymentId, step.refused);
    case 'retryLater':
      return looking;
  }
}

/**
 * CodeDeploy refuses what no longer suits the deployment: it has moved on since it was looked at.
 * @param refused is kept when it cannot be done at all
 */
async function unlessTooLate(
  deploymentId: string,
  call: () => Promise<void>,
  refused?: true,
): Promise<Answer> {
  try {
    await call();
    return ending(deploymentId);
  } catch (error) {
    if (isNamed(error, ...MOVED_ON)) return looking;
    // It cannot be stopped any more, or only by those who made it: then it ends by itself.
    if (isNamed(error, 'UnsupportedActionForDeploymentTypeException')) return ending(deploymentId, refused);
    throw error;
  }
}

const MOVED_ON = [
  'DeploymentAlreadyCompletedException',
  'DeploymentDoesNotExistException',
  'DeploymentGroupDoesNotExistException',
  'DeploymentIsNotInReadyStateException',
  'InvalidDeploymentStatusException',
];

const looking: Answer = {
  kind: 'inProgress',
  phase: { kind: 'looking' },
  delaySeconds: 5,
  message: 'A deployment of the group has just changed; looking again.',
};

function ending(deploymentId: string, refused?: true): Answer {
  return {
    kind: 'inProgress',
    phase: { kind: 'ending', deploymentId, ...(refused && { refused }) },
    delaySeconds: 10,
    message: `Waiting for deployment ${deploymentId} to end before the group goes.`,
  };
}
