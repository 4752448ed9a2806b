import { providerOf } from '../resource-types/provider';
import { liveChange, requiredUpdate, type LiveStates, type RequiredUpdate } from '../stacks/live-state';
import { failedStatus, failureText } from '../stacks/resource-change';
import {
  physicalResourceOf,
  type PhysicalResource,
  type ResourceChange,
  type StackResource,
} from '../stacks/stack';
import { resolveProperties, stackScope } from '../stacks/stack-scope';
import type { Scope } from '../template/functions';
import { NESTED_STACK } from '../template/nested-templates';
import type { Prepared } from '../template/prepared';
import type { ResourceDeclaration } from '../template/template';
import { messageOf } from '../values/errors';
import type { ValueMap } from '../values/value';
import { changeResource, removeFailedCreate, rollBackResource } from './change-resource';
import { DependencyWalk } from './dependency-walk';
import type { Operation } from './operation';

export interface ApplyTemplateResult {
  changes: ResourceChange[];
  /** Resources that already are as the template wants them, with the properties to store when the update succeeds. */
  synced: ReadonlyMap<StackResource, ValueMap>;
  /** Why the template could not be applied; undefined when every resource follows it. */
  failure: string | undefined;
}

/**
 * Creates, updates and replaces the stack's resources as the template asks; deletes nothing.
 * The first failure cancels every change in progress. With `preserve` (DisableRollback) the resources that do not depend on
 * the failed one go on, and CloudFormation returns a resource whose update failed to its old properties at once.
 */
export class ApplyTemplate {
  readonly #changes: ResourceChange[] = [];
  readonly #synced = new Map<StackResource, ValueMap>();
  readonly #walk: DependencyWalk;
  readonly #scope: Scope;
  #over = false;

  /**
   * @param tags the stack tags that resources get
   * @param ended called once with the result
   * @param live the live states of a drift-aware update
   */
  constructor(
    private readonly operation: Operation,
    private readonly prepared: Prepared,
    private readonly tags: Record<string, string>,
    private readonly ended: (result: ApplyTemplateResult) => void,
    private readonly live: LiveStates = new Map(),
  ) {
    const { environment, stack } = operation;
    this.#scope = stackScope(environment, stack, prepared, (name) => stack.imports.add(name));
    this.#walk = new DependencyWalk(
      prepared.dependencies,
      (logicalId) => {
        operation.schedule(() => this.#visit(logicalId));
      },
      (failed) => {
        this.#end(failed.length === 0 ? undefined : failureText(this.#changes));
      },
    );
  }

  begin(): void {
    this.#walk.proceed();
  }

  /** Cancels every change in progress, and ends with this failure. */
  cancel(reason: string): void {
    if (this.#over) return;
    this.#cancelAll();
    this.#end(reason);
  }

  get scope(): Scope {
    return this.#scope;
  }

  async #visit(logicalId: string): Promise<void> {
    if (this.#over) return;
    const declaration = this.prepared.resources[logicalId];
    if (!declaration) return;
    let wanted: ValueMap = {};
    let problem: string | undefined;
    try {
      wanted = await resolveProperties(declaration.Properties, this.#scope);
    } catch (error) {
      problem = messageOf(error);
    }
    // Resolving may have called READ handlers, and another resource may have failed in the meantime.
    if (this.#isOver()) return;
    const existing = this.operation.stack.resources.get(logicalId);
    const next = this.#wantedResource(logicalId, declaration, wanted);
    if (!existing) this.#create(logicalId, next, problem);
    else if (existing.status === 'CREATE_FAILED') this.#createAgain(existing, next, problem);
    else this.#update(existing, next, problem);
  }

  #isOver(): boolean {
    return this.#over;
  }

  #create(logicalId: string, next: PhysicalResource, problem: string | undefined): void {
    const resource: StackResource = {
      ...next,
      logicalId,
      status: 'CREATE_IN_PROGRESS',
      reason: undefined,
      timestamp: this.operation.environment.clock.date(),
      attributes: undefined,
      drift: undefined,
    };
    this.operation.stack.resources.set(logicalId, resource);
    this.#begin(this.#addChange(resource, 'create', undefined, next.properties), next, problem);
  }

  #createAgain(resource: StackResource, next: PhysicalResource, problem: string | undefined): void {
    const change = this.#addChange(resource, 'create', undefined, next.properties);
    const create = (): void => {
      if (change.state !== 'running') return;
      Object.assign(resource, next);
      this.#begin(change, next, problem);
    };
    if (resource.physicalId === undefined) create();
    else removeFailedCreate(this.operation, change, { done: create, failed: this.#failed(change) });
  }

  #update(resource: StackResource, next: PhysicalResource, problem: string | undefined): void {
    const required = problem === undefined ? this.#requiredUpdate(resource, next) : 'update';
    if (required === 'sync') this.#synced.set(resource, next.properties);
    if (required === 'unchanged' || required === 'sync') {
      this.#walk.done(resource.logicalId);
      return;
    }
    const change = this.#addChange(resource, required, physicalResourceOf(resource), next.properties);
    const refused =
      required === 'replace' && this.operation.options.preserve === true
        ? 'Replacement type updates not supported on stack with disable-rollback.'
        : undefined;
    this.#begin(change, next, problem ?? refused);
  }

  #requiredUpdate(resource: StackResource, next: PhysicalResource): RequiredUpdate {
    const provider = providerOf(this.operation.environment, resource.type);
    const tags = { before: this.operation.stack.tags, wanted: this.tags };
    const live = this.live.get(resource.logicalId);
    const required = requiredUpdate(provider, resource.properties, next.properties, tags, live);
    // A failed update is tried again. A nested stack is always visited, because its template file may have changed.
    const isRepeated =
      resource.status === 'UPDATE_FAILED' && this.operation.environment.settings.failedUpdates === 'called';
    const isVisited = isRepeated || resource.type === NESTED_STACK;
    return required === 'unchanged' && isVisited ? 'update' : required;
  }

  #begin(change: ResourceChange, next: PhysicalResource, problem: string | undefined): void {
    const { resource, kind, wanted } = change;
    if (kind === 'create') this.operation.setResourceStatus(resource, 'CREATE_IN_PROGRESS');
    else {
      const reason =
        kind === 'replace' && problem === undefined
          ? 'Requested update requires the creation of a new physical resource; hence creating one.'
          : undefined;
      this.operation.setResourceStatus(resource, 'UPDATE_IN_PROGRESS', reason, wanted);
    }
    changeResource(this.operation, change, next, problem, this.tags, {
      done: () => {
        this.#walk.done(resource.logicalId);
      },
      failed: this.#failed(change),
    });
  }

  #addChange(
    resource: StackResource,
    kind: ResourceChange['kind'],
    before: PhysicalResource | undefined,
    wanted: ValueMap,
  ): ResourceChange {
    const { environment } = this.operation;
    const live =
      kind === 'update' && before
        ? liveChange(
            providerOf(environment, resource.type),
            before.properties,
            wanted,
            this.live.get(resource.logicalId),
            environment.settings,
          )
        : undefined;
    const change: ResourceChange = { resource, kind, before, wanted, live, called: false, state: 'running' };
    this.#changes.push(change);
    return change;
  }

  #failed(change: ResourceChange): (reason: string) => void {
    return (reason) => {
      change.state = 'failed';
      change.resource.attributes = undefined;
      this.operation.setResourceStatus(change.resource, failedStatus(change), reason, change.wanted);
      if (this.operation.options.preserve === true) this.#preserve(change);
      else this.cancel(failureText(this.#changesWithCancelled()));
    };
  }

  /** Rolls back a failed update of one resource, which keeps the status UPDATE_FAILED. */
  #preserve(change: ResourceChange): void {
    const end = (): void => {
      this.#walk.failed(change.resource.logicalId);
    };
    const isUpdate = change.kind === 'update' && change.called && change.resource.type !== NESTED_STACK;
    if (isUpdate) rollBackResource(this.operation, change, this.tags, { done: end, failed: end });
    else end();
  }

  /** The changes as they will be when every change in progress is cancelled. */
  #changesWithCancelled(): ResourceChange[] {
    return this.#changes.map((change) =>
      change.state === 'running' ? { ...change, state: 'failed' } : change,
    );
  }

  #cancelAll(): void {
    this.#walk.stop();
    this.operation.abandonAll();
    for (const change of this.#changes) {
      if (change.state !== 'running') continue;
      change.state = 'failed';
      change.resource.attributes = undefined;
      const reason = change.kind === 'create' ? 'Resource creation cancelled' : 'Resource update cancelled';
      this.operation.setResourceStatus(change.resource, failedStatus(change), reason, change.wanted);
    }
  }

  #end(failure: string | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.ended({ changes: this.#changes, synced: this.#synced, failure });
  }

  #wantedResource(
    logicalId: string,
    declaration: ResourceDeclaration,
    properties: ValueMap,
  ): PhysicalResource {
    return {
      type: declaration.Type,
      physicalId: undefined,
      properties,
      model: properties,
      ...adoptedFrom(this.prepared, logicalId, declaration),
    };
  }
}

/** The members of a resource that follow the template without a call of its handler. */
function adoptedFrom(
  prepared: Prepared,
  logicalId: string,
  declaration: ResourceDeclaration,
): Pick<PhysicalResource, 'deletionPolicy' | 'updateReplacePolicy' | 'needs'> {
  return {
    deletionPolicy: declaration.DeletionPolicy,
    updateReplacePolicy: declaration.UpdateReplacePolicy,
    needs: [...(prepared.dependencies.get(logicalId) ?? [])],
  };
}

/** Gives every resource the policies and dependencies of the stack's template at the end of an operation. */
export function adoptTemplate({ stack }: Operation): void {
  for (const [logicalId, declaration] of Object.entries(stack.prepared.resources)) {
    const resource = stack.resources.get(logicalId);
    if (resource) Object.assign(resource, adoptedFrom(stack.prepared, logicalId, declaration));
  }
}
