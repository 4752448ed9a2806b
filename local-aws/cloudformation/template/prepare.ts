import type { AccountContext } from '../../core/account-context';
import type { ResourceTypes } from '../resource-types/provider';
import { UnresolvedValue, validationError } from '../values/errors';
import type { StackIdentity } from '../values/stack-identity';
import { parseAndTransform } from './apply-transforms';
import { checkTemplate } from './check';
import { conditionScope } from './condition-scope';
import type { ReferenceSources } from './dynamic-references';
import { evaluate } from './functions';
import { withSnippets } from './include';
import { conditionDependencies, dependenciesOf, inOrder, refuseCircles } from './graph';
import { expandModules, type Modules } from './modules';
import { checkNestedTemplates } from './nested-templates';
import { resolveParameters, type ParameterValues } from './parameters';
import type { Prepared } from './prepared';
import { checkRules } from './rules';
import type { Template } from './template';
import type { TemplatePlaces, TemplateSource } from './template-source';

/** What a template is checked and prepared against. */
export interface TemplateEnvironment
  extends AccountContext, ResourceTypes, TemplatePlaces, ReferenceSources {}

/**
 * Parses and checks a template, and gives its parameters and conditions their values.
 * @param given parameter values of the request
 * @param previous texts of parameters that the request does not name; without one the default counts
 * @throws ServiceError ValidationError with one line for each name that the engine does not know
 */
export async function prepare(
  environment: TemplateEnvironment,
  modules: Modules,
  stack: StackIdentity,
  source: TemplateSource,
  given: Record<string, string>,
  previous: Readonly<Record<string, string>>,
): Promise<Prepared> {
  const text = await withSnippets(environment, { text: source.text, stack, given, previous });
  const { template: declared, processed } = await parseAndTransform(environment, text, given, previous);
  const expansion = expandModules(declared, modules);
  const { template } = expansion;
  await environment.loadTypes(Object.values(template.Resources));
  checkTemplate(template, environment);
  await checkNestedTemplates(environment, modules, template, source.folder);
  const { texts, values: parameters } = await resolveParameters(template, given, previous, (name) =>
    environment.storedParameter(name),
  );
  const ruleScope = conditionScope(environment, stack, parameters, template.Mappings, {});
  await checkRules(template, parameters, ruleScope);
  const conditions = await conditionsOf(environment, stack, template, parameters);
  const exists = ([, declaration]: [string, { Condition?: string }]): boolean =>
    declaration.Condition === undefined || conditions[declaration.Condition] === true;
  const resources = Object.fromEntries(Object.entries(template.Resources).filter(exists));
  const outputs = Object.fromEntries(Object.entries(template.Outputs).filter(exists));
  const dependencies = dependenciesOf(resources);
  refuseCircles(dependencies);
  return {
    source,
    processed,
    template,
    parameters,
    parameterTexts: texts,
    conditions,
    resources,
    outputs,
    dependencies,
    modules: expansion.modules,
  };
}

async function conditionsOf(
  account: AccountContext,
  stack: StackIdentity,
  template: Template,
  parameters: ParameterValues,
): Promise<Record<string, boolean>> {
  const values: Record<string, boolean> = {};
  const scope = conditionScope(account, stack, parameters, template.Mappings, values);
  try {
    for (const name of inOrder(conditionDependencies(template.Conditions), 'conditions'))
      values[name] = (await evaluate(template.Conditions[name] ?? null, scope)) === true;
  } catch (error) {
    if (error instanceof UnresolvedValue) throw validationError(error.message);
    throw error;
  }
  return values;
}
