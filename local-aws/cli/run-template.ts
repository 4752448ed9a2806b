import path from 'node:path';
import pc from 'picocolors';
import type { Stack } from '../cloudformation/stacks/stack';
import { openAccount, type RegistryPackages } from './open-account';
import { withMadeUpNetwork } from './made-up-parameters';
import type { Options } from './options';
import { StackRunner } from './run-stack';
import { stateLines } from './stack-state';
import { readUserFile, userFolder, userPath } from './user-file';

const KEEP_SPEED = 60;

/**
 * Creates a stack from the user's template, shows how it ended, and deletes it unless it is to be kept.
 * @param named the path of the template as the user gave it
 * @param packages called once the template has been read
 * @returns the exit code: 0 when the stack was created and, unless kept, deleted
 */
export async function runTemplate(
  named: string,
  options: Options,
  packages: () => Promise<RegistryPackages>,
): Promise<number> {
  const template = (await readUserFile(named)).toString();
  const { stackName, keep, speed, strict } = options;
  const account = await openAccount(await packages(), strict ? { standIns: 'refused' } : {}, options.port);
  try {
    const { aws, cloudFormation } = account;
    for (const folder of options.folders) cloudFormation.folders.add(await userFolder(folder));
    const runner = new StackRunner(account, speed);
    const parameters = withMadeUpNetwork(template, options.parameters);
    const templateFolder = path.dirname(userPath(named));
    const stack = await cloudFormation.createStack({ stackName, template, templateFolder, parameters });
    await runner.finish(stack);
    const created = stack.status === 'CREATE_COMPLETE';
    for (const line of [...outputLines(stack), ...(await stateLines(aws, stack))]) console.log(pc.blue(line));
    if (!created) console.log(pc.red(failureLine(stack)));
    if (keep) {
      console.log(
        `The local AWS is at ${pc.bold(aws.endpoint)} (AWS_ENDPOINT_URL), region ${aws.region}. Ctrl-C stops it.`,
      );
      await runner.keepRunning(speed ?? KEEP_SPEED);
      return created ? 0 : 1;
    }
    cloudFormation.deleteStack(stackName);
    await runner.finish(stack);
    const deleted = stack.status === 'DELETE_COMPLETE';
    if (created && deleted) console.log(pc.green('The stack was created and deleted as expected.'));
    return created && deleted ? 0 : 1;
  } finally {
    await account.close();
  }
}

/** Repeats the first failure: by the end of a rollback its event has scrolled away. */
function failureLine({ events }: Stack): string {
  const failed = events.find(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
  return `The stack was not created. ${failed?.LogicalResourceId ?? ''}: ${failed?.ResourceStatusReason ?? ''}`;
}

function outputLines(stack: Stack): string[] {
  return Object.entries(stack.outputs).map(([name, { value }]) => `${name}: ${value}`);
}
