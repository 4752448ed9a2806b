import { providerOf } from '../resource-types/provider';
import { readResource } from '../stacks/read-resource';
import { validationFailureText } from '../stacks/resource-change';
import { commitStableState, type StackResource } from '../stacks/stack';
import { resolveProperties, stackScope } from '../stacks/stack-scope';
import type { Prepared } from '../template/prepared';
import { messageOf } from '../values/errors';
import { adoptTemplate } from './apply-template';
import { DependencyWalk } from './dependency-walk';
import type { Operation } from './operation';

/** A resource to import into a stack. */
export interface ResourceToImport {
  logicalId: string;
  /** The values of the primary identifier, by property. */
  identifier: Record<string, string>;
  physicalId: string;
}

export interface ImportPlan {
  prepared: Prepared;
  tags: Record<string, string>;
  resources: readonly ResourceToImport[];
}

/**
 * Imports resources into the stack. CloudFormation reads each resource, adds it to the stack, and calls its update
 * handler, which gives it the stack's tags. The types that it calls are the setting `importUpdates`. The first failure ends the import: the imported resources leave the stack
 * again, unchanged.
 * Source: AWS CloudFormation User Guide, "Import AWS resources into a CloudFormation stack". The events and the call of
 * the update handler are known from published logs of imports.
 */
export function beginImport(operation: Operation, plan: ImportPlan): void {
  new Import(operation, plan).begin();
}

class Import {
  readonly #byName: Map<string, ResourceToImport>;
  readonly #begun = new Map<string, StackResource>();
  readonly #before: Pick<Operation['stack'], 'prepared' | 'tags'>;
  readonly #walk: DependencyWalk;
  #over = false;

  constructor(
    private readonly operation: Operation,
    private readonly plan: ImportPlan,
  ) {
    const { prepared, tags } = operation.stack;
    this.#before = { prepared, tags };
    this.#byName = new Map(plan.resources.map((resource) => [resource.logicalId, resource]));
    this.#walk = new DependencyWalk(
      plan.prepared.dependencies,
      (logicalId) => {
        operation.schedule(() => this.#visit(logicalId));
      },
      () => {
        this.#finish();
      },
    );
  }

  begin(): void {
    const { stack } = this.operation;
    this.operation.setStackStatus('IMPORT_IN_PROGRESS', 'User Initiated');
    Object.assign(stack, { prepared: this.plan.prepared, tags: this.plan.tags });
    this.#walk.proceed();
  }

  async #visit(logicalId: string): Promise<void> {
    if (this.#over) return;
    const wanted = this.#byName.get(logicalId);
    if (!wanted) {
      this.#walk.done(logicalId);
      return;
    }
    const resource = this.#resource(wanted);
    this.operation.stack.resources.set(logicalId, resource);
    this.#begun.set(logicalId, resource);
    this.operation.setResourceStatus(resource, 'IMPORT_IN_PROGRESS', 'Resource import started.');
    try {
      await this.#read(resource);
    } catch (error) {
      this.#fail(resource, 'IMPORT_FAILED', messageOf(error));
      return;
    }
    if (this.#isOver()) return;
    this.operation.setResourceStatus(resource, 'IMPORT_COMPLETE', 'Resource import completed.');
    this.#update(resource);
  }

  #isOver(): boolean {
    return this.#over;
  }

  #resource({ logicalId, identifier, physicalId }: ResourceToImport): StackResource {
    const declaration = this.plan.prepared.resources[logicalId];
    return {
      logicalId,
      type: declaration?.Type ?? '',
      physicalId,
      properties: {},
      model: identifier,
      deletionPolicy: declaration?.DeletionPolicy,
      updateReplacePolicy: declaration?.UpdateReplacePolicy,
      needs: [],
      status: 'IMPORT_IN_PROGRESS',
      reason: undefined,
      timestamp: this.operation.environment.clock.date(),
      attributes: undefined,
      drift: undefined,
    };
  }

  /** Resolves the template's properties and reads the resource. */
  async #read(resource: StackResource): Promise<void> {
    const { environment, stack } = this.operation;
    const { logicalId, type } = resource;
    const declared = this.plan.prepared.resources[logicalId]?.Properties;
    const scope = stackScope(environment, stack, this.plan.prepared, (name) => stack.imports.add(name));
    const properties = await resolveProperties(declared, scope);
    const invalid = validationFailureText(logicalId, providerOf(environment, type).validate(properties));
    if (invalid !== undefined) throw new Error(invalid);
    const answer = await readResource(environment, stack, logicalId, resource);
    if (answer.status !== 'SUCCESS' || !answer.model) throw new Error(answer.message ?? 'null');
    // A type whose READ answers attributes only has the template's properties, as after a create.
    const hasState = providerOf(environment, type).state !== undefined;
    Object.assign(resource, { properties, model: hasState ? answer.model : properties });
  }

  #update(resource: StackResource): void {
    const { environment } = this.operation;
    const provider = providerOf(environment, resource.type);
    const done = (): void => {
      this.#walk.done(resource.logicalId);
    };
    const { importUpdates, importPrevious } = environment.settings;
    const isCalled = importUpdates === 'always' || (importUpdates === 'taggable' && provider.taggable);
    // AWS's own types only get the stack's tags, which their services show nowhere here.
    if (!provider.updatable || !isCalled || !provider.state) {
      done();
      return;
    }
    const reason = 'Apply stack-level tags to imported resource if applicable.';
    this.operation.setResourceStatus(resource, 'UPDATE_IN_PROGRESS', reason);
    const identifier = provider.identifierOf(resource.model);
    const properties = { ...resource.properties, ...identifier };
    this.operation.callHandler(resource, {
      action: 'UPDATE',
      logicalId: resource.logicalId,
      properties,
      previousProperties: importPrevious === 'template' ? properties : undefined,
      physicalId: resource.physicalId,
      stackTags: this.plan.tags,
      // Before the import the resource had no tags of a stack.
      previousStackTags: {},
      previousSystemTags: {},
      rollback: false,
      identified: () => undefined,
      succeeded: (_, model) => {
        Object.assign(resource, { model });
        this.operation.setResourceStatus(resource, 'UPDATE_COMPLETE');
        done();
      },
      failed: (text) => {
        this.#fail(resource, 'UPDATE_FAILED', text);
      },
    });
  }

  #fail(resource: StackResource, status: 'IMPORT_FAILED' | 'UPDATE_FAILED', reason: string): void {
    if (this.#over) return;
    this.operation.setResourceStatus(resource, status, reason);
    this.#rollBack(resource);
  }

  #rollBack(failed: StackResource): void {
    const { operation } = this;
    this.#over = true;
    this.#walk.stop();
    operation.abandonAll();
    const begun = [...this.#begun.values()];
    for (const resource of begun.filter(({ status }) => status.endsWith('_IN_PROGRESS'))) {
      operation.setResourceStatus(resource, 'IMPORT_FAILED', 'Resource import cancelled');
    }
    const reason = `The following resource(s) failed to import: [${failed.logicalId}]. `;
    operation.setStackStatus('IMPORT_ROLLBACK_IN_PROGRESS', reason);
    for (const resource of begun.reverse()) {
      operation.setResourceStatus(resource, 'IMPORT_ROLLBACK_IN_PROGRESS');
      operation.setResourceStatus(resource, 'IMPORT_ROLLBACK_COMPLETE');
      operation.stack.resources.delete(resource.logicalId);
    }
    Object.assign(operation.stack, this.#before);
    operation.setStackStatus('IMPORT_ROLLBACK_COMPLETE');
    operation.end();
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    adoptTemplate(this.operation);
    commitStableState(this.operation.stack);
    this.operation.setStackStatus('IMPORT_COMPLETE');
    this.operation.end();
  }
}
