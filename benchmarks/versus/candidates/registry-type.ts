import { Ids, FunctionRuntime } from '#local-aws';
import { asStrings, eventOf, GROUP_NAME, type Properties } from '#test-kit';
import type { Account } from '../virtual-time/account';
import type { Answer, Change, Candidate, Installed, Operation, Wanted } from './candidate';
import { LOG_KEY, WORK_KEY } from './environment';

const LOG_GROUP = 'types';
const TYPE_NAME = 'Org::CodeDeploy::EcsDeployment';
/** As the type's schema says. */
const TIMEOUT_MINUTES = 2160;

/** More invocations than any operation here needs. */
const MAXIMUM_INVOCATIONS = 1000;

interface ProgressEvent {
  status: 'IN_PROGRESS' | 'SUCCESS' | 'FAILED';
  message?: string;
  callbackContext?: Properties | null;
  callbackDelaySeconds?: number;
  resourceModel?: Properties | null;
}

/** Where the code of a function is. */
export interface FunctionCode {
  /** A CommonJS file. */
  file: string;
  /** The file's name and its export, e.g. `handlers.entrypoint`. */
  handler: string;
  environment?: Record<string, string>;
}

/** A type of the CloudFormation registry, called as CloudFormation calls it. */
export function registryType(name: string, code: FunctionCode, more: Properties = {}): Candidate {
  return {
    name,
    groupFor: (settings) => settings,
    install: async (account) => new InstalledType(account, code, more),
  };
}

class InstalledType implements Installed {
  invocations = 0;
  /** The latest event, kept so that a benchmark can send it again. */
  lastEvent: Properties | undefined;
  readonly #runtime: FunctionRuntime;
  readonly #tokens = new Ids('bench-token');

  constructor(
    private readonly account: Account,
    { file, handler, environment }: FunctionCode,
    private readonly more: Properties,
  ) {
    const { aws } = account;
    this.#runtime = new FunctionRuntime({
      file,
      handler,
      clock: aws.clock,
      environment: { AWS_REGION: aws.region, AWS_ENDPOINT_URL: aws.endpoint, ...environment },
    });
  }

  begin({ from, to, rollback }: Change): Operation {
    const { clock } = this.account.aws;
    const request = {
      token: this.#tokens.uuid(),
      logicalResourceId: 'Deployment',
      rollback,
      ...(from && { previousProperties: this.#properties(from) }),
    };
    const deadline = clock.now() + TIMEOUT_MINUTES * 60_000;
    const operation: { answer: Answer | undefined; ignoreAnswer(): void } = {
      answer: undefined,
      ignoreAnswer: () => {
        ignored = true;
      },
    };
    let ignored = false;
    const call = async (properties: Properties, callbackContext: Properties | undefined): Promise<void> => {
      if (ignored) return;
      const event = this.#event(from ? 'UPDATE' : 'CREATE', { ...request, properties, callbackContext });
      const progress = await this.#invoke(event);
      if (progress.status === 'IN_PROGRESS' && clock.now() < deadline) {
        const delay = Math.max(0, Math.ceil(progress.callbackDelaySeconds ?? 0));
        const model = progress.resourceModel ?? properties;
        clock.after(delay, () => call(asStrings(model), progress.callbackContext ?? undefined));
        return;
      }
      operation.answer = {
        at: clock.now(),
        succeeded: progress.status === 'SUCCESS',
        message: progress.message ?? '',
      };
    };
    clock.after(0, () => call(this.#properties(to), undefined));
    return operation;
  }

  /** The identifier never changes, so no resource is ever replaced. */
  cleanUp(): Operation[] {
    return [];
  }

  close(): Promise<void> {
    return this.#runtime.kill();
  }

  async #invoke(event: Properties): Promise<ProgressEvent> {
    this.invocations += 1;
    if (this.invocations > MAXIMUM_INVOCATIONS)
      throw new Error(`The operation has not ended after ${MAXIMUM_INVOCATIONS} invocations.`);
    this.lastEvent = event;
    return (await this.#runtime.invoke(event)) as ProgressEvent;
  }

  #event(...[action, request]: [Parameters<typeof eventOf>[1], Parameters<typeof eventOf>[2]]): Properties {
    const event = eventOf(this.account.aws, action, request);
    const secret = { secretAccessKey: 'secret', sessionToken: 'session' };
    return {
      ...event,
      resourceType: TYPE_NAME,
      requestData: {
        ...(event.requestData as Properties),
        callerCredentials: { accessKeyId: WORK_KEY, ...secret },
        providerCredentials: { accessKeyId: LOG_KEY, ...secret },
        providerLogGroupName: LOG_GROUP,
      },
    };
  }

  #properties({ version, hook, untilShifted }: Wanted): Properties {
    return asStrings({
      ApplicationName: this.account.service.applicationName,
      DeploymentGroupName: GROUP_NAME,
      TaskDefinition: this.account.taskDefinition(version),
      ...(untilShifted && { CompleteWhen: 'TRAFFIC_SHIFTED' }),
      ...(hook && { Hooks: { AfterAllowTestTraffic: hook } }),
      ...this.more,
    });
  }
}
