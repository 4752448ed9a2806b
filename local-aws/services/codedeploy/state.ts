import { ServiceError } from '../../core/service';
import type { VirtualClock } from '../../core/clock';
import type { ServicePorts } from './service-ports';
import { predefinedConfigs } from './configurations/predefined';
import { noFaults } from './faults';
import { defaultReadings } from './readings';
import { CodeDeployIds } from './ids';
import { checkName } from './names';
import type { Application, Deployment, DeploymentConfig, DeploymentGroup, HookExecution } from './records';
import type { Run } from './workflow/run';

export interface CodeDeployOptions {
  /** Items on a page of a list. Default: 100. */
  pageSize?: number;
  /** Different seeds give different ids. Default: 1. */
  seed?: number;
}

/** The records of CodeDeploy in one account and region. */
export class State {
  readonly applications = new Map<string, Application>();
  /** By id, in order of creation. */
  readonly deployments = new Map<string, Deployment>();
  /** The run of each deployment that has not ended, by deployment id. */
  readonly runs = new Map<string, Run>();
  /** By the id that the hook's function got. */
  readonly hookExecutions = new Map<string, HookExecution>();
  readonly configs: Map<string, DeploymentConfig>;
  readonly faults = noFaults();
  readonly readings = defaultReadings();
  readonly ids: CodeDeployIds;
  readonly clock: VirtualClock;
  readonly pageSize: number;

  constructor(
    readonly ports: ServicePorts,
    options: CodeDeployOptions,
  ) {
    this.clock = ports.clock;
    this.pageSize = options.pageSize ?? 100;
    this.ids = new CodeDeployIds(options.seed ?? 1);
    this.configs = predefinedConfigs(this.ids, this.clock.date());
  }

  /** @throws ApplicationNameRequired, InvalidApplicationName, ApplicationDoesNotExist */
  getApplication(name: string | undefined): Application {
    const application = this.applications.get(checkName('application', name));
    if (!application)
      throw new ServiceError(
        'ApplicationDoesNotExistException',
        `No application found for name: ${name ?? ''}`,
      );
    return application;
  }

  /** @throws what getApplication throws; DeploymentGroupNameRequired, InvalidDeploymentGroupName, DeploymentGroupDoesNotExist */
  getGroup(applicationName: string | undefined, groupName: string | undefined): DeploymentGroup {
    checkName('application', applicationName);
    checkName('group', groupName);
    return this.groupOf(this.getApplication(applicationName), groupName);
  }

  /** @throws DeploymentGroupNameRequired, InvalidDeploymentGroupName, DeploymentGroupDoesNotExist */
  groupOf(application: Application, groupName: string | undefined): DeploymentGroup {
    const group = application.groups.get(checkName('group', groupName));
    if (!group)
      throw new ServiceError(
        'DeploymentGroupDoesNotExistException',
        `No Deployment Group found for name: ${groupName ?? ''}`,
      );
    return group;
  }

  /** @throws DeploymentConfigNameRequired, InvalidDeploymentConfigName, DeploymentConfigDoesNotExist */
  getConfig(name: string | undefined): DeploymentConfig {
    const config = this.configs.get(checkName('config', name));
    if (!config)
      throw new ServiceError(
        'DeploymentConfigDoesNotExistException',
        `No Deployment Configuration found for name: ${name ?? ''}`,
      );
    return config;
  }

  /** @throws DeploymentIdRequired, InvalidDeploymentId, DeploymentDoesNotExist */
  getDeployment(id: string | undefined): Deployment {
    if (!id) throw new ServiceError('DeploymentIdRequiredException', 'Deployment id is missing');
    if (!/^d-[A-Z0-9]{9}$/.test(id))
      throw new ServiceError(
        'InvalidDeploymentIdException',
        `The deployment id ${id} is not in a valid format.`,
      );
    const deployment = this.deployments.get(id);
    if (!deployment || this.#isGone(deployment)) throw this.#notFound(id);
    return deployment;
  }

  /** The same, for calls to which a fault may hide a new deployment. */
  getReadableDeployment(id: string | undefined): Deployment {
    const deployment = this.getDeployment(id);
    if (this.isYoungerThan(deployment, this.faults.readLateSeconds)) throw this.#notFound(deployment.id);
    return deployment;
  }

  #isGone({ group }: Deployment): boolean {
    return group.deleted && this.readings.deploymentsOfDeletedGroup === 'gone';
  }

  #notFound(id: string): ServiceError {
    return new ServiceError('DeploymentDoesNotExistException', `The deployment ${id} could not be found`);
  }

  isYoungerThan(deployment: Deployment, seconds: number): boolean {
    return this.clock.now() < deployment.createTime.getTime() + seconds * 1000;
  }
}
