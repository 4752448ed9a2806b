import path from 'node:path';
import type { Stack } from '../cloudformation/stacks/stack';
import type { Emit, Said } from '../view/events';
import { failedOperations, failureLines, refusalOf } from './hints/failure-lines';
import { exitOnInterruption, type SayInterrupted } from './interruption';
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
  emit: Emit,
  sayInterrupted: SayInterrupted,
): Promise<number> {
  const template = (await readUserFile(named)).toString();
  const { stackName, keep, speed, strict } = options;
  const parameters = parametersFor(template, named, options);
  const account = await openAccount(await packages(), strict ? { standIns: 'refused' } : {}, options.port);
  let leaveInterruption = exitOnInterruption(account.aws.clock, sayInterrupted);
  try {
    const { aws, cloudFormation } = account;
    for (const folder of options.folders) cloudFormation.folders.add(await userFolder(folder));
    const runner = new StackRunner(account, speed, emit);
    const say = (tone: Said['tone'], ...texts: string[]): void => {
      for (const text of texts) emit({ kind: 'said', time: aws.clock.now(), text, tone });
    };
    const templateFolder = path.dirname(userPath(named));
    const request = { stackName, template, templateFolder, parameters };
    const stack = await cloudFormation.createStack(request).catch((error: unknown) => {
      throw refusalOf(error, named, template, cloudFormation);
    });
    await runner.finish(stack);
    const created = stack.status === 'CREATE_COMPLETE';
    const failure = created ? [] : failureLines(cloudFormation, stack, 'created');
    say('fact', ...outputLines(stack), ...(await stateLines(aws, stack)));
    if (keep) {
      const exitCode = created ? 0 : 1;
      leaveInterruption();
      // Ctrl-C is the end that is meant here.
      leaveInterruption = exitOnInterruption(aws.clock, sayInterrupted, exitCode);
      sayFailure(say, failure);
      say(
        'plain',
        `The local AWS is at ${aws.endpoint} (AWS_ENDPOINT_URL), region ${aws.region}. Ctrl-C stops it.`,
      );
      const sayFailedOperation = failedOperations(cloudFormation, stack, (lines) => {
        sayFailure(say, lines);
      });
      return await runner.keepRunning(speed ?? KEEP_SPEED, sayFailedOperation);
    }
    const eventsBefore = stack.events.length;
    cloudFormation.deleteStack(stackName);
    await runner.finish(stack);
    const deleted = stack.status === 'DELETE_COMPLETE';
    sayFailure(say, failure);
    if (!deleted) sayFailure(say, failureLines(cloudFormation, stack, 'deleted', eventsBefore));
    if (created && deleted) say('good', 'The stack was created and deleted as expected.');
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

/** The failure, and the hints, which are no failure. */
function sayFailure(
  say: (tone: Said['tone'], ...texts: string[]) => void,
  [failure, ...hints]: readonly string[],
): void {
  if (failure !== undefined) say('bad', failure);
  say('hint', ...hints);
}

function outputLines(stack: Stack): string[] {
  return Object.entries(stack.outputs).map(([name, { value }]) => `${name}: ${value}`);
}
