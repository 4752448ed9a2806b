import { resolveOutputs } from '../stacks/outputs';
import { commitStableState, type OnFailure } from '../stacks/stack';
import { messageOf } from '../values/errors';
import { ApplyTemplate, type ApplyTemplateResult } from './apply-template';
import { beginDelete } from './delete';
import { Operation } from './operation';
import { rollBackCreate } from './rollback-create';

const CREATION_TIMED_OUT = 'Stack creation time exceeded the specified timeout.';

export interface CreateOptions {
  onFailure: OnFailure;
  timeoutInMinutes?: number | undefined;
}

/** Starts the creation of a stack. */
export function beginCreate(operation: Operation, { onFailure, timeoutInMinutes }: CreateOptions): void {
  const { stack, environment } = operation;
  const { prepared } = stack;
  operation.setStackStatus('CREATE_IN_PROGRESS', 'User Initiated');
  if (prepared.failure !== undefined) operation.setStackStatus('CREATE_IN_PROGRESS', prepared.failure);
  const applying = new ApplyTemplate(operation, prepared, stack.tags, (end) => {
    operation.schedule(() => finish(end));
  });
  const cancelTimeout =
    timeoutInMinutes === undefined
      ? () => undefined
      : operation.after(timeoutInMinutes * 60, () => {
          applying.cancel(CREATION_TIMED_OUT);
        });
  const finish = async ({ failure }: ApplyTemplateResult): Promise<void> => {
    cancelTimeout();
    const problem = failure ?? asSentence(prepared.failure) ?? (await outputs());
    if (problem === undefined) {
      commitStableState(stack);
      operation.setStackStatus('CREATE_COMPLETE');
      operation.end();
    } else if (onFailure === 'ROLLBACK' && operation.options.preserve !== true) {
      rollBackCreate(operation, `${problem.trimEnd()} Rollback requested by user.`);
    } else {
      operation.setStackStatus('CREATE_FAILED', problem);
      operation.end();
      if (onFailure === 'DELETE') {
        const { express } = operation.options;
        beginDelete(new Operation(environment, stack, undefined, { express }));
      }
    }
  };
  const outputs = async (): Promise<string | undefined> => {
    try {
      stack.outputs = await resolveOutputs(environment, stack, prepared, applying.scope);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  };
  applying.begin();
}

/** The message of a transform, as the status reason of a rollback goes on after it. */
function asSentence(message: string | undefined): string | undefined {
  return message === undefined || message.endsWith('.') ? message : `${message}.`;
}
