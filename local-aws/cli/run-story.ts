import pc from 'picocolors';
import type { Stack } from '../cloudformation/stacks/stack';
import { requestAsUser } from '../core/request-as-user';
import { openAccount, type Account, type RegistryPackages } from './open-account';
import { codeDeployCalls } from './call-counts';
import { withMadeUpNetwork } from './made-up-parameters';
import type { Options } from './options';
import { StackRunner } from './run-stack';
import { stateLines } from './stack-state';
import { readUserFile } from './user-file';

/** A template, and what to do with its stack. */
export interface Story {
  /** The path of the template. */
  template: string;
  steps: readonly StoryStep[];
}

export interface StoryStep {
  title: string;
  /** Parameters that change; undefined: the stack is deleted. The first step creates the stack. */
  parameters: Record<string, string> | undefined;
  /** The expected status of the stack afterwards. */
  status: string;
  /** The expected answer at the stack's output `Url` afterwards; undefined for none. */
  answer: string | undefined;
  /** The expected number of deployments that the step starts. */
  deployments: number;
}

interface StepEnd {
  step: StoryStep;
  problems: string[];
  calls: ReturnType<typeof codeDeployCalls>;
  virtualSeconds: number;
}

/**
 * Takes one stack through the steps of a story, and prints what each of them took.
 * @returns the exit code: 0 when every step ended as the story expects
 */
export async function runStory(
  story: Story,
  options: Options,
  packages: () => Promise<RegistryPackages>,
): Promise<number> {
  const template = (await readUserFile(story.template)).toString();
  const account = await openAccount(await packages());
  try {
    const runner = new StackRunner(account, options.speed);
    const ends: StepEnd[] = [];
    for (const [index, step] of story.steps.entries()) {
      console.log(`\n${pc.bold(`${index + 1}. ${step.title}`)}`);
      ends.push(await runStep(account, runner, step, template, options.stackName));
    }
    return report(ends);
  } finally {
    await account.close();
  }
}

async function runStep(
  account: Account,
  runner: StackRunner,
  step: StoryStep,
  template: string,
  stackName: string,
): Promise<StepEnd> {
  const { aws } = account;
  const [callsBefore, begun] = [aws.calls.length, aws.clock.now()];
  const stack = await begin(account, step, template, stackName);
  await runner.finish(stack);
  const made = aws.calls.slice(callsBefore);
  const url = stack.outputs.Url?.value;
  const answer = step.answer === undefined || url === undefined ? undefined : await requestAsUser(aws, url);
  for (const line of await stateLines(aws, stack)) console.log(pc.blue(line));
  if (answer !== undefined) console.log(pc.blue(`Users get: ${answer}`));
  const deployments = made.filter(
    ({ service, operation, error }) => service === 'codedeploy' && operation === 'CreateDeployment' && !error,
  ).length;
  const problems = [
    ...(stack.status === step.status ? [] : [`the stack is ${stack.status}, not ${step.status}`]),
    ...(answer === step.answer ? [] : [`users get "${answer ?? ''}", not "${step.answer ?? ''}"`]),
    ...(deployments === step.deployments
      ? []
      : [`${deployments} deployments were started, not ${step.deployments}`]),
  ];
  return { step, problems, calls: codeDeployCalls(made), virtualSeconds: (aws.clock.now() - begun) / 1000 };
}

async function begin(
  { cloudFormation }: Account,
  step: StoryStep,
  template: string,
  stackName: string,
): Promise<Stack> {
  const present = cloudFormation.findStack(stackName);
  if (step.parameters === undefined && present) {
    cloudFormation.deleteStack(stackName);
    return present;
  }
  const parameters = step.parameters ?? {};
  if (present) return cloudFormation.updateStack({ stackName, parameters });
  return cloudFormation.createStack({
    stackName,
    template,
    parameters: withMadeUpNetwork(template, parameters),
  });
}

function report(ends: StepEnd[]): number {
  console.log(`\n${pc.bold('What it took')}`);
  for (const [index, { step, problems, calls, virtualSeconds }] of ends.entries()) {
    const list = calls.byOperation.map(([operation, count]) => `${operation} ${count}`).join(', ');
    const mark = problems.length === 0 ? pc.green('✓') : pc.red('✗');
    const minutes = (virtualSeconds / 60).toFixed(1);
    console.log(
      `${mark} ${index + 1}. ${step.status}, ${minutes} virtual minutes, ${calls.total} CodeDeploy calls${list === '' ? '' : `: ${list}`}`,
    );
    for (const problem of problems) console.log(pc.red(`     ${problem}`));
  }
  const ok = ends.every(({ problems }) => problems.length === 0);
  console.log(
    ok ? pc.green('\nEvery step ended as expected.') : pc.red('\nNot every step ended as expected.'),
  );
  return ok ? 0 : 1;
}
