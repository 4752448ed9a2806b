import type { CreateServiceRequest, Deployment, Service, ServiceEvent } from '@aws-sdk/client-ecs';
import { Ids, type AccountContext } from '../../core/account-context';
import type { StoredTaskSet, TaskSetSettings } from './task-set';

/** Members that the service keeps as they were given, and hands out again. */
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
>;

const EVENTS_SHOWN = 100;
const eventIds = new Ids('service-event');

/** A service with its task sets; one with the ECS controller keeps its deployments as task sets too. */
export class StoredService {
  readonly createdAt: Date;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE' = 'ACTIVE';
  taskSets: StoredTaskSet[] = [];
  #events: ServiceEvent[] = [];

  /** @param settings what new tasks run; those of the PRIMARY task set once it has changed */
  constructor(
    private readonly account: AccountContext,
    readonly names: { clusterArn: string; clusterName: string; serviceArn: string; serviceName: string },
    readonly controller: 'ECS' | 'CODE_DEPLOY',
    public desiredCount: number,
    public settings: TaskSetSettings,
    public kept: KeptMembers,
    readonly roleArn: string | undefined,
  ) {
    this.createdAt = account.clock.date();
  }

  get primary(): StoredTaskSet | undefined {
    return this.taskSets.find(({ status }) => status === 'PRIMARY');
  }

  /** Gives every task set that is not on its way out the tasks that the desired count asks for. */
  rescale(): void {
    for (const taskSet of this.taskSets) if (taskSet.status !== 'DRAINING') taskSet.scale(this.desiredCount);
  }

  note(text: string): void {
    const message = `(service ${this.names.serviceName}) ${text}`;
    this.#events.unshift({ id: eventIds.uuid(), createdAt: this.account.clock.date(), message });
    this.#events.length = Math.min(this.#events.length, EVENTS_SHOWN);
  }

  /** As DescribeServices shows it: task sets for the controller CODE_DEPLOY, deployments for ECS. */
  described(): Service {
    const { taskDefinition, loadBalancers, networkConfiguration, platformVersion } = this.settings;
    const { launchType, capacityProviderStrategy } = this.settings;
    const sum = (count: (taskSet: StoredTaskSet) => number) =>
      this.taskSets.reduce((total, taskSet) => total + count(taskSet), 0);
    return {
      serviceArn: this.names.serviceArn,
      serviceName: this.names.serviceName,
      clusterArn: this.names.clusterArn,
      loadBalancers,
      serviceRegistries: [],
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
        ? { taskSets: this.taskSets.map((taskSet) => taskSet.described()), deployments: [] }
        : { deployments: this.taskSets.filter(({ status }) => status !== 'DRAINING').map(toDeployment) }),
      roleArn: this.roleArn,
      events: [...this.#events],
      createdAt: this.createdAt,
      createdBy: `arn:${this.account.partition}:iam::${this.account.accountId}:root`,
      networkConfiguration,
    };
  }
}

function toDeployment(taskSet: StoredTaskSet): Deployment {
  const shown = taskSet.described();
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
    rolloutState: taskSet.steady ? 'COMPLETED' : 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${shown.id} ${taskSet.steady ? 'completed' : 'in progress'}.`,
  };
}
