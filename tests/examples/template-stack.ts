import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  CodeDeployClient,
  ContinueDeploymentCommand,
  GetDeploymentCommand,
  ListDeploymentsCommand,
  type DeploymentStatus,
} from '@aws-sdk/client-codedeploy';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  clientConfiguration,
  openAccount,
  requestAsUser,
  type Account,
  type Settings,
  type Stack,
} from '#local-aws';
import { ROOT } from '../../scripts/types';
import { packedTypeFiles } from '../stacks/scenario/packages';

const STACK = 'app';

/** How often users ask while a stack operation is in progress. Each traffic shift of the examples takes longer. */
const USER_SECONDS = 10;

const LONGEST_SECONDS = 12 * 3600;

/** The ids that stand for the network of the reader. */
const NETWORK = {
  VpcId: 'vpc-0123456789abcdef0',
  SubnetIds: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
};

export type Parameters = Readonly<Record<string, string>>;

/** What happens besides a stack operation. It is called again and again, with what each URL has just answered. */
export type Meanwhile = (answers: readonly string[]) => Promise<void>;

/** An account with both packaged types and the module, and one stack of a whole template. */
export class TemplateStack {
  readonly codeDeploy: CodeDeployClient;
  #stack: Stack | undefined;
  /** The events of all stacks before the newest stack operation. Two operations may share a moment of virtual time. */
  #earlier: ReadonlySet<Stack['events'][number]> = new Set();

  private constructor(readonly account: Account) {
    this.codeDeploy = new CodeDeployClient(this.client());
  }

  static async start(settings: Partial<Settings> = {}): Promise<TemplateStack> {
    return new TemplateStack(
      await openAccount({ types: await packedTypeFiles(), modules: [ROOT] }, settings),
    );
  }

  async close(): Promise<void> {
    await this.account.close();
  }

  /** The configuration of an operator's SDK client. */
  client() {
    return clientConfiguration(this.account.aws, 'AKIDOPERATOR');
  }

  get stack(): Stack {
    if (!this.#stack) throw new Error('The stack does not exist yet.');
    return this.#stack;
  }

  /** Creates the stack from a template of the folder `examples/`. */
  async createFrom(file: string, parameters: Parameters = {}): Promise<void> {
    const place = path.join(ROOT, 'examples', file);
    await this.create(await readFile(place, 'utf8'), parameters, path.dirname(place));
  }

  /** Creates the stack, in the network that every template of the examples asks for. */
  async create(template: string, parameters: Parameters = {}, templateFolder?: string): Promise<void> {
    this.#stack = await this.account.cloudFormation.createStack({
      stackName: STACK,
      template,
      parameters: { ...NETWORK, ...parameters },
      ...(templateFolder !== undefined && { templateFolder }),
    });
    await this.account.cloudFormation.settle(this.stack);
  }

  /**
   * Updates the stack. Users ask all the time.
   * @param change parameters with new values, or a new template
   * @param urls outputs that are URLs
   * @returns what each URL has answered, each answer once, in the order of their first appearance
   */
  async update(
    change: { parameters?: Parameters; template?: string },
    urls: readonly string[] = [],
    meanwhile: Meanwhile = () => Promise.resolve(),
  ): Promise<string[][]> {
    this.#earlier = new Set(this.#events());
    await this.account.cloudFormation.updateStack({ stackName: STACK, ...change });
    return this.#askUntilEnd(urls, meanwhile);
  }

  async delete(): Promise<void> {
    this.#earlier = new Set(this.#events());
    this.account.cloudFormation.deleteStack(STACK);
    await this.account.cloudFormation.settle(this.stack);
  }

  /** What a URL of the outputs answers now. */
  async answer(output: string): Promise<string> {
    return requestAsUser(this.account.aws, this.output(output));
  }

  output(name: string): string {
    const found = this.stack.outputs[name];
    if (!found) throw new Error(`The stack has no output ${name}.`);
    return found.value;
  }

  /** The physical id of a resource of the stack, or of one that is nested in it. */
  physicalId(logicalId: string): string {
    const stacks = [this.stack, ...this.account.cloudFormation.stacks.all];
    const found = stacks
      .map(({ resources }) => resources.get(logicalId)?.physicalId)
      .find((id) => id !== undefined);
    if (found === undefined) throw new Error(`The stack has no resource ${logicalId}.`);
    return found;
  }

  /** The reasons of the failures in the newest stack operation, those of nested stacks too, without cancelled resources. */
  failures(): string[] {
    return this.#events()
      .filter((event) => !this.#earlier.has(event))
      .filter(({ ResourceStatus = '' }) => ResourceStatus.endsWith('_FAILED'))
      .map(({ ResourceStatusReason = '' }) => ResourceStatusReason)
      .filter((reason) => reason !== 'Resource update cancelled');
  }

  #events(): Stack['events'] {
    return this.account.cloudFormation.stacks.all.flatMap(({ events }) => events);
  }

  /** The ids of all deployments in one of these statuses, newest first. */
  async deploymentIds(...statuses: DeploymentStatus[]): Promise<string[]> {
    const { deployments = [] } = await this.codeDeploy.send(
      new ListDeploymentsCommand(statuses.length > 0 ? { includeOnlyStatuses: statuses } : {}),
    );
    return deployments;
  }

  /** Every deployment, oldest first: its status, and whether it is a rollback. */
  async deployments(): Promise<string[]> {
    const ids = (await this.deploymentIds()).reverse();
    const all = ids.map(async (deploymentId) => {
      const { deploymentInfo } = await this.codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
      const { creator, status = '' } = deploymentInfo ?? {};
      return creator === 'codeDeployRollback' ? `rollback ${status}` : status;
    });
    return Promise.all(all);
  }

  /** A person approves every deployment that waits for it. */
  async approve(): Promise<void> {
    for (const deploymentId of await this.deploymentIds('Ready'))
      await this.codeDeploy.send(
        new ContinueDeploymentCommand({ deploymentId, deploymentWaitType: 'READY_WAIT' }),
      );
  }

  /** Puts an alarm of the stack in this state. */
  async setAlarm(logicalId: string, state: 'OK' | 'ALARM'): Promise<void> {
    await new CloudWatchClient(this.client()).send(
      new SetAlarmStateCommand({
        AlarmName: this.physicalId(logicalId),
        StateValue: state,
        StateReason: 'The users complain.',
      }),
    );
  }

  async #askUntilEnd(urls: readonly string[], meanwhile: Meanwhile): Promise<string[][]> {
    const seen = urls.map(() => new Set<string>());
    for (let seconds = 0; this.stack.operation !== undefined; seconds += USER_SECONDS) {
      if (seconds > LONGEST_SECONDS) throw new Error('The stack operation has not ended in twelve hours.');
      await this.account.aws.clock.advance(USER_SECONDS);
      const answers = await Promise.all(urls.map((url) => this.answer(url)));
      answers.forEach((answer, index) => seen[index]?.add(answer));
      await meanwhile(answers);
    }
    return seen.map((each) => [...each]);
  }
}
