import type { AccountContext } from '../../core/account-context';
import type { Value, ValueMap } from '../values/value';
import type { ReferenceSources } from './dynamic-references';
import { LANGUAGE_EXTENSIONS } from './language-extensions';
import { resolveParameters } from './parameters';
import { SERVERLESS, translateServerless } from './serverless';
import { parseTemplate, type Template } from './template';
import { transformsOf } from './transforms';

const NEED_PARAMETERS = [LANGUAGE_EXTENSIONS, SERVERLESS];

interface Transformed {
  readonly template: Template;
  /** What GetTemplate shows as the processed template; loops stay as they are. */
  readonly processed: string;
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
): Promise<Transformed> {
  const template = parseTemplate(text);
  const transforms = transformsOf(template.Transform);
  if (!transforms.some((name) => NEED_PARAMETERS.includes(name))) return { template, processed: text };
  const { texts, values } = await resolveParameters(template, given, previous, (name) =>
    environment.storedParameter(name),
  );
  const extended = parseTemplate(text, values);
  if (!transforms.includes(SERVERLESS)) return { template: extended, processed: text };
  const translated = await translateServerless(withoutEmptySections(extended), texts, environment);
  const processed = JSON.stringify(translated);
  return { template: parseTemplate(processed, values), processed };
}

function withoutEmptySections(template: Template): ValueMap {
  const isEmpty = (section: Value): boolean =>
    typeof section === 'object' && section !== null && Object.keys(section).length === 0;
  const sections = Object.entries<Value>(template as unknown as ValueMap);
  return Object.fromEntries(sections.filter(([, section]) => !isEmpty(section)));
}
