import type { CreateStackRefactorInput, StackDefinition } from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../cloudformation';
import type { RefactoredStack, RefactorPlan } from '../operations/refactor';
import { providerOf } from '../resource-types/provider';
import { requiredChange } from '../resource-types/required-change';
import { resolveOutput } from '../stacks/outputs';
import type { Stack, StackOutput } from '../stacks/stack';
import { resolveProperties, stackScope } from '../stacks/stack-scope';
import { refuseRefactor } from '../stacks/status-rules';
import { evaluate, type Scope } from '../template/functions';
import { UnresolvedValue, validationError } from '../values/errors';
import { canonical, toValue } from '../values/value';
import { layOut, type Definition, type Layout } from './refactor-layout';
import { requiredTemplateOf } from './request';

const MOST_STACKS = 5;

/**
 * Plans a stack refactor. It only moves and renames resources: templates that change anything else are refused.
 * Source: AWS CloudFormation User Guide, "Stack refactoring", considerations. The texts are the local AWS's own.
 * @throws ServiceError ValidationError; then no new stack stays
 */
export async function planRefactor(
  cloudFormation: CloudFormation,
  {
    StackDefinitions: inputs = [],
    ResourceMappings = [],
    EnableStackCreation = false,
  }: CreateStackRefactorInput,
): Promise<RefactorPlan> {
  const names = inputs.map(({ StackName = '' }) => cloudFormation.findStack(StackName)?.id ?? StackName);
  if (inputs.length === 0 || inputs.length > MOST_STACKS || new Set(names).size < names.length)
    throw validationError(`StackDefinitions must name one to ${MOST_STACKS} different stacks.`);
  const definitions: Definition[] = [];
  try {
    for (const input of inputs) definitions.push(await define(cloudFormation, input, EnableStackCreation));
    for (const definition of definitions) refuseOtherChanges(definition);
    const layout = layOut(definitions, ResourceMappings);
    const stacks: RefactoredStack[] = [];
    for (const definition of definitions) {
      stacks.push({
        ...definition,
        ...(await evaluateStack(cloudFormation, definitions, definition, layout)),
      });
    }
    refuseLostExports(cloudFormation, stacks);
    return { stacks, moves: layout.moves };
  } catch (error) {
    for (const { stack, isNew } of definitions) if (isNew) cloudFormation.stacks.forget(stack);
    throw error;
  }
}

async function define(
  cloudFormation: CloudFormation,
  input: StackDefinition,
  mayCreate: boolean,
): Promise<Definition> {
  const { StackName: stackName = '' } = input;
  const template = await requiredTemplateOf(cloudFormation, input);
  const present = cloudFormation.findStack(stackName);
  if (!present) {
    if (!mayCreate)
      throw validationError(`Stack with id ${stackName} does not exist; EnableStackCreation creates it.`);
    const stack = await cloudFormation.planStack({ stackName, template });
    return { stack, isNew: true, before: stack.prepared, prepared: stack.prepared };
  }
  refuseRefactor(present);
  const prepared = await cloudFormation.planUpdate({ stackName: present.id, template });
  return { stack: present, isNew: false, before: present.prepared, prepared };
}

function refuseOtherChanges({ stack, isNew, before, prepared }: Definition): void {
  if (Object.keys(prepared.resources).length === 0)
    throw validationError(
      `Stack refactor does not support empty stacks: [${stack.name}] would have no resource.`,
    );
  for (const section of ['Parameters', 'Conditions', 'Mappings'] as const) {
    const [old, next] = [isNew ? {} : before.template[section], prepared.template[section]];
    if (canonical(toValue(old)) !== canonical(toValue(next)))
      throw validationError(
        `Stack refactor does not change ${section}, but those of stack [${stack.name}] differ.`,
      );
  }
}

/** Evaluates a stack's resources and outputs as they are after the refactor. */
async function evaluateStack(
  cloudFormation: CloudFormation,
  definitions: readonly Definition[],
  { stack, prepared }: Definition,
  layout: Layout,
): Promise<{ outputs: Record<string, StackOutput>; imports: ReadonlySet<string> }> {
  const imports = new Set<string>();
  const scope = scopeAfter(cloudFormation, definitions, stack, layout, (name) => imports.add(name));
  for (const [logicalId, declaration] of Object.entries(prepared.resources)) {
    const resource = layout.resources.get(stack)?.get(logicalId);
    if (!resource) continue;
    const wanted = await resolveProperties(declaration.Properties, scope);
    const provider = providerOf(cloudFormation, declaration.Type);
    if (
      resource.type !== declaration.Type ||
      requiredChange(provider, resource.properties, wanted, {}, {}) !== 'unchanged'
    ) {
      throw validationError(
        `Stack refactor does not change resources, but the properties of ${stack.name}.${logicalId} differ.`,
      );
    }
  }
  const outputs: Record<string, StackOutput> = {};
  for (const [name, declaration] of Object.entries(prepared.outputs))
    outputs[name] = await resolveOutput(name, declaration, scope);
  return { outputs, imports };
}

/** The scope of a stack after the refactor. Imports see the exports of the new templates. */
function scopeAfter(
  cloudFormation: CloudFormation,
  definitions: readonly Definition[],
  stack: Stack,
  layout: Layout,
  imported: (name: string) => void,
): Scope {
  const prepared = definitions.find((one) => one.stack === stack)?.prepared ?? stack.prepared;
  const after = { ...stack, prepared, resources: new Map(layout.resources.get(stack)) };
  return {
    ...stackScope(cloudFormation, after, prepared, imported),
    imported: async (name) => {
      imported(name);
      for (const other of definitions) {
        const scope = scopeAfter(cloudFormation, definitions, other.stack, layout, () => undefined);
        for (const { Value, Export } of Object.values(other.prepared.outputs)) {
          if (!Export || (await evaluate(Export.Name, scope)) !== name) continue;
          return (await evaluate(Value, scope)) ?? '';
        }
      }
      const found = cloudFormation.findExport(name);
      const isGone = definitions.some((one) => one.stack === found?.stack);
      if (!found || isGone) throw new UnresolvedValue(`No export named ${name} found.`);
      return found.value;
    },
  };
}

/** An export that a stack outside of the refactor imports must keep its value. */
function refuseLostExports(cloudFormation: CloudFormation, stacks: readonly RefactoredStack[]): void {
  const own = new Set(stacks.map(({ stack }) => stack.name));
  const after = new Map(
    stacks.flatMap(({ outputs }) =>
      Object.values(outputs).map(({ exportName, value }) => [exportName, value]),
    ),
  );
  for (const { stack } of stacks) {
    for (const { exportName, value } of Object.values(stack.outputs)) {
      const users = exportName === undefined ? [] : cloudFormation.importers(exportName);
      const [user] = users.filter((name) => !own.has(name));
      if (user !== undefined && after.get(exportName) !== value)
        throw validationError(`Export ${exportName} cannot be updated as it is in use by ${user}`);
    }
  }
}
