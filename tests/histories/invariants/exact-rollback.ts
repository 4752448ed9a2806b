import { type Stack } from '#local-aws';
import { hasEnded } from '../world/account-view';
import type { Running } from '../world/running';
import type { Evidence } from './evidence';
import type { Violations } from './violations';

/** What ran when the stack left a good state. */
export interface BeforeUpdate {
  stackId: string;
  /** Milliseconds since the epoch. */
  at: number;
  running: Running;
  /** The number of operations on our types until then. */
  operations: number;
}

/** The owner tag knows the newest operation and four before it. What ran before older ones is not remembered. */
const REMEMBERED_OPERATIONS = 5;

/** @returns undefined while a deployment runs whose end may change what runs */
export function stateBefore(
  { account, clock, operations, setup }: Evidence,
  { id: stackId }: Stack,
): BeforeUpdate | undefined {
  const running = account.running();
  const active = account.deployments().filter((each) => !hasEnded(each));
  const mayChange = active.some((each) => !each.instanceTerminationWaitTimeStarted);
  // The flag may be hidden. And CodeDeploy may be about to roll back what has just ended.
  const isOpen = mayChange || (active.length > 0 && setup.lags.hidesTerminationWait);
  if (!running || isOpen) return undefined;
  return { stackId, at: clock.now(), running, operations: operations.all.length };
}

/**
 * After a stack rollback the service runs exactly what it ran before the update, unless something outside of the stack
 * has changed it since, or AWS refused to store what ran.
 * @returns what was compared; undefined when nothing was
 */
export function checkExactRollback(
  evidence: Evidence,
  stack: Stack,
  before: BeforeUpdate | undefined,
  violations: Violations,
): 'version' | 'everything' | undefined {
  if (stack.status !== 'UPDATE_ROLLBACK_COMPLETE' || before?.stackId !== stack.id) return undefined;
  const { account, operations, externalEvents } = evidence;
  const since = operations.all.slice(before.operations);
  const isForgotten = since.length > REMEMBERED_OPERATIONS;
  const isUnawaited = since.some(({ isExpress, ended }) => isExpress && ended?.status !== 'SUCCESS');
  const running = account.running();
  if (!running || isUnawaited || changedFromOutside(evidence, before.at)) return undefined;
  const isVersionOnly = isForgotten || externalEvents.refusedSince(before.at);
  const compared: readonly (keyof Running)[] = isVersionOnly
    ? ['taskDefinition']
    : ['taskDefinition', 'container', 'platform', 'network', 'capacity'];
  for (const name of compared)
    if (running[name] !== before.running[name])
      violations.add(
        'exactRollback',
        `The stack has rolled back to ${name} ${before.running[name]}, but ${running[name]} runs.`,
      );
  return isVersionOnly ? 'version' : 'everything';
}

/** Whether an operator, another team or an alarm may have changed what runs. */
function changedFromOutside({ account, externalEvents, operations }: Evidence, since: number): boolean {
  if (externalEvents.outOfBandChangesSince(since).length > 0) return true;
  return account
    .deployments()
    .some(({ deploymentId, creator, createTime, errorInformation, completeTime }) => {
      const isLater = (createTime?.getTime() ?? 0) >= since;
      const isForeign = isLater && creator !== 'codeDeployRollback' && !operations.starterOf(deploymentId);
      const byAlarm = errorInformation?.code === 'ALARM_ACTIVE' && (completeTime?.getTime() ?? 0) >= since;
      return isForeign || byAlarm;
    });
}
