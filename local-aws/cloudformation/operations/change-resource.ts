import { invalidText, type Attempt } from '../stacks/resource-change';
import { providerOf } from '../stacks/stack-environment';
import type { Operation } from './operation';
import { generationOf, type Generation } from '../stacks/stack';

/** What an attempt leads to. */
export interface AttemptEnd {
  done(): void;
  failed(reason: string): void;
}

/**
 * Creates, updates or replaces one resource.
 * @param next what the resource is to become
 * @param problem why its properties could not be worked out; no handler is called then
 * @param tags the stack tags that it gets
 */
export function changeResource(
  operation: Operation,
  attempt: Attempt,
  next: Generation,
  problem: string | undefined,
  tags: Record<string, string>,
  end: AttemptEnd,
): void {
  const { resource, kind, wanted, before } = attempt;
  const { host, stack } = operation;
  const { logicalId } = resource;
  const provider = providerOf(host, resource.type);
  const invalid = problem ?? invalidText(logicalId, provider.validate(wanted));
  if (invalid !== undefined) {
    end.failed(invalid);
    return;
  }
  if (kind === 'replace') Object.assign(resource, next);
  const updated = kind === 'update' && before;
  const identifier = updated ? provider.identifierOf(before.model) : {};
  operation.call(resource, {
    action: updated ? 'UPDATE' : 'CREATE',
    logicalId,
    properties: { ...wanted, ...identifier },
    stackTags: tags,
    rollback: false,
    ...(updated && {
      physicalId: before.physicalId,
      previousProperties: { ...before.properties, ...identifier },
      previousStackTags: stack.tags,
    }),
    called: () => {
      attempt.called = true;
    },
    identified: (physicalId, model) => {
      Object.assign(resource, { physicalId, model });
      if (attempt.state !== 'running') return;
      const status = kind === 'create' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS';
      operation.resource(resource, status, 'Resource creation Initiated');
    },
    succeeded: (physicalId, model) => {
      Object.assign(resource, next, { physicalId, model, attributes: undefined });
      attempt.state = 'done';
      operation.resource(resource, kind === 'create' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
      end.done();
    },
    failed: (reason) => {
      end.failed(reason);
    },
  });
}

/**
 * Brings an updated resource back to what it was, by an UPDATE that carries the rollback flag.
 * @param previousTags the stack tags of the update that is taken back
 */
export function takeBackUpdate(
  operation: Operation,
  attempt: Attempt,
  previousTags: Record<string, string>,
  end: AttemptEnd,
): void {
  const { resource, before, wanted } = attempt;
  const { host, stack } = operation;
  if (!before) return;
  const identifier = providerOf(host, resource.type).identifierOf(before.model);
  operation.call(before, {
    action: 'UPDATE',
    logicalId: resource.logicalId,
    properties: { ...before.properties, ...identifier },
    previousProperties: { ...wanted, ...identifier },
    physicalId: before.physicalId,
    stackTags: stack.stable?.tags ?? stack.tags,
    previousStackTags: previousTags,
    rollback: true,
    identified: () => undefined,
    succeeded: (_, model) => {
      Object.assign(resource, before, { model, attributes: undefined });
      attempt.takenBack = 'done';
      end.done();
    },
    failed: (reason) => {
      attempt.takenBack = 'failed';
      end.failed(reason);
    },
  });
}

/**
 * Deletes what a failed create has left under the resource's identifier, so that it can be created anew: a resource
 * without a last good state goes in the next operation (AWS CloudFormation User Guide, "Stack failure options").
 */
export function removeRemains(operation: Operation, attempt: Attempt, end: AttemptEnd): void {
  const { resource } = attempt;
  const remains = generationOf(resource);
  operation.resource(resource, 'DELETE_IN_PROGRESS');
  operation.call(remains, {
    action: 'DELETE',
    logicalId: resource.logicalId,
    properties: remains.model,
    physicalId: remains.physicalId,
    stackTags: operation.stack.tags,
    rollback: false,
    identified: () => undefined,
    succeeded: () => {
      operation.resource(resource, 'DELETE_COMPLETE');
      resource.physicalId = undefined;
      end.done();
    },
    failed: (reason) => {
      end.failed(reason);
    },
  });
}
