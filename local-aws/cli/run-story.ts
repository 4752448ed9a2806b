import pc from 'picocolors';
import type { Stack } from '../cloudformation/stacks/stack';
import { requestAsUser } from '../core/request-as-user';
import { momentLine } from './event-lines';
import { exitOnInterruption } from './interruption';
import { wrapped } from './layout';
import { openAccount, type Account, type RegistryPackages } from './open-account';
import { withMadeUpNetwork } from './made-up-parameters';
import type { Options } from './options';
import { StackRunner } from './run-stack';
import { remarksOn, serverOf } from './remarks';
import type { StepEnd, Story, StoryStep } from './story';
import { closingLine, endLines, tableLines } from './story-report';
import { readUserFile } from './user-file';
import { UserWatch, whatUsersGot } from './users';

/**
 * Takes one stack through the steps of a story, and prints what happened in each, and what users got meanwhile.
 * @returns the exit code: 0 when every step ended as the story expects
 */
export async function runStory(
  story: Story,
  options: Options,
  packages: () => Promise<RegistryPackages>,
): Promise<number> {
  const template = (await readUserFile(story.template)).toString();
  const account = await openAccount(await packages(), {}, options.port);
  const stopWatching = exitOnInterruption(account.aws.clock);
  try {
    for (const line of story.introduction) console.log(wrapped(line, 0));
    const teller = new StoryTeller(account, story, template, options);
    const ends: StepEnd[] = [];
    for (const [index, step] of story.steps.entries()) {
      console.log(`\n${wrapped(`${pc.bold(`${index + 1}. ${step.name}`)}: ${step.about}`, 3)}`);
      const end = await teller.run(step);
      for (const line of endLines(end)) console.log(line);
      ends.push(end);
    }
    console.log(`\n${tableLines(ends).join('\n')}\n\n${closingLine(ends)}`);
    return ends.every(({ problems }) => problems.length === 0) ? 0 : 1;
  } finally {
    stopWatching();
    await account.close();
  }
}

/** Runs the steps of a story one after the other, on the same stack. */
class StoryTeller {
  readonly #runner: StackRunner;
  readonly #users: UserWatch;

  constructor(
    private readonly account: Account,
    private readonly story: Story,
    private readonly template: string,
    private readonly options: Options,
  ) {
    this.#runner = new StackRunner(account, options.speed);
    this.#users = new UserWatch(account.aws, story.listener, story.nameOf);
  }

  async run(step: StoryStep): Promise<StepEnd> {
    const { aws, cloudFormation } = this.account;
    const [callsBefore, begun] = [aws.calls.length, aws.clock.now()];
    const present = cloudFormation.findStack(this.options.stackName);
    const eventsBefore = present?.events.length ?? 0;
    const before = serverOf(aws, present, this.story.listener);
    this.#users.restart();
    const stack = await this.#begin(step);
    await this.#finish(stack, step);
    const made = aws.calls.slice(callsBefore);
    const deployments = made.filter(
      ({ service, operation, error }) =>
        service === 'codedeploy' && operation === 'CreateDeployment' && !error,
    ).length;
    const isDeleted = step.parameters === undefined;
    return {
      step,
      status: stack.status,
      problems: await this.#problems(stack, step, deployments),
      users: isDeleted ? '' : whatUsersGot(this.#users.spans),
      deployments,
      virtualSeconds: (aws.clock.now() - begun) / 1000,
      remarks: remarksOn(
        stack.events.slice(eventsBefore),
        this.#users.spans,
        before,
        serverOf(aws, stack, this.story.listener),
      ),
    };
  }

  async #finish(stack: Stack, { cancelAtPercent, isBrief }: StoryStep): Promise<void> {
    const { aws, cloudFormation } = this.account;
    const isTimeToCancel = (): boolean => {
      this.#users.ask(stack);
      return cancelAtPercent !== undefined && this.#users.newShare() >= cancelAtPercent;
    };
    this.#runner.showsEachShift = isBrief !== true;
    await this.#runner.finish(stack, isTimeToCancel);
    if (cancelAtPercent === undefined || stack.operation?.cancel === undefined) return;
    console.log(
      momentLine(aws.clock.date(), 'CancelUpdateStack', 'An operator cancels the update.', pc.bold),
    );
    cloudFormation.cancelUpdateStack(stack.name);
    await this.#runner.finish(stack, () => {
      this.#users.ask(stack);
      return false;
    });
  }

  async #problems(stack: Stack, step: StoryStep, deployments: number): Promise<string[]> {
    const url = stack.outputs.Url?.value;
    const answer =
      step.answer === undefined || url === undefined ? undefined : await requestAsUser(this.account.aws, url);
    return [
      ...(stack.status === step.status ? [] : [`The stack is ${stack.status}, not ${step.status}.`]),
      ...(answer === step.answer ? [] : [`Users get "${answer ?? ''}", not "${step.answer ?? ''}".`]),
      ...(deployments === step.deployments
        ? []
        : [`${deployments} deployments were started, not ${step.deployments}.`]),
    ];
  }

  async #begin(step: StoryStep): Promise<Stack> {
    const { cloudFormation } = this.account;
    const { stackName } = this.options;
    const present = cloudFormation.findStack(stackName);
    if (step.parameters === undefined && present) {
      cloudFormation.deleteStack(stackName);
      return present;
    }
    const parameters = step.parameters ?? {};
    if (present) return cloudFormation.updateStack({ stackName, parameters });
    const { template } = this;
    return cloudFormation.createStack({
      stackName,
      template,
      parameters: withMadeUpNetwork(template, parameters),
    });
  }
}
