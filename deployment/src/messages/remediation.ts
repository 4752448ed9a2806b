import type { DeploymentInfo, ECSTarget, ErrorCode } from '@aws-sdk/client-codedeploy';
import { upperFirst } from '../../../runtime/messages/text';
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
  /** The resource that the stack rolls back; undefined in every other operation. */
  rolledBack?: { stackName: string; logicalId: string } | undefined;
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
  ALARM_ACTIVE: ({ again }) => `Find out why, and ${again} when no alarm fires.`,
  ELASTIC_LOAD_BALANCING_INVALID: ({ again, listenerMending }) =>
    listenerMending
      ? `${listenerMending} and ${again}.`
      : `Let the production listener and its rules forward to the target group of the running tasks, then ${again}.`,
  HOOK_EXECUTION_FAILURE: ({ again, logs }) =>
    logs && `The function reported Failed: ${logs}. Correct the version or the hook, then ${again}.`,
  IAM_ROLE_PERMISSIONS: ({ again }) =>
    `Add these permissions to the service role of the deployment group, then ${again}.`,
  MANUAL_STOP: ({ again }) =>
    `CloudTrail shows who called StopDeployment. ${upperFirst(again)} when the reason is gone.`,
  TIMEOUT: ({ again, event, logs, stopped }) => {
    if (stopped)
      return `Its ready wait ended without an approval. ${upperFirst(again)}, and approve the new deployment in time: \`aws deploy continue-deployment --deployment-id ID --deployment-wait-type READY_WAIT\`.`;
    if (event === 'Install') return UNHEALTHY;
    return logs && `The function has to call PutLifecycleEventHookExecutionStatus: ${logs}.`;
  },
};

/** The circumstances of a deployment's end; `logs` is empty when no hook was running. */
interface Place {
  event: string | undefined;
  logs: string;
  stopped: boolean;
  /** What comes after the correction, as a clause. */
  again: string;
  listenerMending: string | undefined;
}

/**
 * What a user can do about a deployment that has not succeeded; may be empty.
 * @param timeout the timeout of the deployment, when this operation has stopped it for that reason
 */
export function adviceFor(
  { info, target, hooks, rolledBack, listenerMending }: Ended,
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
  const again = rolledBack ? 'continue the rollback' : 'update again';
  const stopped = info.status === 'Stopped';
  return (code && ADVICE[code]?.({ event, logs, stopped, again, listenerMending })) ?? '';
}
