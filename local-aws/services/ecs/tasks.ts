import type { LoadBalancer } from '@aws-sdk/client-ecs';
import type { LoadBalancing } from '../elasticloadbalancing/load-balancing';
import type { AccountContext } from '../../core/account-context';
import { containerResponse } from './container';
import type { StoredTaskDefinition } from './task-definitions';

/** How long things take, in seconds of virtual time. */
export interface TaskTiming {
  /** From PENDING to RUNNING: image pull and start. */
  startSeconds: number;
  /** From RUNNING to healthy behind the load balancer. */
  healthySeconds: number;
  /** From DRAINING to gone. */
  drainSeconds: number;
}

/** What tasks need to know of the world. */
export interface TaskHost {
  readonly account: AccountContext;
  readonly loadBalancing: LoadBalancing;
  readonly timing: TaskTiming;
  /** A private address that no other task has. */
  newAddress(): string;
  becomesHealthy(taskDefinition: StoredTaskDefinition): boolean;
}

interface Task {
  address: string;
  state: 'PENDING' | 'RUNNING';
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

  get pendingCount(): number {
    return this.#tasks.filter(({ state }) => state === 'PENDING').length;
  }

  get runningCount(): number {
    return this.#tasks.filter(({ state }) => state === 'RUNNING').length;
  }

  /** Whether exactly so many tasks run and all of them are healthy. */
  isSteadyAt(count: number): boolean {
    return this.#tasks.length === count && this.#tasks.every(({ healthy }) => healthy);
  }

  /** Starts or stops tasks; those that stop do so at once, the newest first. */
  scaleTo(count: number): void {
    while (this.#tasks.length > count) this.#stop(this.#tasks.pop());
    while (this.#tasks.length < count) this.#start();
  }

  /** Takes the tasks out of their load balancers; they run on until they are scaled to 0. */
  drain(): void {
    for (const { address } of this.#tasks) {
      this.#eachTargetGroup((arn) => {
        this.host.loadBalancing.targets.setHealth(arn, address, 'draining');
      });
    }
  }

  #start(): void {
    const task: Task = { address: this.host.newAddress(), state: 'PENDING', healthy: false };
    this.#tasks.push(task);
    const { clock } = this.host.account;
    clock.after(this.host.timing.startSeconds, () => {
      if (!this.#tasks.includes(task)) return;
      task.state = 'RUNNING';
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
