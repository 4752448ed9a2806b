import type { ECSTarget } from '@aws-sdk/client-codedeploy';
import type { TaskSet } from '@aws-sdk/client-ecs';
import { primaryOf } from '../../desired-state/desired';
import type { RunningState } from '../../messages/running-state';
import type { OperationContext } from '../operation/context';

/**
 * Reads what the service runs now, for the text of a failure. It throws nothing, because that failure must be reported.
 * @param target the target of a deployment that has ended: a second task set was left behind, with the traffic that the
 *   target shows. Without it a deployment may run, and a second task set is not reported.
 */
export async function readRunningState(
  { api, desired }: Pick<OperationContext, 'api' | 'desired'>,
  target?: ECSTarget,
): Promise<RunningState> {
  try {
    const group = await api.group.find(desired);
    if (!group)
      return {
        kind: 'gone',
        what: 'group',
        name: `${desired.applicationName}/${desired.deploymentGroupName}`,
      };
    const service = await api.service.find(group);
    if (!service) return { kind: 'gone', what: 'service', name: `${group.clusterName}/${group.serviceName}` };
    const primary = primaryOf(service);
    if (!primary) return { kind: 'unreadable' };
    const leftover = target && service.taskSets?.find(({ status }) => status === 'ACTIVE');
    return {
      kind: 'runs',
      primary: shortName(primary.taskDefinition),
      leftover: leftover && {
        taskDefinition: shortName(leftover.taskDefinition),
        trafficPercent: trafficPercentOf(leftover, target),
      },
    };
  } catch {
    return { kind: 'unreadable' };
  }
}

function trafficPercentOf({ id }: TaskSet, target: ECSTarget | undefined): number | undefined {
  return target?.taskSetsInfo?.find(({ identifer }) => identifer === id)?.trafficWeight;
}

/** family:revision of a task definition's ARN. */
function shortName(arn = 'an unknown task definition'): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
