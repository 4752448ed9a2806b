import { checkTemplate } from './check';
import { messageOf, validationError } from '../values/errors';
import type { StackEnvironment } from '../stacks/stack-environment';
import { expandModules, type Modules } from './modules';
import { NESTED_STACK } from '../operations/nested-stack';
import type { Prepared } from './prepare';
import type { Stack } from '../stacks/stack';
import { parseTemplate, type Template } from './template';
import { templateAt } from './template-source';

/**
 * Checks the templates of nested stacks, and of those nested in them, before anything is created. URLs that are
 * functions are known only later.
 * @param folder of the template
 * @param above files of the templates that lead here
 * @throws ServiceError ValidationError that names the nested stack's place
 */
export async function checkNestedTemplates(
  environment: Pick<StackEnvironment, 'findProvider' | 'typeNames'>,
  modules: Modules,
  template: Template,
  folder: string,
  above: readonly string[] = [],
): Promise<void> {
  for (const [logicalId, { Type, Properties = {} }] of Object.entries(template.Resources)) {
    const url = Properties.TemplateURL;
    if (Type !== NESTED_STACK || typeof url !== 'string') continue;
    try {
      const { text, folder: inner, file } = await templateAt(url, folder);
      if (above.includes(file)) throw validationError(`${file} is nested in itself`);
      const nested = expandModules(parseTemplate(text), modules).template;
      checkTemplate(nested, environment);
      await checkNestedTemplates(environment, modules, nested, inner, [...above, file]);
    } catch (error) {
      throw validationError(`Resources.${logicalId}.Properties.TemplateURL: ${messageOf(error)}`);
    }
  }
}

/** Whether the template of a nested stack, or of one nested in that, is not the one that it runs. */
export async function nestedTemplatesChanged(
  environment: Pick<StackEnvironment, 'stacks'>,
  stack: Stack,
  prepared: Prepared,
): Promise<boolean> {
  for (const [logicalId, { Type, Properties = {} }] of Object.entries(prepared.resources)) {
    const nested = environment.stacks.find(stack.resources.get(logicalId)?.physicalId ?? '');
    const url = Properties.TemplateURL;
    if (Type !== NESTED_STACK || !nested || typeof url !== 'string') continue;
    const { text } = await templateAt(url, prepared.source.folder);
    if (text !== nested.prepared.source.text) return true;
    if (await nestedTemplatesChanged(environment, nested, nested.prepared)) return true;
  }
  return false;
}
