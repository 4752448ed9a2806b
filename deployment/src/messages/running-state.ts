import type { ECSTarget } from '@aws-sdk/client-codedeploy';
import type { TaskSet } from '@aws-sdk/client-ecs';
import { primaryOf } from '../desired-state/desired';
import type { OperationContext } from '../reconcile/context';

/** What the service runs when an operation fails, as far as it can be read. */
export type RunningState =
  | { kind: 'runs'; primary: string; beside: LeftoverTaskSet | undefined }
  | { kind: 'gone'; what: 'service' | 'group'; name: string }
  | { kind: 'unreadable' };

/** A task set that a deployment left beside the PRIMARY one; its share of the production traffic in percent. */
export interface LeftoverTaskSet {
  taskDefinition: string;
  share: number | undefined;
}

/**
 * Reads what the service runs now.
 * @param target of a deployment that has ended and may have left a task set behind: it knows the weights. While one
 *   runs, a second task set is nothing to tell.
 */
export async function readRunningState(
  { api, desired }: Pick<OperationContext, 'api' | 'desired'>,
  target?: ECSTarget,
): Promise<RunningState> {
  try {
    const group = await api.findGroup(desired);
    if (!group)
      return {
        kind: 'gone',
        what: 'group',
        name: `${desired.applicationName}/${desired.deploymentGroupName}`,
      };
    const service = await api.findService(group);
    if (!service) return { kind: 'gone', what: 'service', name: `${group.clusterName}/${group.serviceName}` };
    const primary = primaryOf(service);
    if (!primary) return { kind: 'unreadable' };
    const beside = target && service.taskSets?.find(({ status }) => status === 'ACTIVE');
    return {
      kind: 'runs',
      primary: shortName(primary.taskDefinition),
      beside: beside && { taskDefinition: shortName(beside.taskDefinition), share: shareOf(beside, target) },
    };
  } catch {
    // The failure itself must be reported, whatever else cannot be told.
    return { kind: 'unreadable' };
  }
}

function shareOf({ id }: TaskSet, target: ECSTarget | undefined): number | undefined {
  return target?.taskSetsInfo?.find(({ identifer }) => identifer === id)?.trafficWeight;
}

/** "the service runs web:1", as a part of a sentence. */
export function describeRunningState(running: RunningState): string {
  switch (running.kind) {
    case 'runs':
      return `the service runs ${running.primary}${running.beside ? besideInWords(running.beside) : ''}`;
    case 'gone':
      return running.what === 'service'
        ? `the ECS service ${running.name} is gone`
        : `deployment group ${running.name} is gone, and what the service runs cannot be told without it`;
    case 'unreadable':
      return 'what the service runs now could not be read';
  }
}

function besideInWords({ taskDefinition, share }: LeftoverTaskSet): string {
  const traffic = share === undefined ? '' : ` with ${Math.round(share)} % of the production traffic`;
  return `, and ${taskDefinition} was left beside it${traffic}`;
}

/** family:revision of a task definition's ARN. */
function shortName(arn = 'an unknown task definition'): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
