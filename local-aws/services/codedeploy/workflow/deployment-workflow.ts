import { abortDeployment } from './abort';
import { watchAlarms } from './alarm-watch';
import { failures, withEcs } from './failures';
import { LIFECYCLE } from './lifecycle';
import { notify } from './notify';
import { LIMITS, TIMINGS } from './timings';
import type { Deployment, LifecycleEventRecord } from '../records';
import { prepare, type Rollout } from './rollout';
import { Run, until, type Steps } from './run';
import type { State } from '../state';
import { beginDeployment, endDeployment } from './status';

/** Schedules the workflow of a new deployment, which stays Created for a moment. */
export function startDeployment(state: State, deployment: Deployment): void {
  const run = new Run(state.clock, deploy(state, deployment), (error) => {
    abortDeployment(state, deployment, error);
  });
  state.runs.set(deployment.id, run);
  run.start(TIMINGS.created);
}

/** A blue/green deployment from InProgress to Succeeded. */
async function* deploy(state: State, deployment: Deployment): Steps {
  beginDeployment(state, deployment);
  if (watchAlarms(state, deployment)) return;
  yield TIMINGS.precheck;
  const rollout = prepare(state, deployment);
  deployment.target.status = 'InProgress';
  for (const event of deployment.target.events) {
    if (event.name === 'BeforeAllowTraffic') yield* awaitContinuation(rollout);
    yield* runEvent(rollout, event);
    yield TIMINGS.betweenEvents;
  }
  touch(state, deployment).status = 'Succeeded';
  yield* awaitTermination(state, deployment);
  yield* terminate(rollout);
  endDeployment(state, deployment);
}

async function* runEvent(rollout: Rollout, event: LifecycleEventRecord): Steps {
  const { state, deployment } = rollout;
  event.status = 'InProgress';
  event.startTime = state.clock.date();
  touch(state, deployment);
  yield* LIFECYCLE[event.name](rollout);
  event.status = 'Succeeded';
  event.endTime = state.clock.date();
  touch(state, deployment);
}

/** The ready wait. With STOP_DEPLOYMENT the deployment is Ready until a caller continues it, or until the wait ends and stops it. */
async function* awaitContinuation({ state, deployment }: Rollout): Steps {
  const { actionOnTimeout, waitTimeInMinutes = 0 } =
    deployment.settings.blueGreenDeploymentConfiguration?.deploymentReadyOption ?? {};
  if (actionOnTimeout !== 'STOP_DEPLOYMENT') return;
  deployment.status = 'Ready';
  touch(state, deployment).status = 'Ready';
  notify(state, deployment, 'READY');
  const minutes = Math.min(waitTimeInMinutes, LIMITS.readyWaitMinutes);
  // ContinueDeployment changes the status before it wakes the run.
  if (!(yield* until(state.clock, () => deployment.status !== 'Ready', minutes * 60)))
    throw failures.readyWait(waitTimeInMinutes);
  touch(state, deployment).status = 'InProgress';
}

/** The termination wait: the replacement has all traffic, the original still runs, CodeDeploy still reads the alarms. */
async function* awaitTermination(state: State, deployment: Deployment): Steps {
  const { terminationWaitTimeInMinutes = 0 } =
    deployment.settings.blueGreenDeploymentConfiguration?.terminateBlueInstancesOnDeploymentSuccess ?? {};
  deployment.terminationWait = 'started';
  yield* until(
    state.clock,
    () => deployment.terminationWait === 'skipped',
    terminationWaitTimeInMinutes * 60,
  );
  deployment.terminationWait = 'over';
}

/** Terminates the original task set. From here on the deployment cannot be rolled back. */
async function* terminate({ state, deployment, targetConfig }: Rollout): Steps {
  const run = state.runs.get(deployment.id);
  run?.cancel('alarms');
  run?.cancel('stop');
  const { ecs } = state.ports;
  const { cluster, service } = targetConfig;
  const original = ecs
    .findService(cluster, service)
    ?.taskSets.find(({ id }) => id === deployment.target.original);
  if (original)
    withEcs(state, () => {
      ecs.deleteTaskSet(cluster, service, original.id ?? '');
    });
  yield TIMINGS.termination;
}

function touch(state: State, deployment: Deployment) {
  deployment.target.lastUpdatedAt = state.clock.date();
  return deployment.target;
}
