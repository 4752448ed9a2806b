import type { ResourceTypes } from '../resource-types/provider';
import { didYouMean } from '../values/did-you-mean';
import { validationError } from '../values/errors';
import { isList, isMap, type Value } from '../values/value';
import { referenceProblems } from './dynamic-references';
import { functionName, KNOWN_FUNCTIONS } from './functions';
import { dependsOn, references, type Reference } from './graph';
import { EXTENSION_FUNCTIONS, LANGUAGE_EXTENSIONS } from './language-extensions';
import { SERVERLESS } from './serverless';
import type { ResourceDeclaration, Template } from './template';
import { transformsOf } from './transforms';
import { WHERE_TYPES_ARE_LISTED } from './where-types-are-listed';

const RESOURCE_KEYS = [
  'Type', 'Properties', 'DependsOn', 'Condition', 'DeletionPolicy', 'UpdateReplacePolicy', 'Metadata', 'UpdatePolicy',
  'CreationPolicy',
]; // prettier-ignore
/** AWS CloudFormation Template Reference, "DeletionPolicy attribute" and "UpdateReplacePolicy attribute". */
const POLICIES = {
  DeletionPolicy: ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'],
  UpdateReplacePolicy: ['Delete', 'Retain', 'Snapshot'],
};
const PSEUDO = /^AWS::(AccountId|NotificationARNs|NoValue|Partition|Region|StackId|StackName|URLSuffix)$/;

/**
 * Refuses a template with anything that the engine does not support.
 * @throws ServiceError ValidationError with one line for each problem, which starts with its place, e.g.
 * `Resources.Api.Properties.Foo: AWS::ECS::Service has no property Foo`. Unknown types add a line that says where the supported
 * ones are listed. For a reference to a missing name it has
 * CloudFormation's own text.
 */
export function checkTemplate(template: Template, types: ResourceTypes): void {
  const problems = [
    ...sections(template),
    ...functions(template, 'Conditions', template.Conditions),
    ...Object.entries(template.Resources).flatMap(([logicalId, resource]) =>
      checkResource(logicalId, resource, template, types),
    ),
    ...Object.entries(template.Outputs).flatMap(([name, output]) =>
      functions(template, `Outputs.${name}`, { ...output, Condition: '' }),
    ),
  ];
  problems.push(
    ...referenceProblems(Object.values(template.Resources).map(({ Properties }) => Properties ?? {})),
  );
  const isUnknown = ({ Type }: ResourceDeclaration) => !types.findProvider(Type);
  if (Object.values(template.Resources).some(isUnknown)) problems.push(WHERE_TYPES_ARE_LISTED);
  if (problems.length > 0) throw validationError(problems.join('\n'));
  checkReferences(template);
  checkAttributes(template, types);
}

function checkAttributes(template: Template, types: Pick<ResourceTypes, 'findProvider'>): void {
  const values = [
    ...Object.values(template.Resources).map(({ Properties }) => Properties ?? {}),
    ...Object.values(template.Outputs).map(({ Value: value }) => value),
  ];
  for (const { logicalId, attribute } of values.flatMap(references)) {
    const type = template.Resources[logicalId]?.Type;
    const provider = type === undefined ? undefined : types.findProvider(type);
    const refused = attribute === undefined ? undefined : provider?.checkAttribute(attribute);
    if (refused !== undefined) throw validationError(`Template error: ${refused}`);
  }
}

function sections(template: Template): string[] {
  const transforms = transformsOf(template.Transform);
  return [
    ...transforms
      .filter((name) => name !== LANGUAGE_EXTENSIONS)
      .map(
        (name) =>
          `Transform: the transform or macro ${name} is not supported here; send the template that it makes`,
      ),
    ...('Globals' in template ? [`Globals: the section Globals needs Transform: ${SERVERLESS}`] : []),
    ...('Hooks' in template ? ['Hooks: the section Hooks is not supported'] : []),
    ...ruleFunctions(template.Rules),
  ];
}

/** The functions of rules that need properties of VPCs and of other things that the local AWS does not have. */
function ruleFunctions(value: Value | undefined): string[] {
  const text = JSON.stringify(value ?? null);
  return ['Fn::ValueOf', 'Fn::ValueOfAll']
    .filter((name) => text.includes(`"${name}"`))
    .map((name) => `Rules: the function ${name} is not supported`);
}

function functions(template: Template, place: string, value: Value): string[] {
  if (typeof value === 'string' && value.includes('{{resolve:')) {
    return place.includes('.Properties')
      ? []
      : [`${place}: dynamic references ({{resolve:…}}) are supported in properties of resources only`];
  }
  if (isList(value)) return value.flatMap((item, index) => functions(template, `${place}.${index}`, item));
  if (!isMap(value)) return [];
  const name = functionName(value);
  if (name !== undefined && !KNOWN_FUNCTIONS.includes(name))
    return [`${place}: the function ${name} is not supported`];
  const isExtended = transformsOf(template.Transform).includes(LANGUAGE_EXTENSIONS);
  if (name !== undefined && EXTENSION_FUNCTIONS.includes(name) && !isExtended)
    return [`${place}: the function ${name} needs Transform: ${LANGUAGE_EXTENSIONS}`];
  return Object.entries(value).flatMap(([key, inner]) =>
    functions(template, name === undefined ? `${place}.${key}` : place, inner),
  );
}

function checkResource(
  logicalId: string,
  resource: ResourceDeclaration,
  template: Template,
  types: ResourceTypes,
): string[] {
  const place = `Resources.${logicalId}`;
  if (!/^[A-Za-z0-9]+$/.test(logicalId)) return [`${place}: Resource name ${logicalId} is non alphanumeric.`];
  const problems = Object.keys(resource)
    .filter((key) => !RESOURCE_KEYS.includes(key))
    .map((key) => `${place}.${key}: Invalid template resource property '${key}'`);
  for (const key of ['DeletionPolicy', 'UpdateReplacePolicy'] as const) {
    const policy = resource[key];
    if (policy !== undefined && !POLICIES[key].includes(policy))
      problems.push(`${place}.${key}: ${JSON.stringify(policy)} is none of ${POLICIES[key].join(', ')}`);
  }
  if (resource.Condition !== undefined && !(resource.Condition in template.Conditions)) {
    problems.push(`${place}.Condition: there is no condition ${resource.Condition}`);
  }
  const provider = types.findProvider(resource.Type);
  if (!provider) {
    return [...problems, `${place}.Type: ${unknownType(resource.Type, types)}`];
  }
  if (
    provider.state === undefined &&
    [resource.DeletionPolicy, resource.UpdateReplacePolicy].includes('Snapshot')
  ) {
    problems.push(`${place}: the resource type ${resource.Type} does not support the policy Snapshot`);
  }
  const unknown = functions(template, `${place}.Properties`, resource.Properties ?? {});
  if (unknown.length > 0) return [...problems, ...unknown];
  return [
    ...problems,
    ...provider.checkDeclared(resource.Properties ?? {}).map((text) => `${place}.Properties${text}`),
  ];
}

function unknownType(typeName: string, types: ResourceTypes): string {
  const sentence = `the resource type ${typeName} is not supported`;
  if (typeName.startsWith('AWS::Serverless::')) return `${sentence}: it needs Transform: ${SERVERLESS}`;
  return `${sentence}${didYouMean([typeName], types.typeNames())}`;
}

function checkReferences(template: Template): void {
  const known = (logicalId: string): boolean =>
    PSEUDO.test(logicalId) || logicalId in template.Parameters || logicalId in template.Resources;
  const missing = (found: Reference[]): string[] => [
    ...new Set(found.map((one) => one.logicalId).filter((name) => !known(name))),
  ];
  const resources = Object.values(template.Resources);
  const inResources = missing([
    ...resources.flatMap((resource) => references(resource.Properties ?? {})),
    ...resources.flatMap((resource) => dependsOn(resource).map((logicalId) => ({ logicalId }))),
  ]);
  if (inResources.length > 0) {
    throw validationError(
      `Template format error: Unresolved resource dependencies [${inResources.join(', ')}] in the Resources block of the template`,
    );
  }
  const inOutputs = missing(
    Object.values(template.Outputs).flatMap((output) => references({ ...output, Condition: '' })),
  );
  if (inOutputs.length > 0) {
    throw validationError(
      `Unresolved resource dependencies [${inOutputs.join(', ')}] in the Outputs block of the template`,
    );
  }
}
