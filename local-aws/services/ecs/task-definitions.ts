import type {
  ContainerDefinition,
  DescribeTaskDefinitionRequest,
  DescribeTaskDefinitionResponse,
  ListTaskDefinitionFamiliesRequest,
  ListTaskDefinitionFamiliesResponse,
  ListTaskDefinitionsRequest,
  ListTaskDefinitionsResponse,
  RegisterTaskDefinitionRequest,
  RegisterTaskDefinitionResponse,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import { regionalArn, type AccountContext } from '../../core/account-context';
import { ServiceError } from '../../core/service';
import { lowerCaseTags, type TagStore } from '../../core/tags';

export type StoredTaskDefinition = TaskDefinition & {
  taskDefinitionArn: string;
  family: string;
  revision: number;
  containerDefinitions: ContainerDefinition[];
};

/** Task definitions by family, each with its revisions, oldest first. */
export class TaskDefinitions {
  readonly #families = new Map<string, StoredTaskDefinition[]>();

  constructor(
    private readonly account: AccountContext,
    private readonly tags: TagStore,
  ) {}

  register(input: RegisterTaskDefinitionRequest): RegisterTaskDefinitionResponse {
    const { family = '', containerDefinitions = [], tags, ...settings } = input;
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(family)) {
      throw new ServiceError(
        'ClientException',
        'Family contains invalid characters when it should not be empty.',
      );
    }
    if (containerDefinitions.length === 0) {
      throw new ServiceError('ClientException', 'Container list cannot be empty.');
    }
    checkContainers(containerDefinitions);
    const revisions = this.#families.get(family) ?? [];
    const revision = revisions.length + 1;
    const taskDefinition: StoredTaskDefinition = {
      volumes: [],
      placementConstraints: [],
      ...settings,
      taskDefinitionArn: regionalArn(this.account, 'ecs', `task-definition/${family}:${revision}`),
      family,
      revision,
      status: 'ACTIVE',
      containerDefinitions: containerDefinitions.map((each) => withDefaults(each, input.networkMode)),
      compatibilities: input.requiresCompatibilities?.includes('FARGATE') ? ['EC2', 'FARGATE'] : ['EC2'],
      registeredAt: this.account.clock.date(),
      registeredBy: `arn:${this.account.partition}:iam::${this.account.accountId}:root`,
    };
    this.#families.set(family, [...revisions, taskDefinition]);
    this.tags.add(taskDefinition.taskDefinitionArn, lowerCaseTags.read(tags));
    return { taskDefinition, ...(tags ? { tags } : {}) };
  }

  /** An ARN, `family:revision`, or a family, which stands for its newest ACTIVE revision. */
  find(nameOrArn: string): StoredTaskDefinition | undefined {
    const [family = '', revision] = (nameOrArn.split(':task-definition/').at(-1) ?? '').split(':');
    const revisions = this.#families.get(family) ?? [];
    if (revision === undefined) return revisions.filter(({ status }) => status === 'ACTIVE').at(-1);
    return revisions.find((each) => String(each.revision) === revision);
  }

  /**
   * The task definition that new tasks are to run.
   * @throws ServiceError as CreateService and CreateTaskSet answer: malformed, absent or INACTIVE
   */
  getForTasks(nameOrArn: string | undefined): StoredTaskDefinition {
    if (!nameOrArn) throw new ServiceError('InvalidParameterException', 'TaskDefinition can not be blank.');
    const [, revision] = (nameOrArn.split(':task-definition/').at(-1) ?? '').split(':');
    if (revision !== undefined && !/^\d+$/.test(revision)) {
      throw new ServiceError('InvalidParameterException', `Invalid revision number. Number: ${revision}`);
    }
    const found = this.find(nameOrArn);
    if (!found) throw new ServiceError('ClientException', 'TaskDefinition not found.');
    if (found.status !== 'ACTIVE') throw new ServiceError('ClientException', 'TaskDefinition is inactive');
    return found;
  }

  describe({
    taskDefinition: name = '',
    include = [],
  }: DescribeTaskDefinitionRequest): DescribeTaskDefinitionResponse {
    const taskDefinition = this.find(name);
    if (!taskDefinition) throw new ServiceError('ClientException', 'Unable to describe task definition.');
    const tags = lowerCaseTags.write(this.tags.of(taskDefinition.taskDefinitionArn));
    return { taskDefinition, ...(include.includes('TAGS') ? { tags } : {}) };
  }

  deregister(name: string): { taskDefinition: TaskDefinition } {
    const taskDefinition = this.find(name);
    if (!taskDefinition || !/:\d+$/.test(name)) {
      throw new ServiceError('ClientException', 'The specified task definition does not exist.');
    }
    if (taskDefinition.status === 'ACTIVE') {
      taskDefinition.status = 'INACTIVE';
      taskDefinition.deregisteredAt = this.account.clock.date();
    }
    return { taskDefinition };
  }

  list({ familyPrefix, status = 'ACTIVE', sort }: ListTaskDefinitionsRequest): ListTaskDefinitionsResponse {
    const arns = [...this.#families]
      .filter(([family]) => familyPrefix === undefined || family === familyPrefix)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, revisions]) => revisions.filter((each) => each.status === status))
      .map(({ taskDefinitionArn }) => taskDefinitionArn);
    return { taskDefinitionArns: sort === 'DESC' ? arns.reverse() : arns };
  }

  listFamilies({
    familyPrefix = '',
    status,
  }: ListTaskDefinitionFamiliesRequest): ListTaskDefinitionFamiliesResponse {
    const families = [...this.#families].filter(([family, revisions]) => {
      const active = revisions.some((each) => each.status === 'ACTIVE');
      const wanted = status === undefined || status === 'ALL' || active === (status === 'ACTIVE');
      return family.startsWith(familyPrefix) && wanted;
    });
    return { families: families.map(([family]) => family) };
  }
}

function checkContainers(containers: readonly ContainerDefinition[]): void {
  const names = containers.map(({ name }) => name);
  if (names.some((name) => !name))
    throw new ServiceError('ClientException', 'Container.name should not be null or empty.');
  if (new Set(names).size < names.length) {
    throw new ServiceError('ClientException', 'Container names must be unique within a task definition.');
  }
  if (containers.some(({ image }) => !image)) {
    throw new ServiceError('ClientException', 'Container.image should not be null or empty.');
  }
}

/** What ECS adds to a container's definition; in the network mode awsvpc the host port is the container's. */
function withDefaults(container: ContainerDefinition, networkMode: string | undefined): ContainerDefinition {
  return {
    cpu: 0,
    essential: true,
    environment: [],
    mountPoints: [],
    volumesFrom: [],
    systemControls: [],
    ...container,
    portMappings: (container.portMappings ?? []).map((mapping) => ({
      protocol: 'tcp' as const,
      ...(networkMode === 'awsvpc' ? { hostPort: mapping.containerPort } : {}),
      ...mapping,
    })),
  };
}
