import type { LocalAws } from '#local-aws';
import type { Command } from '../generate/history';
import { HOOK_FUNCTION } from '../generate/template';
import { callService } from './account-view';

type Report = Omit<Extract<Command, { name: 'setHooks' }>, 'name'>;

/** What the hook function reports to CodeDeploy, and how many seconds after its call. */
export interface HookFunction {
  report: Report;
}

/** Runs the hook function in this process, because a worker thread for each history would take most of the time. */
export function installHookFunction(aws: LocalAws): HookFunction {
  const hook: HookFunction = { report: { report: 'Succeeded', seconds: 0 } };
  aws.lambda.exists = (name) => name === HOOK_FUNCTION;
  aws.lambda.invoke = async (_name, event) => {
    const { DeploymentId: deploymentId, LifecycleEventHookExecutionId: id } = event as Record<string, string>;
    const { report: status, seconds } = hook.report;
    if (status === 'never') return;
    aws.clock.after(seconds, () => {
      try {
        const input = { deploymentId, lifecycleEventHookExecutionId: id, status };
        callService(aws.codeDeploy, 'PutLifecycleEventHookExecutionStatus', input);
      } catch {
        // CodeDeploy refuses the report of a hook whose deployment has ended.
      }
    });
  };
  return hook;
}
