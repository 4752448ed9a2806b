import { ServiceError } from '../core/service';
import type { LocalAws } from '../local-aws';
import { beginCreate } from './operations/create';
import { beginDelete } from './operations/delete';
import { beginImport, type ResourceToImport } from './operations/import';
import { nestedStackProvider } from './operations/nested-stack';
import { Operation } from './operations/operation';
import { continueRollback, rollBackUpdate } from './operations/rollback-update';
import { beginUpdate } from './operations/update';
import { hasChanges } from './stacks/fingerprint';
import {
  refuseBadName,
  refuseBadOptions,
  refuseChangedTypes,
  type ContinueRequest,
  type CreateOptions,
  type CreateRequest,
  type DeleteOptions,
  type ImportOptions,
  type RollbackStackRequest,
  type UpdateRequest,
} from './stacks/requests';
import { resourcesToSkipInNested, refuseUnskippable } from './stacks/resources-to-skip';
import { newStack, type Stack } from './stacks/stack';
import { StackAccount } from './stacks/stack-account';
import type { Settings } from './stacks/stack-environment';
import * as statusRules from './stacks/status-rules';
import { prepare } from './template/prepare';
import { withoutContent, type Prepared } from './template/prepared';
import { type TransformFailed, unlessTransformFails, validationError } from './values/errors';

export type { CreateRequest, UpdateRequest } from './stacks/requests';

/**
 * CloudFormation on the local AWS. An operation starts at once and proceeds on the virtual clock: each invocation of a
 * handler is a task of the clock. To wait for a stack, advance the clock, for example with `settle`.
 */
export class CloudFormation extends StackAccount {
  constructor(aws: LocalAws, settings: Partial<Settings> = {}) {
    super(aws, settings);
    this.addProvider(nestedStackProvider(this));
  }

  /**
   * Starts the creation of a stack.
   * @throws ServiceError ValidationError or AlreadyExistsException, before anything is created
   */
  async createStack(request: CreateRequest): Promise<Stack> {
    const stack = await unlessTransformFails(this.planStack(request), (failure) =>
      this.planFailedStack(request, failure),
    );
    this.executePlan(stack, request);
    return stack;
  }

  /** Adds a stack in REVIEW_IN_PROGRESS whose template a transform cannot make. */
  planFailedStack(request: CreateRequest, { message }: TransformFailed): Stack {
    const { stackName, template, templateFolder, parameters = {} } = request;
    const source = { text: template, folder: templateFolder ?? this.folders.first ?? '' };
    const prepared = withoutContent(source, parameters, message);
    return this.#addStack(request, this.arn('stack', stackName), prepared);
  }

  /** Adds a stack in REVIEW_IN_PROGRESS, which waits for the execution of its first change set, or plans one anew. */
  async planStack(request: CreateRequest): Promise<Stack> {
    const { stackName, template, templateFolder, parameters = {}, tags = {}, planned } = request;
    if (planned) {
      const update = { stackName: planned.id, template, templateFolder, parameters } as const;
      const prepared = await this.planUpdate({ ...update, absentParameters: 'default' });
      return Object.assign(planned, { prepared, tags });
    }
    refuseBadName(stackName);
    refuseBadOptions(request);
    if (this.findStack(stackName)) {
      throw new ServiceError('AlreadyExistsException', `Stack [${stackName}] already exists`);
    }
    const id = this.arn('stack', stackName);
    if (templateFolder !== undefined) this.folders.add(templateFolder);
    const source = { text: template, folder: templateFolder ?? this.folders.first ?? '' };
    const prepared = await prepare(
      this,
      this.registry.fragments(),
      { id, name: stackName },
      source,
      parameters,
      {},
    );
    return this.#addStack(request, id, prepared);
  }

  #addStack(request: CreateRequest, id: string, prepared: Prepared): Stack {
    const { stackName, tags = {}, parentId, onFailure, disableRollback } = request;
    const stack = newStack(id, stackName, prepared, tags, this.clock.date(), {
      parentId,
      onFailure,
      disableRollback,
    });
    stack.terminationProtected = request.terminationProtected === true;
    this.stacks.all.push(stack);
    return stack;
  }

  /** Starts the creation of a planned stack. */
  executePlan(stack: Stack, options: CreateOptions = {}): void {
    const { express, retainExceptOnCreate, timeoutInMinutes, plannedNested } = options;
    const { onFailure = 'ROLLBACK', disableRollback = withoutRollback(options) } = options;
    const preserve = disableRollback === true || onFailure === 'DO_NOTHING';
    stack.origin.disableRollback ??= disableRollback;
    const operation = new Operation(this, stack, options.clientRequestToken, {
      preserve,
      retainExceptOnCreate,
      express,
      plannedNested,
    });
    beginCreate(operation, { onFailure, timeoutInMinutes });
  }

  /** Prepares the template and parameters of an update, without starting it. */
  async planUpdate(request: UpdateRequest): Promise<Prepared> {
    const { prepared, ...stack } = this.getStack(request.stackName);
    if (request.templateFolder !== undefined) this.folders.add(request.templateFolder);
    const source = {
      text: request.template ?? prepared.source.text,
      folder: request.templateFolder ?? prepared.source.folder,
    };
    const fragments = this.registry.fragments();
    const previous = request.absentParameters === 'default' ? {} : prepared.parameterTexts;
    return prepare(this, fragments, stack, source, request.parameters ?? {}, previous);
  }

  /**
   * Starts an update.
   * @throws ServiceError ValidationError; `No updates are to be performed.` when nothing would change
   */
  async updateStack(request: UpdateRequest): Promise<Stack> {
    const stack = this.getStack(request.stackName);
    const { express = false, retainExceptOnCreate, nested, plannedNested } = request;
    const { disableRollback: preserve = express } = request;
    statusRules.refuseLeavingExpress(stack, express);
    statusRules.refuseUpdate(stack, preserve);
    const tags = request.tags ?? stack.tags;
    const prepared = request.prepared ?? (await this.#planUpdateOrFail(request));
    refuseChangedTypes(stack, prepared);
    // A change set was found to have changes when it was created.
    const isPlanned = request.live !== undefined || plannedNested !== undefined;
    const isChecked = stack.unfinished === undefined && !isPlanned && prepared.failure === undefined;
    if (isChecked && !(await this.changes(stack, prepared, tags))) {
      throw validationError('No updates are to be performed.');
    }
    const policy = request.policyDuringUpdate ?? stack.policy;
    const options = { preserve, retainExceptOnCreate, nested, express, policy, plannedNested };
    beginUpdate(new Operation(this, stack, request.clientRequestToken, options), {
      prepared,
      tags,
      live: request.live,
    });
    return stack;
  }

  #planUpdateOrFail(request: UpdateRequest): Promise<Prepared> {
    return unlessTransformFails(this.planUpdate(request), ({ message }) => {
      const { source } = this.getStack(request.stackName).prepared;
      const text = request.template ?? source.text;
      return withoutContent({ ...source, text }, request.parameters ?? {}, message);
    });
  }

  /** Whether an update to this template and these tags has something to do. */
  async changes(stack: Stack, prepared: Prepared, tags: Record<string, string>): Promise<boolean> {
    return hasChanges(this, stack, prepared, tags);
  }

  /** Cancels an update in progress and rolls it back. */
  cancelUpdateStack(stackName: string): void {
    const stack = this.getStack(stackName);
    statusRules.refuseCancel(stack);
    stack.operation?.cancel?.();
  }

  /** Rolls back a failed create or update that ran with disabled rollback. */
  rollbackStack({
    stackName,
    clientRequestToken,
    retainExceptOnCreate,
    nested,
  }: RollbackStackRequest): Stack {
    const stack = this.getStack(stackName);
    statusRules.refuseRollback(stack, nested === true);
    const options = { retainExceptOnCreate, nested, startedBy: 'RollbackStack' } as const;
    rollBackUpdate(new Operation(this, stack, clientRequestToken, options), 'User Initiated');
    return stack;
  }

  /** Continues the failed rollback of an update. */
  continueUpdateRollback({ stackName, resourcesToSkip = [], clientRequestToken }: ContinueRequest): Stack {
    const stack = this.getStack(stackName);
    statusRules.refuseContinue(stack);
    refuseUnskippable(this.stacks, stack, resourcesToSkip);
    const options = {
      resourcesToSkip,
      startedBy: 'ContinueUpdateRollback',
      express: stack.isExpress,
    } as const;
    continueRollback(new Operation(this, stack, clientRequestToken, options));
    return stack;
  }

  /** Continues the rollback of a nested stack in the operation of its parent. */
  continueNestedRollback(stack: Stack, resourcesToSkipInParent: readonly string[]): void {
    const options = {
      nested: true,
      express: stack.isExpress,
      startedBy: 'ContinueUpdateRollback',
      resourcesToSkip: resourcesToSkipInNested(stack, resourcesToSkipInParent),
    } as const;
    continueRollback(new Operation(this, stack, undefined, options));
  }

  /** Starts an import into a planned or an existing stack. */
  importResources(
    stack: Stack,
    prepared: Prepared,
    tags: Record<string, string>,
    resources: readonly ResourceToImport[],
    { clientRequestToken, express = false }: ImportOptions = {},
  ): void {
    statusRules.refuseLeavingExpress(stack, express);
    statusRules.refuseImport(stack);
    beginImport(new Operation(this, stack, clientRequestToken, { express }), { prepared, tags, resources });
  }

  /**
   * Starts the deletion of a stack. A creation in progress ends first. Does nothing when there is no such stack.
   * @param retain logical ids of resources to keep; allowed after DELETE_FAILED only
   */
  deleteStack(
    stackName: string,
    retain: readonly string[] = [],
    { clientRequestToken, express = false }: DeleteOptions = {},
  ): void {
    const stack = this.findStack(stackName);
    if (!stack) return;
    statusRules.refuseLeavingExpress(stack, express);
    statusRules.refuseDelete(stack, retain);
    stack.operation?.abandonAll();
    stack.operation?.end();
    beginDelete(new Operation(this, stack, clientRequestToken, { express }), retain);
  }

  /**
   * Advances the clock until no operation is in progress on the stack.
   * @param limitSeconds of virtual time
   * @returns false when an operation still is in progress at the limit
   */
  async settle(stack: Stack, limitSeconds = 48 * 3600): Promise<boolean> {
    return this.clock.advanceUntil(() => stack.operation === undefined, limitSeconds);
  }

  findStack(nameOrId: string): Stack | undefined {
    return this.stacks.find(nameOrId);
  }

  /** @throws ServiceError ValidationError `Stack with id … does not exist` */
  getStack(nameOrId: string): Stack {
    return this.stacks.get(nameOrId);
  }

  /**
   * The physical id of a stack's resource, the value of Ref.
   * @throws ServiceError ValidationError when the stack has no such resource
   */
  physicalId(stack: Stack, logicalId: string): string {
    const physicalId = stack.resources.get(logicalId)?.physicalId;
    if (physicalId === undefined)
      throw validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`);
    return physicalId;
  }
}

/** Whether a creation that says nothing about its failure keeps its resources: only in express mode. */
function withoutRollback({ express, onFailure }: CreateOptions): boolean | undefined {
  return express === true && onFailure === undefined ? true : undefined;
}
