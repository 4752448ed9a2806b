import { type Stack } from '#local-aws';
import { DEPLOYMENT_TYPE } from '../generate/template';
import { hasEnded } from '../world/account-view';
import type { BeforeUpdate } from '../world/external-events';
import type { Running } from '../world/running';
import { type Evidence, isOwn } from './evidence';
import { askedParameters } from './parameters';
import type { Violations } from './violations';

/** The owner tag knows the newest operation and four before it. What ran before older ones is not remembered. */
const REMEMBERED_OPERATIONS = 5;

/** @returns undefined while a deployment runs whose end may change what runs, and without an EcsDeployment */
export function stateBefore(evidence: Evidence, { id: stackId, resources }: Stack): BeforeUpdate | undefined {
  const { account, clock, operations, setup } = evidence;
  const declared = [...resources.values()].find(({ type }) => type === DEPLOYMENT_TYPE)?.properties;
  const running = account.running();
  const active = account.deployments().filter((each) => !hasEnded(each));
  // Another owner may stop its deployment in the termination wait, which brings the original task set back.
  const resource = { typeName: DEPLOYMENT_TYPE, stackId };
  const mayChange = active.some(
    (each) => !isOwn(evidence, resource, each) || !each.instanceTerminationWaitTimeStarted,
  );
  // The flag may be hidden. And CodeDeploy may be about to roll back what has just ended.
  const isOpen = mayChange || (active.length > 0 && setup.lags.hidesTerminationWait);
  // The delete of an EcsDeployment that the update has created leaves the service alone.
  if (!running || isOpen || !declared) return undefined;
  const isDrifted =
    declared.TaskDefinition !== running.taskDefinition ||
    askedParameters(declared, running).some(({ asked, live }) => asked !== live);
  return { stackId, at: clock.now(), running, isDrifted, operations: operations.all.length };
}

/**
 * After a stack rollback the service runs exactly what it ran before the update, unless something outside of the stack
 * has changed it since, or AWS refused to store or to show what ran.
 * @returns what was compared; undefined when nothing was
 */
export function checkExactRollback(
  evidence: Evidence,
  stack: Stack,
  violations: Violations,
): 'version' | 'everything' | undefined {
  const { account, operations, externalEvents, setup } = evidence;
  const before = externalEvents.beforeUpdate;
  if (stack.status !== 'UPDATE_ROLLBACK_COMPLETE' || before?.stackId !== stack.id) return undefined;
  const since = operations.all.slice(before.operations);
  const isForgotten = since.length > REMEMBERED_OPERATIONS;
  const isUnawaited = since.some(({ isExpress, ended }) => isExpress && ended?.status !== 'SUCCESS');
  const running = account.running();
  if (!running || isUnawaited || before.isDrifted || changedFromOutside(evidence, before.at))
    return undefined;
  const isUnreadable = setup.codeDeployReadings.revisionBySha256 === 'refused';
  const isVersionOnly = isForgotten || isUnreadable || externalEvents.refusedSince(before.at);
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
