import type { CreateServiceRequest, Deployment, Service, ServiceEvent, TaskSet } from '@aws-sdk/client-ecs';
import { Ids, type AccountContext } from '../../core/account-context';
import type { StoredTaskSet, TaskSetSettings } from './task-set';
import type { StrategyRun } from './strategy-run';
import { TaskSetHistory } from './task-set-history';

/** Members that the service stores and returns unchanged. */
type KeptMembers = Pick<
  CreateServiceRequest,
  | 'deploymentConfiguration'
  | 'healthCheckGracePeriodSeconds'
  | 'placementConstraints'
  | 'placementStrategy'
  | 'schedulingStrategy'
  | 'enableECSManagedTags'
  | 'enableExecuteCommand'
  | 'propagateTags'
  | 'availabilityZoneRebalancing'
  | 'serviceRegistries'
>;

const EVENTS_SHOWN = 100;
const eventIds = new Ids('service-event');

/** A service with its task sets. The deployments of a service with the ECS controller are stored as task sets too. */
export class StoredService {
  readonly createdAt: Date;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE' = 'ACTIVE';
  taskSets: StoredTaskSet[] = [];
  /** The deployment by the service's own strategy that runs, if any. */
  run: StrategyRun | undefined;
  #events: ServiceEvent[] = [];
  readonly #history = new TaskSetHistory();

  /** @param settings the settings of new tasks; a new PRIMARY task set replaces them by its own */
  constructor(
    private readonly account: AccountContext,
    readonly names: { clusterArn: string; clusterName: string; serviceArn: string; serviceName: string },
    public controller: 'ECS' | 'CODE_DEPLOY',
    public desiredCount: number,
    public settings: TaskSetSettings,
    public kept: KeptMembers,
    readonly roleArn: string | undefined,
  ) {
    this.createdAt = account.clock.date();
  }

  /** Whether the active service, or one of its task sets, has this capacity provider. */
  uses(capacityProvider: string): boolean {
    const strategies = [this.settings, ...this.taskSets.map(({ settings }) => settings)].flatMap(
      ({ capacityProviderStrategy = [] }) => capacityProviderStrategy,
    );
    return this.status === 'ACTIVE' && strategies.some((each) => each.capacityProvider === capacityProvider);
  }

  get primary(): StoredTaskSet | undefined {
    return this.taskSets.find(({ status }) => status === 'PRIMARY');
  }

  /** Scales every task set that is not draining to the desired count. */
  rescale(): void {
    for (const taskSet of this.taskSets) if (taskSet.status !== 'DRAINING') taskSet.scale(this.desiredCount);
  }

  /** Stores the present state of the task sets. Whatever changes one of them calls it afterwards. */
  remember(): void {
    const shown = this.taskSets.map((taskSet) => taskSet.described());
    this.#history.add(shown, this.account.clock.now());
  }

  note(text: string): void {
    const message = `(service ${this.names.serviceName}) ${text}`;
    this.#events.unshift({ id: eventIds.uuid(), createdAt: this.account.clock.date(), message });
    this.#events.length = Math.min(this.#events.length, EVENTS_SHOWN);
  }

  /**
   * As DescribeServices shows it: task sets for the controller CODE_DEPLOY, deployments for ECS.
   * @param staleSeconds the age of the task sets that it shows
   */
  described(staleSeconds = 0): Service {
    const { taskDefinition, loadBalancers, networkConfiguration, platformVersion } = this.settings;
    const { launchType, capacityProviderStrategy } = this.settings;
    const sum = (count: (taskSet: StoredTaskSet) => number) =>
      this.taskSets.reduce((total, taskSet) => total + count(taskSet), 0);
    return {
      serviceArn: this.names.serviceArn,
      serviceName: this.names.serviceName,
      clusterArn: this.names.clusterArn,
      loadBalancers,
      status: this.status,
      desiredCount: this.desiredCount,
      runningCount: sum(({ tasks }) => tasks.runningCount),
      pendingCount: sum(({ tasks }) => tasks.pendingCount),
      ...(capacityProviderStrategy?.length ? { capacityProviderStrategy } : { launchType }),
      platformVersion,
      taskDefinition,
      ...this.kept,
      deploymentController: { type: this.controller },
      ...(this.controller === 'CODE_DEPLOY'
        ? { taskSets: this.#taskSetsOf(staleSeconds), deployments: [] }
        : {
            deployments: this.taskSets
              .filter(({ status }) => status !== 'DRAINING')
              .map((taskSet) => this.#toDeployment(taskSet)),
          }),
      roleArn: this.roleArn,
      events: [...this.#events],
      createdAt: this.createdAt,
      createdBy: `arn:${this.account.partition}:iam::${this.account.accountId}:root`,
      networkConfiguration,
    };
  }

  #taskSetsOf(staleSeconds: number): TaskSet[] {
    if (staleSeconds > 0) return this.#history.at(this.account.clock.now() - staleSeconds * 1000);
    return this.taskSets.map((taskSet) => taskSet.described());
  }

  #toDeployment(taskSet: StoredTaskSet): Deployment {
    const shown = taskSet.described();
    const isComplete = taskSet.steady && this.run?.green !== taskSet;
    return {
      id: shown.id,
      status: shown.status,
      taskDefinition: shown.taskDefinition,
      desiredCount: shown.computedDesiredCount,
      pendingCount: shown.pendingCount,
      runningCount: shown.runningCount,
      failedTasks: 0,
      createdAt: shown.createdAt,
      updatedAt: shown.updatedAt,
      launchType: shown.launchType,
      capacityProviderStrategy: shown.capacityProviderStrategy,
      platformVersion: shown.platformVersion,
      networkConfiguration: shown.networkConfiguration,
      rolloutState: isComplete ? 'COMPLETED' : 'IN_PROGRESS',
      rolloutStateReason: `ECS deployment ${shown.id} ${isComplete ? 'completed' : 'in progress'}.`,
    };
  }
}
