import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import {
  type BlueGreenService,
  type BlueGreenServiceOptions,
  CloudFormation,
  CloudFormationApi,
  type LocalAws,
  type Stack,
  clientConfiguration,
  createBlueGreenService,
  eventLines,
  startLocalAws,
} from '#local-aws';
import { ByHand } from './by-hand';
import { momentOf, type Moment } from './moments';
import { packedTypes } from './packages';
import { Surroundings } from './surroundings';
import { shopTemplate, type Choices, type Declaration } from './template';

export const STACK = 'shop';

const SECONDS_BETWEEN_LOOKS = 15;
const LONGEST_SECONDS = 12 * 3600;

// A stack's life is thousands of requests: seconds of real time when the machine is busy.
jest.setTimeout(60_000);

export type StackOptions = Pick<Parameters<CloudFormation['createStack']>[0], 'tags'>;

/** A local AWS with a running service, both packaged types registered, and one stack at most. */
export class Shop extends Surroundings {
  readonly cloudFormation: CloudFormation;
  readonly byHand: ByHand;
  readonly #api: CloudFormationClient;
  #eventsBefore = 0;
  #stack: Stack | undefined;

  private constructor(aws: LocalAws, service: BlueGreenService, packages: Uint8Array[]) {
    super(aws, service);
    this.cloudFormation = new CloudFormation(aws);
    for (const zip of packages) this.cloudFormation.registry.register(zip, { logGroupName: 'types' });
    aws.register('cloudformation', new CloudFormationApi(this.cloudFormation));
    this.#api = new CloudFormationClient(clientConfiguration(aws, 'AKIDUSER'));
    this.byHand = new ByHand(aws, service);
  }

  /** Opens an account whose service runs version 1 of three. */
  static async open(options: BlueGreenServiceOptions = {}): Promise<Shop> {
    const [packages, aws] = await Promise.all([packedTypes(), startLocalAws()]);
    try {
      return new Shop(aws, await createBlueGreenService(aws, options), packages);
    } catch (error) {
      await aws.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.cloudFormation.close();
    await this.aws.close();
  }

  get stack(): Stack {
    if (!this.#stack) throw new Error('There is no stack yet.');
    return this.#stack;
  }

  template(choices: Choices = {}): string {
    return shopTemplate(this.service, choices);
  }

  /** Starts the creation of the stack. */
  async beginCreate(choices: Choices = {}, options: StackOptions = {}): Promise<void> {
    const template = this.template(choices);
    this.#eventsBefore = 0;
    this.#stack = await this.cloudFormation.createStack({ stackName: STACK, template, ...options });
  }

  async create(choices: Choices = {}, options: StackOptions = {}): Promise<Stack> {
    await this.beginCreate(choices, options);
    return this.settle();
  }

  /** Starts an update; the events that `events` gives are those since now. */
  async beginUpdate(choices: Choices, options: StackOptions = {}): Promise<void> {
    this.#eventsBefore = this.stack.events.length;
    await this.cloudFormation.updateStack({ stackName: STACK, template: this.template(choices), ...options });
  }

  async update(choices: Choices, options: StackOptions = {}): Promise<Stack> {
    await this.beginUpdate(choices, options);
    return this.settle();
  }

  /**
   * Takes resources that are there already over into the stack, by the names of the only deployment group.
   * @throws Error why the change set has failed
   */
  async import(choices: Choices, logicalIds: readonly string[]): Promise<Stack> {
    const { applicationName: ApplicationName, deploymentGroupName: DeploymentGroupName } = await this.group();
    const template = this.template(choices);
    const { Resources } = JSON.parse(template) as { Resources: Record<string, Declaration> };
    const names = { StackName: STACK, ChangeSetName: 'import' };
    this.#eventsBefore = this.#stack?.events.length ?? 0;
    await this.#api.send(
      new CreateChangeSetCommand({
        ...names,
        ChangeSetType: 'IMPORT',
        TemplateBody: template,
        ResourcesToImport: logicalIds.map((LogicalResourceId) => ({
          LogicalResourceId,
          ResourceType: Resources[LogicalResourceId]?.Type,
          ResourceIdentifier: { ApplicationName, DeploymentGroupName },
        })),
      }),
    );
    const { Status, StatusReason } = await this.#api.send(new DescribeChangeSetCommand(names));
    if (Status === 'FAILED') throw new Error(StatusReason);
    await this.#api.send(new ExecuteChangeSetCommand(names));
    this.#stack = this.cloudFormation.getStack(STACK);
    return this.settle();
  }

  /** Detects drift. Answers it as lines, e.g. `Group MODIFIED DeploymentConfigName`. */
  async drift(): Promise<string[]> {
    const StackName = STACK;
    await this.#api.send(new DetectStackDriftCommand({ StackName }));
    await this.wait(1);
    const { StackResourceDrifts = [] } = await this.#api.send(
      new DescribeStackResourceDriftsCommand({ StackName }),
    );
    return StackResourceDrifts.map(
      ({ LogicalResourceId, StackResourceDriftStatus, PropertyDifferences = [] }) =>
        [
          LogicalResourceId,
          StackResourceDriftStatus,
          ...PropertyDifferences.map(({ PropertyPath }) => PropertyPath?.slice(1)),
        ].join(' '),
    );
  }

  /** Goes on with a way back that has failed. */
  async continueRollback(): Promise<Stack> {
    this.#eventsBefore = this.stack.events.length;
    await this.#api.send(new ContinueUpdateRollbackCommand({ StackName: STACK }));
    return this.settle();
  }

  cancel(): void {
    this.cloudFormation.cancelUpdateStack(STACK);
  }

  beginDelete(): void {
    this.#eventsBefore = this.stack.events.length;
    this.cloudFormation.deleteStack(STACK);
  }

  /** Lets time go on until nothing is in progress on the stack. */
  async settle(): Promise<Stack> {
    await this.cloudFormation.settle(this.stack);
    return this.stack;
  }

  /** Lets time go on until the newest deployment is at this moment. Each of them lasts longer than the time between two looks. */
  async until(moment: Moment): Promise<string> {
    for (let seconds = 0; seconds < LONGEST_SECONDS; seconds += SECONDS_BETWEEN_LOOKS) {
      const newest = (await this.deploymentIds()).at(0);
      if (newest !== undefined && (await momentOf(this.codeDeploy, newest)) === moment) return newest;
      await this.wait(SECONDS_BETWEEN_LOOKS);
    }
    throw new Error(`No deployment is ever ${moment}.`);
  }

  /** Lets time go on until the newest operation has an event that begins so. */
  async untilEvent(beginning: string): Promise<void> {
    await this.#until(beginning, () => this.events().some((line) => line.startsWith(beginning)));
  }

  /** Lets time go on until a handler has made this call once more. */
  async untilCall(operation: string): Promise<void> {
    const before = this.callsOf(operation);
    await this.#until(operation, () => this.callsOf(operation) > before);
  }

  /** The next time that a handler has had this call carried out, its process is killed before it gets the answer. */
  killHandlerAfter(operation: string): void {
    this.aws.faults.after(
      {
        service: 'codedeploy',
        operation,
        count: 1,
        when: (_, { accessKeyId }) => accessKeyId.startsWith('ASIA'),
      },
      () => this.cloudFormation.registry.killHandlers(),
    );
  }

  /** Lets so many seconds pass. */
  async wait(seconds: number): Promise<void> {
    await this.aws.clock.advance(seconds);
  }

  /** Events since the newest operation began, one a line, without tokens. */
  events(): string[] {
    return eventLines(this.stack, this.#eventsBefore);
  }

  /** The reason of a resource's newest failure in the newest operation. */
  failure(logicalId: string): string {
    const failed = this.events().findLast(
      (line) => line.startsWith(`${logicalId} `) && line.includes('_FAILED '),
    );
    return failed?.replace(/^\S+ \S+ /, '') ?? '';
  }

  /** How long the way back of the newest operation took for a resource, in seconds. */
  rollbackSeconds(logicalId: string): number {
    const events = this.stack.events.slice(this.#eventsBefore);
    const begun = events.find(({ ResourceStatus }) => ResourceStatus === 'UPDATE_ROLLBACK_IN_PROGRESS');
    const done = events.findLast((event) => event.LogicalResourceId === logicalId);
    return (done!.Timestamp!.getTime() - begun!.Timestamp!.getTime()) / 1000;
  }

  async #until(what: string, holds: () => boolean): Promise<void> {
    const reached = await this.aws.clock.advanceUntil(holds, LONGEST_SECONDS);
    if (!reached) throw new Error(`It never comes to this: ${what}.`);
  }
}
