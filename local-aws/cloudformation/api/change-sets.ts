import type {
  Change,
  ChangeSetStatus,
  ChangeSetType,
  CreateChangeSetInput,
  DeploymentConfig,
  DescribeChangeSetOutput,
  ExecuteChangeSetInput,
  ExecutionStatus,
  StackDriftStatus,
} from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../core/service';
import type { CloudFormation } from '../cloudformation';
import type { ResourceToImport } from '../operations/import';
import type { LiveStates } from '../stacks/live-state';
import type { OnFailure, Stack } from '../stacks/stack';
import { validationError } from '../values/errors';
import { createLines, updateLines } from './change-lines';
import { deploymentOptionsOf, refuseUnknown, type DeploymentOptions } from './deployment-config';
import { driftLines } from './drift-lines';
import { planImport } from './import-plan';
import type { Plan, WantedStack } from './plan';
import { parametersOf, refuseMissingCapabilities, tagsOf, templateOf } from './request';

interface ChangeSet {
  id: string;
  name: string;
  type: ChangeSetType;
  stack: Stack;
  template: string;
  parameters: Record<string, string>;
  tags: Record<string, string>;
  changes: Change[];
  /** The resources of an import; empty for other change sets. */
  imported: ResourceToImport[];
  /** The live states that a drift-aware change set found. */
  live?: LiveStates | undefined;
  revertsDrift: boolean;
  onFailure: OnFailure | undefined;
  deployment: DeploymentOptions;
  deploymentConfig: DeploymentConfig | undefined;
  status: ChangeSetStatus;
  reason: string | undefined;
  execution: ExecutionStatus;
  created: Date;
}

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** Change sets: plans of operations, stored until a client executes or deletes them. */
export class ChangeSets {
  readonly #all: ChangeSet[] = [];

  constructor(private readonly cloudFormation: CloudFormation) {}

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
    const template = input.UsePreviousTemplate === true ? present?.prepared.source.text : templateOf(input);
    if (template === undefined)
      throw validationError('Either Template URL or Template Body must be specified.');
    refuseMissingCapabilities(template, input.Capabilities);
    const parameters = parametersOf(input.Parameters, present?.prepared.parameters);
    const tags = tagsOf(input.Tags) ?? present?.tags ?? {};
    const wanted = { stackName, template, parameters, tags, revertsDrift };
    const plan =
      type === 'IMPORT'
        ? await planImport(this.cloudFormation, wanted, input.ResourcesToImport)
        : isNew
          ? await this.#planCreate(wanted)
          : await this.#planUpdate(wanted);
    const { failure, ...planned } = plan;
    const outcome =
      failure === undefined
        ? { status: 'CREATE_COMPLETE' as const, reason: undefined, execution: 'AVAILABLE' as const }
        : { status: 'FAILED' as const, reason: failure, execution: 'UNAVAILABLE' as const };
    const id = this.cloudFormation.arn('changeSet', name);
    const created = this.cloudFormation.clock.date();
    const onFailure = input.OnStackFailure;
    this.#all.push({
      id,
      name,
      type,
      template,
      parameters,
      tags,
      onFailure,
      deployment,
      revertsDrift,
      deploymentConfig: input.DeploymentConfig,
      created,
      ...planned,
      ...outcome,
    });
    return { Id: id, StackId: plan.stack.id };
  }

  describe(name: string | undefined, stackName: string | undefined): DescribeChangeSetOutput {
    const set = this.#get(name, stackName);
    return {
      ChangeSetId: set.id,
      ChangeSetName: set.name,
      StackId: set.stack.id,
      StackName: set.stack.name,
      CreationTime: set.created,
      Status: set.status,
      StatusReason: set.reason,
      ExecutionStatus: set.execution,
      DeploymentConfig: set.deploymentConfig,
      ...(set.revertsDrift && { DeploymentMode: 'REVERT_DRIFT', StackDriftStatus: driftStatus(set) }),
      Changes: set.changes,
      Parameters: Object.entries(set.parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Tags: Object.entries(set.tags).map(([Key, Value]) => ({ Key, Value })),
    };
  }

  async execute(input: ExecuteChangeSetInput): Promise<void> {
    const set = this.#get(input.ChangeSetName, input.StackName);
    if (set.execution !== 'AVAILABLE') {
      throw new ServiceError(
        'InvalidChangeSetStatus',
        `ChangeSet [${set.id}] cannot be executed in its current status of [${set.status}]`,
      );
    }
    const { stack, template, parameters, tags, onFailure, deployment } = set;
    const { express } = deployment;
    const given = input.DisableRollback ?? deployment.disableRollback;
    const disableRollback = given ?? (onFailure === undefined ? undefined : onFailure === 'DO_NOTHING');
    const options = {
      express,
      disableRollback,
      retainExceptOnCreate: input.RetainExceptOnCreate,
      clientRequestToken: input.ClientRequestToken,
    };
    if (set.type === 'CREATE') {
      this.cloudFormation.executePlan(stack, {
        ...options,
        onFailure: onFailure === 'DELETE' ? onFailure : undefined,
      });
    } else if (set.type === 'IMPORT') {
      const prepared = await this.cloudFormation.planUpdate({ stackName: stack.id, template, parameters });
      this.cloudFormation.importResources(stack, prepared, tags, set.imported, options);
    } else {
      const { live } = set;
      await this.cloudFormation.updateStack({
        stackName: stack.id,
        template,
        parameters,
        tags,
        live,
        ...options,
      });
    }
    set.execution = 'EXECUTE_COMPLETE';
  }

  delete(name: string | undefined, stackName: string | undefined): void {
    const set = this.#get(name, stackName);
    this.#all.splice(this.#all.indexOf(set), 1);
  }

  #get(name = '', stackName?: string): ChangeSet {
    const found = this.#all.findLast(
      ({ id, name: own, stack }) =>
        id === name || (own === name && [stack.name, stack.id].includes(stackName ?? '')),
    );
    if (!found) throw new ServiceError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
    return found;
  }

  async #planCreate(wanted: WantedStack): Promise<Plan> {
    const { stackName, template, parameters, tags } = wanted;
    const planned = this.cloudFormation.findStack(stackName);
    const stack = planned ?? (await this.cloudFormation.planStack(wanted));
    if (planned) {
      planned.prepared = await this.cloudFormation.planUpdate({ stackName, template, parameters });
      planned.tags = tags;
    }
    return { stack, changes: createLines(stack.prepared), imported: [], failure: undefined };
  }

  async #planUpdate({ stackName, template, parameters, tags, revertsDrift }: WantedStack): Promise<Plan> {
    const stack = this.cloudFormation.getStack(stackName);
    const prepared = await this.cloudFormation.planUpdate({ stackName, template, parameters });
    const usual = await updateLines(this.cloudFormation, stack, prepared);
    const { changes, live } = revertsDrift
      ? await driftLines(this.cloudFormation, stack, { prepared, tags }, usual)
      : { changes: usual, live: undefined };
    const isEmpty =
      stack.unfinished === undefined &&
      (live === undefined || changes.length === 0) &&
      !(await this.cloudFormation.changes(stack, prepared, tags));
    return { stack, changes, live, imported: [], failure: isEmpty ? NO_CHANGES : undefined };
  }
}

function driftStatus({ live }: ChangeSet): StackDriftStatus {
  const statuses = [...(live?.values() ?? [])].map(({ status }) => status);
  if (statuses.some((status) => status === 'MODIFIED' || status === 'DELETED')) return 'DRIFTED';
  return statuses.includes('UNKNOWN') ? 'UNKNOWN' : 'IN_SYNC';
}
