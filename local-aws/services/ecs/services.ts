import type {
  CreateServiceRequest,
  CreateServiceResponse,
  DeleteServiceRequest,
  DeleteServiceResponse,
  DescribeServicesRequest,
  DescribeServicesResponse,
  ListServicesRequest,
  ListServicesResponse,
  UpdateServiceRequest,
  UpdateServiceResponse,
} from '@aws-sdk/client-ecs';
import { Ids, regionalArn } from '../../core/account-context';
import { ServiceError } from '../../core/service';
import { lowerCaseTags, type TagStore } from '../../core/tags';
import type { ScaledService, ScaledServices } from '../application-autoscaling/scaled-services';
import type { CapacityProviders } from './capacity-providers';
import type { Clusters } from './clusters';
import { EcsController } from './ecs-controller';
import {
  checkBehindLoadBalancer,
  checkController,
  checkNewService,
  checkPlacement,
  checkUpdateOfCodeDeployService,
} from './service-rules';
import { keptMembers, platform, withDefaultAddresses } from './service-settings';
import { StoredService } from './stored-service';
import type { TaskDefinitions } from './task-definitions';
import { StoredTaskSet, type TaskSetSettings } from './task-set';
import type { TaskHost } from './tasks';

export class Services implements ScaledServices {
  /** By ARN. */
  readonly #services = new Map<string, StoredService>();
  readonly #ids = new Ids('task-set');
  readonly #countListeners: (() => void)[] = [];
  readonly #controller: EcsController;

  constructor(
    private readonly host: TaskHost,
    private readonly tags: TagStore,
    private readonly clusters: Clusters,
    private readonly taskDefinitions: TaskDefinitions,
    private readonly capacityProviders: CapacityProviders,
  ) {
    this.#controller = new EcsController(host, taskDefinitions, this);
  }

  /** Cluster and service by name or ARN. */
  find(cluster: string | undefined, nameOrArn: string): StoredService | undefined {
    const found = this.clusters.find(cluster);
    const name = nameOrArn.split('/').at(-1);
    return found && this.#services.get(this.#arn(found.clusterName, name ?? ''));
  }

  get(cluster: string | undefined, nameOrArn: string | undefined): StoredService {
    this.clusters.get(cluster);
    const found = this.find(cluster, nameOrArn ?? '');
    if (!found) throw new ServiceError('ServiceNotFoundException', 'Service not found.');
    if (found.status !== 'ACTIVE')
      throw new ServiceError('ServiceNotActiveException', 'Service was not ACTIVE.');
    return found;
  }

  /** The services of a cluster, deleted ones too. */
  allIn(clusterArn: string): StoredService[] {
    return [...this.#services.values()].filter(({ names }) => names.clusterArn === clusterArn);
  }

  desiredCountOf({ cluster, service }: ScaledService): number | undefined {
    const found = this.find(cluster, service);
    return found?.status === 'ACTIVE' ? found.desiredCount : undefined;
  }

  setDesiredCount({ cluster, service }: ScaledService, desiredCount: number): void {
    this.update({ cluster, service, desiredCount });
  }

  whenDesiredCountChanges(listener: () => void): void {
    this.#countListeners.push(listener);
  }

  hasActiveIn(clusterArn: string): boolean {
    return this.allIn(clusterArn).some(({ status }) => status === 'ACTIVE');
  }

  create(input: CreateServiceRequest): CreateServiceResponse {
    const cluster = this.clusters.get(input.cluster);
    const { clusterArn, clusterName } = cluster;
    const controller = checkNewService(input);
    this.capacityProviders.checkStrategy(cluster, input.capacityProviderStrategy);
    const { serviceName = '', loadBalancers = [], networkConfiguration } = input;
    const serviceArn = this.#arn(clusterName, serviceName);
    const present = this.#services.get(serviceArn);
    if (present && present.status !== 'INACTIVE') {
      throw new ServiceError('InvalidParameterException', 'Creation of service was not idempotent.');
    }
    const taskDefinition = this.taskDefinitions.getForTasks(input.taskDefinition);
    checkPlacement(
      this.host.loadBalancing,
      taskDefinition,
      loadBalancers,
      networkConfiguration !== undefined,
    );
    checkBehindLoadBalancer(this.host.loadBalancing, loadBalancers);
    const settings: TaskSetSettings = {
      taskDefinition: taskDefinition.taskDefinitionArn,
      loadBalancers,
      networkConfiguration: withDefaultAddresses(networkConfiguration),
      ...platform(input, taskDefinition.requiresCompatibilities?.includes('FARGATE') ?? false),
    };
    const service = new StoredService(
      this.host.account,
      { clusterArn, clusterName, serviceArn, serviceName },
      controller,
      input.desiredCount ?? 0,
      settings,
      keptMembers(input),
      input.role,
    );
    this.#services.set(serviceArn, service);
    this.tags.add(serviceArn, lowerCaseTags.read(input.tags));
    this.addTaskSet(service, settings, 'PRIMARY', {});
    return { service: service.described() };
  }

  describe({ cluster, services = [], include = [] }: DescribeServicesRequest): DescribeServicesResponse {
    const { clusterName } = this.clusters.get(cluster);
    const found = services.map((name) => this.find(cluster, name));
    return {
      services: found.flatMap((service) => {
        if (!service) return [];
        const tags = { tags: lowerCaseTags.write(this.tags.of(service.names.serviceArn)) };
        const shown = service.described(this.host.faults.staleServicesSeconds);
        return [{ ...shown, ...(include.includes('TAGS') ? tags : {}) }];
      }),
      failures: services
        .filter((_, index) => !found[index])
        .map((name) => ({
          arn: name.startsWith('arn:') ? name : this.#arn(clusterName, name),
          reason: 'MISSING',
        })),
    };
  }

  list({ cluster }: ListServicesRequest): ListServicesResponse {
    const { clusterArn } = this.clusters.get(cluster);
    const active = this.allIn(clusterArn).filter(({ status }) => status === 'ACTIVE');
    return { serviceArns: active.map(({ names }) => names.serviceArn) };
  }

  update(input: UpdateServiceRequest): UpdateServiceResponse {
    const service = this.get(input.cluster, input.service);
    const isMove = checkController(service, input);
    if (service.controller === 'CODE_DEPLOY' && !isMove) checkUpdateOfCodeDeployService(input);
    const before = service.kept;
    service.kept = { ...service.kept, ...keptMembers(input) };
    try {
      if (isMove) this.#controller.takeOver(service, input);
      if (service.controller === 'ECS') this.#controller.update(service, input);
    } catch (error) {
      service.kept = before;
      throw error;
    }
    if (input.desiredCount !== undefined && input.desiredCount !== service.desiredCount) {
      service.desiredCount = input.desiredCount;
      service.rescale();
      for (const listener of this.#countListeners) listener();
    }
    return { service: service.described() };
  }

  /** AWS's model declares no error for a service that is not ACTIVE any more: it is a service that is not found. */
  delete({ cluster, service: name, force = false }: DeleteServiceRequest): DeleteServiceResponse {
    const { clusterName } = this.clusters.get(cluster);
    const service = this.find(clusterName, name ?? '');
    if (service?.status !== 'ACTIVE')
      throw new ServiceError('ServiceNotFoundException', 'Service not found.');
    if (!force && service.desiredCount > 0) {
      throw new ServiceError(
        'InvalidParameterException',
        'The service cannot be stopped while it is scaled above 0.',
      );
    }
    service.status = 'DRAINING';
    service.desiredCount = 0;
    service.run?.stop();
    for (const taskSet of service.taskSets) {
      if (taskSet.status === 'DRAINING') continue;
      taskSet.drain(() => {
        service.taskSets = service.taskSets.filter((other) => other !== taskSet);
        if (service.taskSets.length === 0) service.status = 'INACTIVE';
        service.remember();
      });
    }
    service.remember();
    return { service: service.described() };
  }

  addTaskSet(
    service: StoredService,
    settings: TaskSetSettings,
    status: 'PRIMARY' | 'ACTIVE',
    by: { startedBy?: string; externalId?: string },
  ): StoredTaskSet {
    const { serviceArn, clusterArn } = service.names;
    this.capacityProviders.checkStrategy(this.clusters.get(clusterArn), settings.capacityProviderStrategy);
    const taskDefinition = this.taskDefinitions.getForTasks(settings.taskDefinition);
    const origin = { id: `ecs-svc/${this.#ids.digits(19)}`, serviceArn, clusterArn, ...by };
    const taskSet = new StoredTaskSet(this.host, origin, settings, taskDefinition, status, (changed) => {
      this.#changed(service, changed);
    });
    service.taskSets.push(taskSet);
    taskSet.scale(service.desiredCount);
    service.remember();
    return taskSet;
  }

  removeTaskSet(service: StoredService, taskSet: StoredTaskSet): void {
    taskSet.drain(() => {
      service.taskSets = service.taskSets.filter((other) => other !== taskSet);
      service.remember();
    });
    service.remember();
  }

  #changed(service: StoredService, taskSet: StoredTaskSet): void {
    service.remember();
    if (!taskSet.steady || taskSet.status !== 'PRIMARY') return;
    service.note('has reached a steady state.');
    if (service.controller !== 'ECS') return;
    this.#controller.primaryIsSteady(service);
  }

  #arn(clusterName: string, serviceName: string): string {
    return regionalArn(this.host.account, 'ecs', `service/${clusterName}/${serviceName}`);
  }
}
