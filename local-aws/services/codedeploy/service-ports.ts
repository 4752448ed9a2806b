import type { LoadBalancer, TaskSet } from '@aws-sdk/client-ecs';
import type { VirtualClock } from '../../core/clock';

/** The account and its other services, as far as CodeDeploy uses them through its service role. */
export interface ServicePorts {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly clock: VirtualClock;
  readonly ecs: TaskSets;
  readonly loadBalancing: Routing;
  readonly roles: Roles;
  readonly alarms: Alarms;
  readonly functions: Functions;
  readonly topics: Topics;
  readonly events: EventBus;
}

/** An ECS service, as deployments see it. Cluster and service are given by name or ARN everywhere below. */
export interface DeployedService {
  clusterName: string;
  serviceName: string;
  serviceArn: string;
  status: string;
  controller: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';
  desiredCount: number;
  taskSets: TaskSet[];
}

export interface NewTaskSet {
  externalId: string;
  taskDefinition: string;
  loadBalancers: LoadBalancer[];
  platformVersion?: string | undefined;
  networkConfiguration?: TaskSet['networkConfiguration'];
  capacityProviderStrategy?: TaskSet['capacityProviderStrategy'];
}

export interface TaskSets {
  findService(cluster: string, service: string): DeployedService | undefined;
  /** ARNs of the roles that a task definition gives to its tasks: execution role and task role. */
  rolesOf(taskDefinition: string): string[];
  /**
   * Starts tasks at scale 100 %, startedBy CODE_DEPLOY.
   * @throws ServiceError of ECS: unknown revision, container or port, more than five task sets
   */
  createTaskSet(cluster: string, service: string, taskSet: NewTaskSet): TaskSet;
  /** Makes this task set PRIMARY and the former one ACTIVE. The service gets the settings of the new one. */
  updateServicePrimaryTaskSet(cluster: string, service: string, taskSetId: string): void;
  /** Sets the scale to 0 and the status to DRAINING at once. DescribeServices omits the task set after the drain time. */
  deleteTaskSet(cluster: string, service: string, taskSetId: string): void;
}

export interface ForwardWeight {
  targetGroupArn: string;
  weight: number;
}

export interface Routing {
  findTargetGroup(name: string): { arn: string; name: string; loadBalancerArns: string[] } | undefined;
  findListener(arn: string): { arn: string; loadBalancerType: 'application' | 'network' } | undefined;
  /** The weights of every forward of the listener: of its default action first, then of its rules. */
  forwards(listenerArn: string): { arn: string; weights: ForwardWeight[] }[];
  /**
   * Sets these weights on the default action and on each rule of the listener that forwards to one of the target groups.
   * A target group with weight 0 stays in the forward.
   */
  setWeights(listenerArn: string, weights: ForwardWeight[]): void;
}

export interface Roles {
  /** Whether the role exists, has propagated, and trusts the service principal. */
  canAssume(roleArn: string, principal: string): boolean;
  /**
   * Whether the role's policies allow an action, e.g. `ecs:DescribeServices`.
   * @param resource ARN; without one, resources are not checked
   * @param context values of condition keys, e.g. of `iam:PassedToService`
   */
  allows(
    roleArn: string,
    action: string,
    resource?: string,
    context?: Readonly<Record<string, string>>,
  ): boolean;
}

export interface Alarms {
  /** undefined for an alarm that does not exist. */
  state(name: string): 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined;
}

export interface Functions {
  exists(nameOrArn: string): boolean;
  /** The ARN of a function, with its alias or version if it has one, whether the function exists or not. */
  arnOf(nameOrArn: string): string;
  /** Runs the function to its end with an event. Its result and its error go only to its own log. */
  invoke(nameOrArn: string, event: unknown): Promise<void>;
}

export interface Topics {
  exists(arn: string): boolean;
  /** Does nothing for a topic that does not exist any more. */
  publish(arn: string, notification: { subject: string; message: string }): void;
}

/** An event of an AWS service, without what EventBridge adds. */
export interface StateChange {
  source: string;
  detailType: string;
  resources: string[];
  detail: Record<string, string>;
}

export interface EventBus {
  emit(event: StateChange): void;
}
