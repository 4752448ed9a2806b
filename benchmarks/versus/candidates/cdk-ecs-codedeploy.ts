import { join } from 'node:path';
import { FunctionRuntime } from '#local-aws';
import { appSpecRevision, GROUP_NAME } from '#test-kit';
import type { Account } from '../virtual-time/account';
import type { Change, Candidate, Installed, Operation, Wanted } from './candidate';
import { CustomResource, type CustomResourceEvent, type Respond } from './custom-resource';
import { functionEnvironment } from './environment';
import type { FunctionCode } from './registry-type';

/** The construct asks every 15 seconds and gives up after 30 minutes, unless told otherwise. (cdk-ecs-codedeploy, EcsDeploymentProvider and EcsDeployment.) */
const QUERY_INTERVAL_SECONDS = 15;
const TOTAL_TIMEOUT_SECONDS = 30 * 60;

const ALTERNATIVES = join(__dirname, '..', 'alternatives');
const CONSTRUCT = join(ALTERNATIVES, 'node_modules', '@cdklabs', 'cdk-ecs-codedeploy');
const PROVIDER = join(CONSTRUCT, 'assets', 'ecs-deployment-provider');

/** The two functions of the construct, as its package ships them. */
export const CDK_FUNCTIONS = {
  onEvent: { file: join(PROVIDER, 'on-event.lambda', 'index.js'), handler: 'index.handler' },
  isComplete: { file: join(PROVIDER, 'is-complete.lambda', 'index.js'), handler: 'index.handler' },
};

/**
 * `EcsDeployment` of @cdklabs/cdk-ecs-codedeploy: its own functions, called as the AWS CDK's provider framework and its
 * state machine call them. The framework's own two functions only pass events on, so they are not run.
 */
export const cdkEcsCodeDeploy: Candidate = {
  name: 'cdk-ecs-codedeploy',
  groupFor: (settings) => settings,
  install: async (account) => new InstalledConstruct(account),
};

class InstalledConstruct implements Installed {
  invocations = 0;
  /** The latest event of isComplete. */
  lastEvent: Record<string, unknown> | undefined;
  readonly #onEvent: FunctionRuntime;
  readonly #isComplete: FunctionRuntime;
  readonly #resource: CustomResource;

  constructor(private readonly account: Account) {
    this.#onEvent = runtimeOf(account, CDK_FUNCTIONS.onEvent);
    this.#isComplete = runtimeOf(account, CDK_FUNCTIONS.isComplete);
    this.#resource = new CustomResource(account, (event, respond) => this.#handle(event, respond));
  }

  begin({ from, to }: Change): Operation {
    return this.#resource.change(this.#properties(to), from && this.#properties(from));
  }

  cleanUp(): Operation[] {
    return this.#resource.cleanUp();
  }

  async close(): Promise<void> {
    await Promise.all([this.#onEvent.kill(), this.#isComplete.kill()]);
  }

  /** The framework's onEvent: calls the user's, then starts the state machine. (aws-cdk-lib/custom-resources, framework.ts.) */
  async #handle(event: CustomResourceEvent, respond: Respond): Promise<void> {
    this.invocations += 1;
    try {
      const result = await this.#onEvent.invoke(event);
      const merged = { ...event, ...(result as object) };
      await this.#poll(merged, respond, TOTAL_TIMEOUT_SECONDS / QUERY_INTERVAL_SECONDS);
    } catch (error) {
      respond(false, messageOf(error), event.PhysicalResourceId);
    }
  }

  /**
   * The state machine's only task: isComplete at once, then after each interval until it answers yes. An error that it
   * throws is the answer to CloudFormation. (aws-cdk-lib/custom-resources, waiter-state-machine.ts and cfn-response.ts.)
   */
  async #poll(
    event: CustomResourceEvent & { PhysicalResourceId?: string },
    respond: Respond,
    retriesLeft: number,
  ): Promise<void> {
    this.invocations += 1;
    this.lastEvent = { ...event };
    let complete: boolean;
    try {
      complete = ((await this.#isComplete.invoke(event)) as { IsComplete: boolean }).IsComplete;
    } catch (error) {
      respond(false, messageOf(error), event.PhysicalResourceId);
      return;
    }
    if (complete) respond(true, '', event.PhysicalResourceId);
    else if (retriesLeft === 0) respond(false, 'Operation timed out', event.PhysicalResourceId);
    else
      this.account.aws.clock.after(QUERY_INTERVAL_SECONDS, () => this.#poll(event, respond, retriesLeft - 1));
  }

  #properties({ version, hook }: Wanted): Record<string, unknown> {
    const hooks = hook === undefined ? {} : { AfterAllowTestTraffic: hook };
    const { appSpecContent } = appSpecRevision(this.account.service, version, hooks);
    return {
      applicationName: this.account.service.applicationName,
      deploymentGroupName: GROUP_NAME,
      revisionAppSpecContent: appSpecContent?.content,
    };
  }
}

function runtimeOf({ aws }: Account, { file, handler }: FunctionCode): FunctionRuntime {
  return new FunctionRuntime({
    file: join(ALTERNATIVES, 'quiet.js'),
    handler,
    clock: aws.clock,
    environment: { ...functionEnvironment(aws), FUNCTION_FILE: file },
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
