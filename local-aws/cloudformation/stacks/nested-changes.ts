import { NESTED_STACK } from '../template/nested-templates';
import type { Prepared } from '../template/prepared';
import { templateAt } from '../template/template-source';
import type { Stack } from './stack';
import type { StackEnvironment } from './stack-environment';

/** Whether the template file of a nested stack, at any depth, differs from the template that the nested stack has. */
export async function nestedTemplatesChanged(
  environment: Pick<StackEnvironment, 'stacks' | 'folders' | 'storedObject'>,
  stack: Stack,
  prepared: Prepared,
): Promise<boolean> {
  for (const [logicalId, { Type, Properties = {} }] of Object.entries(prepared.resources)) {
    const nested = environment.stacks.find(stack.resources.get(logicalId)?.physicalId ?? '');
    const url = Properties.TemplateURL;
    if (Type !== NESTED_STACK || !nested || typeof url !== 'string') continue;
    const { text } = await templateAt(url, prepared.source.folder, environment);
    if (text !== nested.prepared.source.text) return true;
    if (await nestedTemplatesChanged(environment, nested, nested.prepared)) return true;
  }
  return false;
}
