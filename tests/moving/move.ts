import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  type Change,
  type ResourceToImport,
} from '@aws-sdk/client-cloudformation';
import { clientConfiguration, eventLines, type LocalAws, type Stack } from '#local-aws';
import { packedTypes } from '../stacks/scenario/packages';
import { startForPrograms, type ProgramAccount } from '../tools/programs';
import { Users } from './users';

export const STACK = 'shop';

// Stacks run in virtual time. The limit is only there to end a test that hangs, however busy the machine is.
jest.setTimeout(10 * 60_000);

/**
 * A stack of the time before these types, in an account that has them. Its users ask all the time, from the end of the
 * stack's creation.
 */
export class Move {
  readonly #client: CloudFormationClient;
  readonly users: Users;

  private constructor(
    readonly account: ProgramAccount,
    readonly stack: Stack,
    private readonly parameters: Record<string, string>,
  ) {
    this.#client = new CloudFormationClient(clientConfiguration(account.aws, 'AKIDUSER'));
    this.users = new Users(account.aws, stack.outputs.Host?.value ?? '');
    this.users.start();
  }

  /**
   * Creates the stack.
   * @param account which the test has prepared; it is closed with the stack
   * @param parameters of the stack, which its updates get too
   */
  static async start(
    template: string,
    {
      account: prepared,
      parameters = {},
    }: { account?: ProgramAccount; parameters?: Record<string, string> } = {},
  ): Promise<Move> {
    const account = prepared ?? (await startForPrograms());
    for (const zip of await packedTypes())
      account.cloudFormation.registry.register(zip, { logGroupName: 'types' });
    const stack = await account.cloudFormation.createStack({ stackName: STACK, template, parameters });
    await account.cloudFormation.settle(stack);
    if (stack.status !== 'CREATE_COMPLETE') throw new Error(eventLines(stack).join('\n'));
    return new Move(account, stack, parameters);
  }

  async close(): Promise<void> {
    this.users.stop();
    await this.account.close();
  }

  get aws(): LocalAws {
    return this.account.aws;
  }

  /** How many deployments CodeDeploy has started since the account was opened, for any caller. */
  get deployments(): number {
    return this.aws.calls.filter(({ operation, error }) => operation === 'CreateDeployment' && !error).length;
  }

  /** The value of Ref in the stack. */
  physicalId(logicalId: string): string {
    return this.account.cloudFormation.physicalId(this.stack, logicalId);
  }

  /**
   * Updates the stack.
   * @returns its status afterwards
   */
  async update(template: string): Promise<string> {
    const { parameters } = this;
    await this.account.cloudFormation.updateStack({ stackName: STACK, template, parameters });
    await this.account.cloudFormation.settle(this.stack);
    return this.stack.status;
  }

  /**
   * Continues a stack rollback that has failed.
   * @returns the stack's status afterwards
   */
  async continueRollback(...skipped: string[]): Promise<string> {
    const input = { StackName: STACK, ResourcesToSkip: skipped };
    await this.#client.send(new ContinueUpdateRollbackCommand(input));
    await this.account.cloudFormation.settle(this.stack);
    return this.stack.status;
  }

  /**
   * What a change set of an update to this template shows of a resource.
   * @returns undefined when it does not change the resource
   */
  async planned(template: string, logicalId: string): Promise<Change['ResourceChange']> {
    const names = { StackName: STACK, ChangeSetName: 'look' };
    await this.#client.send(
      new CreateChangeSetCommand({ ...names, TemplateBody: template, Capabilities: ['CAPABILITY_IAM'] }),
    );
    const { Changes = [] } = await this.#client.send(new DescribeChangeSetCommand(names));
    await this.#client.send(new DeleteChangeSetCommand(names));
    const changes = Changes.map(({ ResourceChange }) => ResourceChange);
    return changes.find((change) => change?.LogicalResourceId === logicalId);
  }

  /**
   * Imports resources into the stack.
   * @returns the stack's status afterwards
   * @throws Error the reason why the change set has failed
   */
  async import(template: string, ...resources: ResourceToImport[]): Promise<string> {
    const names = { StackName: STACK, ChangeSetName: 'import' };
    await this.#client.send(
      new CreateChangeSetCommand({
        ...names,
        ChangeSetType: 'IMPORT',
        TemplateBody: template,
        Capabilities: ['CAPABILITY_IAM'],
        ResourcesToImport: resources,
      }),
    );
    const { Status, StatusReason } = await this.#client.send(new DescribeChangeSetCommand(names));
    if (Status === 'FAILED') throw new Error(StatusReason);
    await this.#client.send(new ExecuteChangeSetCommand(names));
    await this.account.cloudFormation.settle(this.stack);
    return this.stack.status;
  }

  /** Lets time pass, in seconds, and with it the requests of users. */
  async wait(seconds: number): Promise<void> {
    await this.aws.clock.advance(seconds);
  }
}

/** The deployment group as `resources-to-import` names it. */
export function groupToImport(applicationName: string, deploymentGroupName: string): ResourceToImport {
  return {
    ResourceType: 'Org::CodeDeploy::EcsDeploymentGroup',
    LogicalResourceId: 'Group',
    ResourceIdentifier: { ApplicationName: applicationName, DeploymentGroupName: deploymentGroupName },
  };
}
