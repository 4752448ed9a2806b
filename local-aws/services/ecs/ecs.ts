import type {
  CreateCapacityProviderRequest,
  CreateClusterRequest,
  CreateServiceRequest,
  DeleteCapacityProviderRequest,
  DeleteClusterRequest,
  DeleteServiceRequest,
  DeregisterTaskDefinitionRequest,
  DescribeCapacityProvidersRequest,
  DescribeClustersRequest,
  DescribeServicesRequest,
  DescribeTaskDefinitionRequest,
  DescribeTaskSetsRequest,
  DescribeTasksRequest,
  ListServicesRequest,
  ListTagsForResourceRequest,
  ListTaskDefinitionFamiliesRequest,
  ListTaskDefinitionsRequest,
  ListTasksRequest,
  PutClusterCapacityProvidersRequest,
  RegisterTaskDefinitionRequest,
  TagResourceRequest,
  UntagResourceRequest,
  UpdateCapacityProviderRequest,
  UpdateServiceRequest,
} from '@aws-sdk/client-ecs';
import type { LoadBalancing } from '../elasticloadbalancing/load-balancing';
import { Ids, type AccountContext } from '../../core/account-context';
import type { Service } from '../../core/service';
import { lowerCaseTags, TagStore } from '../../core/tags';
import { CapacityProviders } from './capacity-providers';
import { Clusters } from './clusters';
import { noEcsFaults } from './faults';
import { Services } from './services';
import { TaskDefinitions, type StoredTaskDefinition } from './task-definitions';
import { CodeDeployTaskSets } from './task-sets';
import { TaskList } from './task-list';
import type { TaskHost, TaskTiming } from './tasks';

/** With one task on Fargate, Install takes about two minutes: the task starts, then passes the load balancer's health checks. */
const TIMING: TaskTiming = { startSeconds: 30, healthySeconds: 90, drainSeconds: 60 };

/** Amazon ECS: clusters, task definitions, and services on the controllers CODE_DEPLOY and ECS. */
export class Ecs implements Service, TaskHost {
  readonly timing: TaskTiming;
  readonly clusters: Clusters;
  readonly #capacityProviders: CapacityProviders;
  readonly taskDefinitions: TaskDefinitions;
  readonly services: Services;
  /** As CodeDeploy sees them. */
  readonly taskSets: CodeDeployTaskSets;
  readonly #taskList: TaskList;
  readonly faults = noEcsFaults();
  readonly #tags = new TagStore();
  readonly #neverHealthy = new Set<string>();
  readonly #taskIds = new Ids('task');
  #addresses = 0;

  readonly operations = {
    CreateCluster: (input: CreateClusterRequest) => this.clusters.create(input),
    DescribeClusters: (input: DescribeClustersRequest) => this.clusters.describe(input),
    ListClusters: () => this.clusters.list(),
    DeleteCluster: ({ cluster }: DeleteClusterRequest) =>
      this.clusters.delete(cluster, ({ clusterArn }) => this.services.hasActiveIn(clusterArn)),
    CreateCapacityProvider: (input: CreateCapacityProviderRequest) => this.#capacityProviders.create(input),
    DescribeCapacityProviders: (input: DescribeCapacityProvidersRequest) =>
      this.#capacityProviders.describe(input),
    UpdateCapacityProvider: (input: UpdateCapacityProviderRequest) => this.#capacityProviders.update(input),
    DeleteCapacityProvider: (input: DeleteCapacityProviderRequest) => this.#capacityProviders.delete(input),
    PutClusterCapacityProviders: (input: PutClusterCapacityProvidersRequest) =>
      this.#capacityProviders.put(input, ({ clusterArn }, name) =>
        this.services.allIn(clusterArn).some((service) => service.uses(name)),
      ),
    RegisterTaskDefinition: (input: RegisterTaskDefinitionRequest) => this.taskDefinitions.register(input),
    DescribeTaskDefinition: (input: DescribeTaskDefinitionRequest) => this.taskDefinitions.describe(input),
    DeregisterTaskDefinition: ({ taskDefinition = '' }: DeregisterTaskDefinitionRequest) =>
      this.taskDefinitions.deregister(taskDefinition),
    ListTaskDefinitions: (input: ListTaskDefinitionsRequest) => this.taskDefinitions.list(input),
    ListTaskDefinitionFamilies: (input: ListTaskDefinitionFamiliesRequest) =>
      this.taskDefinitions.listFamilies(input),
    CreateService: (input: CreateServiceRequest) => this.services.create(input),
    DescribeServices: (input: DescribeServicesRequest) => this.services.describe(input),
    ListServices: (input: ListServicesRequest) => this.services.list(input),
    UpdateService: (input: UpdateServiceRequest) => this.services.update(input),
    DeleteService: (input: DeleteServiceRequest) => this.services.delete(input),
    DescribeTaskSets: (input: DescribeTaskSetsRequest) => this.taskSets.describe(input),
    ListTasks: (input: ListTasksRequest) => this.#taskList.list(input),
    DescribeTasks: (input: DescribeTasksRequest) => this.#taskList.describe(input),
    TagResource: ({ resourceArn = '', tags }: TagResourceRequest) => {
      this.#tags.add(resourceArn, lowerCaseTags.read(tags));
    },
    UntagResource: ({ resourceArn = '', tagKeys = [] }: UntagResourceRequest) => {
      this.#tags.remove(resourceArn, tagKeys);
    },
    ListTagsForResource: ({ resourceArn = '' }: ListTagsForResourceRequest) => ({
      tags: lowerCaseTags.write(this.#tags.of(resourceArn)),
    }),
  };

  constructor(
    readonly account: AccountContext,
    readonly loadBalancing: LoadBalancing,
    timing: Partial<TaskTiming> = {},
  ) {
    this.timing = { ...TIMING, ...timing };
    this.clusters = new Clusters(account, this.#tags);
    this.taskDefinitions = new TaskDefinitions(account, this.#tags);
    this.#capacityProviders = new CapacityProviders(account, this.#tags, this.clusters);
    this.services = new Services(
      this,
      this.#tags,
      this.clusters,
      this.taskDefinitions,
      this.#capacityProviders,
    );
    this.taskSets = new CodeDeployTaskSets(this, this.services, this.taskDefinitions);
    this.#taskList = new TaskList(account, this.clusters, this.services, this.taskDefinitions);
  }

  /**
   * A fault: tasks of this task definition start, and never become healthy.
   * @param taskDefinition ARN, `family:revision`, or a family for all of its revisions
   * @returns a function that removes the fault for tasks that start later
   */
  neverHealthy(taskDefinition: string): () => void {
    const name = taskDefinition.split(':task-definition/').at(-1) ?? '';
    this.#neverHealthy.add(name);
    return () => {
      this.#neverHealthy.delete(name);
    };
  }

  becomesHealthy({ family, revision }: StoredTaskDefinition): boolean {
    return !this.#neverHealthy.has(family) && !this.#neverHealthy.has(`${family}:${revision}`);
  }

  newTaskId(): string {
    return this.#taskIds.hex(32);
  }

  newAddress(): string {
    this.#addresses += 1;
    return `10.0.${Math.floor(this.#addresses / 250)}.${(this.#addresses % 250) + 4}`;
  }
}
