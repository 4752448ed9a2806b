import type {
  DescribeTasksRequest,
  DescribeTasksResponse,
  ListTasksRequest,
  ListTasksResponse,
  Task as DescribedTask,
} from '@aws-sdk/client-ecs';
import { regionalArn, type AccountContext } from '../../core/account-context';
import { ServiceError } from '../../core/service';
import type { Clusters } from './clusters';
import type { Services } from './services';
import type { StoredService } from './stored-service';
import type { TaskDefinitions } from './task-definitions';
import type { StoredTaskSet } from './task-set';
import type { Task } from './tasks';

/** ListTasks and DescribeTasks: the tasks of services, until they have ended. */
export class TaskList {
  constructor(
    private readonly account: AccountContext,
    private readonly clusters: Clusters,
    private readonly services: Services,
    private readonly taskDefinitions: TaskDefinitions,
  ) {}

  /** @throws ServiceError ClusterNotFoundException, ServiceNotFoundException */
  list(input: ListTasksRequest): ListTasksResponse {
    const { cluster, serviceName, desiredStatus = 'RUNNING', family, startedBy, launchType } = input;
    const { clusterArn } = this.clusters.get(cluster);
    const wanted = serviceName === undefined ? undefined : this.services.find(cluster, serviceName);
    if (serviceName !== undefined && !wanted)
      throw new ServiceError('ServiceNotFoundException', 'Service not found.');
    const tasks = this.#tasksOf(wanted ? [wanted] : this.services.allIn(clusterArn)).filter(
      (task) =>
        input.containerInstance === undefined &&
        task.desiredStatus === desiredStatus &&
        (family === undefined || task.taskDefinitionArn?.includes(`:task-definition/${family}:`)) &&
        (startedBy === undefined || task.startedBy === startedBy) &&
        (launchType === undefined || task.launchType === launchType),
    );
    return { taskArns: tasks.flatMap(({ taskArn }) => taskArn ?? []) };
  }

  /** Tasks by id or ARN. */
  describe({ cluster, tasks = [] }: DescribeTasksRequest): DescribeTasksResponse {
    const { clusterArn, clusterName } = this.clusters.get(cluster);
    const all = new Map(this.#tasksOf(this.services.allIn(clusterArn)).map((task) => [task.taskArn, task]));
    const arns = tasks.map((name) => (name.startsWith('arn:') ? name : this.#arn(clusterName, name)));
    return {
      tasks: arns.flatMap((arn) => all.get(arn) ?? []),
      failures: arns.filter((arn) => !all.has(arn)).map((arn) => ({ arn, reason: 'MISSING' })),
    };
  }

  #tasksOf(services: readonly StoredService[]): DescribedTask[] {
    return services.flatMap((service) =>
      service.taskSets.flatMap((taskSet) =>
        taskSet.tasks.all.map((task) => this.#described(service, taskSet, task)),
      ),
    );
  }

  #described({ names }: StoredService, { id, settings, status }: StoredTaskSet, task: Task): DescribedTask {
    const { taskDefinition: taskDefinitionArn, launchType, capacityProviderStrategy } = settings;
    const { containerDefinitions = [], cpu, memory } = this.taskDefinitions.find(taskDefinitionArn) ?? {};
    const isDraining = status === 'DRAINING';
    const lastStatus = isDraining ? 'DEACTIVATING' : task.state;
    const taskArn = this.#arn(names.clusterName, task.id);
    const isOnFargate = launchType !== 'EC2';
    return {
      taskArn,
      clusterArn: names.clusterArn,
      taskDefinitionArn,
      group: `service:${names.serviceName}`,
      startedBy: id,
      desiredStatus: isDraining ? 'STOPPED' : 'RUNNING',
      lastStatus,
      createdAt: task.createdAt,
      startedAt: task.startedAt,
      healthStatus: 'UNKNOWN',
      cpu,
      memory,
      ...(capacityProviderStrategy?.length
        ? { capacityProviderName: capacityProviderStrategy[0]?.capacityProvider }
        : { launchType }),
      ...(isOnFargate && { platformFamily: 'Linux', platformVersion: platformOf(settings.platformVersion) }),
      containers: containerDefinitions.map(({ name, image }) => ({
        taskArn,
        name,
        image,
        lastStatus: task.state,
        healthStatus: 'UNKNOWN',
        networkInterfaces: [{ privateIpv4Address: task.address }],
      })),
    };
  }

  #arn(clusterName: string, id: string): string {
    return regionalArn(this.account, 'ecs', `task/${clusterName}/${id}`);
  }
}

/** A task shows the resolved version. */
function platformOf(version: string | undefined): string | undefined {
  return version === 'LATEST' ? '1.4.0' : version;
}
