import { beginDelete } from './delete';
import { messageOf } from '../values/errors';
import { Forward, type ForwardEnd } from './apply-template';
import { Operation } from './operation';
import { resolveOutputs } from '../stacks/outputs';
import { rollBackCreate } from './rollback-create';
import { settleStack, type OnFailure } from '../stacks/stack';

const TOO_LONG = 'Stack creation time exceeded the specified timeout.';

export interface CreateOptions {
  onFailure: OnFailure;
  timeoutInMinutes?: number | undefined;
}

/** Starts the creation of a stack that is empty still. */
export function beginCreate(operation: Operation, { onFailure, timeoutInMinutes }: CreateOptions): void {
  const { stack, host } = operation;
  const { prepared } = stack;
  operation.state('CREATE_IN_PROGRESS', 'User Initiated');
  const forward = new Forward(operation, prepared, stack.tags, (end) => {
    operation.soon(() => finish(end));
  });
  const inTime =
    timeoutInMinutes === undefined
      ? () => undefined
      : operation.after(timeoutInMinutes * 60, () => {
          forward.cancel(TOO_LONG);
        });
  const finish = async ({ failure }: ForwardEnd): Promise<void> => {
    inTime();
    const problem = failure ?? (await outputs());
    if (problem === undefined) {
      settleStack(stack);
      operation.state('CREATE_COMPLETE');
      operation.end();
    } else if (onFailure === 'ROLLBACK' && operation.options.preserve !== true) {
      rollBackCreate(operation, `${problem.trimEnd()} Rollback requested by user.`);
    } else {
      operation.state('CREATE_FAILED', problem);
      operation.end();
      if (onFailure === 'DELETE') beginDelete(new Operation(host, stack));
    }
  };
  const outputs = async (): Promise<string | undefined> => {
    try {
      stack.outputs = await resolveOutputs(host, stack, prepared, forward.scope);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  };
  forward.begin();
}
