import type { VirtualClock } from '#local-aws';
import type { Setup } from '../generate/history';
import { type AccountView, type Deployment, hasEnded } from '../world/account-view';
import type { ExternalEvents } from '../world/external-events';
import type { Ownership } from '../world/ownership';
import { sameResource, type OperationRecord, type Operations, type Resource } from '../world/operations';

/** What the invariants are judged by: never anything that a handler says about itself. */
export interface Evidence {
  readonly clock: VirtualClock;
  readonly setup: Setup;
  readonly account: AccountView;
  readonly operations: Operations;
  readonly ownership: Ownership;
  readonly externalEvents: ExternalEvents;
}

/**
 * Whether an operation on the same resource started the deployment, or the one that this rollback deployment undoes. The
 * resource may have come from another stack.
 */
export function isOwn(
  { operations, ownership }: Pick<Evidence, 'operations' | 'ownership'>,
  resource: Resource,
  { deploymentId, rollbackInfo, creator }: Deployment,
): boolean {
  const undone = creator === 'codeDeployRollback' ? rollbackInfo?.rollbackTriggeringDeploymentId : undefined;
  const starter = operations.starterOf(undone ?? deploymentId);
  if (!starter || sameResource(starter, resource)) return starter !== undefined;
  return ownership.hasTakenOver(resource.typeName, resource.stackId, starter.stackId);
}

/** Active deployments that operations on the same resource have started, and the rollbacks of such deployments. */
export function ownActiveDeployments(evidence: Evidence, operation: OperationRecord): Deployment[] {
  return evidence.account
    .deployments()
    .filter((deployment) => !hasEnded(deployment) && isOwn(evidence, operation, deployment));
}

/**
 * Whether CodeDeploy names a rollback deployment late that undoes nothing, because the deployment before it has not come to
 * its Install. By AWS's guide there is none, so no operation waits for it.
 */
export function isUnexpectedRollback(
  { account, setup }: Evidence,
  { creator, rollbackInfo }: Deployment,
): boolean {
  const undone = creator === 'codeDeployRollback' ? rollbackInfo?.rollbackTriggeringDeploymentId : undefined;
  const isExpected =
    setup.codeDeployReadings.rollbackFrom === 'install' || setup.lags.rollbackIdSeconds === 0;
  return undone !== undefined && !isExpected && !account.hasBegunInstall(undone);
}

/** Other deployments that have been active at some time during the operation. */
export function foreignDeploymentsDuring(evidence: Evidence, operation: OperationRecord): Deployment[] {
  return evidence.account.deployments().filter((deployment) => {
    return !isOwn(evidence, operation, deployment) && wasActiveSince(deployment, operation.startedAt);
  });
}

/** @param moment milliseconds since the epoch */
export function wasActiveSince(deployment: Deployment, moment: number): boolean {
  return !hasEnded(deployment) || (deployment.completeTime?.getTime() ?? 0) >= moment;
}

/**
 * Whether a rollback undoes an update that came after one in express mode whose end CloudFormation did not await. Then the stack
 * asks for what may never have run, and the rollback may as well go back to what ran.
 */
export function rollsBackToUnawaited(
  { operations }: Pick<Evidence, 'operations'>,
  operation: OperationRecord,
): boolean {
  const own = operations.all.filter((each) => sameResource(each, operation));
  const before = own.slice(0, own.indexOf(operation)).slice(-2);
  return (
    operation.rollback && before.some(({ isExpress, ended }) => isExpress && ended?.status !== 'SUCCESS')
  );
}
