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
import { refuseUpdate } from '../stacks/status-rules';
import { validationError } from '../values/errors';
import { createLines, updateLines } from './change-lines';
import { describeChangeSet, summariseChangeSet, type ChangeSet } from './change-set';
import { deploymentOptionsOf, refuseUnknown } from './deployment-config';
import { driftLines } from './drift-lines';
import { planImport } from './import-plan';
import type { Plan, WantedStack } from './plan';
import {
  parametersOf,
  refuseMissingCapabilities,
  refuseRollbackTriggers,
  tagsOf,
  templateOf,
} from './request';

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

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
    // A change set shows what a transform makes, so nobody has to accept it unseen (API Reference, CreateChangeSet).
    refuseMissingCapabilities(template, [...(input.Capabilities ?? []), 'CAPABILITY_AUTO_EXPAND']);
    refuseRollbackTriggers(input.RollbackConfiguration);
    const parameters = parametersOf(input.Parameters, present?.prepared.parameterTexts);
    const tags = tagsOf(input.Tags) ?? present?.tags ?? {};
    const wanted = { stackName, template, parameters, tags, revertsDrift };
    const plan =
      type === 'IMPORT'
        ? await planImport(this.cloudFormation, wanted, input.ResourcesToImport)
        : isNew
          ? await this.#planCreate(wanted)
          : await this.#planUpdate(wanted);
    if (!present) this.#beginReview(plan.stack);
    const { failure, ...planned } = plan;
    const outcome =
      failure === undefined
        ? { status: 'CREATE_COMPLETE' as const, reason: undefined, execution: 'AVAILABLE' as const }
        : { status: 'FAILED' as const, reason: failure, execution: 'UNAVAILABLE' as const };
    const id = this.cloudFormation.arn('changeSet', name);
    this.#all.push({
      id,
      name,
      type,
      description: input.Description,
      tags,
      capabilities: input.Capabilities ?? [],
      includesNestedStacks: input.IncludeNestedStacks ?? false,
      onFailure: input.OnStackFailure,
      deployment,
      revertsDrift,
      deploymentConfig: input.DeploymentConfig,
      created: this.cloudFormation.clock.date(),
      ...planned,
      ...outcome,
    });
    return { Id: id, StackId: plan.stack.id };
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
      throw new ServiceError(
        'InvalidChangeSetStatus',
        `ChangeSet [${set.id}] cannot be executed in its current execution status of [${set.execution}]`,
      );
    }
    this.#executing = set;
    try {
      await this.#execute(set, input);
    } finally {
      this.#executing = undefined;
    }
    set.execution = 'EXECUTE_COMPLETE';
  }

  async #execute(set: ChangeSet, input: ExecuteChangeSetInput): Promise<void> {
    const { stack, prepared, tags, onFailure, deployment, live } = set;
    const given = input.DisableRollback ?? deployment.disableRollback;
    const options = {
      express: deployment.express,
      disableRollback: given ?? (onFailure === undefined ? undefined : onFailure === 'DO_NOTHING'),
      retainExceptOnCreate: input.RetainExceptOnCreate,
      clientRequestToken: input.ClientRequestToken,
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
   * Deletes a change set. One that does not exist counts as deleted.
   * @throws ServiceError ValidationError for a stack that does not exist
   */
  delete(name: string | undefined, stackName: string | undefined): void {
    const set = this.#find(name, stackName);
    this.#all = this.#all.filter((one) => one !== set);
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
    if (stack.status === 'DELETE_COMPLETE') this.#all = this.#all.filter((set) => set.stack !== stack);
    if (!['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'IMPORT_IN_PROGRESS'].includes(stack.status)) return;
    const executed = this.#executing?.stack === stack ? this.#executing : undefined;
    if (executed)
      this.#all = this.#all.filter(
        (set) => set.stack !== stack || set === executed || set.execution === 'EXECUTE_COMPLETE',
      );
    else
      for (const set of this.#all)
        if (set.stack === stack && set.execution === 'AVAILABLE') set.execution = 'OBSOLETE';
  }

  /** Only the name of an executed change set is free again. */
  #refuseTakenName(stack: Stack | undefined, name: string): void {
    const named = this.#all.filter((set) => set.stack === stack && set.name === name);
    if (named.some(({ execution }) => execution !== 'EXECUTE_COMPLETE'))
      throw new ServiceError(
        'AlreadyExistsException',
        `ChangeSet ${name} cannot be created due to a mismatch with existing attribute Template`,
      );
    this.#all = this.#all.filter((set) => !named.includes(set));
  }

  /** A stack that has only a change set yet shows that in its events. */
  #beginReview(stack: Stack): void {
    const token = this.cloudFormation.uuid();
    const ids = { token, operationId: operationIdOf(stack, token) };
    setStackStatus(this.cloudFormation, stack, ids, 'REVIEW_IN_PROGRESS', 'User Initiated');
  }

  async #planCreate(wanted: WantedStack): Promise<Plan> {
    const { stackName, template, parameters, tags } = wanted;
    const planned = this.cloudFormation.findStack(stackName);
    const stack = planned ?? (await this.cloudFormation.planStack(wanted));
    if (planned) {
      const absentParameters = 'default';
      const update = { stackName, template, parameters, absentParameters } as const;
      planned.prepared = await this.cloudFormation.planUpdate(update);
      planned.tags = tags;
    }
    const { prepared } = stack;
    return { stack, prepared, changes: createLines(prepared), imported: [], failure: undefined };
  }

  async #planUpdate({ stackName, template, parameters, tags, revertsDrift }: WantedStack): Promise<Plan> {
    const stack = this.cloudFormation.getStack(stackName);
    refuseUpdate(stack, true);
    const absentParameters = 'default';
    const update = { stackName, template, parameters, absentParameters } as const;
    const prepared = await this.cloudFormation.planUpdate(update);
    const usual = await updateLines(this.cloudFormation, stack, prepared, tags);
    const { changes, live } = revertsDrift
      ? await driftLines(this.cloudFormation, stack, { prepared, tags }, usual)
      : { changes: usual, live: undefined };
    const isEmpty =
      stack.unfinished === undefined &&
      (live === undefined || changes.length === 0) &&
      !(await this.cloudFormation.changes(stack, prepared, tags));
    return {
      stack,
      prepared,
      changes: isEmpty ? [] : changes,
      live,
      imported: [],
      failure: isEmpty ? NO_CHANGES : undefined,
    };
  }
}
