import { scalarText } from '#local-aws';
import { GROUP_TYPE } from '../generate/template';
import { sameResource, type OperationRecord } from '../world/operations';
import { BEFORE_TAG } from '../world/account-view';
import type { Evidence } from './evidence';
import { askedParameters } from './parameters';

/**
 * Whether an operation that has just called CreateDeployment had no reason to: what it asks for runs already, alone and with all
 * its parameters, and no RedeployToken is new. Where a record of what ran before exists, the parameters that the template leaves
 * out are a reason, too.
 */
export function isNeedless(evidence: Evidence, operation: OperationRecord): boolean {
  const { account, operations, externalEvents } = evidence;
  const running = account.running();
  const { TaskDefinition, RedeployToken, CapacityProviderStrategy: strategy } = operation.properties;
  // Launch type FARGATE starts the same tasks as a strategy, but is none.
  if (strategy !== undefined && !account.primary()?.capacityProviderStrategy?.length) return false;
  if (operation.rollback) return runsWhatRanBefore(evidence, operation);
  if (account.tag(BEFORE_TAG) !== undefined || account.taskSets().length !== 1 || !running) return false;
  if (externalEvents.outOfBandChangesSince(operation.startedAt).length > 0) return false;
  if (mayShowEarlierGroup(evidence, operation)) return false;
  const asked = askedParameters(operation.properties, running);
  if (running.taskDefinition !== TaskDefinition || asked.some((each) => each.asked !== each.live))
    return false;
  const earlier = operations.all.filter((each) => each !== operation && sameResource(each, operation));
  const last = earlier.at(-1);
  if (last && last.ended?.status !== 'SUCCESS') return false;
  // A token that nothing came before is not new.
  if (operation.action === 'CREATE' || operation.isImport || RedeployToken === undefined) return true;
  return scalarText(RedeployToken) === scalarText(last?.properties.RedeployToken);
}

/** Whether ECS may still show a task set that a deployment of an earlier group left: the new group does not tell of that one. */
function mayShowEarlierGroup(
  { account, operations, setup }: Evidence,
  { startedAt }: OperationRecord,
): boolean {
  const end = Math.max(...account.deployments().map(({ completeTime }) => completeTime?.getTime() ?? 0));
  const isNewGroup = operations.all.some(
    (each) => each.typeName === GROUP_TYPE && each.action === 'CREATE' && each.startedAt >= end,
  );
  return isNewGroup && startedAt < end + setup.lags.servicesSeconds * 1000;
}

/** Whether AWS may still show the record of what ran before that the stack rollback before this one has removed. */
function mayShowRemovedRecord({ operations, setup }: Evidence, operation: OperationRecord): boolean {
  const since = operation.startedAt - setup.lags.tagsSeconds * 1000;
  return operations.all.some(
    (each) =>
      each !== operation && sameResource(each, operation) && each.rollback && (each.ended?.at ?? 0) > since,
  );
}

/** Whether what ran before the update that the stack rolls back runs alone already, with all its parameters. */
function runsWhatRanBefore(evidence: Evidence, operation: OperationRecord): boolean {
  const { account, externalEvents } = evidence;
  const { stackId } = operation;
  const { beforeUpdate: before } = externalEvents;
  const running = account.running();
  if (mayShowRemovedRecord(evidence, operation)) return false;
  if (before?.stackId !== stackId || before.isDrifted || !running) return false;
  if (account.taskSets().length !== 1 || externalEvents.outOfBandChangesSince(before.at).length > 0)
    return false;
  return JSON.stringify(running) === JSON.stringify(before.running);
}
