import type { AutoRollbackEvent } from '@aws-sdk/client-codedeploy';
import { DeploymentFailure, failures, withEcs } from './failures';
import { newDeployment } from '../deployments/new-deployment';
import { notify } from './notify';
import { TIMINGS } from './timings';
import { findPair, toDeploymentTargetConfig } from '../groups/deployment-target-config';
import {
  findSuccessful,
  type Deployment,
  type LifecycleEventName,
  type LifecycleEventRecord,
} from '../records';
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

/** Whether the rollback configuration asks for a rollback after this cause. The deployment's own configuration replaces its group's. */
export function wantsRollback(deployment: Deployment, cause: Cause): boolean {
  const { enabled, events } = deployment.settings.autoRollbackConfiguration ?? {};
  return enabled === true && events?.includes(EVENTS[cause]) === true;
}

const ALL_AT_ONCE = 'CodeDeployDefault.ECSAllAtOnce';

/**
 * Rolls back a deployment. A second deployment returns the traffic to the original task set; until it ends, the group accepts
 * no other. There is no rollback of a rollback, of a deployment that has not begun Install, or in a deleted group.
 */
export function rollBack(state: State, undone: Deployment): void {
  const isTooEarly = state.readings.rollbackFrom === 'install' && !hasBegun(undone, 'Install');
  if (undone.creator === 'codeDeployRollback' || isTooEarly) return;
  const { rollbackLateSeconds } = state.faults;
  const begin = () => {
    if (!undone.group.deleted && undone.group.deployments.at(-1) === undone) beginRollback(state, undone);
  };
  if (rollbackLateSeconds > 0) state.clock.after(rollbackLateSeconds, begin);
  else begin();
}

function beginRollback(state: State, undone: Deployment): void {
  const rollback = newDeployment(state, {
    group: undone.group,
    creator: 'codeDeployRollback',
    revision:
      state.readings.rollbackRevision === 'absent' ? undefined : findSuccessful(undone.group)?.revision,
    configName: ALL_AT_ONCE,
    settings: undone.settings,
  });
  notify(state, undone, 'ROLLBACK');
  rollback.target.original = undone.target.original;
  rollback.target.replacement = undone.target.replacement;
  rollback.rollbackInfo = {
    rollbackTriggeringDeploymentId: undone.id,
    rollbackMessage: `Deployment ${rollback.id} is triggered to roll back deployment ${undone.id}.`,
  };
  const announce = () => {
    undone.rollbackInfo = {
      rollbackDeploymentId: rollback.id,
      rollbackMessage: `Deployment ${undone.id} terminated. Automatic rollback is triggered with a DeploymentId ${rollback.id}.`,
    };
  };
  const { rollbackIdLateSeconds } = state.faults;
  if (rollbackIdLateSeconds > 0) state.clock.after(rollbackIdLateSeconds, announce);
  else announce();
  const run = new Run(state.clock, restore(state, rollback, undone), (error) => {
    if (!(error instanceof DeploymentFailure)) throw error;
    endDeployment(state, rollback, error);
  });
  state.runs.set(rollback.id, run);
  run.start(TIMINGS.rollbackStep);
}

async function* restore(state: State, rollback: Deployment, undone: Deployment): Steps {
  beginDeployment(state, rollback);
  const { target } = rollback;
  target.status = 'InProgress';
  const passes = passEvents(state, target.events);
  passes.next();
  yield TIMINGS.rollbackStep + state.faults.rollbackTakesSeconds;
  if (state.faults.failRollback) throw failures.rollback();
  withEcs(state, () => {
    undo(state, undone);
  });
  passes.next();
  yield TIMINGS.rollbackStep;
  target.status = 'Succeeded';
  target.lastUpdatedAt = state.clock.date();
  endDeployment(state, rollback);
}

/** Goes through the events of a rollback, none of which calls a hook: first to AllowTraffic, then to the end. */
function* passEvents({ clock, readings }: State, events: LifecycleEventRecord[]): Generator<void, void> {
  const at = events.findIndex(({ name }) => name === 'AllowTraffic');
  const pass = (passed: LifecycleEventRecord[]) => {
    for (const event of passed) {
      event.status = readings.rollbackEvents;
      if (event.status === 'Succeeded')
        Object.assign(event, { startTime: clock.date(), endTime: clock.date() });
    }
  };
  pass(events.slice(0, at));
  if (readings.rollbackEvents === 'Skipped') pass(events.slice(at + 1));
  const reroute = events[at];
  if (reroute) Object.assign(reroute, { status: 'InProgress', startTime: clock.date() });
  yield;
  if (reroute) Object.assign(reroute, { status: 'Succeeded', endTime: clock.date() });
  pass(events.slice(at + 1));
}

/** Reverts the changes of the deployment: production traffic, test traffic, PRIMARY, the replacement task set. */
function undo({ ports }: State, undone: Deployment): void {
  const { ecs, loadBalancing } = ports;
  const targetConfig = toDeploymentTargetConfig(undone.settings);
  const { cluster, service, prodListener, testListener } = targetConfig;
  const taskSets = ecs.findService(cluster, service)?.taskSets ?? [];
  const original = taskSets.find(({ id }) => id === undone.target.original);
  const replacement = taskSets.find(({ id }) => id === undone.target.replacement);
  const pair = findPair(ports, targetConfig, original?.loadBalancers?.[0]?.targetGroupArn);
  if (pair && original) {
    const weights = [
      { targetGroupArn: pair.original, weight: 100 },
      { targetGroupArn: pair.replacement, weight: 0 },
    ];
    if (hasBegun(undone, 'AllowTraffic')) loadBalancing.setWeights(prodListener, weights);
    if (testListener !== undefined && hasBegun(undone, 'AllowTestTraffic'))
      loadBalancing.setWeights(testListener, weights);
    if (original.status !== 'PRIMARY') ecs.updateServicePrimaryTaskSet(cluster, service, original.id ?? '');
  }
  if (replacement && replacement.status !== 'DRAINING')
    ecs.deleteTaskSet(cluster, service, replacement.id ?? '');
}

const hasBegun = (deployment: Deployment, name: LifecycleEventName): boolean =>
  deployment.target.events.some((event) => event.name === name && event.startTime !== undefined);
