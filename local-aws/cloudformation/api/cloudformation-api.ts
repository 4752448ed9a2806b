import type {
  CancelUpdateStackInput,
  ContinueUpdateRollbackInput,
  CreateChangeSetInput,
  CreateStackInput,
  DeleteStackInput,
  DescribeChangeSetInput,
  DescribeStackEventsInput,
  DescribeStackResourceInput,
  DescribeStackResourcesInput,
  DescribeStacksInput,
  DescribeTypeRegistrationInput,
  ExecuteChangeSetInput,
  GetTemplateInput,
  GetTemplateSummaryInput,
  ListTypeVersionsInput,
  RegisterTypeInput,
  RollbackStackInput,
  SetTypeDefaultVersionInput,
  UpdateStackInput,
} from '@aws-sdk/client-cloudformation';
import type { Service } from '../../core/service';
import type { CloudFormation, CreateRequest } from '../cloudformation';
import type { Stack } from '../stacks/stack';
import { parseTemplate } from '../template/template';
import { validationError } from '../values/errors';
import { scalarText } from '../values/value';
import { ChangeSets } from './change-sets';
import { deploymentOptionsOf } from './deployment-config';
import { describeResource, describeStack, summariseResource } from './describe';
import { driftOperations } from './drift-operations';
import { refactorOperations } from './refactor-operations';
import {
  neededCapabilities,
  parametersOf,
  refuseMissingCapabilities,
  requiredTemplateOf,
  tagsOf,
} from './request';
import { packagesInFiles, Types, type PackageSource } from './types';

/** The CloudFormation API of the engine: the operations that `aws cloudformation deploy` and `cfn submit` call. */
export class CloudFormationApi implements Service {
  readonly #changeSets: ChangeSets;
  readonly #types: Types;

  constructor(
    private readonly cloudFormation: CloudFormation,
    packages: PackageSource = packagesInFiles(cloudFormation.folders),
  ) {
    this.#changeSets = new ChangeSets(cloudFormation);
    this.#types = new Types(cloudFormation, packages);
  }

  readonly operations = {
    CreateStack: async (input: CreateStackInput) => {
      const template = requiredTemplateOf(input);
      refuseMissingCapabilities(template, input.Capabilities);
      return { StackId: (await this.cloudFormation.createStack(createRequest(input, template))).id };
    },
    UpdateStack: async (input: UpdateStackInput) => {
      const stackName = input.StackName ?? '';
      const { prepared } = this.cloudFormation.getStack(stackName);
      const template = input.UsePreviousTemplate === true ? prepared.source.text : requiredTemplateOf(input);
      refuseMissingCapabilities(template, input.Capabilities);
      const parameters = parametersOf(input.Parameters, prepared.parameters);
      const tags = tagsOf(input.Tags);
      const { id } = await this.cloudFormation.updateStack({
        stackName,
        template,
        parameters,
        tags,
        ...deploymentOptionsOf(input),
        retainExceptOnCreate: input.RetainExceptOnCreate,
        clientRequestToken: input.ClientRequestToken,
      });
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
    DescribeStackEvents: ({ StackName: stackName = '' }: DescribeStackEventsInput) => ({
      StackEvents: [...this.#get(stackName, `Stack [${stackName}] does not exist`).events].reverse(),
    }),
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
    GetTemplate: ({ StackName: stackName = '' }: GetTemplateInput) => ({
      TemplateBody: this.#get(stackName).prepared.source.text,
      StagesAvailable: ['Original', 'Processed'],
    }),
    GetTemplateSummary: (input: GetTemplateSummaryInput) => {
      const text =
        input.StackName === undefined
          ? requiredTemplateOf(input)
          : this.#get(input.StackName).prepared.source.text;
      return {
        ...summary(text),
        ResourceTypes: [...new Set(Object.values(parseTemplate(text).Resources).map(({ Type }) => Type))],
      };
    },
    ValidateTemplate: (input: { TemplateBody?: string }) => summary(requiredTemplateOf(input)),
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
    RegisterType: (input: RegisterTypeInput) => this.#types.register(input),
    DescribeTypeRegistration: ({ RegistrationToken: token }: DescribeTypeRegistrationInput) =>
      this.#types.describeRegistration(token),
    SetTypeDefaultVersion: (input: SetTypeDefaultVersionInput) => {
      this.#types.setDefaultVersion(input);
      return {};
    },
    ListTypeVersions: ({ TypeName: typeName = '' }: ListTypeVersionsInput) => ({
      TypeVersionSummaries: this.#types
        .versions(typeName)
        .map(({ typeName: TypeName, kind, version, arn, isDefault }) => ({
          Type: kind,
          TypeName,
          VersionId: version,
          Arn: arn,
          IsDefaultVersion: isDefault,
        })),
    }),
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
    ...driftOperations(this.cloudFormation),
    ...refactorOperations(this.cloudFormation),
  };

  #get(stackName: string, message = `Stack with id ${stackName} does not exist`): Stack {
    const stack = this.cloudFormation.findStack(stackName);
    if (!stack) throw validationError(message);
    return stack;
  }
}

function createRequest(input: CreateStackInput, template: string): CreateRequest {
  return {
    stackName: input.StackName ?? '',
    template,
    parameters: parametersOf(input.Parameters),
    tags: tagsOf(input.Tags) ?? {},
    onFailure: input.OnFailure,
    ...deploymentOptionsOf(input),
    retainExceptOnCreate: input.RetainExceptOnCreate,
    timeoutInMinutes: input.TimeoutInMinutes,
    clientRequestToken: input.ClientRequestToken,
  };
}

function summary(text: string) {
  const { Description, Parameters } = parseTemplate(text);
  const Capabilities = neededCapabilities(text);
  return {
    Description,
    Capabilities,
    CapabilitiesReason:
      Capabilities.length === 0 ? undefined : 'The following resource(s) require capabilities',
    Parameters: Object.entries(Parameters).map(([ParameterKey, declaration]) => ({
      ParameterKey,
      ParameterType: declaration.Type,
      DefaultValue: declaration.Default === undefined ? undefined : scalarText(declaration.Default),
      NoEcho: scalarText(declaration.NoEcho) === 'true',
      Description: declaration.Description,
    })),
  };
}
