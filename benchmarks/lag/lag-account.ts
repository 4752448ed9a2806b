import {
  CodeDeployClient,
  ContinueDeploymentCommand,
  CreateDeploymentGroupCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  type BlueGreenService,
  type LocalAws,
  clientConfiguration,
  createBlueGreenService,
  startLocalAws,
} from '#local-aws';
import { setAlarm } from '#test-kit';
import { OutOfBandReader } from '../setup/out-of-band-reader';
import type { DeploymentCase } from './deployment-case';
import { ALARM, groupInput } from '../setup/deployment-group';
import { createHooks, type HookAnswer } from './hooks';
import { showVirtualTime } from '../setup/virtual-date';

/** An account in which deployments are measured one after the other, each with its own service. */
export class LagAccount {
  readonly reader: OutOfBandReader;
  readonly #codeDeploy: CodeDeployClient;
  readonly #cloudWatch: CloudWatchClient;
  #services = 0;

  private constructor(
    readonly aws: LocalAws,
    /** Sets the answers of the hooks from now on. */
    readonly setHookAnswer: (answer: HookAnswer) => void,
    private readonly showRealTime: () => void,
  ) {
    const configuration = clientConfiguration(aws, 'AKIDBYHAND');
    this.reader = new OutOfBandReader(aws);
    this.#codeDeploy = new CodeDeployClient(configuration);
    this.#cloudWatch = new CloudWatchClient(configuration);
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
  async openService(deployment: DeploymentCase): Promise<BlueGreenService> {
    const service = await createBlueGreenService(this.aws, { name: `case-${++this.#services}` });
    await this.setAlarm('OK');
    await this.#codeDeploy.send(new CreateDeploymentGroupCommand(groupInput(service, deployment)));
    return service;
  }

  async continueDeployment(deploymentId: string): Promise<void> {
    await this.#codeDeploy.send(
      new ContinueDeploymentCommand({ deploymentId, deploymentWaitType: 'READY_WAIT' }),
    );
  }

  async stopDeployment(deploymentId: string): Promise<void> {
    await this.#codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true }));
  }

  async setAlarm(state: 'OK' | 'ALARM'): Promise<void> {
    await setAlarm(this.#cloudWatch, ALARM, state);
  }
}
