import type {
  CancelUpdateStackInput,
  ContinueUpdateRollbackInput,
  CreateChangeSetInput,
  CreateStackInput,
  DeleteStackInput,
  DescribeChangeSetInput,
  DescribeStackResourceInput,
  DescribeStackResourcesInput,
  DescribeStacksInput,
  ExecuteChangeSetInput,
  ListChangeSetsInput,
  RollbackStackInput,
  UpdateStackInput,
  UpdateTerminationProtectionInput,
} from '@aws-sdk/client-cloudformation';
import type { Service } from '../../core/service';
import type { CloudFormation, CreateRequest } from '../cloudformation';
import { packagesAt, type PackageSource } from '../resource-types/registry/registration';
import type { Stack } from '../stacks/stack';
import { validationError } from '../values/errors';
import { ChangeSets } from './change-sets';
import { deploymentOptionsOf } from './deployment-config';
import { describeResource, describeStack, summariseResource } from './describe';
import { driftOperations } from './drift-operations';
import { eventOperations } from './event-operations';
import { listOperations } from './list-operations';
import { refactorOperations } from './refactor-operations';
import { policyAt, policyOperations } from './policy-operations';
import {
  parametersOf,
  refuseMissingCapabilities,
  refuseRollbackTriggers,
  requiredTemplateOf,
  tagsOf,
} from './request';
import { templateOperations } from './template-operations';
import { typeOperations } from './type-operations';
import { Types } from './types';

/** The CloudFormation API of the engine: the operations that `aws cloudformation deploy` and `cfn submit` call. */
export class CloudFormationApi implements Service {
  readonly #changeSets: ChangeSets;

  constructor(
    private readonly cloudFormation: CloudFormation,
    packages: PackageSource = packagesAt(cloudFormation),
  ) {
    this.#changeSets = new ChangeSets(cloudFormation);
    this.operations = {
      ...this.#stackOperations,
      ...eventOperations(cloudFormation, this.#changeSets),
      ...listOperations(cloudFormation),
      ...templateOperations(cloudFormation, this.#changeSets),
      ...typeOperations(cloudFormation, new Types(cloudFormation, packages)),
      ...policyOperations(cloudFormation),
      ...driftOperations(cloudFormation),
      ...refactorOperations(cloudFormation),
    };
  }

  readonly operations: Service['operations'];

  readonly #stackOperations = {
    CreateStack: async (input: CreateStackInput) => {
      const template = await requiredTemplateOf(this.cloudFormation, input);
      const request = createRequest(input, template);
      await refuseMissingCapabilities(this.cloudFormation, request, input.Capabilities);
      refuseRollbackTriggers(input.RollbackConfiguration);
      const policy = await policyAt(this.cloudFormation, input.StackPolicyBody, input.StackPolicyURL);
      const stack = await this.cloudFormation.createStack(request);
      stack.policy = policy;
      return { StackId: stack.id };
    },
    UpdateStack: async (input: UpdateStackInput) => {
      const stackName = input.StackName ?? '';
      const present = this.cloudFormation.getStack(stackName);
      const { prepared } = present;
      const template =
        input.UsePreviousTemplate === true
          ? prepared.source.text
          : await requiredTemplateOf(this.cloudFormation, input);
      const parameters = parametersOf(input.Parameters, prepared.parameterTexts);
      const wanted = { stackName, template, parameters };
      await refuseMissingCapabilities(this.cloudFormation, wanted, input.Capabilities);
      const tags = tagsOf(input.Tags);
      refuseRollbackTriggers(input.RollbackConfiguration);
      const policy = await policyAt(this.cloudFormation, input.StackPolicyBody, input.StackPolicyURL);
      const { StackPolicyDuringUpdateBody: body, StackPolicyDuringUpdateURL: url } = input;
      const policyDuringUpdate = await policyAt(this.cloudFormation, body, url);
      const { id } = await this.cloudFormation.updateStack({
        stackName,
        template,
        parameters,
        absentParameters: 'default',
        tags,
        ...deploymentOptionsOf(input),
        retainExceptOnCreate: input.RetainExceptOnCreate,
        clientRequestToken: input.ClientRequestToken,
        policyDuringUpdate,
      });
      if (policy) present.policy = policy;
      return { StackId: id };
    },
    CancelUpdateStack: ({ StackName: stackName = '' }: CancelUpdateStackInput) => {
      this.cloudFormation.cancelUpdateStack(stackName);
    },
    DeleteStack: (input: DeleteStackInput) => {
      const { express } = deploymentOptionsOf(input);
      const clientRequestToken = input.ClientRequestToken;
      const options = { express, clientRequestToken };
      this.cloudFormation.deleteStack(input.StackName ?? '', input.RetainResources, options);
    },
    DescribeStacks: ({ StackName: stackName }: DescribeStacksInput) => {
      const alive = this.cloudFormation.stacks.all.filter(({ status }) => status !== 'DELETE_COMPLETE');
      return {
        Stacks: (stackName === undefined ? alive : [this.#get(stackName)]).map((stack) =>
          describeStack(stack, this.cloudFormation.stacks.rootOf(stack)?.id),
        ),
      };
    },
    DescribeStackResources: ({
      StackName: stackName = '',
      LogicalResourceId: logicalId,
    }: DescribeStackResourcesInput) => {
      const stack = this.#get(stackName);
      const wanted = [...stack.resources.values()].filter(
        (resource) => logicalId === undefined || resource.logicalId === logicalId,
      );
      return { StackResources: wanted.map((resource) => describeResource(stack, resource)) };
    },
    DescribeStackResource: ({
      StackName: stackName = '',
      LogicalResourceId: logicalId = '',
    }: DescribeStackResourceInput) => {
      const stack = this.#get(stackName, `Stack '${stackName}' does not exist`);
      const resource = stack.resources.get(logicalId);
      if (!resource) throw validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`);
      return { StackResourceDetail: describeResource(stack, resource) };
    },
    ListStackResources: ({ StackName: stackName = '' }: DescribeStacksInput) => {
      const stack = this.#get(stackName);
      return {
        StackResourceSummaries: [...stack.resources.values()].map((resource) =>
          summariseResource(stack, resource),
        ),
      };
    },
    CreateChangeSet: (input: CreateChangeSetInput) => this.#changeSets.create(input),
    DescribeChangeSet: (input: DescribeChangeSetInput) =>
      this.#changeSets.describe(input.ChangeSetName, input.StackName),
    ExecuteChangeSet: async (input: ExecuteChangeSetInput) => {
      await this.#changeSets.execute(input);
      return {};
    },
    DeleteChangeSet: (input: DescribeChangeSetInput) => {
      this.#changeSets.delete(input.ChangeSetName, input.StackName);
      return {};
    },
    ListChangeSets: ({ StackName: stackName }: ListChangeSetsInput) => ({
      Summaries: this.#changeSets.list(stackName),
    }),
    UpdateTerminationProtection: (input: UpdateTerminationProtectionInput) => {
      const stack = this.#get(input.StackName ?? '');
      if (stack.origin.parentId !== undefined)
        throw validationError(
          'Termination protection cannot be set on nested stacks; set it on the root stack.',
        );
      stack.terminationProtected = input.EnableTerminationProtection ?? false;
      return { StackId: stack.id };
    },
    ContinueUpdateRollback: (input: ContinueUpdateRollbackInput) => {
      this.cloudFormation.continueUpdateRollback({
        stackName: input.StackName ?? '',
        resourcesToSkip: input.ResourcesToSkip,
        clientRequestToken: input.ClientRequestToken,
      });
      return {};
    },
    RollbackStack: (input: RollbackStackInput) => {
      if (deploymentOptionsOf(input).express)
        throw validationError('RollbackStack is not supported in express mode.');
      const { id } = this.cloudFormation.rollbackStack({
        stackName: input.StackName ?? '',
        retainExceptOnCreate: input.RetainExceptOnCreate,
        clientRequestToken: input.ClientRequestToken,
      });
      return { StackId: id };
    },
  };

  #get(stackName: string, message = `Stack with id ${stackName} does not exist`): Stack {
    const stack = this.cloudFormation.findStack(stackName);
    if (!stack) throw validationError(message);
    return stack;
  }
}

function createRequest(
  input: CreateStackInput,
  template: string,
): CreateRequest & { parameters: Record<string, string> } {
  return {
    stackName: input.StackName ?? '',
    template,
    parameters: parametersOf(input.Parameters),
    tags: tagsOf(input.Tags) ?? {},
    onFailure: input.OnFailure,
    ...deploymentOptionsOf(input),
    retainExceptOnCreate: input.RetainExceptOnCreate,
    timeoutInMinutes: input.TimeoutInMinutes,
    terminationProtected: input.EnableTerminationProtection,
    clientRequestToken: input.ClientRequestToken,
  };
}
