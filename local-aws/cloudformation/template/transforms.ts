import type { AccountContext } from '../../core/account-context';
import type { ValueMap } from '../values/value';
import type { ReferenceSources } from './dynamic-references';
import { LANGUAGE_EXTENSIONS, transformsOf } from './language-extensions';
import { resolveParameters } from './parameters';
import { SERVERLESS, translateServerless } from './serverless';
import { parseTemplate, type Template } from './template';

/** Whether the resources of a template are known only when its parameters are. */
export function needsParameters({ Transform }: Template): boolean {
  return transformsOf(Transform).some((name) => name === LANGUAGE_EXTENSIONS || name === SERVERLESS);
}

/**
 * Parses a template, and makes its transforms: first the loops, then what the AWS Serverless Application Model stands for.
 * Both need the values of parameters, which only the template declares.
 * @param given parameter values of the request
 * @param previous texts of the stack's parameters
 * @throws ServiceError ValidationError that names what is wrong
 */
export async function parseAndTransform(
  environment: Pick<AccountContext, 'region'> & Pick<ReferenceSources, 'storedParameter'>,
  text: string,
  given: Record<string, string>,
  previous: Readonly<Record<string, string>>,
): Promise<Template> {
  const template = parseTemplate(text);
  if (!needsParameters(template)) return template;
  const { texts, values } = await resolveParameters(template, given, previous, (name) =>
    environment.storedParameter(name),
  );
  const extended = parseTemplate(text, values);
  if (!transformsOf(template.Transform).includes(SERVERLESS)) return extended;
  const translated = await translateServerless(withoutEmptySections(extended), texts, environment);
  return parseTemplate(JSON.stringify(translated), values);
}

function withoutEmptySections(template: Template): ValueMap {
  const isEmpty = (section: unknown): boolean =>
    typeof section === 'object' && section !== null && Object.keys(section).length === 0;
  return Object.fromEntries(Object.entries(template).filter(([, section]) => !isEmpty(section))) as ValueMap;
}
