import { FunctionRuntime } from '#local-aws';
import { GROUP_NAME } from '#test-kit';
import type { Account } from '../virtual-time/account';
import type { Change, Candidate, Installed, Operation, Wanted } from './candidate';
import { CustomResource, type CustomResourceEvent, type Respond } from './custom-resource';
import { functionEnvironment } from './environment';
import type { FunctionCode } from './registry-type';

/** crhelper polls with an EventBridge rule of this rate, unless told otherwise. */
const POLL_SECONDS = 120;

/** Ends the endless poll of a stopped deployment, well after the custom resource's hour. */
const MAXIMUM_POLLS = 200;

/** The two custom resources that these types grew from. */
export function origin(code: FunctionCode): Candidate {
  return {
    name: 'origin',
    // Its group resource supports no waits, no alarms and no automatic rollback.
    groupFor: (settings) => ({ ...settings, terminationWait: 0, autoRollback: false, alarm: false }),
    install: async (account) => new InstalledOrigin(account, code),
  };
}

class InstalledOrigin implements Installed {
  invocations = 0;
  /** The latest event of a poll. */
  lastEvent: Record<string, unknown> | undefined;
  readonly #runtime: FunctionRuntime;
  readonly #resource: CustomResource;

  constructor(
    private readonly account: Account,
    code: FunctionCode,
  ) {
    const { clock } = account.aws;
    this.#runtime = new FunctionRuntime({ ...code, clock, environment: functionEnvironment(account.aws) });
    this.#resource = new CustomResource(account, (event, respond) => this.#handle(event, respond));
  }

  begin({ from, to }: Change): Operation {
    return this.#resource.change(this.#properties(to), from && this.#properties(from));
  }

  cleanUp(): Operation[] {
    return this.#resource.cleanUp();
  }

  close(): Promise<void> {
    return this.#runtime.kill();
  }

  async #handle(event: CustomResourceEvent, respond: Respond, Data?: object, polls = 0): Promise<void> {
    this.invocations += 1;
    const call = { ...event, ...(Data && { Data }) };
    this.lastEvent = call;
    let answer: unknown;
    try {
      answer = await this.#runtime.invoke(call);
    } catch (error) {
      respond(false, error instanceof Error ? error.message : String(error), 'deployment');
      return;
    }
    const result = typeof answer === 'object' && answer !== null ? answer : undefined;
    if (result && 'done' in result) respond(true, '', 'deployment');
    else if (polls < MAXIMUM_POLLS)
      this.account.aws.clock.after(POLL_SECONDS, () =>
        this.#handle(event, respond, Data ?? result, polls + 1),
      );
  }

  #properties({ version, hook }: Wanted): Record<string, unknown> {
    return {
      ApplicationName: this.account.service.applicationName,
      DeploymentGroupName: GROUP_NAME,
      TaskDefinition: this.account.taskDefinition(version),
      ContainerName: this.account.service.containerName,
      ...(hook !== undefined && { HookFunction: hook, SafeDeploy: 'true' }),
    };
  }
}
