import type { DeploymentInfo, ECSTarget, ErrorCode } from '@aws-sdk/client-codedeploy';
import { HOOK_EVENTS, type HookEvent, type Hooks } from '../desired-state/appspec';
import { MAXIMUM_MINUTES } from '../polling/delays';

/** The timeout of a deployment. */
export interface Timeout {
  minutes: number;
  /** Whether TimeoutInMinutes sets it; otherwise it is the default. */
  requested: boolean;
  /** Whether it ended at the longest time that an operation may take. */
  isMaximum: boolean;
}

/** What is known about the end of a deployment. */
export interface Ended {
  info: DeploymentInfo;
  target: ECSTarget | undefined;
  hooks: Hooks;
  /** How to mend the production listener, when CodeDeploy refuses it and it can be read. */
  listenerMending?: string | undefined;
}

/** The lifecycle event that failed; undefined when the deployment ended between two events. */
export function failedEvent(target: ECSTarget | undefined): string | undefined {
  return target?.lifecycleEvents?.find((event) => event.status === 'Failed')?.lifecycleEventName;
}

/** The name of the function that is the hook of an event, as its log group has it. */
export function functionOf(hooks: Hooks, event: string | undefined): string | undefined {
  const hook = HOOK_EVENTS.find((name): name is HookEvent => name === event);
  const nameOrArn = hook && hooks[hook];
  // NAME:ALIAS, or arn:aws:lambda:us-east-1:123456789012:function:NAME:ALIAS. Versions and aliases share the log group.
  return nameOrArn?.split(':')[nameOrArn.startsWith('arn:') ? 6 : 0];
}

const UNHEALTHY = "See the service's events and stopped tasks for why the new tasks did not become healthy.";

/** By CodeDeploy's error code. For a code without advice, CodeDeploy's own text has to do. */
const ADVICE: Partial<Record<ErrorCode, (place: Place) => string>> = {
  ALARM_ACTIVE: () => 'Find out why, and update again when no alarm fires.',
  ELASTIC_LOAD_BALANCING_INVALID: ({ listenerMending }) =>
    listenerMending
      ? `${listenerMending} and update again.`
      : 'Let the production listener and its rules forward to the target group of the running tasks, then update again.',
  HOOK_EXECUTION_FAILURE: ({ logs }) =>
    logs && `The function reported Failed: ${logs}. Correct the version or the hook, then update again.`,
  IAM_ROLE_PERMISSIONS: () =>
    'Add these permissions to the service role of the deployment group, then update again.',
  MANUAL_STOP: () => 'CloudTrail shows who called StopDeployment. Update again when the reason is gone.',
  TIMEOUT: ({ event, logs, stopped }) => {
    if (stopped)
      return 'Its ready wait ended without an approval. Update again, and approve the new deployment in time: `aws deploy continue-deployment --deployment-id ID --deployment-wait-type READY_WAIT`.';
    if (event === 'Install') return UNHEALTHY;
    return logs && `The function has to call PutLifecycleEventHookExecutionStatus: ${logs}.`;
  },
};

/** The circumstances of a deployment's end; `logs` is empty when no hook was running. */
interface Place {
  event: string | undefined;
  logs: string;
  stopped: boolean;
  listenerMending: string | undefined;
}

/**
 * What a user can do about a deployment that has not succeeded; may be empty.
 * @param timeout the timeout of the deployment, when this operation has stopped it for that reason
 */
export function adviceFor(
  { info, target, hooks, listenerMending }: Ended,
  timeout: Timeout | undefined,
): string {
  const event = failedEvent(target);
  const hook = functionOf(hooks, event);
  const logs = hook ? `see its logs in /aws/lambda/${hook}` : '';
  if (timeout) {
    if (event === 'Install') return UNHEALTHY;
    if (logs) return `The function had not reported: ${logs}.`;
    return timeout.isMaximum
      ? 'This is the longest time possible: shorten the waits of the deployment, for instance the ready wait.'
      : `Allow it more time: TimeoutInMinutes may be up to ${MAXIMUM_MINUTES}.`;
  }
  const code = info.errorInformation?.code;
  return (code && ADVICE[code]?.({ event, logs, stopped: info.status === 'Stopped', listenerMending })) ?? '';
}
