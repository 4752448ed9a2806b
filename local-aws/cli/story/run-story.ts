import type { Stack } from '../../cloudformation/stacks/stack';
import { requestAsUser } from '../../core/request-as-user';
import type { Emit, StepEnd } from '../../view/events';
import { exitOnInterruption, type SayInterrupted } from '../interruption';
import { withMadeUpNetwork } from '../made-up-parameters';
import { openAccount, type Account, type RegistryPackages } from '../open-account';
import type { Options } from '../options';
import { StackRunner } from '../run-stack';
import { readUserFile } from '../user-file';
import { remarksOn, serverOf } from './remarks';
import type { Story, StoryStep } from './story';
import { whatUsersGot } from './user-spans';
import { Users } from './users';

/**
 * Takes one stack through the steps of a story, and tells what happened in each, and what users got meanwhile.
 * @returns the exit code: 0 when every step ended as the story expects
 */
export async function runStory(
  story: Story,
  options: Options,
  packages: () => Promise<RegistryPackages>,
  emit: Emit,
  sayInterrupted: SayInterrupted,
): Promise<number> {
  const template = (await readUserFile(story.template)).toString();
  const account = await openAccount(await packages(), {}, options.port);
  const stopWatching = exitOnInterruption(account.aws.clock, sayInterrupted);
  try {
    const ends = await tellStory(account, story, template, options, emit);
    return ends.every(({ problems }) => problems.length === 0) ? 0 : 1;
  } finally {
    stopWatching();
    await account.close();
  }
}

/**
 * The same in an account that is open already.
 * @param template the text of the story's template
 */
export async function tellStory(
  account: Account,
  story: Story,
  template: string,
  options: Pick<Options, 'stackName' | 'speed'>,
  emit: Emit,
): Promise<StepEnd[]> {
  const { clock } = account.aws;
  for (const text of story.introduction) emit({ kind: 'said', time: clock.now(), text, tone: 'plain' });
  const teller = new StoryTeller(account, story, template, options, emit);
  const ends: StepEnd[] = [];
  for (const [index, step] of story.steps.entries()) {
    const { name, about, isBrief = false } = step;
    emit({ kind: 'step', time: clock.now(), number: index + 1, name, about, isBrief });
    const end = await teller.run(step);
    emit({ kind: 'stepEnd', time: clock.now(), end });
    ends.push(end);
  }
  teller.close();
  emit({ kind: 'runEnd', time: clock.now(), ends });
  return ends;
}

/** Runs the steps of a story one after the other, on the same stack. */
class StoryTeller {
  readonly #runner: StackRunner;
  readonly #users: Users;

  constructor(
    private readonly account: Account,
    private readonly story: Story,
    private readonly template: string,
    private readonly options: Pick<Options, 'stackName' | 'speed'>,
    private readonly emit: Emit,
  ) {
    const users = new Users(account.aws, story.listener, story.nameOf, emit);
    this.#runner = new StackRunner(account, options.speed, (event) => {
      users.take(event);
      emit(event);
    });
    this.#users = users;
  }

  close(): void {
    this.#users.leave();
  }

  async run(step: StoryStep): Promise<StepEnd> {
    const { aws, cloudFormation } = this.account;
    const [callsBefore, begun] = [aws.calls.length, aws.clock.now()];
    const present = cloudFormation.findStack(this.options.stackName);
    const eventsBefore = present?.events.length ?? 0;
    const before = serverOf(aws, present, this.story.listener);
    this.#users.restart();
    const isDeleted = step.parameters === undefined;
    if (isDeleted) this.#users.leave();
    const stack = await this.#begin(step);
    await this.#finish(stack, step);
    const made = aws.calls.slice(callsBefore);
    const deployments = made.filter(
      ({ service, operation, error }) =>
        service === 'codedeploy' && operation === 'CreateDeployment' && !error,
    ).length;
    return {
      name: step.name,
      status: stack.status,
      problems: await this.#problems(stack, step, deployments),
      users: isDeleted ? '' : whatUsersGot(this.#users.spans),
      requests: this.#users.requests,
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

  async #finish(stack: Stack, { cancelAtPercent, parameters }: StoryStep): Promise<void> {
    const { aws, cloudFormation } = this.account;
    const company = parameters === undefined ? undefined : this.#users;
    const isTimeToCancel = (): boolean =>
      cancelAtPercent !== undefined && this.#users.newShare() >= cancelAtPercent;
    await this.#runner.finish(stack, company, isTimeToCancel);
    if (cancelAtPercent === undefined || stack.operation?.cancel === undefined) return;
    const text = 'An operator cancels the update.';
    this.emit({ kind: 'action', time: aws.clock.now(), name: 'CancelUpdateStack', text });
    cloudFormation.cancelUpdateStack(stack.name);
    await this.#runner.finish(stack, company);
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
      ...this.#users.problems,
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
