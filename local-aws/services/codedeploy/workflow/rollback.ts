import type { AutoRollbackEvent } from '@aws-sdk/client-codedeploy';
import { DeploymentFailure, failures, withEcs } from './failures';
import { newDeployment } from '../deployments/new-deployment';
import { TIMINGS } from './timings';
import { findPair, toDeploymentTargetConfig } from '../groups/deployment-target-config';
import { findSuccessful, type Deployment, type LifecycleEventName } from '../records';
import { Run, type Steps } from './run';
import type { State } from '../state';
import { beginDeployment, endDeployment } from './status';

/** Why a deployment did not succeed. */
export type Cause = 'failure' | 'alarm' | 'request';

const EVENTS: Record<Cause, AutoRollbackEvent> = {
  failure: 'DEPLOYMENT_FAILURE',
  alarm: 'DEPLOYMENT_STOP_ON_ALARM',
  request: 'DEPLOYMENT_STOP_ON_REQUEST',
};

/** Whether the deployment's own rollback configuration, or its group's, asks for a rollback now. */
export function wantsRollback(deployment: Deployment, cause: Cause): boolean {
  const { enabled, events } = deployment.settings.autoRollbackConfiguration ?? {};
  return enabled === true && events?.includes(EVENTS[cause]) === true;
}

const ALL_AT_ONCE = 'CodeDeployDefault.ECSAllAtOnce';

/**
 * Rolls back a deployment by another one, which returns the traffic to the original task set and holds the group's slot until
 * it has ended. Nothing is rolled back before Install, for a rollback, or in a deleted group.
 */
export function rollBack(state: State, original: Deployment): void {
  if (original.creator === 'codeDeployRollback' || !hasBegun(original, 'Install')) return;
  const { rollbackLateSeconds } = state.faults;
  const begin = () => {
    if (!original.group.deleted && original.group.deployments.at(-1) === original)
      beginRollback(state, original);
  };
  if (rollbackLateSeconds > 0) state.clock.after(rollbackLateSeconds, begin);
  else begin();
}

function beginRollback(state: State, original: Deployment): void {
  const rollback = newDeployment(state, {
    group: original.group,
    creator: 'codeDeployRollback',
    revision: findSuccessful(original.group)?.revision,
    configName: ALL_AT_ONCE,
    settings: original.settings,
  });
  rollback.target.blue = original.target.blue;
  rollback.target.green = original.target.green;
  rollback.rollbackInfo = {
    rollbackTriggeringDeploymentId: original.id,
    rollbackMessage: `Deployment ${rollback.id} is triggered to roll back deployment ${original.id}.`,
  };
  const announce = () => {
    original.rollbackInfo = {
      rollbackDeploymentId: rollback.id,
      rollbackMessage: `Deployment ${original.id} terminated. Automatic rollback is triggered with a DeploymentId ${rollback.id}.`,
    };
  };
  const { rollbackIdLateSeconds } = state.faults;
  if (rollbackIdLateSeconds > 0) state.clock.after(rollbackIdLateSeconds, announce);
  else announce();
  const run = new Run(state.clock, restore(state, rollback, original), (error) => {
    if (!(error instanceof DeploymentFailure)) throw error;
    endDeployment(state, rollback, error);
  });
  state.runs.set(rollback.id, run);
  run.start(TIMINGS.rollbackStep);
}

async function* restore(state: State, rollback: Deployment, original: Deployment): Steps {
  beginDeployment(state, rollback);
  const { target } = rollback;
  target.status = 'InProgress';
  const reroute = target.events.find(({ name }) => name === 'AllowTraffic');
  for (const event of target.events) event.status = event === reroute ? 'InProgress' : 'Skipped';
  if (reroute) reroute.startTime = state.clock.date();
  yield TIMINGS.rollbackStep + state.faults.rollbackTakesSeconds;
  if (state.faults.failRollback) throw failures.rollback();
  withEcs(state, () => {
    undo(state, original);
  });
  if (reroute) {
    reroute.status = 'Succeeded';
    reroute.endTime = state.clock.date();
  }
  yield TIMINGS.rollbackStep;
  target.status = 'Succeeded';
  target.lastUpdatedAt = state.clock.date();
  endDeployment(state, rollback);
}

/** Reverts the changes of the deployment: production traffic, test traffic, PRIMARY, the replacement task set. */
function undo({ ports }: State, original: Deployment): void {
  const { ecs, loadBalancing } = ports;
  const targetConfig = toDeploymentTargetConfig(original.settings);
  const { cluster, service, prodListener, testListener } = targetConfig;
  const taskSets = ecs.findService(cluster, service)?.taskSets ?? [];
  const blue = taskSets.find(({ id }) => id === original.target.blue);
  const green = taskSets.find(({ id }) => id === original.target.green);
  const pair = findPair(ports, targetConfig, blue?.loadBalancers?.[0]?.targetGroupArn);
  if (pair && blue) {
    const weights = [
      { targetGroupArn: pair.blue, weight: 100 },
      { targetGroupArn: pair.green, weight: 0 },
    ];
    if (hasBegun(original, 'AllowTraffic')) loadBalancing.setWeights(prodListener, weights);
    if (testListener !== undefined && hasBegun(original, 'AllowTestTraffic'))
      loadBalancing.setWeights(testListener, weights);
    if (blue.status !== 'PRIMARY') ecs.updateServicePrimaryTaskSet(cluster, service, blue.id ?? '');
  }
  if (green && green.status !== 'DRAINING') ecs.deleteTaskSet(cluster, service, green.id ?? '');
}

const hasBegun = (deployment: Deployment, name: LifecycleEventName): boolean =>
  deployment.target.events.some((event) => event.name === name && event.startTime !== undefined);
