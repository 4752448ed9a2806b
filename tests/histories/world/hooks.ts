import type { LocalAws } from '#local-aws';
import { ask } from './account-view';
import type { Command } from '../generate/history';
import { HOOK_FUNCTION } from '../generate/template';

type Answer = Omit<Extract<Command, { name: 'setHooks' }>, 'name'>;

/** What the hook function reports to CodeDeploy, and how many seconds after it was called. */
export interface Hooks {
  answer: Answer;
}

/**
 * Lets the hook function run in this process: a worker thread for each history would take longer than all the rest.
 */
export function playHooks(aws: LocalAws): Hooks {
  const hooks: Hooks = { answer: { answer: 'Succeeded', seconds: 0 } };
  aws.lambda.exists = (name) => name === HOOK_FUNCTION;
  aws.lambda.invoke = async (_name, event) => {
    const { DeploymentId: deploymentId, LifecycleEventHookExecutionId: id } = event as Record<string, string>;
    const { answer: status, seconds } = hooks.answer;
    if (status === 'never') return;
    aws.clock.after(seconds, () => {
      try {
        const input = { deploymentId, lifecycleEventHookExecutionId: id, status };
        ask(aws.codeDeploy, 'PutLifecycleEventHookExecutionStatus', input);
      } catch {
        // The deployment has ended meanwhile: nobody wants to know any more.
      }
    });
  };
  return hooks;
}
