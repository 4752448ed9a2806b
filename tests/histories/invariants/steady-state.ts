import { scalarText } from '#local-aws';
import { hasEnded } from '../world/account-view';
import type { OperationRecord } from '../world/operations';
import { DEPLOYMENT_TYPE } from '../generate/template';
import type { World } from '../world/history-world';

const AS_WANTED = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'];

/** Holds what must be true while nothing is in progress on the stack. */
export function checkAtRest(world: World): void {
  const { stack, view, watch, surroundings, operations } = world;
  if (!stack) return;
  const { status, resources } = stack;
  if (status === 'DELETE_COMPLETE' || !resources.has('Deployment')) {
    const gone = !AS_WANTED.includes(status) && status !== 'DELETE_COMPLETE';
    if (!gone && view.ownerTag() !== undefined && !operations.hasUnheardOf())
      watch.broken(
        'noTraces',
        `The group carries the tag of ${view.ownerTag() ?? ''}; the stack is ${status}.`,
      );
    return;
  }
  if (!AS_WANTED.includes(status)) return;
  const done = operations.all.findLast(
    ({ typeName, stackId, ended }) =>
      typeName === DEPLOYMENT_TYPE && stackId === stack.id && ended?.status === 'SUCCESS',
  );
  const since = done ? lastSeenAt(world, done) : 0;
  const touches = surroundings.touchesSince(since);
  const alarmed = view
    .deployments()
    .some(
      ({ errorInformation, completeTime }) =>
        errorInformation?.code === 'ALARM_ACTIVE' && (completeTime?.getTime() ?? 0) >= since,
    );
  const wanted = view.versionOf(scalarText(resources.get('Deployment')?.properties.TaskDefinition));
  const live = view.live();
  const possible = new Set([wanted, ...touches.flatMap(({ versions }) => versions)]);
  if (!possible.has(live) && !(alarmed && surroundings.seenLive.has(live)))
    watch.broken('liveIsWanted', `The stack is ${status} and wants version ${wanted}; version ${live} runs.`);
  if (touches.length === 0 && !alarmed) checkOrder(world);
}

/**
 * What somebody else does after this is theirs to answer for.
 * @returns milliseconds: the end of the deployment that the operation has made, or else when it looked last
 */
function lastSeenAt({ view, circumstances }: World, { made, ended }: OperationRecord): number {
  const [deployment] = made;
  const end = deployment === undefined ? undefined : view.deployment(deployment).completeTime?.getTime();
  return end ?? (ended?.at ?? 0) - circumstances.lags.read * 1000;
}

/** All production traffic goes to what is live, and nothing else stands there but for a termination wait. */
function checkOrder({ view, watch }: World): void {
  const percent = view.productionPercent();
  if (percent !== 100) watch.broken('noTraces', `The live task set gets ${percent} % of the traffic.`);
  const active = view.active();
  const taskSets = view.taskSets().length;
  if (taskSets > 1 && (!active || hasEnded(active)))
    watch.broken('noTraces', `There are ${taskSets} task sets and no deployment.`);
}
