import { validationError } from '../values/errors';
import type { Stack } from './stack';

const STABLE: readonly string[] = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
];
const FAILED: readonly string[] = ['CREATE_FAILED', 'UPDATE_FAILED'];

/**
 * Refuses an update in the present stack status. A stack that failed with `--disable-rollback` accepts only an update
 * with the same option (AWS CloudFormation User Guide, "Stack failure options").
 * Like all functions of this file it throws a ServiceError ValidationError when the status does not allow the request.
 */
export function refuseUpdate({ id, status, origin }: Stack, disableRollback: boolean): void {
  if (STABLE.includes(status)) return;
  if (status === 'CREATE_FAILED' && origin.onFailure === 'DO_NOTHING') {
    throw validationError(
      `This stack cannot be updated from [${status}] state because it contains [on-failure: DO_NOTHING]. Please use disable-rollback option instead during stack creation.`,
    );
  }
  if (!FAILED.includes(status)) {
    throw validationError(`Stack:${id} is in ${status} state and can not be updated.`);
  }
  if (!disableRollback) {
    throw validationError(
      `This stack is currently in a non-terminal [${status}] state. To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API`,
    );
  }
}

/**
 * Refuses to leave express mode before a stack is in a `_COMPLETE` status again (AWS CloudFormation User Guide, "Deploy
 * stacks faster with express mode"). The text is the local AWS's own.
 */
export function refuseLeavingExpress({ id, status, isExpress }: Stack, express: boolean): void {
  if (!isExpress || express || status.endsWith('_COMPLETE')) return;
  throw validationError(
    `Stack:${id} is in ${status} state after an operation in express mode. Until it is in a _COMPLETE state, every operation needs DeploymentConfig with Mode EXPRESS.`,
  );
}

export function refuseCancel({ status, operation }: Stack): void {
  if (status === 'UPDATE_IN_PROGRESS' && operation?.cancel) return;
  throw validationError(`CancelUpdateStack cannot be called from current stack status: ${status}`);
}

export function refuseRollback({ id, status, isExpress }: Stack, nested: boolean): void {
  if (isExpress && !nested)
    throw validationError(`Stack:${id} ran in express mode, which does not support RollbackStack.`);
  if (FAILED.includes(status)) return;
  throw validationError(`Stack:${id} is in ${status} state and can not be rolled back.`);
}

export function refuseContinue({ id, status, origin }: Stack): void {
  if (origin.parentId !== undefined) {
    throw validationError('RollbackUpdatedStack cannot be invoked on child stacks');
  }
  if (status === 'UPDATE_ROLLBACK_FAILED') return;
  throw validationError(`Stack:${id} is in ${status} state and can not continue its update rollback.`);
}

/** Source: AWS CloudFormation User Guide, "Stack refactoring". The text is the local AWS's own. */
export function refuseRefactor({ id, status, operation }: Stack): void {
  if (STABLE.includes(status) && !operation) return;
  throw validationError(`Stack:${id} is in ${status} state and can not be refactored.`);
}

export function refuseImport({ id, status }: Stack): void {
  if (STABLE.includes(status) || status === 'REVIEW_IN_PROGRESS') return;
  throw validationError(`Stack:${id} is in ${status} state and can not be updated.`);
}

/**
 * AWS CloudFormation User Guide, "Detect unmanaged configuration changes to stacks and resources with drift detection".
 */
export function refuseDriftDetection({ id, status }: Stack): void {
  if (STABLE.includes(status) || status === 'UPDATE_ROLLBACK_FAILED') return;
  throw validationError(
    `Drift detection cannot be performed on stack [${id}] while it is in ${status} state.`,
  );
}

/** @param retain logical ids of resources to keep */
export function refuseDelete(stack: Stack, retain: readonly string[]): void {
  const { id, name, status, operation, terminationProtected } = stack;
  if (terminationProtected)
    throw validationError(`Stack [${name}] cannot be deleted while TerminationProtection is enabled`);
  if (retain.length > 0 && status !== 'DELETE_FAILED') {
    throw validationError(
      `Invalid operation on stack [${id}]. RetainResources can only be specified when the stack is in the DELETE_FAILED state.`,
    );
  }
  const canBeEnded = status === 'CREATE_IN_PROGRESS' || operation?.deferredCleanup !== undefined;
  if (operation && !canBeEnded) {
    throw validationError(`Stack [${name}] cannot be deleted while in status ${status}`);
  }
}
