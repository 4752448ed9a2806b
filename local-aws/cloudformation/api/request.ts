import type { Capability, Parameter, RollbackConfiguration, Tag } from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../core/service';
import { withSnippets, type IncludeSources } from '../template/include';
import { isModule } from '../template/modules';
import { readTemplate } from '../template/read-yaml';
import { parseUnprocessed } from '../template/template';
import { LARGEST_TEMPLATE_BYTES, type TemplatePlaces } from '../template/template-source';
import { transformsIn } from '../template/transforms';
import { unlessTransformFails, validationError } from '../values/errors';

const LARGEST_BODY_BYTES = 51_200;

interface TemplateInput {
  TemplateBody?: string | undefined;
  TemplateURL?: string | undefined;
}

/**
 * The template of a request: its text, or an object in S3.
 * @throws ServiceError ValidationError
 */
export async function templateOf(
  { storedObject }: TemplatePlaces,
  input: TemplateInput,
): Promise<string | undefined> {
  if (input.TemplateURL !== undefined) {
    const object = await storedObject(input.TemplateURL);
    if (!object) throw validationError('TemplateURL must be a supported URL.');
    if (object.byteLength > LARGEST_TEMPLATE_BYTES)
      throw validationError(`Template may not exceed ${LARGEST_TEMPLATE_BYTES} bytes in size.`);
    return Buffer.from(object).toString();
  }
  if (input.TemplateBody !== undefined && Buffer.byteLength(input.TemplateBody) > LARGEST_BODY_BYTES) {
    throw validationError(
      "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
    );
  }
  return input.TemplateBody;
}

export async function requiredTemplateOf(places: TemplatePlaces, input: TemplateInput): Promise<string> {
  const text = await templateOf(places, input);
  if (text === undefined) throw validationError('Either Template URL or Template Body must be specified.');
  return text;
}

/** Parameter texts of a request. UsePreviousValue takes the stack's present text: for an SSM parameter its name. */
export function parametersOf(
  parameters: Parameter[] | undefined,
  previous: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { ParameterKey: key = '', ParameterValue: value, UsePreviousValue: keeps } of parameters ?? []) {
    const before = previous[key];
    if (keeps !== true) values[key] = value ?? '';
    else if (before !== undefined) values[key] = before;
  }
  return values;
}

export function tagsOf(tags: Tag[] | undefined): Record<string, string> | undefined {
  return tags && Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/**
 * The capabilities that a template needs: for IAM resources, for IAM resources with names, for modules and transforms.
 * Source: AWS CloudFormation API Reference, CreateStack, Capabilities.
 */
export function neededCapabilities(text: string): Capability[] {
  return capabilitiesFor(text, transformsIn(readTemplate(text)).length > 0);
}

function capabilitiesFor(text: string, isTransformed: boolean): Capability[] {
  const resources = Object.values(parseUnprocessed(text).Resources);
  // SAM makes a role for each function and state machine that names none.
  const iam = resources.filter(({ Type }) => /^AWS::(IAM|Serverless)::/.test(Type));
  const named = iam.some(({ Properties = {} }) =>
    Object.keys(Properties).some((name) =>
      /^(Role|User|Group|ManagedPolicy|InstanceProfile)Name$/.test(name),
    ),
  );
  const needed: Capability[] = iam.length === 0 ? [] : [named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'];
  const expands = isTransformed || resources.some(({ Type }) => isModule(Type));
  return expands ? [...needed, 'CAPABILITY_AUTO_EXPAND'] : needed;
}

/** A template that a request brings, with the parameters that the location of a snippet may use. */
interface RequestedTemplate {
  stackName: string;
  template: string;
  parameters: Record<string, string>;
}

/**
 * A change set shows what transforms have made before it is executed, so they need no capability there.
 * @param given the capabilities of the request
 * @throws ServiceError InsufficientCapabilitiesException
 */
export async function refuseMissingCapabilities(
  sources: IncludeSources,
  { stackName, template, parameters }: RequestedTemplate,
  given: readonly string[] = [],
  isChangeSet = false,
): Promise<void> {
  const stack = { id: stackName, name: stackName };
  const isTransformed = !isChangeSet && transformsIn(readTemplate(template)).length > 0;
  const needed = async (): Promise<Capability[]> => {
    const text = await withSnippets(sources, { text: template, stack, given: parameters, previous: {} });
    return capabilitiesFor(text, isTransformed);
  };
  // What a transform that fails would have made is not known, and is not made.
  const capabilities = await unlessTransformFails<Capability[]>(needed(), () =>
    isTransformed ? ['CAPABILITY_AUTO_EXPAND'] : [],
  );
  const has = (capability: Capability): boolean =>
    given.includes(capability) || (capability === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM'));
  const missing = capabilities.filter((capability) => !has(capability));
  if (missing.length > 0) {
    throw new ServiceError(
      'InsufficientCapabilitiesException',
      `Requires capabilities : [${missing.join(', ')}]`,
    );
  }
}

/** @throws ServiceError ValidationError for alarms that would roll the operation back, because they are not watched here */
export function refuseRollbackTriggers(configuration: RollbackConfiguration | undefined): void {
  const { RollbackTriggers: triggers = [], MonitoringTimeInMinutes: minutes = 0 } = configuration ?? {};
  if (triggers.length > 0 || minutes > 0)
    throw validationError('RollbackConfiguration: the local AWS has no rollback triggers. Leave them out.');
}
