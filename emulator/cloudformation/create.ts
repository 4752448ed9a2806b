import { messageOf } from './errors';
import { Forward, type ForwardEnd } from './forward';
import { Operation } from './operation';
import { resolveOutputs } from './outputs';
import type { Prepared } from './prepare';
import { rollBackCreate } from './rollback';
import { beginDelete } from './delete';

export type OnFailure = 'ROLLBACK' | 'DO_NOTHING' | 'DELETE';

/** Starts the creation of a stack that is empty still. */
export function beginCreate(operation: Operation, prepared: Prepared, onFailure: OnFailure): void {
  const { stack, host } = operation;
  operation.state('CREATE_IN_PROGRESS', 'User Initiated');
  const forward = new Forward(
    operation,
    prepared,
    { tags: stack.tags, preserve: onFailure === 'DO_NOTHING' },
    (end) => {
      operation.soon(() => finish(end));
    },
  );
  const finish = async ({ failure }: ForwardEnd): Promise<void> => {
    const problem = failure ?? (await outputs());
    if (problem === undefined) {
      operation.state('CREATE_COMPLETE');
      operation.end();
    } else if (onFailure === 'DO_NOTHING') {
      operation.state('CREATE_FAILED', problem);
      operation.end();
    } else if (onFailure === 'DELETE') {
      operation.state('CREATE_FAILED', problem);
      operation.end();
      beginDelete(new Operation(host, stack));
    } else {
      rollBackCreate(
        operation,
        problem === 'User Initiated' ? problem : `${problem.trimEnd()} Rollback requested by user.`,
        () => {
          operation.end();
        },
      );
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
