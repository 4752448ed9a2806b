import type { DeploymentInfo, ECSTarget, ErrorCode } from '@aws-sdk/client-codedeploy';
import { HOOK_EVENTS, type HookEvent, type Hooks } from './appspec';

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
  ALARM_ACTIVE: () => 'Find out why it fired; update again when it is OK.',
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
 * @param timedOut whether this operation has stopped it because its time was over
 */
export function adviceFor({ info, target, hooks }: Ended, timedOut: boolean): string {
  const event = failedEvent(target);
  const hook = functionOf(hooks, event);
  const logs = hook ? `see its logs in /aws/lambda/${hook}` : '';
  if (timedOut) {
    if (event === 'Install') return UNHEALTHY;
    return logs ? `The function had not reported: ${logs}.` : 'Allow it more time with TimeoutInMinutes.';
  }
  const code = info.errorInformation?.code;
  return (code && ADVICE[code]?.({ event, logs, stopped: info.status === 'Stopped' })) ?? '';
}
