import type { StackRefactorDetection, StackRefactorExecutionStatus } from '@aws-sdk/client-cloudformation';
import { providerOf } from '../resource-types/provider';
import { commitStableState, type Stack, type StackOutput, type StackResource } from '../stacks/stack';
import type { StackEnvironment } from '../stacks/stack-environment';
import type { Prepared } from '../template/prepared';
import { systemTags } from '../values/tags';
import { adoptTemplate } from './apply-template';
import { Operation } from './operation';

/** A stack in a refactor, before and after it. */
export interface RefactoredStack {
  stack: Stack;
  isNew: boolean;
  before: Prepared;
  prepared: Prepared;
  outputs: Record<string, StackOutput>;
  imports: ReadonlySet<string>;
}

/** A resource that gets another stack or another logical id. */
export interface Move {
  resource: StackResource;
  from: Stack;
  to: Stack;
  logicalId: string;
  detection: StackRefactorDetection;
}

export interface RefactorPlan {
  stacks: RefactoredStack[];
  moves: Move[];
}

/** How an execution ended. */
interface RefactorOutcome {
  status: Extract<StackRefactorExecutionStatus, 'EXECUTE_COMPLETE' | 'ROLLBACK_COMPLETE'>;
  reason: string | undefined;
}

/**
 * Moves resources between stacks and renames them. No handler is called, but with the setting `refactorTags: 'update'`
 * the update handlers of taggable types: their system tags and the tags of their stack have changed. When one of them
 * fails, every stack gets its resources and its template back without a call.
 * Source: AWS CloudFormation User Guide, "Stack refactoring".
 * @param ended called once
 */
export function executeRefactor(
  environment: StackEnvironment,
  plan: RefactorPlan,
  ended: (outcome: RefactorOutcome) => void,
): void {
  const restore = snapshot(plan);
  const operations = new Map(plan.stacks.map(({ stack }) => [stack, new Operation(environment, stack)]));
  const operationOf = (stack: Stack): Operation => {
    const operation = operations.get(stack);
    if (!operation) throw new Error(`Stack ${stack.name} is not part of the refactor.`);
    return operation;
  };
  for (const { stack, isNew } of plan.stacks) {
    operationOf(stack).setStackStatus(isNew ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS', 'User Initiated');
  }
  const moved = moveAll(plan, operationOf);
  for (const { stack, prepared, outputs, imports } of plan.stacks) {
    Object.assign(stack, { prepared, outputs, imports: new Set(imports) });
  }
  const finish = (failure: string | undefined): void => {
    if (failure !== undefined) restore();
    for (const { stack, isNew } of plan.stacks) {
      const operation = operationOf(stack);
      operation.abandonAll();
      if (failure === undefined) {
        adoptTemplate(operation);
        commitStableState(stack);
        operation.setStackStatus(isNew ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
      } else {
        operation.setStackStatus(isNew ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS', failure);
        operation.setStackStatus(isNew ? 'ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE');
      }
      operation.end();
    }
    ended({ status: failure === undefined ? 'EXECUTE_COMPLETE' : 'ROLLBACK_COMPLETE', reason: failure });
  };
  if (environment.settings.refactorTags === 'update') updateTags(moved, operationOf, finish);
  else finish(undefined);
}

/** Every source gives up its resources before a destination takes them, because two resources may swap their names. */
function moveAll(
  { moves }: RefactorPlan,
  operationOf: (stack: Stack) => Operation,
): Map<Move, StackResource> {
  for (const { resource, from } of moves) {
    operationOf(from).setResourceStatus(resource, 'EXPORT_IN_PROGRESS');
    operationOf(from).setResourceStatus(resource, 'EXPORT_COMPLETE');
    from.resources.delete(resource.logicalId);
  }
  return new Map(
    moves.map((move) => {
      const moved = { ...move.resource, logicalId: move.logicalId };
      move.to.resources.set(move.logicalId, moved);
      operationOf(move.to).setResourceStatus(moved, 'IMPORT_IN_PROGRESS');
      operationOf(move.to).setResourceStatus(moved, 'IMPORT_COMPLETE');
      return [move, moved];
    }),
  );
}

function updateTags(
  moved: ReadonlyMap<Move, StackResource>,
  operationOf: (stack: Stack) => Operation,
  ended: (failure: string | undefined) => void,
): void {
  let left = 0;
  let failure: string | undefined;
  for (const [{ from, to, resource: before }, resource] of moved) {
    const operation = operationOf(to);
    const provider = providerOf(operation.environment, resource.type);
    if (!provider.taggable || !provider.updatable) continue;
    left += 1;
    operation.setResourceStatus(resource, 'UPDATE_IN_PROGRESS');
    const properties = { ...resource.properties, ...provider.identifierOf(resource.model) };
    operation.callHandler(resource, {
      action: 'UPDATE',
      logicalId: resource.logicalId,
      properties,
      previousProperties: properties,
      physicalId: resource.physicalId,
      stackTags: to.tags,
      previousStackTags: from.tags,
      previousSystemTags: systemTags(from, before.logicalId),
      rollback: false,
      identified: () => undefined,
      succeeded: (_, model) => {
        Object.assign(resource, { model, attributes: undefined });
        operation.setResourceStatus(resource, 'UPDATE_COMPLETE');
        left -= 1;
        if (left === 0 && failure === undefined) ended(undefined);
      },
      failed: (reason) => {
        operation.setResourceStatus(resource, 'UPDATE_FAILED', reason);
        if (failure !== undefined) return;
        failure = `The following resource(s) failed to update: [${resource.logicalId}]. `;
        ended(failure);
      },
    });
  }
  if (left === 0) ended(undefined);
}

/** Remembers the stacks, and returns a function that gives them their earlier state. */
function snapshot({ stacks }: RefactorPlan): () => void {
  const states = stacks.map(({ stack }) => {
    const { prepared, outputs, imports, resources } = stack;
    const kept = [...resources].map(([logicalId, resource]) => [logicalId, { ...resource }] as const);
    return { stack, kept, members: { prepared, outputs, imports } };
  });
  return () => {
    for (const { stack, kept, members } of states) {
      Object.assign(stack, members);
      stack.resources.clear();
      for (const [logicalId, resource] of kept) stack.resources.set(logicalId, resource);
    }
  };
}
