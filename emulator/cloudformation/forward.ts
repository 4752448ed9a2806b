import { messageOf } from './errors';
import type { Scope } from './functions';
import { providerOf } from './host';
import type { Operation } from './operation';
import type { Prepared } from './prepare';
import { failedStatus, failureText, invalidText, type Attempt } from './attempt';
import { changeOf } from './changes';
import { generationOf, type Generation, type StackResource } from './stack';
import { resolveProperties, stackScope } from './scope';
import type { ResourceDeclaration } from './template';
import type { ValueMap } from './value';
import { Walk } from './walk';

export interface ForwardEnd {
  attempts: Attempt[];
  /** Why it cannot go on; undefined when everything is as the template wants it. */
  failure: string | undefined;
}

export interface ForwardOptions {
  tags: Record<string, string>;
  /** Independent paths run on after a failure (OnFailure DO_NOTHING). */
  preserve?: boolean;
}

/**
 * Brings the stack's resources to what the template wants: creates, updates, replaces; removes nothing.
 * The first failure cancels at once whatever is in progress.
 */
export class Forward {
  readonly #attempts: Attempt[] = [];
  readonly #walk: Walk;
  readonly #scope: Scope;
  #over = false;

  constructor(
    private readonly operation: Operation,
    private readonly prepared: Prepared,
    private readonly options: ForwardOptions,
    private readonly ended: (end: ForwardEnd) => void,
  ) {
    const { host, stack } = operation;
    this.#scope = stackScope(host, stack, prepared, (name) => stack.imports.add(name));
    this.#walk = new Walk(
      prepared.dependencies,
      (logicalId) => {
        operation.soon(() => this.#visit(logicalId));
      },
      (failed) => {
        this.#end(failed.length === 0 ? undefined : failureText(this.#attempts));
      },
    );
    operation.cancel = () => {
      this.#cancelAll();
      this.#end('User Initiated');
    };
  }

  begin(): void {
    this.#walk.proceed();
  }

  get scope(): Scope {
    return this.#scope;
  }

  async #visit(logicalId: string): Promise<void> {
    if (this.#over) return;
    const { stack } = this.operation;
    const declaration = this.prepared.resources[logicalId];
    if (!declaration) return;
    const existing = stack.resources.get(logicalId);
    let wanted: ValueMap = {};
    let problem: string | undefined;
    try {
      wanted = await resolveProperties(declaration.Properties, this.#scope);
    } catch (error) {
      problem = messageOf(error);
    }
    if (existing) this.#change(existing, declaration, wanted, problem);
    else this.#create(logicalId, declaration, wanted, problem);
  }

  #create(
    logicalId: string,
    declaration: ResourceDeclaration,
    wanted: ValueMap,
    problem: string | undefined,
  ): void {
    const { stack, host } = this.operation;
    const resource: StackResource = {
      ...this.#generation(logicalId, declaration, wanted),
      logicalId,
      status: 'CREATE_IN_PROGRESS',
      reason: undefined,
      timestamp: host.clock.date(),
      attributes: undefined,
    };
    stack.resources.set(logicalId, resource);
    const attempt = this.#attempt(resource, 'create', undefined, wanted);
    this.operation.resource(resource, 'CREATE_IN_PROGRESS');
    this.#run(attempt, declaration, problem);
  }

  #change(
    resource: StackResource,
    declaration: ResourceDeclaration,
    wanted: ValueMap,
    problem: string | undefined,
  ): void {
    const { stack, host } = this.operation;
    const provider = providerOf(host, resource.type);
    const change =
      problem === undefined
        ? changeOf(provider, resource.properties, wanted, stack.tags, this.options.tags)
        : 'update';
    if (change === 'unchanged') {
      Object.assign(resource, policies(declaration), { needs: this.#needs(resource.logicalId) });
      this.#walk.done(resource.logicalId);
      return;
    }
    const attempt = this.#attempt(resource, change, generationOf(resource), wanted);
    const reason =
      change === 'replace'
        ? 'Requested update requires the creation of a new physical resource; hence creating one.'
        : undefined;
    this.operation.resource(resource, 'UPDATE_IN_PROGRESS', reason, wanted);
    this.#run(attempt, declaration, problem);
  }

  #attempt(
    resource: StackResource,
    kind: Attempt['kind'],
    before: Generation | undefined,
    wanted: ValueMap,
  ): Attempt {
    const attempt: Attempt = { resource, kind, before, wanted, called: false, state: 'running' };
    this.#attempts.push(attempt);
    return attempt;
  }

  #run(attempt: Attempt, declaration: ResourceDeclaration, problem: string | undefined): void {
    const { resource, kind, wanted, before } = attempt;
    const { host, stack } = this.operation;
    const invalid =
      problem ?? invalidText(resource.logicalId, providerOf(host, resource.type).validate(wanted));
    if (invalid !== undefined) {
      this.#fail(attempt, invalid);
      return;
    }
    if (kind === 'replace')
      Object.assign(resource, this.#generation(resource.logicalId, declaration, wanted));
    const updated = kind === 'update' && before;
    const identifier = updated ? providerOf(host, resource.type).identifierOf(before.model) : {};
    attempt.called = true;
    this.operation.call(resource, {
      action: updated ? 'UPDATE' : 'CREATE',
      logicalId: resource.logicalId,
      properties: { ...wanted, ...identifier },
      stackTags: this.options.tags,
      rollback: false,
      ...(updated && {
        physicalId: before.physicalId,
        previousProperties: { ...before.properties, ...identifier },
        previousStackTags: stack.tags,
      }),
      identified: (physicalId, model) => {
        Object.assign(resource, { physicalId, model });
        if (attempt.state !== 'running') return;
        this.operation.resource(
          resource,
          kind === 'create' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS',
          'Resource creation Initiated',
        );
      },
      succeeded: (physicalId, model) => {
        Object.assign(resource, this.#generation(resource.logicalId, declaration, wanted), {
          physicalId,
          model,
          attributes: undefined,
        });
        attempt.state = 'done';
        this.operation.resource(resource, kind === 'create' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
        this.#walk.done(resource.logicalId);
      },
      failed: (reason) => {
        this.#fail(attempt, reason);
      },
    });
  }

  #fail(attempt: Attempt, reason: string): void {
    attempt.state = 'failed';
    attempt.resource.attributes = undefined;
    this.operation.resource(attempt.resource, failedStatus(attempt), reason, attempt.wanted);
    if (this.options.preserve === true) {
      this.#walk.failed(attempt.resource.logicalId);
      return;
    }
    this.#cancelAll();
    this.#end(failureText(this.#attempts));
  }

  #cancelAll(): void {
    this.#walk.stop();
    this.operation.abandonAll();
    for (const attempt of this.#attempts) {
      if (attempt.state !== 'running') continue;
      attempt.state = 'failed';
      attempt.resource.attributes = undefined;
      const what = attempt.kind === 'create' ? 'Resource creation cancelled' : 'Resource update cancelled';
      this.operation.resource(attempt.resource, failedStatus(attempt), what, attempt.wanted);
    }
  }

  #end(failure: string | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.operation.cancel = undefined;
    this.ended({ attempts: this.#attempts, failure });
  }

  #needs(logicalId: string): string[] {
    return [...(this.prepared.dependencies.get(logicalId) ?? [])];
  }

  #generation(logicalId: string, declaration: ResourceDeclaration, properties: ValueMap): Generation {
    return {
      type: declaration.Type,
      physicalId: undefined,
      properties,
      model: properties,
      needs: this.#needs(logicalId),
      ...policies(declaration),
    };
  }
}

function policies(
  declaration: ResourceDeclaration,
): Pick<Generation, 'deletionPolicy' | 'updateReplacePolicy'> {
  return { deletionPolicy: declaration.DeletionPolicy, updateReplacePolicy: declaration.UpdateReplacePolicy };
}
