import { type HandlerAnswer, isMap, scalarText, type ValueMap } from '#local-aws';
import type { Setup } from '../generate/history';
import { DEPLOYMENT_TYPE, GROUP_TYPE, SHIFT_MINUTES } from '../generate/template';
import { sameResource, type OperationRecord } from '../world/operations';
import {
  type Evidence,
  foreignDeploymentsDuring,
  isOwn,
  ownActiveDeployments,
  wasActiveSince,
} from './evidence';

/** `TimeoutInMinutes` when the template has none. */
const LONGEST_MINUTES = 2100;

/** The error codes that CloudFormation may answer with another invocation. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'Throttling',
  'ServiceInternalError',
  'NetworkFailure',
  'InvalidCredentials',
]);

/** An operation whose deployment runs gives up when AWS has refused its calls for five minutes. */
const REFUSAL_MINUTES = 5;

/**
 * Why an operation may have failed: what happened around it. The message of its failure counts for nothing, and the error
 * code only says which causes fit.
 * @returns undefined when nothing can have caused the failure
 */
export function findCause(
  evidence: Evidence,
  operation: OperationRecord,
  { errorCode }: Pick<HandlerAnswer, 'errorCode'>,
): string | undefined {
  if (isRefused(evidence, operation)) return 'AWS has refused a call for a reason that may be permanent';
  if (operation.action === 'DELETE') return undefined;
  const { setup, clock, account, operations, externalEvents } = evidence;
  const lostCreate = errorCode === 'AlreadyExists' && operations.hasLostCreate();
  // Before a create knows whose the name is, it must not answer with an identifier: it fails, and CloudFormation may repeat it.
  const failedFirst =
    operation.action === 'CREATE' && !operation.identifierKnown && TRANSIENT.has(errorCode ?? '');
  if (failedFirst) return 'AWS was in trouble during the first invocation of a create';
  if (errorCode === 'AlreadyExists' && operation.action === 'CREATE' && isClaimed(evidence, operation))
    return 'another stack has the resource, or has tried to create it at the same time';
  if (operation.typeName !== DEPLOYMENT_TYPE) {
    const isBusy =
      setup.codeDeployReadings.updateWhileDeploying === 'refused' &&
      errorCode === 'InvalidRequest' &&
      account.active() !== undefined;
    // A create updates a group that an earlier create of the same resource has left.
    if (isBusy) return 'CodeDeploy refuses the update of a group while a deployment runs';
    if (lostCreate) return 'an earlier create whose identifier CloudFormation never got has left its group';
    // The second delivery finds the group of the first, whose owner tag does not show yet. So it may be anybody's.
    const isHidden = errorCode === 'AlreadyExists' && operation.deliveredTwice && setup.lags.tagsSeconds > 0;
    return isHidden ? 'its event was delivered twice while tags show late' : undefined;
  }
  const { startedAt, properties, rollback } = operation;
  const version = account.versionOf(scalarText(properties.TaskDefinition));
  const hooks = hooksDuring(evidence, operation);
  const [one, other] = setup.hostClocks;
  const elapsedMinutes = (clock.now() - startedAt) / 60_000 + Math.abs(one - other) / 60;
  const causes: Record<string, boolean> = {
    'its tasks do not become healthy': externalEvents.taskHealthOf(version).wasUnwellSince(startedAt),
    'its hook fails': hooks.length > 0 && externalEvents.hooks.wasUnwellSince(startedAt),
    'CodeDeploy can never call its hook': hooks.includes('AfterAllowTestTraffic') && !setup.testListener,
    'an alarm fires':
      setup.watchesAlarm &&
      externalEvents.alarm.wasUnwellSince(startedAt) &&
      // A stack rollback switches the alarms of its own deployment off.
      !(rollback && operation.startedDeployments.length > 0),
    'an operator intervenes': externalEvents.outOfBandChangesSince(startedAt).length > 0,
    'its create in express mode never ran to its end':
      errorCode === 'NotFound' && operations.all.some((each) => isUnfinishedCreate(each, operation)),
    'another stack has deleted the group': isGroupDeleted(evidence, operation),
    'a deployment of another owner is active': foreignDeploymentsDuring(evidence, operation).length > 0,
    'no approval ends its ready wait': setup.readyWaitMinutes > 0,
    'its timeout is over': elapsedMinutes >= Number(properties.TimeoutInMinutes ?? LONGEST_MINUTES),
    'its timeout is too short':
      errorCode === 'InvalidRequest' && isTooShort(properties, setup, elapsedMinutes),
    'an earlier create whose identifier CloudFormation never got has left its owner tag': lostCreate,
    'the owner tag does not show yet':
      (errorCode === 'AlreadyExists' || errorCode === 'NotFound') && wasTaggedLately(evidence, operation),
  };
  return Object.keys(causes).find((cause) => causes[cause]);
}

/**
 * The hooks that CodeDeploy may have called during the operation: its own, and those of the deployments that it found running,
 * which an update in express mode or a cancelled one has started.
 */
function hooksDuring(evidence: Evidence, operation: OperationRecord): string[] {
  const { account, operations } = evidence;
  const starters = account
    .deployments()
    .filter((each) => isOwn(evidence, operation, each) && wasActiveSince(each, operation.startedAt))
    .flatMap(({ deploymentId }) => operations.starterOf(deploymentId) ?? []);
  return [operation, ...starters].flatMap(({ properties }) =>
    isMap(properties.Hooks) ? Object.keys(properties.Hooks) : [],
  );
}

/**
 * Whether AWS refuses calls of the operation: for minutes, or once while no deployment of it runs and CloudFormation can still
 * roll back.
 */
function isRefused(evidence: Evidence, operation: OperationRecord): boolean {
  const { action, isRefused: isRefusedNow, isUnderWay, refusedSince, rollback } = operation;
  const { startedDeployments, deliveredTwice } = operation;
  if (!isRefusedNow || refusedSince === undefined) return false;
  // A delivery that AWS refuses cannot know what the other delivery of its event starts.
  if (deliveredTwice) return true;
  // The first invocation of an update does not know a deployment that an earlier update has left running, as in express mode.
  if (action === 'UPDATE' && !rollback && !isUnderWay) return true;
  const isPatient = rollback || startedDeployments.length > 0;
  const minutes = (evidence.clock.now() - refusedSince) / 60_000;
  if (minutes >= REFUSAL_MINUTES) return true;
  const running = ownActiveDeployments(evidence, operation);
  return !isPatient && running.every((each) => each.instanceTerminationWaitTimeStarted === true);
}

/** Whether another stack has the resource, or another operation may have created it at the same time. */
function isClaimed({ ownership, operations, setup }: Evidence, operation: OperationRecord): boolean {
  const { typeName, stackId, startedAt } = operation;
  const holder = ownership.holderOf(typeName);
  if (holder?.retained || ownership.isOthers(operation)) return true;
  if (typeName !== DEPLOYMENT_TYPE && !setup.groupInStack) return true;
  return operations.all.some(
    (each) =>
      each.typeName === typeName &&
      each.stackId !== stackId &&
      each.action === 'CREATE' &&
      // A stack without rollbacks keeps a resource whose create has failed.
      (each.ended === undefined || each.ended.at >= startedAt || operations.newestOn(each) === each),
  );
}

/** Whether CloudFormation counts a create of the same resource as complete whose handler has not got to its end. */
function isUnfinishedCreate(each: OperationRecord, operation: OperationRecord): boolean {
  const isCreate = sameResource(each, operation) && each.action === 'CREATE';
  return isCreate && each.isExpress && each.ended?.status !== 'SUCCESS';
}

/** Whether the group has gone with another stack, which ends its deployments, or has been about to go during the operation. */
function isGroupDeleted({ account, operations }: Evidence, { stackId, startedAt }: OperationRecord): boolean {
  const deletions = operations.all.filter(
    (each) => each.typeName === GROUP_TYPE && each.action === 'DELETE' && each.stackId !== stackId,
  );
  return (
    (deletions.length > 0 && !account.hasGroup()) ||
    deletions.some(({ ended }) => ended === undefined || ended.at >= startedAt)
  );
}

/** Whether the traffic shift and the termination wait alone take as long as `TimeoutInMinutes` allows. */
function isTooShort(
  { TimeoutInMinutes: timeout, CompleteWhen: completeWhen }: ValueMap,
  { plan, terminationWaitMinutes }: Setup,
  elapsedMinutes: number,
): boolean {
  if (timeout === undefined) return false;
  const awaitedMinutes = completeWhen === 'TRAFFIC_SHIFTED' ? 0 : terminationWaitMinutes;
  return Math.ceil(elapsedMinutes) + SHIFT_MINUTES[plan] + awaitedMinutes >= Number(timeout);
}

/** Whether a create or delete has written or removed the owner tag so recently that CodeDeploy may not show it yet. */
function wasTaggedLately({ operations, setup }: Evidence, operation: OperationRecord): boolean {
  const since = operation.startedAt - setup.lags.tagsSeconds * 1000;
  return operations.all.some(
    (other) =>
      other !== operation &&
      other.typeName === DEPLOYMENT_TYPE &&
      (other.action === 'CREATE' || other.action === 'DELETE') &&
      (other.ended?.at ?? other.startedAt) > since,
  );
}
