import { abortDeployment } from './abort';
import { failures, type DeploymentFailure } from './failures';
import { TIMINGS } from './timings';
import type { Deployment } from '../records';
import type { State } from '../state';

/**
 * Reads the deployment's alarms now and every few seconds, until CodeDeploy terminates the original task set.
 * @returns whether an alarm has stopped the deployment at once
 */
export function watchAlarms(state: State, deployment: Deployment): boolean {
  const failure = findAlarmFailure(state, deployment);
  if (failure) {
    abortDeployment(state, deployment, failure);
    return true;
  }
  state.runs.get(deployment.id)?.schedule('alarms', TIMINGS.alarmPoll, () => {
    watchAlarms(state, deployment);
  });
  return false;
}

/** A deployment's own alarms replace the group's. The group's are read from the group each time, because they may change. */
function findAlarmFailure(state: State, deployment: Deployment): DeploymentFailure | undefined {
  const { alarms, roles } = state.ports;
  const configuration = deployment.overrideAlarmConfiguration ?? deployment.group.settings.alarmConfiguration;
  if (configuration?.enabled !== true) return undefined;
  const { serviceRoleArn } = deployment.settings;
  if (!roles.allows(serviceRoleArn, 'cloudwatch:DescribeAlarms'))
    return configuration.ignorePollAlarmFailure === true
      ? undefined
      : failures.unreadableAlarms(serviceRoleArn);
  const names = configuration.alarms?.flatMap(({ name }) => name ?? []) ?? [];
  const active = names.filter((name) => alarms.state(name) === 'ALARM');
  return active.length > 0 ? failures.alarms(active) : undefined;
}
