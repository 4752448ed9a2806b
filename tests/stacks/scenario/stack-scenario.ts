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
  applySwitch,
  type BlueGreenServiceOptions,
  CloudControlApi,
  CloudFormation,
  CloudFormationApi,
  type Stack,
  type Switch,
  clientConfiguration,
} from '#local-aws';
import { startScenario, type Scenario, type Version } from '#test-kit';
import { deploymentStateOf, type DeploymentState } from './deployment-state';
import { packedTypes } from './packages';
import { ServiceObserver } from './service-observer';
import { StackEvents } from './stack-events';
import { stackTemplate, type ResourceDeclaration, type TemplateOptions } from './template';

export const STACK = 'shop';

/** Every state of a deployment that tests wait for lasts longer than this. */
const POLL_SECONDS = 15;

const LONGEST_SECONDS = 12 * 3600;

// Stacks run in virtual time. The limit is only there to end a test that hangs, however busy the machine is.
jest.setTimeout(10 * 60_000);

export type StackOptions = Pick<
  Parameters<CloudFormation['createStack']>[0],
  'tags' | 'express' | 'disableRollback'
>;

/** A scenario of the test kit with both packaged types registered, and at most one stack that uses them. */
export class StackScenario extends ServiceObserver {
  readonly cloudFormation: CloudFormation;
  readonly api: CloudFormationClient;
  #eventsBefore = 0;
  #stack: Stack | undefined;

  private constructor(
    /** What an operator does outside of the stack, by hand. */
    readonly operator: Scenario,
    packages: Uint8Array[],
    reading: Switch,
  ) {
    const { aws, service } = operator;
    super(aws, service);
    this.cloudFormation = new CloudFormation(aws, applySwitch(aws, reading));
    for (const zip of packages) this.cloudFormation.registry.register(zip, { logGroupName: 'types' });
    aws.register('cloudformation', new CloudFormationApi(this.cloudFormation));
    aws.register('cloudcontrolapi', new CloudControlApi(this.cloudFormation));
    this.api = new CloudFormationClient(clientConfiguration(aws, 'AKIDUSER'));
  }

  /**
   * Opens an account whose service runs version 1 of three and has no deployment group.
   * @param reading how the local AWS behaves where AWS does not say it
   */
  static async start(service: BlueGreenServiceOptions = {}, reading: Switch = {}): Promise<StackScenario> {
    const packages = await packedTypes();
    return new StackScenario(await startScenario({ service, group: 'none' }), packages, reading);
  }

  async close(): Promise<void> {
    await this.cloudFormation.close();
    await this.operator.close();
  }

  /** The events since the newest stack operation began. */
  get events(): StackEvents {
    return new StackEvents(this.stack, this.#eventsBefore);
  }

  get stack(): Stack {
    if (!this.#stack) throw new Error('The stack does not exist yet.');
    return this.#stack;
  }

  template(options: TemplateOptions = {}): string {
    return stackTemplate(this.service, options);
  }

  /** Starts the creation of the stack. */
  async beginCreate(template: TemplateOptions = {}, options: StackOptions = {}): Promise<void> {
    this.#eventsBefore = 0;
    this.#stack = await this.cloudFormation.createStack({
      stackName: STACK,
      template: this.template(template),
      ...options,
    });
  }

  async create(template: TemplateOptions = {}, options: StackOptions = {}): Promise<void> {
    await this.beginCreate(template, options);
    await this.finish();
  }

  /** Starts an update. */
  async beginUpdate(template: TemplateOptions, options: StackOptions = {}): Promise<void> {
    this.#eventsBefore = this.stack.events.length;
    await this.cloudFormation.updateStack({
      stackName: STACK,
      template: this.template(template),
      ...options,
    });
  }

  async update(template: TemplateOptions, options: StackOptions = {}): Promise<void> {
    await this.beginUpdate(template, options);
    await this.finish();
  }

  /**
   * Imports existing resources into the stack, by the names of the only deployment group.
   * @throws Error the reason why the change set has failed
   */
  async import(template: TemplateOptions, logicalIds: readonly string[]): Promise<void> {
    const { applicationName: ApplicationName, deploymentGroupName: DeploymentGroupName } = await this.group();
    const TemplateBody = this.template(template);
    const { Resources } = JSON.parse(TemplateBody) as { Resources: Record<string, ResourceDeclaration> };
    const names = { StackName: STACK, ChangeSetName: 'import' };
    // The import into a stack that was deleted makes another one.
    const isNew = !this.#stack || this.#stack.status === 'DELETE_COMPLETE';
    this.#eventsBefore = isNew ? 0 : this.stack.events.length;
    await this.api.send(
      new CreateChangeSetCommand({
        ...names,
        ChangeSetType: 'IMPORT',
        TemplateBody,
        ResourcesToImport: logicalIds.map((LogicalResourceId) => ({
          LogicalResourceId,
          ResourceType: Resources[LogicalResourceId]?.Type,
          ResourceIdentifier: { ApplicationName, DeploymentGroupName },
        })),
      }),
    );
    const { Status, StatusReason } = await this.api.send(new DescribeChangeSetCommand(names));
    if (Status === 'FAILED') throw new Error(StatusReason);
    await this.api.send(new ExecuteChangeSetCommand(names));
    this.#stack = this.cloudFormation.getStack(STACK);
    await this.finish();
  }

  /**
   * Detects drift.
   * @returns a line for each resource, e.g. `Group MODIFIED DeploymentConfigName`
   */
  async drift(): Promise<string[]> {
    const StackName = STACK;
    await this.api.send(new DetectStackDriftCommand({ StackName }));
    await this.wait(1);
    const { StackResourceDrifts = [] } = await this.api.send(
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

  /** Continues a stack rollback that has failed. */
  async continueRollback(resourcesToSkip: string[] = []): Promise<void> {
    this.#eventsBefore = this.stack.events.length;
    await this.api.send(
      new ContinueUpdateRollbackCommand({ StackName: STACK, ResourcesToSkip: resourcesToSkip }),
    );
    await this.finish();
  }

  cancel(): void {
    this.cloudFormation.cancelUpdateStack(STACK);
  }

  beginDelete(): void {
    this.#eventsBefore = this.stack.events.length;
    this.cloudFormation.deleteStack(STACK);
  }

  /** Advances the clock until nothing is in progress on the stack. */
  async finish(): Promise<void> {
    await this.cloudFormation.settle(this.stack);
  }

  /**
   * An operator deploys a version with the stack's deployment group.
   * @returns the deployment's id
   */
  async deployByHand(version: Version): Promise<string> {
    return this.operator.deployByHand(version, await this.group());
  }

  /** An operator makes a deployment group without a test listener and without automatic rollback. */
  async createGroupByHand(deploymentGroupName: string): Promise<void> {
    const group = { deploymentGroupName, autoRollbackConfiguration: undefined };
    await this.operator.createGroup({ testListener: false, group });
  }

  /**
   * Advances the clock until the newest deployment is in this state.
   * @returns the deployment's id
   */
  async untilDeployment(state: DeploymentState): Promise<string> {
    for (let seconds = 0; seconds < LONGEST_SECONDS; seconds += POLL_SECONDS) {
      const newest = (await this.deploymentIds()).at(0);
      if (newest !== undefined && (await deploymentStateOf(this.codeDeploy, newest)) === state) return newest;
      await this.wait(POLL_SECONDS);
    }
    throw new Error(`No deployment has reached the state "${state}".`);
  }

  /** Advances the clock until the newest stack operation has brought a resource into this status. */
  async untilStatus(logicalId: string, status: string): Promise<void> {
    await this.#until(`${logicalId} ${status}`, () => this.events.has(logicalId, status));
  }

  /** Advances the clock until AWS has carried out one more call of this operation. */
  async untilCall(operation: string): Promise<void> {
    const before = this.callsOf(operation);
    await this.#until(operation, () => this.callsOf(operation) > before);
  }

  /** Kills the handler's process once, after CodeDeploy has carried out a call of this operation and before the handler gets the answer. */
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

  async wait(seconds: number): Promise<void> {
    await this.aws.clock.advance(seconds);
  }

  async #until(awaited: string, holds: () => boolean): Promise<void> {
    const reached = await this.aws.clock.advanceUntil(holds, LONGEST_SECONDS);
    if (!reached) throw new Error(`${awaited} has not happened in twelve hours.`);
  }
}
