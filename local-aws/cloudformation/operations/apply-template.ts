import { failedStatus, failureText, type ResourceChange } from '../stacks/resource-change';
import { changeResource, removeFailedCreate, rollBackResource } from './change-resource';
import { requiredChange } from '../resource-types/required-change';
import { messageOf } from '../values/errors';
import type { Scope } from '../template/functions';
import { providerOf } from '../stacks/stack-environment';
import { NESTED_STACK } from './nested-stack';
import type { Operation } from './operation';
import type { Prepared } from '../template/prepare';
import { resolveProperties, stackScope } from '../template/condition-scope';
import { physicalResourceOf, type PhysicalResource, type StackResource } from '../stacks/stack';
import type { ResourceDeclaration } from '../template/template';
import type { ValueMap } from '../values/value';
import { DependencyWalk } from './dependency-walk';

export interface ApplyTemplateResult {
  changes: ResourceChange[];
  /** Why it cannot go on; undefined when everything is as the template wants it. */
  failure: string | undefined;
}

/**
 * Brings the stack's resources to what the template wants: creates, updates, replaces; removes nothing.
 * The first failure cancels at once whatever is in progress, unless the operation preserves what succeeds: then
 * independent paths run on, and an update that failed is brought back by itself.
 */
export class ApplyTemplate {
  readonly #attempts: ResourceChange[] = [];
  readonly #walk: DependencyWalk;
  readonly #scope: Scope;
  #over = false;

  /** @param tags the stack tags that resources get */
  constructor(
    private readonly operation: Operation,
    private readonly prepared: Prepared,
    private readonly tags: Record<string, string>,
    private readonly ended: (end: ApplyTemplateResult) => void,
  ) {
    const { environment, stack } = operation;
    this.#scope = stackScope(environment, stack, prepared, (name) => stack.imports.add(name));
    this.#walk = new DependencyWalk(
      prepared.dependencies,
      (logicalId) => {
        operation.schedule(() => this.#visit(logicalId));
      },
      (failed) => {
        this.#end(failed.length === 0 ? undefined : failureText(this.#attempts));
      },
    );
  }

  begin(): void {
    this.#walk.proceed();
  }

  /** Cancels whatever is in progress, and ends with this failure. */
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
    // A value may have been read meanwhile, from a handler.
    if (this.#isOver()) return;
    const existing = this.operation.stack.resources.get(logicalId);
    const next = this.#generation(logicalId, declaration, wanted);
    if (!existing) this.#create(logicalId, next, problem);
    else if (existing.status === 'CREATE_FAILED') this.#createAgain(existing, next, problem);
    else this.#change(existing, next, problem);
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
    this.#begin(this.#attempt(resource, 'create', undefined, next.properties), next, problem);
  }

  #createAgain(resource: StackResource, next: PhysicalResource, problem: string | undefined): void {
    const attempt = this.#attempt(resource, 'create', undefined, next.properties);
    const create = (): void => {
      if (attempt.state !== 'running') return;
      Object.assign(resource, next);
      this.#begin(attempt, next, problem);
    };
    if (resource.physicalId === undefined) create();
    else removeFailedCreate(this.operation, attempt, { done: create, failed: this.#failed(attempt) });
  }

  #change(resource: StackResource, next: PhysicalResource, problem: string | undefined): void {
    const change = problem === undefined ? this.#changeOf(resource, next) : 'update';
    if (change === 'unchanged') {
      this.#walk.done(resource.logicalId);
      return;
    }
    const attempt = this.#attempt(resource, change, physicalResourceOf(resource), next.properties);
    const refused =
      change === 'replace' && this.operation.options.preserve === true
        ? 'Replacement type updates not supported on stack with disable-rollback.'
        : undefined;
    this.#begin(attempt, next, problem ?? refused);
  }

  #changeOf(resource: StackResource, next: PhysicalResource): 'unchanged' | 'update' | 'replace' {
    const provider = providerOf(this.operation.environment, resource.type);
    const { stack } = this.operation;
    const change = requiredChange(provider, resource.properties, next.properties, stack.tags, this.tags);
    // What has failed is tried again, and nested stacks look for themselves what has changed in them.
    const isVisited = resource.status === 'UPDATE_FAILED' || resource.type === NESTED_STACK;
    return change === 'unchanged' && isVisited ? 'update' : change;
  }

  #begin(attempt: ResourceChange, next: PhysicalResource, problem: string | undefined): void {
    const { resource, kind, wanted } = attempt;
    if (kind === 'create') this.operation.setResourceStatus(resource, 'CREATE_IN_PROGRESS');
    else {
      const reason =
        kind === 'replace' && problem === undefined
          ? 'Requested update requires the creation of a new physical resource; hence creating one.'
          : undefined;
      this.operation.setResourceStatus(resource, 'UPDATE_IN_PROGRESS', reason, wanted);
    }
    changeResource(this.operation, attempt, next, problem, this.tags, {
      done: () => {
        this.#walk.done(resource.logicalId);
      },
      failed: this.#failed(attempt),
    });
  }

  #attempt(
    resource: StackResource,
    kind: ResourceChange['kind'],
    before: PhysicalResource | undefined,
    wanted: ValueMap,
  ): ResourceChange {
    const attempt: ResourceChange = { resource, kind, before, wanted, called: false, state: 'running' };
    this.#attempts.push(attempt);
    return attempt;
  }

  #failed(attempt: ResourceChange): (reason: string) => void {
    return (reason) => {
      attempt.state = 'failed';
      attempt.resource.attributes = undefined;
      this.operation.setResourceStatus(attempt.resource, failedStatus(attempt), reason, attempt.wanted);
      if (this.operation.options.preserve === true) this.#preserve(attempt);
      else this.cancel(failureText(this.#attemptsWithCancelled()));
    };
  }

  /** Brings a failed update back to its last good state; the resource still shows UPDATE_FAILED. */
  #preserve(attempt: ResourceChange): void {
    const end = (): void => {
      this.#walk.failed(attempt.resource.logicalId);
    };
    const isUpdate = attempt.kind === 'update' && attempt.called && attempt.resource.type !== NESTED_STACK;
    if (isUpdate) rollBackResource(this.operation, attempt, this.tags, { done: end, failed: end });
    else end();
  }

  /** As they will be once everything in progress is cancelled. */
  #attemptsWithCancelled(): ResourceChange[] {
    return this.#attempts.map((attempt) =>
      attempt.state === 'running' ? { ...attempt, state: 'failed' } : attempt,
    );
  }

  #cancelAll(): void {
    this.#walk.stop();
    this.operation.abandonAll();
    for (const attempt of this.#attempts) {
      if (attempt.state !== 'running') continue;
      attempt.state = 'failed';
      attempt.resource.attributes = undefined;
      const what = attempt.kind === 'create' ? 'Resource creation cancelled' : 'Resource update cancelled';
      this.operation.setResourceStatus(attempt.resource, failedStatus(attempt), what, attempt.wanted);
    }
  }

  #end(failure: string | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.ended({ changes: this.#attempts, failure });
  }

  #generation(logicalId: string, declaration: ResourceDeclaration, properties: ValueMap): PhysicalResource {
    return {
      type: declaration.Type,
      physicalId: undefined,
      properties,
      model: properties,
      ...adoptedFrom(this.prepared, logicalId, declaration),
    };
  }
}

/** What a resource takes over from a template although its handler is not called. */
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

/** Lets every resource follow the policies and dependencies of the stack's template, once that is the good one. */
export function adoptTemplate({ stack }: Operation): void {
  for (const [logicalId, declaration] of Object.entries(stack.prepared.resources)) {
    const resource = stack.resources.get(logicalId);
    if (resource) Object.assign(resource, adoptedFrom(stack.prepared, logicalId, declaration));
  }
}
