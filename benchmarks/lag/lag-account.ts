import { startLocalAws, type LocalAws } from '#local-aws';
import { startScenario, type Scenario } from '#test-kit';
import { OutOfBandReader } from '../setup/out-of-band-reader';
import { showVirtualTime } from '../setup/virtual-date';
import { PLANS, type DeploymentCase } from './deployment-case';
import { createHooks, type HookAnswer } from './hooks';

/** The alarm that every group watches. */
export const ALARM = 'errors';

/** An account in which deployments are measured one after the other, each with its own service. */
export class LagAccount {
  readonly reader: OutOfBandReader;
  #services = 0;

  private constructor(
    readonly aws: LocalAws,
    /** Sets the answers of the hooks from now on. */
    readonly setHookAnswer: (answer: HookAnswer) => void,
    private readonly showRealTime: () => void,
  ) {
    this.reader = new OutOfBandReader(aws);
  }

  static async open(): Promise<LagAccount> {
    const aws = await startLocalAws();
    const showRealTime = showVirtualTime(aws.clock);
    process.env.AWS_ENDPOINT_URL = aws.endpoint;
    return new LagAccount(aws, await createHooks(aws), showRealTime);
  }

  async close(): Promise<void> {
    this.showRealTime();
    await this.aws.close();
  }

  /** Creates another service, which runs version 1, with the deployment group of the case. */
  openService({ plan, readyWait, terminationWaitMinutes }: DeploymentCase): Promise<Scenario> {
    return startScenario({
      on: this.aws,
      service: { name: `case-${++this.#services}` },
      alarms: [ALARM],
      waits: { ready: readyWait ? 60 : 0, termination: terminationWaitMinutes },
      group: { deploymentConfigName: PLANS[plan].config },
    });
  }
}
