import { scalarText, type Stack } from '#local-aws';
import { DEPLOYMENT_TYPE } from '../generate/template';
import { hasEnded } from '../world/account-view';
import { sameResource, titleOf, type OperationRecord } from '../world/operations';
import { rollsBackToUnawaited, type Evidence } from './evidence';
import type { Violations } from './violations';

/** Statuses in which the resources are as the stack says. */
const CONSISTENT = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'];

/** Checks the invariants while nothing is in progress on the stack. */
export function checkSteadyState(evidence: Evidence, stack: Stack | undefined, violations: Violations): void {
  if (!stack) return;
  const resource = [...stack.resources.values()].find(({ type }) => type === DEPLOYMENT_TYPE);
  checkNothingUnwanted(evidence, stack, violations);
  if (stack.status === 'DELETE_COMPLETE' || !resource) checkNoOwnerTag(evidence, stack, violations);
  else if (CONSISTENT.includes(stack.status)) checkLiveVersion(evidence, stack, violations);
}

function checkNoOwnerTag(
  { account, operations, ownership }: Evidence,
  { id, status }: Stack,
  violations: Violations,
): void {
  if (!CONSISTENT.includes(status) && status !== 'DELETE_COMPLETE') return;
  const tag = account.ownerTag();
  // A create that has failed in another stack without rollback leaves its resource there.
  const isOthers = operations.all.some(
    (each) =>
      each.typeName === DEPLOYMENT_TYPE &&
      each.stackId !== id &&
      each.action === 'CREATE' &&
      each.identifierKnown &&
      operations.newestOn(each) === each,
  );
  const mayBe = isOthers || operations.hasLostCreate() || ownership.holderOf(DEPLOYMENT_TYPE) !== undefined;
  if (tag !== undefined && !mayBe)
    violations.add('nothingLeft', `The group has the owner tag ${tag}; the stack is ${status}.`);
}

/**
 * Only the termination wait of a deployment may go on, and what CloudFormation has stopped to call: in express mode, in an import,
 * or when it keeps a cancelled update as a failed one.
 */
function checkNothingUnwanted(evidence: Evidence, stack: Stack, violations: Violations): void {
  const { account, operations, setup } = evidence;
  const isKept = ({ cancelled }: OperationRecord): boolean =>
    cancelled && stack.status === 'UPDATE_FAILED' && setup.readings.cancelWithoutRollback === 'keep';
  for (const deployment of account.deployments()) {
    const starter = operations.starterOf(deployment.deploymentId);
    if (starter?.stackId !== stack.id || hasEnded(deployment)) continue;
    const isLeft = operations.all.some(
      (each) =>
        sameResource(each, starter) && !each.ended && (each.isExpress || each.isImport || isKept(each)),
    );
    if (!isLeft && !deployment.instanceTerminationWaitTimeStarted)
      violations.add(
        'nothingUnwanted',
        `The stack is ${stack.status}, but ${deployment.deploymentId} of ${titleOf(starter)} is ${deployment.status ?? 'unknown'}.`,
      );
  }
}

function checkLiveVersion(evidence: Evidence, stack: Stack, violations: Violations): void {
  const { account, externalEvents, operations, ownership } = evidence;
  const own = operations.all.filter(
    ({ typeName, stackId }) => typeName === DEPLOYMENT_TYPE && stackId === stack.id,
  );
  const lastSuccess = own.findLast(({ ended }) => ended?.status === 'SUCCESS');
  const newest = own.at(-1);
  // In express mode CloudFormation does not know how the operation ends. An import may call no handler at all.
  if (!lastSuccess || (newest?.isExpress && newest.ended?.status !== 'SUCCESS')) return;
  if (rollsBackToUnawaited(evidence, lastSuccess)) return;
  // Another stack has deleted its group, and with it the resource that this stack declared there.
  if (ownership.isOthers(lastSuccess)) return;
  // The rollback of a replacement ends with the delete of the new resource, which leaves the service as it is.
  if (lastSuccess.action === 'DELETE') return;
  const since = lastObservedAt(evidence, lastSuccess);
  const changes = externalEvents.outOfBandChangesSince(since);
  const stoppedByAlarm = account
    .deployments()
    .some(
      ({ errorInformation, completeTime }) =>
        errorInformation?.code === 'ALARM_ACTIVE' && (completeTime?.getTime() ?? 0) >= since,
    );
  const desired = account.versionOf(scalarText(lastSuccess.properties.TaskDefinition));
  const live = account.liveVersion();
  const before = lastSuccess.rollback ? externalEvents.beforeUpdate?.running.taskDefinition : undefined;
  const possible = new Set([
    desired,
    account.versionOf(before),
    ...changes.flatMap(({ versions }) => versions),
  ]);
  if (!possible.has(live) && !(stoppedByAlarm && externalEvents.versionsEverLive.has(live)))
    violations.add(
      'liveIsDesired',
      `The stack is ${stack.status} and asks for version ${desired}, but version ${live} is live.`,
    );
  if (changes.length === 0 && !stoppedByAlarm) checkTrafficAndTaskSets(evidence, violations);
}

/**
 * What an operator does after this moment is not the operation's responsibility.
 * @returns milliseconds since the epoch: the end of the operation's deployment, or else the operation's last read
 */
function lastObservedAt(
  { account, setup }: Evidence,
  { startedDeployments, ended }: OperationRecord,
): number {
  const [deployment] = startedDeployments;
  const end = deployment === undefined ? undefined : account.deployment(deployment).completeTime?.getTime();
  return end ?? (ended?.at ?? 0) - setup.lags.readSeconds * 1000;
}

/** All production traffic goes to the live task set, which is the only one but for a termination wait. */
function checkTrafficAndTaskSets({ account, setup }: Evidence, violations: Violations): void {
  const percent = account.productionPercent();
  if (percent !== 100)
    violations.add('nothingLeft', `The live task set gets ${percent} % of the production traffic.`);
  const active = account.active();
  const taskSets = account.taskSets().length;
  const areDeleted = setup.codeDeployReadings.leftTaskSets === 'deleted';
  if (areDeleted && taskSets > 1 && (!active || hasEnded(active)))
    violations.add('nothingLeft', `The service has ${taskSets} task sets and no active deployment.`);
}
