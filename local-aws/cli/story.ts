import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pc from 'picocolors';
import { ROOT } from '../../scripts/types';
import type { Stack } from '../cloudformation/stacks/stack';
import { openAccount, type Account } from './account';
import { codeDeployCalls } from './call-counts';
import { withMadeUpNetwork } from './made-up-parameters';
import type { Options } from './options';
import { ask, placementLines } from './placement';
import { StackRunner } from './run-stack';

interface Step {
  title: string;
  /** Parameter values that change; undefined: the stack is deleted. */
  parameters: Record<string, string> | undefined;
  status: string;
  /** What users get afterwards; undefined when nothing is there to answer. */
  answer: string | undefined;
  /** How many deployments the resource types start. */
  deployments: number;
}

const STEPS: Step[] = [
  {
    title: 'Create the stack with version 1',
    parameters: {},
    status: 'CREATE_COMPLETE',
    answer: 'ok from version 1',
    deployments: 0,
  },
  {
    title: 'Release version 2: its hook tests it, then traffic moves',
    parameters: { Version: '2' },
    status: 'UPDATE_COMPLETE',
    answer: 'ok from version 2',
    deployments: 1,
  },
  {
    title: 'Release version 3, which answers wrongly: its hook refuses it',
    parameters: { Version: '3', Answer: 'broken' },
    status: 'UPDATE_ROLLBACK_COMPLETE',
    answer: 'ok from version 2',
    deployments: 1,
  },
  {
    title: 'Release version 4-beta, while another resource of the stack fails after the deployment',
    parameters: { Version: '4-beta' },
    status: 'UPDATE_ROLLBACK_COMPLETE',
    answer: 'ok from version 2',
    deployments: 2,
  },
  {
    title: 'Delete the stack',
    parameters: undefined,
    status: 'DELETE_COMPLETE',
    answer: undefined,
    deployments: 0,
  },
];

interface StepEnd {
  step: Step;
  problems: string[];
  calls: ReturnType<typeof codeDeployCalls>;
  virtualSeconds: number;
}

/** Runs the example through the life of a stack. */
export async function runStory(options: Options): Promise<number> {
  const template = await readFile(path.join(ROOT, 'examples', 'blue-green.yaml'), 'utf8');
  const account = await openAccount();
  try {
    const runner = new StackRunner(account, options.speed);
    const ends: StepEnd[] = [];
    for (const [index, step] of STEPS.entries()) {
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
  step: Step,
  template: string,
  stackName: string,
): Promise<StepEnd> {
  const { aws } = account;
  const [callsBefore, begun] = [aws.calls.length, aws.clock.now()];
  const stack = await begin(account, step, template, stackName);
  await runner.settle(stack);
  const made = aws.calls.slice(callsBefore);
  const url = stack.outputs.Url?.value;
  const answer = step.answer === undefined || url === undefined ? undefined : await ask(aws, url);
  for (const line of await placementLines(aws, stack)) console.log(pc.blue(line));
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
  step: Step,
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
    ok ? pc.green('\nEvery step ended as it should.') : pc.red('\nNot every step ended as it should.'),
  );
  return ok ? 0 : 1;
}
