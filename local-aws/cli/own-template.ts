import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pc from 'picocolors';
import type { Stack } from '../cloudformation/stacks/stack';
import { messageOf } from '../cloudformation/values/errors';
import { ServiceError } from '../core/service';
import { openAccount } from './account';
import { withMadeUpNetwork } from './made-up-parameters';
import type { Options } from './options';
import { placementLines } from './placement';
import { StackRunner } from './run-stack';

const IDLE_SPEED = 60;

/** Creates a stack from the user's template, shows what came of it, and deletes it. */
export async function runOwnTemplate(named: string, options: Options): Promise<number> {
  // npm runs scripts in the folder of package.json, whatever folder the user is in.
  const file = path.resolve(process.env.INIT_CWD ?? '.', named);
  const template = await readTemplate(file);
  const { stackName, keep, speed } = options;
  const account = await openAccount();
  try {
    const { aws, cloudFormation } = account;
    const runner = new StackRunner(account, speed);
    const parameters = withMadeUpNetwork(template, options.parameters);
    const templateFolder = path.dirname(file);
    const stack = await cloudFormation.createStack({ stackName, template, templateFolder, parameters });
    await runner.settle(stack);
    const created = stack.status === 'CREATE_COMPLETE';
    for (const line of [...outputLines(stack), ...(await placementLines(aws, stack))])
      console.log(pc.blue(line));
    if (!created) console.log(pc.red(whyNot(stack)));
    if (keep) {
      console.log(
        `The local AWS is at ${pc.bold(aws.endpoint)} (AWS_ENDPOINT_URL), region ${aws.region}. Ctrl-C ends it.`,
      );
      await runner.idle(speed ?? IDLE_SPEED);
      return created ? 0 : 1;
    }
    cloudFormation.deleteStack(stackName);
    await runner.settle(stack);
    const deleted = stack.status === 'DELETE_COMPLETE';
    if (created && deleted) console.log(pc.green('The stack was created and deleted as it should be.'));
    return created && deleted ? 0 : 1;
  } finally {
    await account.close();
  }
}

async function readTemplate(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw new ServiceError('UsageError', `There is no template ${file}.`);
    if (code === 'EISDIR')
      throw new ServiceError('UsageError', `${file} is a folder: name a YAML or JSON file.`);
    throw new ServiceError('UsageError', `The template ${file} cannot be read: ${messageOf(error)}`);
  }
}

/** The reason is among the events, far above by the end of a rollback. */
function whyNot({ events }: Stack): string {
  const failed = events.find(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
  return `The stack was not created. ${failed?.LogicalResourceId ?? ''}: ${failed?.ResourceStatusReason ?? ''}`;
}

function outputLines(stack: Stack): string[] {
  return Object.entries(stack.outputs).map(([name, { value }]) => `${name}: ${value}`);
}
