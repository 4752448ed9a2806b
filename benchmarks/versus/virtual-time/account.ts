import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  CodeDeployClient,
  CreateDeploymentGroupCommand,
  GetDeploymentCommand,
  ListDeploymentsCommand,
  UpdateDeploymentGroupCommand,
  type DeploymentInfo,
} from '@aws-sdk/client-codedeploy';
import {
  type BlueGreenService,
  type LocalAws,
  clientConfiguration,
  createBlueGreenService,
  startLocalAws,
} from '#local-aws';
import {
  GROUP_NAME,
  groupInput,
  setAlarm,
  WITHOUT_ROLLBACK,
  type GroupOptions,
  type Version,
} from '#test-kit';

export type { Version };

/** The settings in which the measured deployment groups differ. */
export interface GroupSettings {
  deploymentConfigName: string;
  /** Minutes that the old task set stays after the shift. */
  terminationWait: number;
  /** Whether the automatic rollback is on, for failures and alarms. */
  autoRollback: boolean;
  /** Whether the group watches the alarm `Errors`. */
  alarm: boolean;
}

const ALARM = 'Errors';
export const AT_ONCE: GroupSettings = {
  deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
  terminationWait: 0,
  autoRollback: true,
  alarm: false,
};

/** An account with a service that runs version 1, its deployment group, and a record of the users' traffic. */
export class Account {
  readonly #codeDeploy: CodeDeployClient;
  readonly #cloudWatch: CloudWatchClient;
  /** The share of users of each version, in per cent, from a moment on (milliseconds). */
  readonly #traffic: { at: number; shares: Map<Version, number> }[] = [];

  private constructor(
    readonly aws: LocalAws,
    readonly service: BlueGreenService,
  ) {
    const configuration = clientConfiguration(aws, 'AKIDOBSERVER');
    this.#codeDeploy = new CodeDeployClient(configuration);
    this.#cloudWatch = new CloudWatchClient(configuration);
  }

  static async open(settings: GroupSettings): Promise<Account> {
    const aws = await startLocalAws();
    const service = await createBlueGreenService(aws, { desiredCount: 2 });
    const account = new Account(aws, service);
    await account.setAlarm('OK');
    const input = groupInput(service, account.#groupOptions(settings));
    await account.#codeDeploy.send(new CreateDeploymentGroupCommand(input));
    account.#watch();
    return account;
  }

  async close(): Promise<void> {
    this.#codeDeploy.destroy();
    this.#cloudWatch.destroy();
    await this.aws.close();
  }

  async setGroup(settings: GroupSettings): Promise<void> {
    const { deploymentGroupName: currentDeploymentGroupName, ...changes } = groupInput(
      this.service,
      this.#groupOptions(settings),
    );
    // An update without alarms keeps those of the group.
    const alarmConfiguration = changes.alarmConfiguration ?? { enabled: false, alarms: [] };
    await this.#codeDeploy.send(
      new UpdateDeploymentGroupCommand({ ...changes, alarmConfiguration, currentDeploymentGroupName }),
    );
  }

  async setAlarm(state: 'OK' | 'ALARM'): Promise<void> {
    await setAlarm(this.#cloudWatch, ALARM, state);
  }

  taskDefinition(version: Version): string {
    return this.service.taskDefinitions[version - 1] ?? '';
  }

  /** All deployments of the group, oldest first. */
  async deployments(): Promise<DeploymentInfo[]> {
    const { applicationName } = this.service;
    const { deployments = [] } = await this.#codeDeploy.send(
      new ListDeploymentsCommand({ applicationName, deploymentGroupName: GROUP_NAME }),
    );
    const all: DeploymentInfo[] = [];
    for (const deploymentId of deployments.reverse()) {
      const { deploymentInfo } = await this.#codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
      if (deploymentInfo) all.push(deploymentInfo);
    }
    return all;
  }

  /** The moment since which this share of users (per cent) gets this version, in milliseconds; undefined when the share differs now. */
  sharedSince(version: Version, share: number): number | undefined {
    const last = this.#traffic.at(-1);
    return last?.shares.get(version) === share ? last.at : undefined;
  }

  /**
   * The moment since which all users get this version, in milliseconds of virtual time, to the second; undefined when
   * they do not.
   */
  liveSince(version: Version): number | undefined {
    const last = this.#traffic.findLastIndex(({ shares }) => shares.get(version) !== 100);
    return this.#traffic[last + 1]?.at;
  }

  /** Records, each virtual second, where the production listener sends requests. */
  #watch(): void {
    const shares = this.#shares();
    const before = this.#traffic.at(-1)?.shares;
    if (JSON.stringify([...shares]) !== JSON.stringify(before && [...before]))
      this.#traffic.push({ at: this.aws.clock.now(), shares });
    this.aws.clock.after(1, () => {
      this.#watch();
    });
  }

  #shares(): Map<Version, number> {
    const { clusterName, serviceName, productionListenerArn } = this.service;
    const [forward] = this.aws.loadBalancing.routing.forwards(productionListenerArn);
    const weights = forward?.weights ?? [];
    const total = weights.reduce((sum, { weight }) => sum + weight, 0);
    const taskSets = this.aws.ecs.taskSets.findService(clusterName, serviceName)?.taskSets ?? [];
    const shares = new Map<Version, number>();
    for (const { targetGroupArn, weight } of weights) {
      const taskSet = taskSets.find(
        ({ loadBalancers, status }) =>
          status !== 'DRAINING' && loadBalancers?.some((each) => each.targetGroupArn === targetGroupArn),
      );
      const version = this.#versionOf(taskSet?.taskDefinition);
      if (version && weight > 0) shares.set(version, Math.round((100 * weight) / total));
    }
    return shares;
  }

  #versionOf(taskDefinition: string | undefined): Version | undefined {
    const versions: readonly Version[] = [1, 2, 3];
    return versions.find((version) => this.taskDefinition(version) === taskDefinition);
  }

  #groupOptions(settings: GroupSettings): GroupOptions {
    return {
      waits: { termination: settings.terminationWait },
      alarms: settings.alarm ? [ALARM] : [],
      group: {
        deploymentConfigName: settings.deploymentConfigName,
        ...(!settings.autoRollback && WITHOUT_ROLLBACK),
      },
    };
  }
}
