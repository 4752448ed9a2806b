import type { CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy';
import { isRollback } from '../../../../runtime/deployments/deployment-status';
import type { Hooks } from '../../desired-state/appspec';
import type { Desired } from '../../desired-state/desired';
import type { Group } from '../../desired-state/group';
import type { OperationContext } from '../operation/context';

/**
 * The hooks of the next deployment. With HookPolicy AFTER_FIRST_SUCCESS it has none until a deployment of the group has
 * succeeded. The success of an automatic rollback does not count.
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
 * The input of CreateDeployment, without its description.
 * @param content the AppSpec
 * @param ignoreAlarms whether the stack is rolling back: the alarms that stopped the new version may still fire, and
 *   must not stop the deployment of the old one
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
