import type { DeploymentFailure } from './failures';
import { isTerminal, type Deployment } from '../records';
import type { State } from '../state';
import { describeTaskSets } from '../deployments/task-sets';
import { newsOfEnd, notify } from './notify';

export function beginDeployment(state: State, deployment: Deployment): void {
  deployment.status = 'InProgress';
  deployment.startTime = state.clock.date();
  notify(state, deployment, 'START');
}

/**
 * Ends a deployment, and cancels everything that it has scheduled.
 * @param failure why it did not succeed. Its running event becomes Failed, later ones become Skipped.
 */
export function endDeployment(state: State, deployment: Deployment, failure?: DeploymentFailure): void {
  if (isTerminal(deployment)) return;
  state.runs.get(deployment.id)?.halt();
  state.runs.delete(deployment.id);
  deployment.status = failure?.status ?? 'Succeeded';
  deployment.error = failure?.information;
  deployment.completeTime = state.clock.date();
  deployment.target.finalTaskSets = describeTaskSets(state, deployment);
  if (failure) abandonEvents(state, deployment);
  notify(state, deployment, newsOfEnd(deployment));
}

function abandonEvents({ clock, readings }: State, { target }: Deployment): void {
  const now = clock.date();
  const { events } = target;
  if (target.status === 'Succeeded' && readings.targetAfterLateStop === 'Succeeded') return;
  target.status = events.some((event) => event.startTime !== undefined) ? 'Failed' : 'Skipped';
  target.lastUpdatedAt = now;
  const next = readings.failureBetweenEvents === 'failed' ? 'Pending' : undefined;
  const failed =
    events.find(({ status }) => status === 'InProgress') ?? events.find(({ status }) => status === next);
  for (const event of events) if (event.status === 'Pending') event.status = 'Skipped';
  if (!failed) return;
  failed.status = 'Failed';
  failed.endTime = now;
}
