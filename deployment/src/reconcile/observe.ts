import type { Service, TaskSet } from '@aws-sdk/client-ecs';
import { findActive, type Active } from '../../../runtime/deployments/find-active';
import type { Deployment } from '../../../runtime/deployments/reads';
import type { Api } from '../api';
import { endedWithinRollbackWindow } from '../../../runtime/rollback';
import { failure } from '../messages/failures';
import { SETTLING_MS } from '../polling/delays';
import type { ActiveDeployment, Match, Situation } from './decide';
import { primaryOf } from '../desired-state/desired';
import type { Group } from '../desired-state/group';
import { fromDescription, markerOf } from '../desired-state/description-marker';
import { groupName, isMarkedAsOurs, type OperationContext } from './context';
import { withLiveDefaults, parametersOf, matches } from '../desired-state/task-set';
import { hasEnded, isInTerminationWait, isRollback, verdictOf } from '../../../runtime/deployment-status';

/** What an observation of the group and its service shows. */
export interface Observation {
  primary: TaskSet;
  /** The task set that the active deployment replaces. */
  original: TaskSet | undefined;
  situation: Situation;
}

/**
 * Reads everything that a decision needs: the service's task sets and the deployment that holds the group.
 * @param known.busyWith a deployment that CodeDeploy has named as holding the group, though lists may not show it yet
 * @param known.unsettledSince when this operation first saw task sets that may be out of date
 */
export async function observe(
  operation: OperationContext,
  group: Group,
  { busyWith, unsettledSince }: { busyWith?: string | undefined; unsettledSince?: number | undefined } = {},
): Promise<Observation> {
  // The deployment first: when it ends in between, the task sets that are read next are already its final ones.
  const active = await findActive(operation.api, group, operation.invocation.now, busyWith);
  const service = await getService(operation, group);
  const primary = getPrimary(service);
  const taskSets = service.taskSets ?? [];
  const live = match(operation, primary);
  const others = active ? [] : taskSets.filter(({ status }) => status === 'ACTIVE');
  const { now } = operation.invocation;
  const mayBeStale =
    endedWithinRollbackWindow(group.lastAttempt?.endTime, now) && now - (unsettledSince ?? now) < SETTLING_MS;
  const isCandidate = (taskSet: TaskSet): boolean =>
    live === 'desired' || match(operation, taskSet) === 'desired';
  const outdated = mayBeStale && !active && (await isOutdated(operation.api, group, primary));
  const { original, replacement } = active ? pairOf(active, primary, taskSets) : {};
  const situation: Situation = {
    live,
    leftBehind: others.length > 0,
    unsettled: outdated || (mayBeStale && others.some(isCandidate)),
    active: active && (await describe(operation, active, primary, original, replacement)),
  };
  return { primary, original, situation };
}

/**
 * Whether the PRIMARY task set is that from before the last deployment, which has succeeded. An automatic rollback makes
 * the original task set PRIMARY, which has another deployment's id or none.
 */
async function isOutdated(api: Api, { lastAttempt }: Group, { externalId }: TaskSet): Promise<boolean> {
  if (!lastAttempt || externalId === lastAttempt.deploymentId) return false;
  if (verdictOf(lastAttempt.status).verdict !== 'succeeded') return false;
  const info = await api.findDeployment(lastAttempt.deploymentId);
  return info !== undefined && !isRollback(info);
}

/** The task sets of a deployment, as far as they exist. */
function pairOf(
  { deploymentId }: Active,
  primary: TaskSet,
  taskSets: TaskSet[],
): { original: TaskSet | undefined; replacement: TaskSet | undefined } {
  const replacement = taskSets.find((taskSet) => taskSet.externalId === deploymentId);
  const original =
    primary === replacement
      ? taskSets.find((taskSet) => taskSet.status === 'ACTIVE' && taskSet !== replacement)
      : primary;
  return { original, replacement };
}

async function getService(operation: OperationContext, group: Group): Promise<Service> {
  const service = await operation.api.findService(group);
  if (service) return service;
  throw failure('ServiceMissing', {
    serviceName: `${group.clusterName}/${group.serviceName}`,
    groupName: groupName(group),
  });
}

export function getPrimary(service: Service): TaskSet {
  const name = service.serviceName ?? 'of the deployment group';
  const controller = service.deploymentController?.type ?? 'ECS';
  if (controller !== 'CODE_DEPLOY') throw failure('NotCodeDeployService', { serviceName: name, controller });
  const primary = primaryOf(service);
  if (!primary) throw failure('NoPrimaryTaskSet', { serviceName: name });
  return primary;
}

async function describe(
  operation: OperationContext,
  { deploymentId, info }: Active,
  primary: TaskSet,
  original: TaskSet | undefined,
  replacement: TaskSet | undefined,
): Promise<ActiveDeployment> {
  const { desired, owner } = operation;
  if (!info)
    return {
      deploymentId,
      startedBy: 'notVisible',
      stage: 'shifting',
      brings: 'unknown',
      original: match(operation, primary),
    };
  const marker = fromDescription(info.description);
  const byMarker = (): Match | 'unknown' => {
    if (!marker || !isMarkedAsOurs(operation, info.description)) return 'unknown';
    const wanted = markerOf(owner, withLiveDefaults(desired.parameters, parametersOf(original ?? primary)));
    return marker.brings === wanted.brings ? 'desired' : 'other';
  };
  const startedBy = (): ActiveDeployment['startedBy'] => {
    if (isRollback(info)) return 'codeDeployRollback';
    if (!marker || !isMarkedAsOurs(operation, info.description)) return 'somebodyElse';
    return marker.operation === owner.operation ? 'operation' : 'resource';
  };
  const stage = async (): Promise<ActiveDeployment['stage']> => {
    if (hasEnded(info)) return 'ended';
    return (await isShifted(operation.api, info, primary)) ? 'terminationWait' : 'shifting';
  };
  return {
    deploymentId,
    startedBy: startedBy(),
    stage: await stage(),
    brings: replacement ? match(operation, replacement) : byMarker(),
    original: original ? match(operation, original) : 'other',
  };
}

/**
 * Whether all traffic is on the new task set, so that CodeDeploy only waits to terminate the original one. When
 * CodeDeploy leaves its flag out, the target tells: it has succeeded as soon as the traffic is shifted.
 * @param primary the PRIMARY task set where it is known: while it is not the deployment's own, nothing is shifted
 */
export async function isShifted(api: Api, info: Deployment, primary?: TaskSet): Promise<boolean> {
  if (isInTerminationWait(info)) return true;
  const { deploymentId } = info;
  const targetMayTell = primary
    ? primary.externalId === deploymentId
    : info.instanceTerminationWaitTimeStarted === undefined;
  return targetMayTell && (await api.findTarget(deploymentId))?.status === 'Succeeded';
}

function match({ desired }: OperationContext, taskSet: TaskSet): Match {
  return matches(parametersOf(taskSet), desired.parameters) ? 'desired' : 'other';
}
