import { checkTemplate } from './check';
import { UnresolvedValue, validationError } from '../values/errors';
import { dependenciesOf, refuseCircles, type Dependencies } from './graph';
import type { StackEnvironment } from '../stacks/stack-environment';
import { expandModules, type ModuleInfo, type Modules } from './modules';
import { resolveParameters, type ParameterValues } from './parameters';
import { conditionScope, type StackName } from './condition-scope';
import type { TemplateSource } from './template-source';
import { checkNestedTemplates } from './nested-templates';
import { parseTemplate, type OutputDeclaration, type ResourceDeclaration, type Template } from './template';

/** A template that can be run: modules expanded, parameters and conditions worked out, everything in it known. */
export interface Prepared {
  /** As it was given. */
  readonly source: TemplateSource;
  readonly template: Template;
  readonly parameters: ParameterValues;
  readonly conditions: Record<string, boolean>;
  /** Those whose condition holds. */
  readonly resources: Record<string, ResourceDeclaration>;
  readonly outputs: Record<string, OutputDeclaration>;
  readonly dependencies: Dependencies;
  readonly modules: Record<string, ModuleInfo>;
}

/**
 * Makes a template ready to run.
 * @param given parameter values of the request
 * @param previous values that stay when the request has none
 * @throws ServiceError ValidationError, before anything is created; a sentence for each thing that is unknown
 */
export async function prepare(
  environment: StackEnvironment,
  modules: Modules,
  stack: StackName,
  source: TemplateSource,
  given: Record<string, string>,
  previous: ParameterValues,
): Promise<Prepared> {
  const declared = parseTemplate(source.text);
  const expansion = expandModules(declared, modules);
  const { template } = expansion;
  checkTemplate(template, environment);
  await checkNestedTemplates(environment, modules, template, source.folder);
  const parameters = await resolveParameters(template, given, previous, (name) =>
    environment.storedParameter(name),
  );
  const conditions = await conditionsOf(environment, stack, template, parameters);
  const exists = ([, declaration]: [string, { Condition?: string }]): boolean =>
    declaration.Condition === undefined || conditions[declaration.Condition] === true;
  const resources = Object.fromEntries(Object.entries(template.Resources).filter(exists));
  const outputs = Object.fromEntries(Object.entries(template.Outputs).filter(exists));
  const dependencies = dependenciesOf(resources);
  refuseCircles(dependencies);
  return {
    source,
    template,
    parameters,
    conditions,
    resources,
    outputs,
    dependencies,
    modules: expansion.modules,
  };
}

async function conditionsOf(
  environment: StackEnvironment,
  stack: StackName,
  template: Template,
  parameters: ParameterValues,
): Promise<Record<string, boolean>> {
  const scope = conditionScope(environment, stack, parameters, template.Mappings, template.Conditions);
  const values: Record<string, boolean> = {};
  try {
    for (const name of Object.keys(template.Conditions)) values[name] = await scope.condition(name);
  } catch (error) {
    if (error instanceof UnresolvedValue) throw validationError(error.message);
    throw error;
  }
  return values;
}
