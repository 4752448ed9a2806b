import type {
  ChangeSetSummary,
  CreateChangeSetInput,
  DescribeChangeSetOutput,
  ExecuteChangeSetInput,
} from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../core/service';
import type { CloudFormation } from '../cloudformation';
import { operationIdOf, setStackStatus } from '../stacks/events';
import type { Stack } from '../stacks/stack';
import { unlessTransformFails, validationError } from '../values/errors';
import { changeSetsOf, describeChangeSet, summariseChangeSet, type ChangeSet } from './change-set';
import { deploymentOptionsOf, refuseUnknown } from './deployment-config';
import { planImport } from './import-plan';
import { planCreate, planFailed, planUpdate } from './plan-stack';
import {
  parametersOf,
  refuseMissingCapabilities,
  refuseRollbackTriggers,
  tagsOf,
  templateOf,
} from './request';

/** Change sets: plans of operations, stored until a client executes or deletes them, or their stack is deleted. */
export class ChangeSets {
  #all: ChangeSet[] = [];
  /** The change set that is being executed. */
  #executing: ChangeSet | undefined;

  constructor(private readonly cloudFormation: CloudFormation) {
    cloudFormation.whenEvent((stack) => {
      this.#follow(stack);
    });
  }

  async create(input: CreateChangeSetInput): Promise<{ Id: string; StackId: string }> {
    const { StackName: stackName = '', ChangeSetName: name = '', ChangeSetType: type = 'UPDATE' } = input;
    const deployment = deploymentOptionsOf(input);
    refuseUnknown('deploymentMode', input.DeploymentMode, ['REVERT_DRIFT']);
    const revertsDrift = input.DeploymentMode === 'REVERT_DRIFT';
    if (revertsDrift && type === 'IMPORT')
      throw validationError('DeploymentMode REVERT_DRIFT is not supported for change sets of type IMPORT.');
    const includesNestedStacks = input.IncludeNestedStacks ?? false;
    if (includesNestedStacks && (revertsDrift || type === 'IMPORT'))
      throw validationError(
        `IncludeNestedStacks is not supported for change sets ${revertsDrift ? 'with DeploymentMode REVERT_DRIFT' : 'of type IMPORT'}.`,
      );
    const present = this.cloudFormation.findStack(stackName);
    const isNew = type === 'CREATE' && (present === undefined || present.status === 'REVIEW_IN_PROGRESS');
    if (type === 'CREATE' && !isNew)
      throw new ServiceError(
        'AlreadyExistsException',
        `Stack [${stackName}] already exists and cannot be created again with the changeSet [${name}].`,
      );
    this.#refuseTakenName(present, name);
    const template =
      input.UsePreviousTemplate === true
        ? present?.prepared.source.text
        : await templateOf(this.cloudFormation, input);
    if (template === undefined)
      throw validationError('Either Template URL or Template Body must be specified.');
    refuseRollbackTriggers(input.RollbackConfiguration);
    const parameters = parametersOf(input.Parameters, present?.prepared.parameterTexts);
    const requested = { stackName, template, parameters };
    await refuseMissingCapabilities(this.cloudFormation, requested, input.Capabilities, true);
    const tags = tagsOf(input.Tags) ?? present?.tags ?? {};
    const wanted = {
      ...{ stackName, template, parameters, tags, revertsDrift },
      ...{ changeSetName: name, includesNestedStacks },
    };
    const planned =
      type === 'IMPORT'
        ? planImport(this.cloudFormation, wanted, input.ResourcesToImport)
        : isNew
          ? planCreate(this.cloudFormation, wanted)
          : planUpdate(this.cloudFormation, wanted);
    const plan = await unlessTransformFails(planned, (failure) =>
      planFailed(this.cloudFormation, wanted, failure),
    );
    const common = {
      type,
      description: input.Description,
      capabilities: input.Capabilities ?? [],
      includesNestedStacks,
      onFailure: input.OnStackFailure,
      deployment,
      revertsDrift,
      deploymentConfig: input.DeploymentConfig,
      created: this.cloudFormation.clock.date(),
    };
    const id = this.cloudFormation.arn('changeSet', name);
    for (const set of changeSetsOf(plan, { ...common, id, name })) this.#add(set);
    return { Id: id, StackId: plan.stack.id };
  }

  #add(set: ChangeSet): void {
    this.#all.push(set);
    if (set.stack.events.length === 0) this.#beginReview(set.stack);
  }

  describe(name: string | undefined, stackName: string | undefined): DescribeChangeSetOutput {
    return describeChangeSet(this.get(name, stackName));
  }

  list(stackName = ''): ChangeSetSummary[] {
    const stack = this.#stackOf(stackName);
    return this.#all.filter((set) => set.stack === stack).map(summariseChangeSet);
  }

  async execute(input: ExecuteChangeSetInput): Promise<void> {
    const set = this.get(input.ChangeSetName, input.StackName);
    if (set.execution !== 'AVAILABLE') {
      const root = set.nestedIn && `. Execute its root change set [${set.nestedIn.root.id}]`;
      throw new ServiceError(
        'InvalidChangeSetStatus',
        `ChangeSet [${set.id}] cannot be executed in its current execution status of [${set.execution}]${root ?? ''}`,
      );
    }
    this.#executing = set;
    try {
      await this.#execute(set, input);
    } finally {
      this.#executing = undefined;
    }
    set.execution = 'EXECUTE_COMPLETE';
    for (const nested of this.#all)
      if (nested.nestedIn?.root === set && nested.status !== 'FAILED') nested.execution = 'EXECUTE_COMPLETE';
  }

  async #execute(set: ChangeSet, input: ExecuteChangeSetInput): Promise<void> {
    const { stack, prepared, tags, onFailure, deployment, live, plannedNested } = set;
    const given = input.DisableRollback ?? deployment.disableRollback;
    const options = {
      express: deployment.express,
      disableRollback: given ?? (onFailure === undefined ? undefined : onFailure === 'DO_NOTHING'),
      retainExceptOnCreate: input.RetainExceptOnCreate,
      clientRequestToken: input.ClientRequestToken,
      plannedNested,
    };
    if (set.type === 'CREATE') {
      // A newer change set of the same stack may have planned another template.
      Object.assign(stack, { prepared, tags });
      const onFailureOfCreate = onFailure === 'DELETE' ? onFailure : undefined;
      this.cloudFormation.executePlan(stack, { ...options, onFailure: onFailureOfCreate });
    } else if (set.type === 'IMPORT') {
      this.cloudFormation.importResources(stack, prepared, tags, set.imported, options);
    } else {
      await this.cloudFormation.updateStack({ stackName: stack.id, prepared, tags, live, ...options });
    }
  }

  /**
   * Deletes a change set, with those of nested stacks. One that does not exist counts as deleted.
   * @throws ServiceError ValidationError for a stack that does not exist, InvalidChangeSetStatus for that of a nested stack
   */
  delete(name: string | undefined, stackName: string | undefined): void {
    const set = this.#find(name, stackName);
    if (set?.nestedIn)
      throw new ServiceError(
        'InvalidChangeSetStatus',
        `ChangeSet [${set.id}] can only be deleted with the root change set [${set.nestedIn.root.id}].`,
      );
    if (set) this.#remove([set]);
  }

  /** Removes change sets with those of nested stacks, and the nested stacks that only they have planned. */
  #remove(sets: readonly ChangeSet[]): void {
    const isRemoved = (set: ChangeSet): boolean =>
      sets.includes(set) || (set.nestedIn !== undefined && sets.includes(set.nestedIn.root));
    const removed = this.#all.filter(isRemoved);
    this.#all = this.#all.filter((set) => !isRemoved(set));
    this.#deletePlanned(removed);
  }

  /** Deletes the nested stacks that no operation has created. */
  #deletePlanned(sets: readonly ChangeSet[]): void {
    for (const { nestedIn, stack } of sets)
      if (nestedIn && stack.status === 'REVIEW_IN_PROGRESS') this.cloudFormation.deleteStack(stack.id);
  }

  /** @throws ServiceError ChangeSetNotFound, or ValidationError for a stack that does not exist */
  get(name = '', stackName?: string): ChangeSet {
    const found = this.#find(name, stackName);
    if (!found) throw new ServiceError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
    return found;
  }

  #find(name = '', stackName?: string): ChangeSet | undefined {
    if (name.startsWith('arn:')) return this.#all.find(({ id }) => id === name);
    if (stackName === undefined)
      throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.');
    const stack = this.#stackOf(stackName);
    return this.#all.find((set) => set.name === name && set.stack === stack);
  }

  #stackOf(stackName: string): Stack {
    const stack = this.cloudFormation.findStack(stackName);
    if (!stack) throw validationError(`Stack [${stackName}] does not exist`);
    return stack;
  }

  /**
   * A deleted stack has no change sets. An operation makes the other change sets of its stack invalid: CloudFormation
   * deletes them when the operation executes a change set (AWS CloudFormation API Reference, ExecuteChangeSet).
   */
  #follow(stack: Stack): void {
    const own = this.#all.filter((set) => set.stack === stack);
    if (stack.status === 'DELETE_COMPLETE') this.#remove(own);
    if (/_(COMPLETE|FAILED)$/.test(stack.status)) this.#deletePlanned(this.#executedOf(stack));
    if (!['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'IMPORT_IN_PROGRESS'].includes(stack.status)) return;
    const executed = this.#executing?.stack === stack ? this.#executing : undefined;
    if (executed)
      this.#remove(
        own.filter((set) => !set.nestedIn && set !== executed && set.execution !== 'EXECUTE_COMPLETE'),
      );
    else for (const set of own) if (set.execution === 'AVAILABLE') set.execution = 'OBSOLETE';
  }

  /** The nested stacks' change sets that were executed with one of this stack. */
  #executedOf(stack: Stack): ChangeSet[] {
    return this.#all.filter(
      ({ nestedIn }) => nestedIn?.root.stack === stack && nestedIn.root.execution === 'EXECUTE_COMPLETE',
    );
  }

  /** Only the name of an executed change set is free again. */
  #refuseTakenName(stack: Stack | undefined, name: string): void {
    const named = this.#all.filter((set) => set.stack === stack && set.name === name);
    if (named.some(({ execution }) => execution !== 'EXECUTE_COMPLETE'))
      throw new ServiceError(
        'AlreadyExistsException',
        `ChangeSet ${name} cannot be created due to a mismatch with existing attribute Template`,
      );
    this.#remove(named);
  }

  /** A stack that has only a change set yet shows that in its events. */
  #beginReview(stack: Stack): void {
    const token = this.cloudFormation.uuid();
    const ids = { token, operationId: operationIdOf(stack, token) };
    setStackStatus(this.cloudFormation, stack, ids, 'REVIEW_IN_PROGRESS', 'User Initiated');
  }
}
