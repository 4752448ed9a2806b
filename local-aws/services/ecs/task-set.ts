import type { TaskSet } from '@aws-sdk/client-ecs';
import type { NewTaskSet } from '../codedeploy/service-ports';
import type { StoredTaskDefinition } from './task-definitions';
import { Tasks, type TaskHost } from './tasks';

/** The settings of the tasks of a task set. */
export type TaskSetSettings = Omit<NewTaskSet, 'externalId'> & { launchType?: TaskSet['launchType'] };

export interface TaskSetOrigin {
  id: string;
  serviceArn: string;
  clusterArn: string;
  startedBy?: string | undefined;
  externalId?: string | undefined;
}

/** A task set of a service, or a deployment of a service with the ECS controller, which is stored in the same way. */
export class StoredTaskSet {
  readonly createdAt: Date;
  readonly tasks: Tasks;
  status: 'PRIMARY' | 'ACTIVE' | 'DRAINING';
  /** Percent of the service's desired count. */
  scalePercent = 100;
  computedDesiredCount = 0;
  updatedAt: Date;
  #steadySince: Date | undefined;

  constructor(
    private readonly host: TaskHost,
    readonly origin: TaskSetOrigin,
    readonly settings: TaskSetSettings,
    taskDefinition: StoredTaskDefinition,
    status: 'PRIMARY' | 'ACTIVE',
    private readonly changed: (taskSet: StoredTaskSet) => void,
  ) {
    this.createdAt = this.updatedAt = host.account.clock.date();
    this.status = status;
    this.tasks = new Tasks(host, taskDefinition, settings.loadBalancers, () => {
      this.#observe();
    });
  }

  get id(): string {
    return this.origin.id;
  }

  get steady(): boolean {
    return this.tasks.isSteadyAt(this.computedDesiredCount);
  }

  /** computedDesiredCount = the service's desired count times the scale, rounded up. */
  scale(desiredCount: number): void {
    this.computedDesiredCount = Math.ceil((desiredCount * this.scalePercent) / 100);
    this.tasks.scaleTo(this.computedDesiredCount);
    this.touch();
    this.#observe();
  }

  /** Sets the scale to 0. The tasks end after the drain time. */
  drain(gone: () => void): void {
    this.status = 'DRAINING';
    this.scalePercent = 0;
    this.computedDesiredCount = 0;
    this.tasks.drain();
    this.touch();
    this.host.account.clock.after(this.host.timing.drainSeconds, () => {
      this.tasks.scaleTo(0);
      gone();
    });
  }

  touch(): void {
    this.updatedAt = this.host.account.clock.date();
  }

  /** As DescribeServices and DescribeTaskSets show it. */
  described(): TaskSet {
    const { id, serviceArn, clusterArn, startedBy, externalId } = this.origin;
    const { taskDefinition, loadBalancers, platformVersion, networkConfiguration } = this.settings;
    const { launchType, capacityProviderStrategy } = this.settings;
    const service = serviceArn.split(':service/')[1] ?? '';
    const { showsLatest } = this.host.faults;
    return {
      id,
      taskSetArn: serviceArn.replace(/:service\/.*$/, `:task-set/${service}/${id}`),
      serviceArn,
      clusterArn,
      startedBy,
      externalId,
      status: this.status,
      taskDefinition,
      computedDesiredCount: this.computedDesiredCount,
      pendingCount: this.tasks.pendingCount,
      runningCount: this.tasks.runningCount,
      createdAt: this.createdAt,
      updatedAt: this.updatedAt,
      ...(capacityProviderStrategy?.length ? { capacityProviderStrategy } : { launchType }),
      // A task set shows the resolved platform version, the service the requested one.
      platformVersion: platformVersion === 'LATEST' && !showsLatest ? '1.4.0' : platformVersion,
      networkConfiguration,
      loadBalancers,
      serviceRegistries: [],
      scale: { value: this.scalePercent, unit: 'PERCENT' },
      stabilityStatus: this.#steadySince ? 'STEADY_STATE' : 'STABILIZING',
      stabilityStatusAt: this.#steadySince ?? this.createdAt,
      tags: [],
    };
  }

  #observe(): void {
    const { steady } = this;
    if (!steady) this.#steadySince = undefined;
    else this.#steadySince ??= this.host.account.clock.date();
    this.changed(this);
  }
}
