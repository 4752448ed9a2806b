import type { LoadBalancer } from '@aws-sdk/client-ecs';
import type { LoadBalancing } from '../elasticloadbalancing/load-balancing';
import type { AccountContext } from '../../core/account-context';
import { containerResponse } from './container';
import type { EcsFaults } from './faults';
import type { StoredTaskDefinition } from './task-definitions';

/** Durations in seconds of virtual time. */
export interface TaskTiming {
  /** From PENDING to RUNNING: image pull and start. */
  startSeconds: number;
  /** From RUNNING to healthy behind the load balancer. */
  healthySeconds: number;
  /** From DRAINING until the tasks have ended. */
  drainSeconds: number;
}

/** What tasks need from the service that runs them. */
export interface TaskHost {
  readonly account: AccountContext;
  readonly loadBalancing: LoadBalancing;
  readonly timing: TaskTiming;
  readonly faults: EcsFaults;
  /** A private address that no other task has. */
  newAddress(): string;
  /** 32 hexadecimal digits that no other task has. */
  newTaskId(): string;
  becomesHealthy(taskDefinition: StoredTaskDefinition): boolean;
}

export interface Task {
  readonly id: string;
  readonly createdAt: Date;
  readonly address: string;
  state: 'PENDING' | 'RUNNING';
  startedAt: Date | undefined;
  healthy: boolean;
}

/** The tasks of one task set (or of one deployment of a service with the ECS controller). */
export class Tasks {
  #tasks: Task[] = [];

  /** @param changed called whenever a task has started or become healthy */
  constructor(
    private readonly host: TaskHost,
    private readonly taskDefinition: StoredTaskDefinition,
    private readonly loadBalancers: readonly LoadBalancer[],
    private readonly changed: () => void,
  ) {}

  /** The tasks that have not ended, oldest first. */
  get all(): readonly Readonly<Task>[] {
    return this.#tasks;
  }

  get pendingCount(): number {
    return this.#tasks.filter(({ state }) => state === 'PENDING').length;
  }

  get runningCount(): number {
    return this.#tasks.filter(({ state }) => state === 'RUNNING').length;
  }

  /** Whether exactly this number of tasks runs, all of them healthy. */
  isSteadyAt(count: number): boolean {
    return this.#tasks.length === count && this.#tasks.every(({ healthy }) => healthy);
  }

  /** Starts or stops tasks. Tasks stop at once, the newest first. */
  scaleTo(count: number): void {
    while (this.#tasks.length > count) this.#stop(this.#tasks.pop());
    while (this.#tasks.length < count) this.#start();
  }

  /** Deregisters the tasks from their load balancers. They run until they are scaled to 0. */
  drain(): void {
    for (const { address } of this.#tasks) {
      this.#eachTargetGroup((arn) => {
        this.host.loadBalancing.targets.setHealth(arn, address, 'draining');
      });
    }
  }

  #start(): void {
    const { clock } = this.host.account;
    const task: Task = {
      id: this.host.newTaskId(),
      createdAt: clock.date(),
      address: this.host.newAddress(),
      state: 'PENDING',
      startedAt: undefined,
      healthy: false,
    };
    this.#tasks.push(task);
    clock.after(this.host.timing.startSeconds, () => {
      if (!this.#tasks.includes(task)) return;
      task.state = 'RUNNING';
      task.startedAt = clock.date();
      this.#register(task);
      clock.after(this.loadBalancers.length === 0 ? 0 : this.host.timing.healthySeconds, () => {
        this.#checkHealth(task);
      });
      this.changed();
    });
  }

  #checkHealth(task: Task): void {
    if (!this.#tasks.includes(task)) return;
    task.healthy = this.host.becomesHealthy(this.taskDefinition);
    this.#eachTargetGroup((arn) => {
      this.host.loadBalancing.targets.setHealth(arn, task.address, task.healthy ? 'healthy' : 'unhealthy');
    });
    this.changed();
  }

  #register({ address }: Task): void {
    for (const { targetGroupArn, containerName = '', containerPort = 0 } of this.loadBalancers) {
      if (targetGroupArn === undefined) continue;
      const answer = () => containerResponse(this.taskDefinition, containerName);
      this.host.loadBalancing.targets.register(targetGroupArn, { id: address, port: containerPort, answer });
    }
  }

  #stop(task: Task | undefined): void {
    this.#eachTargetGroup((arn) => {
      if (task) this.host.loadBalancing.targets.deregister(arn, task.address);
    });
  }

  #eachTargetGroup(act: (arn: string) => void): void {
    for (const { targetGroupArn } of this.loadBalancers)
      if (targetGroupArn !== undefined) act(targetGroupArn);
  }
}
