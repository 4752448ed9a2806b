import type { CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy';
import { isRollback } from '../../../../runtime/deployments/deployment-status';
import type { Hooks } from '../../desired-state/appspec';
import type { Desired } from '../../desired-state/desired';
import type { Group } from '../../desired-state/group';
import type { OperationContext } from '../operation/context';

/**
 * The hooks of the next deployment. With HookPolicy AFTER_FIRST_SUCCESS there are none until a deployment of the group
 * has succeeded; an automatic rollback is a deployment too, and its success does not count.
 */
export async function hooksFor({ api, desired, policy }: OperationContext, group: Group): Promise<Hooks> {
  const { hookPolicy } = desired;
  const hooks = policy.rollback ? runnableHooks(desired.hooks, group) : desired.hooks;
  if (hookPolicy === 'ALWAYS') return hooks;
  const succeeded = group.hasSucceeded ? await api.deployments.listSucceeded(group) : [];
  return succeeded.some((info) => !isRollback(info)) ? hooks : {};
}

/** A stack rollback leaves out the hook that needs a test listener where the group has none. */
function runnableHooks({ AfterAllowTestTraffic, ...hooks }: Hooks, { hasTestListener }: Group): Hooks {
  return AfterAllowTestTraffic && hasTestListener ? { ...hooks, AfterAllowTestTraffic } : hooks;
}

/**
 * @param content the AppSpec
 * @param ignoreAlarms whether the stack is rolling back: alarms that stopped the version before may still fire, and
 *   must not block its rollback
 */
export function toDeploymentInput(
  desired: Desired,
  group: Group,
  content: string,
  ignoreAlarms: boolean,
): CreateDeploymentCommandInput {
  const watched = desired.overrideAlarmConfiguration?.enabled ?? group.watchesAlarms;
  const override = ignoreAlarms && watched ? { enabled: false, alarms: [] } : undefined;
  return {
    applicationName: desired.applicationName,
    deploymentGroupName: desired.deploymentGroupName,
    deploymentConfigName: desired.deploymentConfigName,
    autoRollbackConfiguration: desired.autoRollbackConfiguration,
    overrideAlarmConfiguration: override ?? desired.overrideAlarmConfiguration,
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
  } satisfies CreateDeploymentCommandInput;
}
