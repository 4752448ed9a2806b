import { isMap, scalarText } from '#local-aws';
import { hasEnded, type Seen } from '../world/account-view';
import { sameResource, type OperationRecord } from '../world/operations';
import { DEPLOYMENT_TYPE } from '../generate/template';
import type { World } from '../world/history-world';

type Scene = Pick<World, 'aws' | 'circumstances' | 'surroundings' | 'view' | 'operations'>;

/**
 * Why an operation may have failed: what happened around it, never what it says itself.
 * @returns undefined when there is no reason at all
 */
export function findCause(scene: Scene, operation: OperationRecord, message: string): string | undefined {
  if (operation.action === 'DELETE') return undefined;
  if (operation.typeName !== DEPLOYMENT_TYPE)
    return message.startsWith('There is a deployment group') && scene.operations.hasUnheardOf()
      ? 'a create that nobody heard of has left its group'
      : undefined;
  const { surroundings, circumstances, aws, view, operations } = scene;
  const { startedAt, properties, rollback } = operation;
  const version = view.versionOf(scalarText(properties.TaskDefinition));
  const hooks = isMap(properties.Hooks) ? Object.keys(properties.Hooks) : [];
  const minutes = (aws.clock.now() - startedAt) / 60_000;
  const timeout = Number(properties.TimeoutInMinutes ?? 700);
  const causes: Record<string, boolean> = {
    'its tasks do not get healthy': surroundings.healthOf(version).wasUnwellSince(startedAt),
    'its hook fails': hooks.length > 0 && surroundings.hooks.wasUnwellSince(startedAt),
    'its hook can never be called': hooks.includes('AfterAllowTestTraffic') && !circumstances.testListener,
    'an alarm fires':
      circumstances.watchesAlarm &&
      surroundings.alarm.wasUnwellSince(startedAt) &&
      // The way back switches the alarms of its own deployment off.
      !(rollback && operation.made.length > 0),
    'somebody intervenes': surroundings.touchesSince(startedAt).length > 0,
    "somebody else's deployment holds the group": foreignSince(scene, operation).length > 0,
    'nobody continues it': circumstances.readyWait > 0,
    'its time is over': minutes >= timeout,
    'its time is too short':
      properties.TimeoutInMinutes !== undefined && message.includes('TimeoutInMinutes is'),
    'a create that nobody heard of has left its tag':
      /has an Org::\S+ already/.test(message) && operations.hasUnheardOf(),
    'the tag of a moment ago does not show':
      /has an Org::\S+ already|There is no Org::/.test(message) && wasTaggedLately(scene, operation),
  };
  return Object.keys(causes).find((cause) => causes[cause]);
}

/** Whether the tag was written or taken away so short a time ago that it may show as it was before. */
function wasTaggedLately({ operations, circumstances }: Scene, operation: OperationRecord): boolean {
  const since = operation.startedAt - circumstances.lags.tags * 1000;
  return operations.all.some(
    (other) =>
      other !== operation &&
      other.typeName === DEPLOYMENT_TYPE &&
      (other.action === 'CREATE' || other.action === 'DELETE') &&
      (other.ended?.at ?? other.startedAt) > since,
  );
}

/** Deployments that are not the resource's and have held the group during the operation. */
function foreignSince({ view, operations }: Scene, operation: OperationRecord): Seen[] {
  return view.deployments().filter((deployment) => {
    const { deploymentId, creator, rollbackInfo, completeTime } = deployment;
    const undone =
      creator === 'codeDeployRollback' ? rollbackInfo?.rollbackTriggeringDeploymentId : undefined;
    const maker = operations.makerOf(undone ?? deploymentId);
    const isForeign = !maker || !sameResource(maker, operation);
    return isForeign && (!hasEnded(deployment) || (completeTime?.getTime() ?? 0) >= operation.startedAt);
  });
}
