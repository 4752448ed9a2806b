import type {
  GetTemplateInput,
  GetTemplateOutput,
  GetTemplateSummaryInput,
  GetTemplateSummaryOutput,
  ParameterDeclaration as ParameterSummary,
  ResourceIdentifierSummary,
  ValidateTemplateInput,
} from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../cloudformation';
import { importIdentifier } from '../resource-types/provider';
import { readTemplate } from '../template/read-yaml';
import { parseUnprocessed, type ParameterDeclaration, type Template } from '../template/template';
import { transformsIn } from '../template/transforms';
import { scalarText } from '../values/value';
import type { ChangeSets } from './change-sets';
import { neededCapabilities, requiredTemplateOf } from './request';

/** The API operations about templates (AWS CloudFormation API Reference). */
export function templateOperations(cloudFormation: CloudFormation, changeSets: ChangeSets) {
  return {
    GetTemplate: ({
      StackName: stackName,
      ChangeSetName: changeSet,
      TemplateStage: stage,
    }: GetTemplateInput): GetTemplateOutput => {
      const { source, processed } =
        changeSet === undefined
          ? cloudFormation.getStack(stackName ?? '').prepared
          : changeSets.get(changeSet, stackName).prepared;
      // Without a stage CloudFormation answers the original, as was observed; its reference says the processed one.
      const TemplateBody = stage === 'Processed' ? processed : source.text;
      return { TemplateBody, StagesAvailable: ['Original', 'Processed'] };
    },
    GetTemplateSummary: async (input: GetTemplateSummaryInput): Promise<GetTemplateSummaryOutput> => {
      const text =
        input.StackName === undefined
          ? await requiredTemplateOf(cloudFormation, input)
          : cloudFormation.getStack(input.StackName).prepared.source.text;
      const template = parseUnprocessed(text);
      const transforms = transformsIn(readTemplate(text));
      const { Metadata, AWSTemplateFormatVersion: Version } = template;
      return {
        ...summary(text, template),
        Version,
        Metadata: Metadata === undefined ? undefined : scalarText(Metadata),
        DeclaredTransforms: transforms.length === 0 ? undefined : transforms,
        ResourceTypes: [...new Set(Object.values(template.Resources).map(({ Type }) => Type))],
        ResourceIdentifierSummaries: identifierSummaries(cloudFormation, template),
      };
    },
    ValidateTemplate: async (input: ValidateTemplateInput) => {
      const text = await requiredTemplateOf(cloudFormation, input);
      return summary(text, parseUnprocessed(text));
    },
  };
}

function summary(text: string, { Description, Parameters }: Template) {
  const Capabilities = neededCapabilities(text);
  return {
    Description,
    Capabilities,
    CapabilitiesReason:
      Capabilities.length === 0 ? undefined : 'The following resource(s) require capabilities',
    Parameters: Object.entries(Parameters).map(([name, declaration]) => parameterSummary(name, declaration)),
  };
}

function parameterSummary(ParameterKey: string, declaration: ParameterDeclaration): ParameterSummary {
  const { Type, Default, NoEcho, Description, AllowedValues } = declaration;
  return {
    ParameterKey,
    ParameterType: Type,
    DefaultValue: Default === undefined ? undefined : scalarText(Default),
    NoEcho: scalarText(NoEcho) === 'true',
    Description,
    ParameterConstraints:
      AllowedValues === undefined ? undefined : { AllowedValues: AllowedValues.map(scalarText) },
  };
}

/** How the resources can be identified for an import, by type. Types that cannot be imported are missing. */
function identifierSummaries(
  cloudFormation: CloudFormation,
  { Resources }: Template,
): ResourceIdentifierSummary[] {
  const byType = new Map<string, string[]>();
  for (const [logicalId, { Type }] of Object.entries(Resources))
    byType.set(Type, [...(byType.get(Type) ?? []), logicalId]);
  return [...byType].flatMap(([ResourceType, LogicalResourceIds]) => {
    const provider = cloudFormation.findProvider(ResourceType);
    const identifier = provider && importIdentifier(provider);
    return identifier ? [{ ResourceType, LogicalResourceIds, ResourceIdentifiers: [...identifier] }] : [];
  });
}
