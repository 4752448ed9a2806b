import type {
  Change,
  ChangeSetStatus,
  ChangeSetType,
  CreateChangeSetInput,
  DescribeChangeSetOutput,
  ExecutionStatus,
} from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../service';
import type { CloudFormation } from '../cloudformation';
import { validationError } from '../errors';
import { fingerprint, fingerprints } from '../fingerprint';
import type { Prepared } from '../prepare';
import type { Stack } from '../stack';
import { sameTags } from '../tags';
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
  status: ChangeSetStatus;
  reason: string | undefined;
  execution: ExecutionStatus;
  created: Date;
}

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** Change sets: what an operation would do, kept until somebody executes it. */
export class ChangeSets {
  readonly #all: ChangeSet[] = [];

  constructor(private readonly cloudFormation: CloudFormation) {}

  async create(input: CreateChangeSetInput): Promise<{ Id: string; StackId: string }> {
    const { StackName: stackName = '', ChangeSetName: name = '', ChangeSetType: type = 'UPDATE' } = input;
    if (type === 'IMPORT') throw validationError('Change sets that import resources are not run here yet.');
    const present = this.cloudFormation.findStack(stackName);
    const isNew = type === 'CREATE' && (present === undefined || present.status === 'REVIEW_IN_PROGRESS');
    if (type === 'CREATE' && !isNew)
      throw new ServiceError(
        'AlreadyExistsException',
        `Stack [${stackName}] already exists and cannot be created again with the changeSet [${name}].`,
      );
    const template = input.UsePreviousTemplate === true ? present?.prepared.text : templateOf(input);
    if (template === undefined)
      throw validationError('Either Template URL or Template Body must be specified.');
    refuseMissingCapabilities(template, input.Capabilities);
    const parameters = parametersOf(input.Parameters, present?.prepared.parameters);
    const tags = tagsOf(input.Tags) ?? present?.tags ?? {};
    const { stack, changes, isEmpty } = isNew
      ? await this.#planCreate(stackName, template, parameters, tags)
      : await this.#planUpdate(stackName, template, parameters, tags);
    const { clock, partition, region, accountId } = this.cloudFormation;
    const id = `arn:${partition}:cloudformation:${region}:${accountId}:changeSet/${name}/${this.cloudFormation.uuid()}`;
    const outcome = isEmpty
      ? { status: 'FAILED' as const, reason: NO_CHANGES, execution: 'UNAVAILABLE' as const }
      : { status: 'CREATE_COMPLETE' as const, reason: undefined, execution: 'AVAILABLE' as const };
    this.#all.push({
      id,
      name,
      type,
      stack,
      template,
      parameters,
      tags,
      changes,
      created: clock.date(),
      ...outcome,
    });
    return { Id: id, StackId: stack.id };
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
      Changes: set.changes,
      Parameters: Object.entries(set.parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Tags: Object.entries(set.tags).map(([Key, Value]) => ({ Key, Value })),
    };
  }

  async execute(
    name: string | undefined,
    stackName: string | undefined,
    token: string | undefined,
  ): Promise<void> {
    const set = this.#get(name, stackName);
    if (set.execution !== 'AVAILABLE') {
      throw new ServiceError(
        'InvalidChangeSetStatus',
        `ChangeSet [${set.id}] cannot be executed in its current status of [${set.status}]`,
      );
    }
    set.execution = 'EXECUTE_COMPLETE';
    const { stack, template, parameters, tags } = set;
    if (set.type === 'CREATE') this.cloudFormation.executePlan(stack, 'ROLLBACK', token);
    else
      await this.cloudFormation.updateStack({
        stackName: stack.id,
        template,
        parameters,
        tags,
        clientRequestToken: token,
      });
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

  async #planCreate(
    stackName: string,
    template: string,
    parameters: Record<string, string>,
    tags: Record<string, string>,
  ) {
    const planned = this.cloudFormation.findStack(stackName);
    const stack = planned ?? (await this.cloudFormation.planStack({ stackName, template, parameters, tags }));
    if (planned) {
      planned.prepared = await this.cloudFormation.planUpdate({ stackName, template, parameters });
      planned.tags = tags;
    }
    const changes = Object.entries(stack.prepared.resources).map(([logicalId, { Type }]) =>
      change('Add', logicalId, Type),
    );
    return { stack, changes, isEmpty: false };
  }

  async #planUpdate(
    stackName: string,
    template: string,
    parameters: Record<string, string>,
    tags: Record<string, string>,
  ) {
    const stack = this.cloudFormation.getStack(stackName);
    const prepared = await this.cloudFormation.planUpdate({ stackName, template, parameters });
    const [before, after] = [
      await fingerprint(this.cloudFormation, stack, stack.prepared),
      await fingerprint(this.cloudFormation, stack, prepared),
    ];
    return {
      stack,
      changes: await changesOf(this.cloudFormation, stack, prepared),
      isEmpty: before === after && sameTags(stack.tags, tags),
    };
  }
}

function change(
  action: 'Add' | 'Modify' | 'Remove',
  logicalId: string,
  type: string,
  physicalId?: string,
): Change {
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: action,
      LogicalResourceId: logicalId,
      ResourceType: type,
      PhysicalResourceId: physicalId,
      Scope: [],
      Details: [],
    },
  };
}

async function changesOf(
  cloudFormation: CloudFormation,
  stack: Stack,
  prepared: Prepared,
): Promise<Change[]> {
  const before = await fingerprints(cloudFormation, stack, stack.prepared);
  const after = await fingerprints(cloudFormation, stack, prepared);
  const changed = Object.entries(prepared.resources).flatMap(([logicalId, { Type }]) => {
    const present = stack.resources.get(logicalId);
    if (!present) return [change('Add', logicalId, Type)];
    return before.get(logicalId) === after.get(logicalId)
      ? []
      : [change('Modify', logicalId, Type, present.physicalId)];
  });
  const removed = [...stack.resources.values()].filter(({ logicalId }) => !(logicalId in prepared.resources));
  return [
    ...changed,
    ...removed.map(({ logicalId, type, physicalId }) => change('Remove', logicalId, type, physicalId)),
  ];
}
