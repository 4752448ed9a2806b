import path from 'node:path';
import pc from 'picocolors';
import type { Stack } from '../cloudformation/stacks/stack';
import { failureLines, refusalOf } from './failure-lines';
import { exitOnInterruption, interruptionLine, interruptionSignal } from './interruption';
import { wrapped } from './layout';
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
  const parameters = parametersFor(template, named, options);
  const account = await openAccount(await packages(), strict ? { standIns: 'refused' } : {}, options.port);
  const leaveInterruption = exitOnInterruption(account.aws.clock);
  try {
    const { aws, cloudFormation } = account;
    for (const folder of options.folders) cloudFormation.folders.add(await userFolder(folder));
    const runner = new StackRunner(account, speed);
    const templateFolder = path.dirname(userPath(named));
    const request = { stackName, template, templateFolder, parameters };
    const stack = await cloudFormation.createStack(request).catch((error: unknown) => {
      throw refusalOf(error, named, template, cloudFormation);
    });
    await runner.finish(stack);
    const created = stack.status === 'CREATE_COMPLETE';
    const failure = created ? [] : failureLines(cloudFormation, stack, 'created');
    for (const line of [...outputLines(stack), ...(await stateLines(aws, stack))]) console.log(pc.blue(line));
    if (keep) {
      const interruption = interruptionSignal();
      leaveInterruption();
      printFailure(failure);
      console.log(
        `The local AWS is at ${pc.bold(aws.endpoint)} (AWS_ENDPOINT_URL), region ${aws.region}. Ctrl-C stops it.`,
      );
      await runner.keepRunning(speed ?? KEEP_SPEED, interruption);
      console.log(interruptionLine(aws.clock));
      return created ? 0 : 1;
    }
    const eventsBefore = stack.events.length;
    cloudFormation.deleteStack(stackName);
    await runner.finish(stack);
    const deleted = stack.status === 'DELETE_COMPLETE';
    printFailure(failure);
    if (!deleted) printFailure(failureLines(cloudFormation, stack, 'deleted', eventsBefore));
    if (created && deleted) console.log(pc.green('The stack was created and deleted as expected.'));
    return created && deleted ? 0 : 1;
  } finally {
    leaveInterruption();
    await account.close();
  }
}

function parametersFor(template: string, named: string, options: Options): Record<string, string> {
  try {
    return withMadeUpNetwork(template, options.parameters);
  } catch (error) {
    throw refusalOf(error, named, template);
  }
}

/** The failure in red, and the hints, which are no failure, in yellow. */
function printFailure([failure, ...hints]: readonly string[]): void {
  if (failure !== undefined)
    console.log(
      pc.red(
        failure
          .split('\n')
          .map((line) => wrapped(line, 0))
          .join('\n'),
      ),
    );
  for (const hint of hints) console.log(pc.yellow(wrapped(hint, 0)));
}

function outputLines(stack: Stack): string[] {
  return Object.entries(stack.outputs).map(([name, { value }]) => `${name}: ${value}`);
}
