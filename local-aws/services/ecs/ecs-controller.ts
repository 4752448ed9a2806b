import type { UpdateServiceRequest } from '@aws-sdk/client-ecs';
import { ServiceError } from '../../core/service';
import { checkBehindLoadBalancer, checkPlacement } from './service-rules';
import { changedSettings } from './service-settings';
import type { StoredService } from './stored-service';
import { checkStrategy, coversLive, greenLoadBalancers, stepsOf } from './strategy';
import { StrategyRun } from './strategy-run';
import type { TaskDefinitions } from './task-definitions';
import type { StoredTaskSet, TaskSetSettings } from './task-set';
import type { TaskHost } from './tasks';

/** Starts and ends the tasks of a deployment. */
interface TaskSetStore {
  addTaskSet(
    service: StoredService,
    settings: TaskSetSettings,
    status: 'PRIMARY',
    by: Record<string, never>,
  ): StoredTaskSet;
  removeTaskSet(service: StoredService, taskSet: StoredTaskSet): void;
}

/** The deployments of services with the controller ECS. */
export class EcsController {
  constructor(
    private readonly host: TaskHost,
    private readonly taskDefinitions: TaskDefinitions,
    private readonly taskSets: TaskSetStore,
  ) {}

  /**
   * Hands a service of CodeDeploy over to ECS. Its tasks go on: the PRIMARY task set becomes the deployment of the service.
   * What the service asks of its load balancers takes effect with its next deployment.
   */
  takeOver(service: StoredService, { loadBalancers }: UpdateServiceRequest): void {
    const live = service.primary?.settings.loadBalancers ?? [];
    if (loadBalancers) {
      checkBehindLoadBalancer(this.host.loadBalancing, loadBalancers);
      if (stepsOf(service.kept.deploymentConfiguration))
        checkStrategy(
          this.host.loadBalancing,
          { ...service.kept.deploymentConfiguration, lifecycleHooks: [] },
          loadBalancers,
        );
      if (coversLive(loadBalancers, live)) service.settings = { ...service.settings, loadBalancers };
    }
    service.controller = 'ECS';
  }

  /**
   * A deployment by the ECS controller. With a rolling update new tasks become healthy, then old tasks end. With the service's
   * own strategy they run in the other target group, get the traffic, and then old tasks end.
   */
  update(service: StoredService, input: UpdateServiceRequest): void {
    const settings = changedSettings(service.settings, input, (name) =>
      this.taskDefinitions.getForTasks(name),
    );
    const unchanged = JSON.stringify(settings) === JSON.stringify(service.settings);
    if (unchanged && input.forceNewDeployment !== true) return;
    const taskDefinition = this.taskDefinitions.getForTasks(settings.taskDefinition);
    const hasNetwork = settings.networkConfiguration !== undefined;
    checkPlacement(this.host.loadBalancing, taskDefinition, settings.loadBalancers, hasNetwork);
    checkBehindLoadBalancer(this.host.loadBalancing, settings.loadBalancers);
    const configuration = service.kept.deploymentConfiguration;
    const steps = stepsOf(configuration);
    if (service.run)
      throw new ServiceError(
        'InvalidParameterException',
        "The local AWS starts no second deployment while one by the service's own strategy runs. Wait for its end.",
      );
    if (steps) checkStrategy(this.host.loadBalancing, configuration ?? {}, settings.loadBalancers);
    const blue = service.primary?.settings.loadBalancers ?? [];
    for (const taskSet of service.taskSets) if (taskSet.status === 'PRIMARY') taskSet.status = 'ACTIVE';
    service.settings = settings;
    if (!steps) {
      this.taskSets.addTaskSet(service, settings, 'PRIMARY', {});
      return;
    }
    const loadBalancers = greenLoadBalancers(settings.loadBalancers, blue);
    const green = this.taskSets.addTaskSet(service, { ...settings, loadBalancers }, 'PRIMARY', {});
    service.run = new StrategyRun(this.host, green, blue, steps, () => {
      service.run = undefined;
      this.#endOld(service);
      service.remember();
    });
  }

  #endOld(service: StoredService): void {
    for (const other of service.taskSets)
      if (other.status === 'ACTIVE') this.taskSets.removeTaskSet(service, other);
  }

  /** Call it when the tasks of the PRIMARY deployment have become healthy. */
  primaryIsSteady(service: StoredService): void {
    if (service.run) service.run.begin();
    else this.#endOld(service);
  }
}
