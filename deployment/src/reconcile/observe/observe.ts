import type { Service, TaskSet } from '@aws-sdk/client-ecs';
import {
  hasEnded,
  isInTerminationWait,
  isRollback,
  verdictOf,
} from '../../../../runtime/deployments/deployment-status';
import { findActive, type Active } from '../../../../runtime/deployments/find-active';
import type { Deployment } from '../../../../runtime/deployments/reads';
import { endedWithinRollbackWindow } from '../../../../runtime/deployments/rollback';
import type { DeploymentCalls } from '../../api/deployments';
import { fromDescription, markerOf } from '../../desired-state/description-marker';
import { primaryOf } from '../../desired-state/desired';
import type { Group } from '../../desired-state/group';
import { withLiveDefaults, parametersOf, matches } from '../../desired-state/task-set';
import { failure } from '../../messages/failures';
import { LATE_STOP_PATIENCE_MS, STALE_TASK_SETS_MS } from '../../polling/delays';
import type { ActiveDeployment, Match, Situation } from '../decide/decide';
import { groupName, type OperationContext } from '../operation/context';
import { isMarkedAsOurs } from '../operation/ownership';
import type { OperationTiming } from '../operation/phase';

/** What an invocation has observed of the group and its service. */
export interface Observation {
  primary: TaskSet;
  /** The task set that the active deployment replaces; undefined without one. */
  original: TaskSet | undefined;
  situation: Situation;
}

/**
 * Reads everything that a decision needs: the service's task sets and the deployment that holds the group.
 * @param known.busyWith a deployment that CodeDeploy has named as holding the group, though lists may not show it yet
 * @param known.staleSince when this operation first saw task sets that may be out of date
 * @param known.tagWrittenAt when this operation wrote its owner tag; undefined in the first invocation of a create
 */
export async function observe(
  operation: OperationContext,
  group: Group,
  known: { busyWith?: string | undefined } & Partial<
    Pick<OperationTiming, 'staleSince' | 'tagWrittenAt'>
  > = {},
): Promise<Observation> {
  // The deployment is read first: if it ends before the task sets are read, those are already its final ones.
  const active = await findActive(operation.api.deployments, group, operation.invocation.now, known.busyWith);
  const service = await getService(operation, group);
  const primary = getPrimary(service);
  const taskSets = service.taskSets ?? [];
  const live = match(operation, primary);
  const others = active ? [] : taskSets.filter(({ status }) => status === 'ACTIVE');
  const { now } = operation.invocation;
  const mayBeStale =
    endedWithinRollbackWindow(group.lastAttempt?.endTime, now) &&
    now - (known.staleSince ?? now) < STALE_TASK_SETS_MS;
  const isCandidate = (taskSet: TaskSet): boolean =>
    live === 'desired' || match(operation, taskSet) === 'desired';
  const outdated = mayBeStale && !active && (await isOutdated(operation, group, primary));
  const { original, replacement } = active ? pairOf(active, primary, taskSets) : {};
  const situation: Situation = {
    live,
    leftBehind: others.length > 0,
    taskSetsMayBeStale: outdated || (mayBeStale && others.some(isCandidate)),
    stopIsOverdue: now - (known.tagWrittenAt ?? now) >= LATE_STOP_PATIENCE_MS,
    active: active && (await describeActive(operation, active, primary, original, replacement)),
  };
  return { primary, original, situation };
}

/**
 * Whether the PRIMARY task set is one from before the last deployment, although that has succeeded. After an automatic
 * rollback it rightly is: the original task set.
 */
async function isOutdated(
  { api }: OperationContext,
  { lastAttempt }: Group,
  { externalId }: TaskSet,
): Promise<boolean> {
  if (!lastAttempt || externalId === lastAttempt.deploymentId) return false;
  if (verdictOf(lastAttempt.status).verdict !== 'succeeded') return false;
  const info = await api.deployments.findDeployment(lastAttempt.deploymentId);
  return info !== undefined && !isRollback(info);
}

/** The two task sets of a deployment, as far as they exist. */
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
  const service = await operation.api.service.find(group);
  if (service) return service;
  throw failure('ServiceMissing', {
    serviceName: `${group.clusterName}/${group.serviceName}`,
    groupName: groupName(group),
  });
}

/**
 * @throws Failure InvalidRequest when CodeDeploy cannot deploy this service, because of its controller or its task sets
 */
export function getPrimary(service: Service): TaskSet {
  const name = service.serviceName ?? 'of the deployment group';
  const controller = service.deploymentController?.type ?? 'ECS';
  if (controller !== 'CODE_DEPLOY') throw failure('NotCodeDeployService', { serviceName: name, controller });
  const primary = primaryOf(service);
  if (!primary) throw failure('NoPrimaryTaskSet', { serviceName: name });
  return primary;
}

async function describeActive(
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
    if (!marker || !isMarkedAsOurs(operation, info.description)) return 'anotherTeam';
    return marker.operation === owner.operation ? 'operation' : 'resource';
  };
  const stage = async (): Promise<ActiveDeployment['stage']> => {
    if (hasEnded(info)) return 'ended';
    return (await isShifted(operation.api.deployments, info, primary)) ? 'terminationWait' : 'shifting';
  };
  const brings = replacement ? match(operation, replacement) : byMarker();
  // What a stack rollback goes back to, and the undone update has not started, ran before that update.
  const { undone } = operation.claim;
  const ranBefore = brings === 'desired' && undone !== undefined && marker?.operation !== undone;
  return {
    deploymentId,
    startedBy: startedBy(),
    stage: await stage(),
    brings,
    original: original && !ranBefore ? match(operation, original) : 'other',
  };
}

/**
 * Whether all traffic is on the replacement, so that CodeDeploy only waits to terminate the original task set.
 * GetDeployment has a flag for that. Where the flag is absent, the target is read: its status is Succeeded as soon as
 * the traffic is shifted.
 * @param primary the PRIMARY task set, if it is known: as long as it is not the deployment's own, no traffic is shifted
 */
export async function isShifted(
  deployments: DeploymentCalls,
  info: Deployment,
  primary?: TaskSet,
): Promise<boolean> {
  if (isInTerminationWait(info)) return true;
  const { deploymentId } = info;
  const targetMayTell = primary
    ? primary.externalId === deploymentId
    : info.instanceTerminationWaitTimeStarted === undefined;
  return targetMayTell && (await deployments.findTarget(deploymentId))?.status === 'Succeeded';
}

function match({ desired }: OperationContext, taskSet: TaskSet): Match {
  return matches(parametersOf(taskSet), desired.parameters) ? 'desired' : 'other';
}
