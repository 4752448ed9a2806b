import type { DeploymentInfo, ECSTarget, ErrorCode } from '@aws-sdk/client-codedeploy';
import { HOOK_EVENTS, type HookEvent, type Hooks } from '../desired-state/appspec';

/** The time that a deployment had. */
export interface Timeout {
  minutes: number;
  /** Whether TimeoutInMinutes says so; otherwise it is what all waits together can take. */
  asked: boolean;
}

/** What is known of the place where a deployment ended. */
export interface Ended {
  info: DeploymentInfo;
  target: ECSTarget | undefined;
  hooks: Hooks;
}

/** The lifecycle event that a deployment ended in; it may have ended between two. */
export function failedEvent(target: ECSTarget | undefined): string | undefined {
  return target?.lifecycleEvents?.find((event) => event.status === 'Failed')?.lifecycleEventName;
}

/** The function that is the hook of an event, by the name that its log group has. */
export function functionOf(hooks: Hooks, event: string | undefined): string | undefined {
  const hook = HOOK_EVENTS.find((name): name is HookEvent => name === event);
  const nameOrArn = hook && hooks[hook];
  // arn:aws:lambda:us-east-1:123456789012:function:NAME:ALIAS
  return nameOrArn?.startsWith('arn:') ? nameOrArn.split(':')[6] : nameOrArn;
}

const UNHEALTHY =
  'See the events and the stopped tasks of the service for why the new tasks did not get healthy.';

/** By CodeDeploy's code; where a code is missing, AWS's own text says what to do. */
const ADVICE: Partial<Record<ErrorCode, (place: Place) => string>> = {
  ALARM_ACTIVE: () => 'Find out why, and update again when no alarm fires.',
  HOOK_EXECUTION_FAILURE: ({ logs }) => logs && `The function reported Failed: ${logs}.`,
  IAM_ROLE_PERMISSIONS: () => 'It is the service role of the deployment group that lacks them.',
  MANUAL_STOP: () => 'CloudTrail shows who called StopDeployment.',
  TIMEOUT: ({ event, logs, stopped }) => {
    if (stopped)
      return 'Within that time somebody has to let it go on: in the console, or with aws deploy continue-deployment.';
    if (event === 'Install') return UNHEALTHY;
    return logs && `The function has to call PutLifecycleEventHookExecutionStatus: ${logs}.`;
  },
};

/** Where a deployment ended, for the advice; `logs` is empty when no hook was running. */
interface Place {
  event: string | undefined;
  logs: string;
  stopped: boolean;
}

/**
 * What whoever reads the failure of a deployment can do about it; may be empty.
 * @param timeout the time that it had, when this operation has stopped it because that was over
 */
export function adviceFor({ info, target, hooks }: Ended, timeout: Timeout | undefined): string {
  const event = failedEvent(target);
  const hook = functionOf(hooks, event);
  const logs = hook ? `see its logs in /aws/lambda/${hook}` : '';
  if (timeout) {
    if (event === 'Install') return UNHEALTHY;
    if (logs) return `The function had not reported: ${logs}.`;
    return timeout.asked
      ? 'Allow it more time: TimeoutInMinutes may be up to 700.'
      : 'No operation may take longer: whatever it waited for has to end sooner, be it a ready wait.';
  }
  const code = info.errorInformation?.code;
  return (code && ADVICE[code]?.({ event, logs, stopped: info.status === 'Stopped' })) ?? '';
}
