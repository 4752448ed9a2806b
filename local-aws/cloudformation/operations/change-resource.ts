import { providerOf } from '../resource-types/provider';
import { validationFailureText } from '../stacks/resource-change';
import { physicalResourceOf, type PhysicalResource, type ResourceChange } from '../stacks/stack';
import { hasReferences, withoutReferences } from '../template/dynamic-references';
import { messageOf } from '../values/errors';
import type { ValueMap } from '../values/value';
import { deniedBy } from '../stacks/stack-policy';
import type { Operation } from './operation';

/** Called once with the outcome of a change. */
export interface ChangeCallbacks {
  done(): void;
  failed(reason: string): void;
}

/**
 * Creates, updates or replaces one resource.
 * @param next the resource as the template asks for it
 * @param problem why the properties could not be evaluated; the change then fails before its handler is called
 * @param tags the stack tags that the resource gets
 */
export function changeResource(
  operation: Operation,
  change: ResourceChange,
  next: PhysicalResource,
  problem: string | undefined,
  tags: Record<string, string>,
  end: ChangeCallbacks,
): void {
  const { resource, kind, before } = change;
  const { environment, stack } = operation;
  const { logicalId } = resource;
  const previous = change.live?.previous ?? before?.properties ?? {};
  if (problem === undefined && hasReferences([change.wanted, previous])) {
    withValues(operation, [change.wanted, previous], end, ([wanted = {}, known = {}]) => {
      if (change.state === 'running') applyChange(wanted, known);
    });
  } else applyChange(change.wanted, previous);

  function applyChange(wanted: ValueMap, known: ValueMap): void {
    const provider = providerOf(environment, resource.type);
    const action = kind === 'replace' ? 'Update:Replace' : 'Update:Modify';
    const denied = kind === 'create' ? undefined : deniedBy(operation.options.policy, action, resource);
    const invalid = problem ?? denied ?? validationFailureText(logicalId, provider.validate(wanted));
    if (invalid !== undefined) {
      end.failed(invalid);
      return;
    }
    if (kind === 'replace') Object.assign(resource, next);
    const updated = kind === 'update' && before;
    const identifier = updated ? provider.identifierOf(before.model) : {};
    operation.callHandler(resource, {
      action: updated ? 'UPDATE' : 'CREATE',
      logicalId,
      properties: { ...wanted, ...identifier },
      stackTags: tags,
      rollback: false,
      ...(updated && {
        physicalId: before.physicalId,
        previousProperties: {
          ...known,
          ...(environment.settings.updateIdentifier === 'both' && identifier),
        },
        previousStackTags: stack.tags,
      }),
      called: () => {
        change.called = true;
      },
      identified: (physicalId, model) => {
        Object.assign(resource, { physicalId, model });
        if (change.state !== 'running') return;
        const status = kind === 'create' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS';
        operation.setResourceStatus(resource, status, 'Resource creation Initiated');
      },
      succeeded: (physicalId, model) => {
        Object.assign(resource, next, { physicalId, model, attributes: undefined });
        change.state = 'done';
        operation.setResourceStatus(resource, kind === 'create' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
        end.done();
      },
      failed: (reason) => {
        end.failed(reason);
      },
    });
  }
}

/** Goes on with the values of dynamic references in place of the references. The stack keeps the references. */
function withValues(
  operation: Operation,
  properties: readonly ValueMap[],
  end: ChangeCallbacks,
  proceed: (resolved: ValueMap[]) => void,
): void {
  const { environment } = operation;
  operation.schedule(async () => {
    try {
      proceed(await Promise.all(properties.map((each) => withoutReferences(each, environment))));
    } catch (error) {
      end.failed(messageOf(error));
    }
  });
}

/**
 * Rolls back the update of one resource: an UPDATE to its old properties, with the rollback flag.
 * @param previousTags the stack tags of the update to roll back
 */
export function rollBackResource(
  operation: Operation,
  change: ResourceChange,
  previousTags: Record<string, string>,
  end: ChangeCallbacks,
): void {
  const { resource, before } = change;
  const { environment, stack } = operation;
  if (!before) return;
  const restored = change.live?.restored ?? before.properties;
  if (hasReferences([restored, change.wanted])) {
    withValues(operation, [restored, change.wanted], end, ([properties = {}, wanted = {}]) => {
      restore(before, properties, wanted);
    });
  } else restore(before, restored, change.wanted);

  function restore(before: PhysicalResource, properties: ValueMap, wanted: ValueMap): void {
    const identifier = providerOf(environment, resource.type).identifierOf(before.model);
    operation.callHandler(before, {
      action: 'UPDATE',
      logicalId: resource.logicalId,
      properties: { ...properties, ...identifier },
      previousProperties: {
        ...wanted,
        ...(environment.settings.updateIdentifier === 'both' && identifier),
      },
      physicalId: before.physicalId,
      stackTags: stack.stable?.tags ?? stack.tags,
      previousStackTags: previousTags,
      rollback: true,
      identified: () => undefined,
      succeeded: (_, model) => {
        Object.assign(resource, before, { model, attributes: undefined });
        change.rolledBack = 'done';
        end.done();
      },
      failed: (reason) => {
        change.rolledBack = 'failed';
        end.failed(reason);
      },
    });
  }
}

/**
 * Deletes a resource whose create failed after its handler had answered an identifier. The same operation then creates it
 * again (AWS CloudFormation User Guide, "Stack failure options").
 */
export function removeFailedCreate(operation: Operation, change: ResourceChange, end: ChangeCallbacks): void {
  const { resource } = change;
  const failedCreate = physicalResourceOf(resource);
  operation.setResourceStatus(resource, 'DELETE_IN_PROGRESS');
  operation.callHandler(failedCreate, {
    action: 'DELETE',
    logicalId: resource.logicalId,
    properties: failedCreate.model,
    physicalId: failedCreate.physicalId,
    stackTags: operation.stack.tags,
    rollback: false,
    identified: () => undefined,
    succeeded: () => {
      operation.setResourceStatus(resource, 'DELETE_COMPLETE');
      resource.physicalId = undefined;
      end.done();
    },
    failed: (reason) => {
      end.failed(reason);
    },
  });
}
