import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pc from 'picocolors';
import type { Stack } from '../cloudformation/stack';
import { messageOf } from '../cloudformation/errors';
import { ServiceError } from '../service';
import { openAccount } from './account';
import { withMadeUpNetwork } from './made-up-parameters';
import type { Options } from './options';
import { placementLines } from './placement';
import { StackRunner } from './run-stack';

const IDLE_SPEED = 60;

/** Creates a stack from the user's template, shows what came of it, and deletes it. */
export async function runOwnTemplate(file: string, options: Options): Promise<number> {
  const template = await readTemplate(file);
  const { stackName, keep, speed } = options;
  const account = await openAccount();
  try {
    const { aws, cloudFormation } = account;
    const runner = new StackRunner(account, speed);
    const parameters = withMadeUpNetwork(template, options.parameters);
    const templateFolder = path.dirname(path.resolve(file));
    const stack = await cloudFormation.createStack({ stackName, template, templateFolder, parameters });
    await runner.settle(stack);
    const created = stack.status === 'CREATE_COMPLETE';
    for (const line of [...outputLines(stack), ...(await placementLines(aws, stack))])
      console.log(pc.blue(line));
    if (keep) {
      console.log(
        `The local AWS is at ${pc.bold(aws.endpoint)} (AWS_ENDPOINT_URL), region ${aws.region}. Ctrl-C ends it.`,
      );
      await runner.idle(speed ?? IDLE_SPEED);
      return created ? 0 : 1;
    }
    cloudFormation.deleteStack(stackName);
    await runner.settle(stack);
    return created && stack.status === 'DELETE_COMPLETE' ? 0 : 1;
  } finally {
    await account.close();
  }
}

async function readTemplate(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ServiceError('UsageError', `The template ${file} cannot be read: ${messageOf(error)}`);
  }
}

function outputLines(stack: Stack): string[] {
  return Object.entries(stack.outputs).map(([name, { value }]) => `${name}: ${value}`);
}
