import type {
  BatchGetDeploymentGroupsInput,
  BatchGetDeploymentGroupsOutput,
  ComputePlatform,
  CreateDeploymentGroupInput,
  CreateDeploymentGroupOutput,
  DeleteDeploymentGroupInput,
  DeleteDeploymentGroupOutput,
  GetDeploymentGroupInput,
  GetDeploymentGroupOutput,
  ListDeploymentGroupsInput,
  ListDeploymentGroupsOutput,
  UpdateDeploymentGroupInput,
  UpdateDeploymentGroupOutput,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../core/service';
import { checkGroup, type GroupDraft } from './group-rules';
import { configNameOf, toDraft, toGroupInfo, toSettings } from './group-settings';
import { checkName } from '../names';
import { page } from '../pages';
import {
  checkGradualRouting,
  checkRouting,
  checkUnmapped,
  getDeployableService,
  prepareListener,
  toDeploymentTargetConfig,
} from './deployment-target-config';
import { findActive, type Application, type DeploymentConfig, type DeploymentGroup } from '../records';
import { PRINCIPAL } from '../workflow/rollout';
import type { State } from '../state';
import { TagHistory } from '../tag-history';
import { checkTags } from '../tags';

const MAXIMUM_GROUPS = 1000;
const MAXIMUM_BATCH = 100;

export const groupOperations = (state: State) => ({
  CreateDeploymentGroup(input: CreateDeploymentGroupInput): CreateDeploymentGroupOutput {
    const { applicationName, deploymentGroupName, tags = [], ...draft } = input;
    checkName('application', applicationName);
    const name = checkName('group', deploymentGroupName);
    const application = state.getApplication(applicationName);
    checkFree(application, name);
    if (application.groups.size >= MAXIMUM_GROUPS)
      throw new ServiceError(
        'DeploymentGroupLimitExceededException',
        'The limit of deployment groups is reached.',
      );
    checkTags(tags);
    const service = checkDraft(state, application, draft, undefined);
    const group: DeploymentGroup = {
      id: state.ids.uuid(),
      application,
      name,
      settings: toSettings(state, application.platform, draft),
      tags: new TagHistory(tags, state.clock.now()),
      deployments: [],
      deleted: false,
    };
    application.groups.set(name, group);
    if (service)
      prepareListener(
        state.ports,
        group.settings.serviceRoleArn,
        toDeploymentTargetConfig(group.settings),
        service,
      );
    return { deploymentGroupId: group.id };
  },

  GetDeploymentGroup(input: GetDeploymentGroupInput): GetDeploymentGroupOutput {
    const group = state.getGroup(input.applicationName, input.deploymentGroupName);
    return { deploymentGroupInfo: toGroupInfo(state, group) };
  },

  /** Leaves out groups that do not exist, and names them in errorMessage. */
  BatchGetDeploymentGroups(input: BatchGetDeploymentGroupsInput): BatchGetDeploymentGroupsOutput {
    const application = state.getApplication(input.applicationName);
    const names = input.deploymentGroupNames ?? [];
    if (names.length === 0) checkName('group', undefined);
    if (names.length > MAXIMUM_BATCH)
      throw new ServiceError('BatchLimitExceededException', `At most ${MAXIMUM_BATCH} names can be given.`);
    for (const name of names) checkName('group', name);
    const found = names.flatMap((name) => application.groups.get(name) ?? []);
    const missing = names.filter((name) => !application.groups.has(name));
    return {
      deploymentGroupsInfo: found.map((group) => toGroupInfo(state, group)),
      errorMessage: missing.map((name) => `No Deployment Group found for name: ${name}`).join('; '),
    };
  },

  ListDeploymentGroups(input: ListDeploymentGroupsInput): ListDeploymentGroupsOutput {
    const application = state.getApplication(input.applicationName);
    const { items, nextToken } = page(
      [...application.groups.keys()],
      (name) => name,
      input.nextToken,
      state.pageSize,
    );
    return { applicationName: application.name, deploymentGroups: items, nextToken };
  },

  UpdateDeploymentGroup(input: UpdateDeploymentGroupInput): UpdateDeploymentGroupOutput {
    const { applicationName, currentDeploymentGroupName, newDeploymentGroupName, ...update } = input;
    const group = state.getGroup(applicationName, currentDeploymentGroupName);
    const { application } = group;
    const name = newDeploymentGroupName ?? group.name;
    checkName('group', name);
    if (name !== group.name) checkFree(application, name);
    if (state.readings.updateWhileDeploying === 'refused' && findActive(group))
      throw new ServiceError(
        'InvalidInputException',
        `The Deployment Group '${name}' has an active Deployment`,
      );
    const draft = toDraft(state, group.settings, update);
    const service = checkDraft(state, application, draft, group);
    application.groups.delete(group.name);
    group.name = name;
    group.settings = toSettings(state, application.platform, draft);
    application.groups.set(name, group);
    const moved = update.loadBalancerInfo !== undefined || update.ecsServices !== undefined;
    const prepares = state.readings.updatedListener === 'prepared' && moved && !findActive(group);
    if (service && prepares)
      prepareListener(
        state.ports,
        group.settings.serviceRoleArn,
        toDeploymentTargetConfig(group.settings),
        service,
      );
    return { hooksNotCleanedUp: [] };
  },

  /** AWS's model has no not-found error. Service, task sets, listeners and running deployments are left alone. */
  DeleteDeploymentGroup(input: DeleteDeploymentGroupInput): DeleteDeploymentGroupOutput {
    const applicationName = checkName('application', input.applicationName);
    const name = checkName('group', input.deploymentGroupName);
    const application = state.applications.get(applicationName);
    const group = application?.groups.get(name);
    if (application && group) {
      group.deleted = true;
      application.groups.delete(name);
    }
    return { hooksNotCleanedUp: [] };
  },
});

function checkFree(application: Application, name: string): void {
  if (application.groups.has(name))
    throw new ServiceError(
      'DeploymentGroupAlreadyExistsException',
      `Deployment Group already exists: ${name}`,
    );
}

/**
 * Checks a new or changed group: first its shape, then the resources that it names, last what its role can read.
 * @returns the service of a group of the ECS platform
 */
function checkDraft(
  state: State,
  application: Application,
  draft: GroupDraft,
  self: DeploymentGroup | undefined,
) {
  const { ports } = state;
  const { serviceRoleArn } = draft;
  if (!serviceRoleArn) throw new ServiceError('RoleRequiredException', 'Role is missing');
  checkGroup(application.platform, draft, state.readings);
  checkConfigPlatform(state.getConfig(configNameOf(state, draft)), application.platform);
  if (!ports.roles.canAssume(serviceRoleArn, PRINCIPAL))
    throw new ServiceError(
      'InvalidRoleException',
      `AWS CodeDeploy does not have the permissions required to assume the role ${serviceRoleArn}.`,
    );
  const service =
    application.platform === 'ECS' ? checkTargetConfig(state, draft, serviceRoleArn, self) : undefined;
  for (const { triggerTargetArn = '' } of draft.triggerConfigurations ?? [])
    if (!ports.topics.exists(triggerTargetArn))
      throw new ServiceError(
        'InvalidTriggerConfigException',
        `Topic ARN ${triggerTargetArn} does not exist or CodeDeploy may not publish to it.`,
      );
  return service;
}

function checkTargetConfig(
  state: State,
  draft: GroupDraft,
  roleArn: string,
  self: DeploymentGroup | undefined,
) {
  const targetConfig = toDeploymentTargetConfig(draft);
  const service = getDeployableService(state.ports, roleArn, targetConfig);
  checkUnmapped(state, service, self);
  checkRouting(state, targetConfig);
  checkGradualRouting(state.ports, targetConfig, state.getConfig(configNameOf(state, draft)));
  return service;
}

/** @throws InvalidDeploymentConfigNameException */
export function checkConfigPlatform(config: DeploymentConfig, platform: ComputePlatform): void {
  if (config.computePlatform !== platform)
    throw new ServiceError(
      'InvalidDeploymentConfigNameException',
      `The deployment configuration ${config.deploymentConfigName} is for the ${config.computePlatform ?? 'Server'} ` +
        `compute platform, not for ${platform}.`,
    );
}
