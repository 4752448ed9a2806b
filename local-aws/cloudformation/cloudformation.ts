import type { LocalAws } from '../local-aws';
import { ServiceError } from '../core/service';
import { StackAccount } from './stacks/stack-account';
import { beginCreate } from './operations/create';
import { beginDelete } from './operations/delete';
import { validationError } from './values/errors';
import { hasChanges } from './stacks/fingerprint';
import type { Settings } from './stacks/stack-environment';
import { beginImport, type ResourceToImport } from './operations/import';
import { nestedStackProvider } from './operations/nested-stack';
import { Operation } from './operations/operation';
import { prepare } from './template/prepare';
import type { Prepared } from './template/prepared';
import {
  refuseBadName,
  refuseBadOptions,
  refuseChangedTypes,
  type ContinueRequest,
  type CreateOptions,
  type CreateRequest,
  type RollbackStackRequest,
  type UpdateRequest,
} from './stacks/requests';
import { continueRollback, rollBackUpdate } from './operations/rollback-update';
import { resourcesToSkipInNested, refuseUnskippable } from './stacks/resources-to-skip';
import { newStack, type Stack } from './stacks/stack';
import * as states from './stacks/status-rules';
import { beginUpdate } from './operations/update';

export type { CreateRequest, UpdateRequest } from './stacks/requests';
export type { EventListener } from './stacks/stack-account';

/**
 * CloudFormation on the local AWS. Operations start at once and move on the virtual clock: each call of a handler is
 * a task of it, so whoever waits for a stack advances the clock (`settle` does that).
 */
export class CloudFormation extends StackAccount {
  constructor(aws: LocalAws, settings: Partial<Settings> = {}) {
    super(aws, settings);
    this.addProvider(nestedStackProvider(this));
  }

  /**
   * Starts the creation of a stack.
   * @throws ServiceError ValidationError, AlreadyExistsException: nothing has been created then
   */
  async createStack(request: CreateRequest): Promise<Stack> {
    const stack = await this.planStack(request);
    this.executePlan(stack, request);
    return stack;
  }

  /** Makes a stack that waits for its first change set to be executed: it is in REVIEW_IN_PROGRESS. */
  async planStack(request: CreateRequest): Promise<Stack> {
    const { stackName, template, templateFolder, parameters = {}, tags = {} } = request;
    refuseBadName(stackName);
    refuseBadOptions(request);
    if (this.findStack(stackName)) {
      throw new ServiceError('AlreadyExistsException', `Stack [${stackName}] already exists`);
    }
    const id = this.arn('stack', stackName);
    const source = { text: template, folder: templateFolder ?? process.cwd() };
    const prepared = await prepare(
      this,
      this.registry.fragments(),
      { id, name: stackName },
      source,
      parameters,
      {},
    );
    const { parentId, onFailure, disableRollback } = request;
    const stack = newStack(id, stackName, prepared, tags, this.clock.date(), {
      parentId,
      onFailure,
      disableRollback,
    });
    this.stacks.all.push(stack);
    return stack;
  }

  /** Starts the creation of a planned stack. */
  executePlan(stack: Stack, options: CreateOptions = {}): void {
    const { onFailure = 'ROLLBACK', disableRollback, retainExceptOnCreate, timeoutInMinutes } = options;
    const preserve = disableRollback === true || onFailure === 'DO_NOTHING';
    stack.origin.disableRollback ??= disableRollback;
    const operation = new Operation(this, stack, options.clientRequestToken, {
      preserve,
      retainExceptOnCreate,
    });
    beginCreate(operation, { onFailure, timeoutInMinutes });
  }

  /** What an update would make of the template and parameters; nothing happens. */
  async planUpdate(request: UpdateRequest): Promise<Prepared> {
    const { prepared, ...stack } = this.getStack(request.stackName);
    const source = {
      text: request.template ?? prepared.source.text,
      folder: request.templateFolder ?? prepared.source.folder,
    };
    const fragments = this.registry.fragments();
    return prepare(this, fragments, stack, source, request.parameters ?? {}, prepared.parameters);
  }

  /**
   * Starts an update.
   * @throws ServiceError ValidationError, `No updates are to be performed.` when there is nothing to do
   */
  async updateStack(request: UpdateRequest): Promise<Stack> {
    const stack = this.getStack(request.stackName);
    const { disableRollback: preserve = false, retainExceptOnCreate, nested } = request;
    states.refuseUpdate(stack, preserve);
    const tags = request.tags ?? stack.tags;
    const prepared = await this.planUpdate(request);
    refuseChangedTypes(stack, prepared);
    if (stack.unfinished === undefined && !(await this.changes(stack, prepared, tags))) {
      throw validationError('No updates are to be performed.');
    }
    const options = { preserve, retainExceptOnCreate, nested };
    beginUpdate(new Operation(this, stack, request.clientRequestToken, options), { prepared, tags });
    return stack;
  }

  /** Whether an update to this template and these tags has something to do. */
  async changes(stack: Stack, prepared: Prepared, tags: Record<string, string>): Promise<boolean> {
    return hasChanges(this, stack, prepared, tags);
  }

  /** Ends an update that is under way: what is in progress is cancelled, and everything is taken back. */
  cancelUpdateStack(stackName: string): void {
    const stack = this.getStack(stackName);
    states.refuseCancel(stack);
    stack.operation?.cancel?.();
  }

  /** Takes back what a create or update has left that failed and was not rolled back. */
  rollbackStack({
    stackName,
    clientRequestToken,
    retainExceptOnCreate,
    nested,
  }: RollbackStackRequest): Stack {
    const stack = this.getStack(stackName);
    states.refuseRollback(stack);
    const options = { retainExceptOnCreate, nested };
    rollBackUpdate(new Operation(this, stack, clientRequestToken, options), 'User Initiated');
    return stack;
  }

  /** Goes on with the rollback of an update that has failed. */
  continueUpdateRollback({ stackName, resourcesToSkip = [], clientRequestToken }: ContinueRequest): Stack {
    const stack = this.getStack(stackName);
    states.refuseContinue(stack);
    refuseUnskippable(this.stacks, stack, resourcesToSkip);
    const options = { resourcesToSkip };
    continueRollback(new Operation(this, stack, clientRequestToken, options));
    return stack;
  }

  /** The part of it that concerns a nested stack, in the operation of its parent. */
  continueNestedRollback(stack: Stack, skippedInParent: readonly string[]): void {
    const options = { nested: true, resourcesToSkip: resourcesToSkipInNested(stack, skippedInParent) };
    continueRollback(new Operation(this, stack, undefined, options));
  }

  /** Starts an import into a stack, planned or present. */
  importResources(
    stack: Stack,
    prepared: Prepared,
    tags: Record<string, string>,
    resources: readonly ResourceToImport[],
    clientRequestToken?: string,
  ): void {
    states.refuseImport(stack);
    beginImport(new Operation(this, stack, clientRequestToken), { prepared, tags, resources });
  }

  /**
   * Starts the deletion of a stack; of one that is being created it ends the creation first. Nothing happens when there is none.
   * @param retain logical ids that stay, after DELETE_FAILED only
   */
  deleteStack(stackName: string, retain: readonly string[] = []): void {
    const stack = this.findStack(stackName);
    if (!stack) return;
    states.refuseDelete(stack, retain);
    stack.operation?.abandonAll();
    stack.operation?.end();
    beginDelete(new Operation(this, stack), retain);
  }

  /** Advances the clock until nothing is in progress on the stack; false when the limit of virtual time came first. */
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

  /** The physical id of a stack's resource, what Ref gives. */
  physicalId(stack: Stack, logicalId: string): string {
    const physicalId = stack.resources.get(logicalId)?.physicalId;
    if (physicalId === undefined)
      throw validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`);
    return physicalId;
  }
}
