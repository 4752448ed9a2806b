import type { DescribeTaskSetsRequest, DescribeTaskSetsResponse, TaskSet } from '@aws-sdk/client-ecs';
import type { DeployedService, NewTaskSet, TaskSets } from '../codedeploy/service-ports';
import { ServiceError } from '../../core/service';
import { checkPlacement } from './service-rules';
import type { Services } from './services';
import type { StoredService } from './stored-service';
import type { TaskDefinitions } from './task-definitions';
import type { StoredTaskSet } from './task-set';
import type { TaskHost } from './tasks';

const MOST_TASK_SETS = 5;

/** The task sets of services with the controller CODE_DEPLOY, as CodeDeploy creates, promotes and deletes them. */
export class CodeDeployTaskSets implements TaskSets {
  constructor(
    private readonly host: TaskHost,
    private readonly services: Services,
    private readonly taskDefinitions: TaskDefinitions,
  ) {}

  findService(cluster: string, name: string): DeployedService | undefined {
    const service = this.services.find(cluster, name);
    return (
      service && {
        clusterName: service.names.clusterName,
        serviceName: service.names.serviceName,
        serviceArn: service.names.serviceArn,
        status: service.status,
        controller: service.controller,
        desiredCount: service.desiredCount,
        taskSets: service.controller === 'ECS' ? [] : service.taskSets.map((taskSet) => taskSet.described()),
      }
    );
  }

  rolesOf(taskDefinition: string): string[] {
    const { accountId, partition } = this.host.account;
    const { executionRoleArn, taskRoleArn } = this.taskDefinitions.find(taskDefinition) ?? {};
    // ECS also takes a role's name.
    return [executionRoleArn, taskRoleArn].flatMap((role) =>
      role === undefined || role.startsWith('arn:')
        ? (role ?? [])
        : `arn:${partition}:iam::${accountId}:role/${role}`,
    );
  }

  createTaskSet(cluster: string, name: string, input: NewTaskSet): TaskSet {
    const service = this.#get(cluster, name);
    const { externalId, ...wanted } = input;
    const taskDefinition = this.taskDefinitions.getForTasks(wanted.taskDefinition);
    const { networkConfiguration, launchType } = service.settings;
    const settings = {
      launchType,
      networkConfiguration,
      platformVersion: service.settings.platformVersion,
      capacityProviderStrategy: service.settings.capacityProviderStrategy,
      ...Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)),
      loadBalancers: wanted.loadBalancers,
      taskDefinition: taskDefinition.taskDefinitionArn,
    };
    const hasNetwork = settings.networkConfiguration !== undefined;
    checkPlacement(this.host.loadBalancing, taskDefinition, settings.loadBalancers, hasNetwork);
    if (service.taskSets.filter(({ status }) => status !== 'DRAINING').length >= MOST_TASK_SETS) {
      throw new ServiceError(
        'LimitExceededException',
        `${MOST_TASK_SETS} deployments exist on the service. Unable to create new TaskSet since this exceeds the maximum limit.`,
      );
    }
    return this.services
      .addTaskSet(service, settings, 'ACTIVE', { startedBy: 'CODE_DEPLOY', externalId })
      .described();
  }

  updateServicePrimaryTaskSet(cluster: string, name: string, taskSetId: string): void {
    const service = this.#get(cluster, name);
    const next = this.#getTaskSet(service, taskSetId);
    for (const taskSet of service.taskSets) {
      if (taskSet.status === 'PRIMARY') taskSet.status = 'ACTIVE';
    }
    next.status = 'PRIMARY';
    next.touch();
    service.settings = { ...next.settings };
    service.remember();
  }

  deleteTaskSet(cluster: string, name: string, taskSetId: string): void {
    const service = this.#get(cluster, name);
    const taskSet = this.#getTaskSet(service, taskSetId);
    if (taskSet.status !== 'DRAINING') this.services.removeTaskSet(service, taskSet);
  }

  describe({
    cluster,
    service: name,
    taskSets: ids = [],
  }: DescribeTaskSetsRequest): DescribeTaskSetsResponse {
    const service = this.services.get(cluster, name);
    const shown = service.taskSets.map((taskSet) => taskSet.described());
    const wanted = (taskSet: TaskSet) =>
      ids.length === 0 || ids.includes(taskSet.id ?? '') || ids.includes(taskSet.taskSetArn ?? '');
    return { taskSets: shown.filter(wanted), failures: [] };
  }

  #get(cluster: string, name: string): StoredService {
    const service = this.services.get(cluster, name);
    if (service.controller === 'CODE_DEPLOY') return service;
    throw new ServiceError(
      'InvalidParameterException',
      'Task sets are only for services with a CODE_DEPLOY or EXTERNAL deployment controller.',
    );
  }

  #getTaskSet(service: StoredService, id: string): StoredTaskSet {
    const found = service.taskSets.find((taskSet) => taskSet.id === id);
    if (!found)
      throw new ServiceError('TaskSetNotFoundException', 'The specified task set could not be found.');
    return found;
  }
}
