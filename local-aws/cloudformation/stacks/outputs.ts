import { evaluate, type Scope } from '../template/functions';
import type { Prepared } from '../template/prepared';
import type { OutputDeclaration } from '../template/template';
import { messageOf } from '../values/errors';
import type { Value } from '../values/value';
import type { Stack, StackOutput } from './stack';
import type { StackEnvironment } from './stack-environment';

/**
 * Evaluates a stack's outputs.
 * @throws Error with the status reason that fails the operation: a value that cannot be read, an export name that
 * another stack uses, or a changed export that another stack imports
 */
export async function resolveOutputs(
  environment: StackEnvironment,
  stack: Stack,
  prepared: Prepared,
  scope: Scope,
): Promise<Record<string, StackOutput>> {
  const outputs: Record<string, StackOutput> = {};
  for (const [name, declaration] of Object.entries(prepared.outputs)) {
    outputs[name] = await resolveOutput(name, declaration, scope);
  }
  checkExports(environment, stack, outputs);
  return outputs;
}

/**
 * Evaluates one output.
 * @throws Error with the status reason that fails the operation
 */
export async function resolveOutput(
  name: string,
  { Value, Description, Export }: OutputDeclaration,
  scope: Scope,
): Promise<StackOutput> {
  return {
    value: await outputText(name, Value, scope),
    description: Description,
    exportName: Export === undefined ? undefined : await outputText(name, Export.Name, scope),
  };
}

async function outputText(name: string, value: Value, scope: Scope): Promise<string> {
  let evaluated: Value | undefined;
  try {
    evaluated = await evaluate(value, scope);
  } catch (error) {
    throw new Error(`Output ${name}: ${messageOf(error)}`, { cause: error });
  }
  if (evaluated === undefined || evaluated === null || typeof evaluated === 'object') {
    throw new Error(
      `Template format error: Output ${name} is malformed. The Value field of every Outputs member must evaluate to a String.`,
    );
  }
  return String(evaluated);
}

function checkExports(
  environment: StackEnvironment,
  stack: Stack,
  outputs: Record<string, StackOutput>,
): void {
  const now = new Map(Object.values(outputs).map((output) => [output.exportName, output.value]));
  for (const name of now.keys()) {
    const holder = name === undefined ? undefined : environment.findExport(name)?.stack;
    if (holder && holder.id !== stack.id)
      throw new Error(`Export with name ${name} is already exported by stack ${holder.name}`);
  }
  for (const { exportName, value } of Object.values(stack.outputs)) {
    const [user] =
      exportName === undefined || now.get(exportName) === value ? [] : environment.importers(exportName);
    if (user !== undefined)
      throw new Error(`Export ${exportName} cannot be updated as it is in use by ${user}`);
  }
}
