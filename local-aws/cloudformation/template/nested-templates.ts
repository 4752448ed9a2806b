import type { ResourceTypes } from '../resource-types/provider';
import { messageOf, validationError } from '../values/errors';
import { checkTemplate } from './check';
import { LANGUAGE_EXTENSIONS } from './language-extensions';
import { readTemplate } from './read-yaml';
import { expandModules, type Modules } from './modules';
import { SERVERLESS } from './serverless';
import { parseTemplate, parseUnprocessed, type Template } from './template';
import { templateAt, type TemplatePlaces } from './template-source';
import { INCLUDE, transformsIn } from './transforms';

const PLAYED_TRANSFORMS = [INCLUDE, LANGUAGE_EXTENSIONS, SERVERLESS];

/** The type of a stack in a stack. */
export const NESTED_STACK = 'AWS::CloudFormation::Stack';

/**
 * Checks the templates of nested stacks at all depths before an operation begins. A URL that is a function is skipped,
 * because its value is known only later.
 * @param folder of the template
 * @param above files of the templates that lead here
 * @throws ServiceError ValidationError that names the nested stack's place
 */
export async function checkNestedTemplates(
  types: ResourceTypes & TemplatePlaces,
  modules: Modules,
  template: Template,
  folder: string,
  above: readonly string[] = [],
): Promise<void> {
  for (const [logicalId, { Type, Properties = {} }] of Object.entries(template.Resources)) {
    const url = Properties.TemplateURL;
    if (Type !== NESTED_STACK || typeof url !== 'string') continue;
    try {
      const { text, folder: inner, file } = await templateAt(url, folder, types);
      if (above.includes(file)) throw validationError(`${file} is nested in itself`);
      // Its transforms may need parameters that only the parent's operation knows. It is checked when that comes to it.
      if (transformsIn(readTemplate(text)).some((name) => PLAYED_TRANSFORMS.includes(name))) {
        parseUnprocessed(text);
        continue;
      }
      const nested = expandModules(parseTemplate(text), modules).template;
      await types.loadTypes(Object.values(nested.Resources));
      checkTemplate(nested, types);
      await checkNestedTemplates(types, modules, nested, inner, [...above, file]);
    } catch (error) {
      throw validationError(`Resources.${logicalId}.Properties.TemplateURL: ${messageOf(error)}`);
    }
  }
}
