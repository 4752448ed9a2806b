import type { Capability, Parameter, Tag } from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../core/service';
import { isModule } from '../template/modules';
import { parseTemplate } from '../template/template';
import { validationError } from '../values/errors';

const LARGEST_TEMPLATE_BYTES = 51_200;

/** The template of a request. A TemplateURL is refused, because the local AWS has no S3. */
export function templateOf(input: {
  TemplateBody?: string | undefined;
  TemplateURL?: string | undefined;
}): string | undefined {
  if (input.TemplateURL !== undefined)
    throw validationError(
      'The local AWS has no S3 and cannot read TemplateURL: send the template as TemplateBody.',
    );
  if (input.TemplateBody !== undefined && Buffer.byteLength(input.TemplateBody) > LARGEST_TEMPLATE_BYTES) {
    throw validationError(
      "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
    );
  }
  return input.TemplateBody;
}

export function requiredTemplateOf(input: Parameters<typeof templateOf>[0]): string {
  const text = templateOf(input);
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
 * The capabilities that a template needs: for IAM resources, for IAM resources with names, for modules.
 * Source: AWS CloudFormation API Reference, CreateStack, Capabilities.
 */
export function neededCapabilities(text: string): Capability[] {
  const resources = Object.values(parseTemplate(text).Resources);
  const iam = resources.filter(({ Type }) => Type.startsWith('AWS::IAM::'));
  const named = iam.some(({ Properties = {} }) =>
    Object.keys(Properties).some((name) => /^(Role|User|Group|Policy)Name$/.test(name)),
  );
  const needed: Capability[] = iam.length === 0 ? [] : [named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'];
  return resources.some(({ Type }) => isModule(Type)) ? [...needed, 'CAPABILITY_AUTO_EXPAND'] : needed;
}

/** @throws ServiceError InsufficientCapabilitiesException */
export function refuseMissingCapabilities(text: string, given: readonly string[] = []): void {
  const has = (capability: Capability): boolean =>
    given.includes(capability) || (capability === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM'));
  const missing = neededCapabilities(text).filter((capability) => !has(capability));
  if (missing.length > 0) {
    throw new ServiceError(
      'InsufficientCapabilitiesException',
      `Requires capabilities : [${missing.join(', ')}]`,
    );
  }
}
