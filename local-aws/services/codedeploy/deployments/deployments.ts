import type {
  AlarmConfiguration,
  BatchGetDeploymentsInput,
  BatchGetDeploymentsOutput,
  CreateDeploymentInput,
  CreateDeploymentOutput,
  GetDeploymentInput,
  GetDeploymentOutput,
  ListDeploymentsInput,
  ListDeploymentsOutput,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../core/service';
import { checkDeploymentInput } from './deployment-rules';
import { toDeploymentInfo } from './deployment-view';
import { checkConfigPlatform } from '../groups/groups';
import { startDeployment } from '../workflow/deployment-workflow';
import { checkName } from '../names';
import { newDeployment } from './new-deployment';
import { page } from '../pages';
import { checkGradualRouting, toDeploymentTargetConfig } from '../groups/deployment-target-config';
import { findActive, type Deployment, type DeploymentGroup } from '../records';
import { checkLocation, registerRevision } from '../applications/revisions';
import { PRINCIPAL } from '../workflow/rollout';
import type { CodeDeployReadings } from '../readings';
import type { State } from '../state';

const MAXIMUM_BATCH = 25;
const STATUSES = ['Created', 'Queued', 'InProgress', 'Baking', 'Ready', 'Succeeded', 'Failed', 'Stopped'];

export const deploymentOperations = (state: State) => ({
  /** Does not read the AppSpec: a wrong AppSpec fails the deployment, not the call. */
  CreateDeployment(input: CreateDeploymentInput): CreateDeploymentOutput {
    const application = state.applications.get(checkName('application', input.applicationName));
    if (!application)
      throw new ServiceError(
        'ApplicationDoesNotExistException',
        `Applications not found for ${state.ports.accountId}`,
      );
    const group = state.groupOf(application, input.deploymentGroupName);
    if (application.platform !== 'ECS')
      throw new ServiceError(
        'InvalidComputePlatformException',
        `The local AWS runs deployments of the ECS compute platform only, not of ${application.platform}.`,
      );
    const location = checkLocation(input.revision);
    const configName = input.deploymentConfigName ?? group.settings.deploymentConfigName;
    const config = state.getConfig(configName);
    checkConfigPlatform(config, application.platform);
    checkDeploymentInput(input);
    checkAlarmsExist(state, input.overrideAlarmConfiguration);
    checkGradualRouting(state.ports, toDeploymentTargetConfig(group.settings), config);
    checkRole(state, group);
    checkIdle(state, group);
    const revision = registerRevision(state, application, location);
    const deployment = newDeployment(state, {
      group,
      creator: 'user',
      revision,
      configName,
      settings: {
        ...group.settings,
        autoRollbackConfiguration:
          input.autoRollbackConfiguration ?? group.settings.autoRollbackConfiguration,
      },
      description: input.description,
      overrideAlarmConfiguration: input.overrideAlarmConfiguration,
    });
    startDeployment(state, deployment);
    return { deploymentId: deployment.id };
  },

  GetDeployment(input: GetDeploymentInput): GetDeploymentOutput {
    return { deploymentInfo: toDeploymentInfo(state, state.getReadableDeployment(input.deploymentId)) };
  },

  /** Leaves out ids that do not exist. */
  BatchGetDeployments(input: BatchGetDeploymentsInput): BatchGetDeploymentsOutput {
    const ids = input.deploymentIds ?? [];
    if (ids.length === 0) state.getDeployment(undefined);
    if (ids.length > MAXIMUM_BATCH)
      throw new ServiceError(
        'BatchLimitExceededException',
        `At most ${MAXIMUM_BATCH} deployment ids can be given.`,
      );
    return {
      deploymentsInfo: ids
        .flatMap((id) => state.deployments.get(id) ?? [])
        .filter((deployment) => !state.isYoungerThan(deployment, state.faults.readLateSeconds))
        .map((deployment) => toDeploymentInfo(state, deployment)),
    };
  },

  ListDeployments(input: ListDeploymentsInput): ListDeploymentsOutput {
    const { start, end } = input.createTimeRange ?? {};
    if (start && end && start > end)
      throw new ServiceError(
        'InvalidTimeRangeException',
        'The start of the time range must not be after its end.',
      );
    const statuses: string[] = input.includeOnlyStatuses ?? [];
    const unknown = statuses.find((status) => !STATUSES.includes(status));
    if (unknown !== undefined)
      throw new ServiceError('InvalidDeploymentStatusException', `Invalid deployment status: ${unknown}`);
    const ids = listed(state, input)
      .filter((deployment) => !state.isYoungerThan(deployment, state.faults.listedLateSeconds))
      .filter(({ status }) => statuses.length === 0 || statuses.includes(status))
      .filter(({ createTime }) => (!start || createTime >= start) && (!end || createTime <= end))
      .map(({ id }) => id);
    if (state.readings.listOrder === 'newestFirst') ids.reverse();
    const { items, nextToken } = page(ids, (id) => id, input.nextToken, state.pageSize);
    return { deployments: items, nextToken };
  },
});

/** Oldest first. Deployments here have no external id: only CloudFormation's own blue/green hook sets one. */
function listed(state: State, input: ListDeploymentsInput): Deployment[] {
  const { applicationName, deploymentGroupName, externalId } = input;
  if (applicationName !== undefined || deploymentGroupName !== undefined)
    return externalId === undefined ? state.getGroup(applicationName, deploymentGroupName).deployments : [];
  return externalId === undefined ? [...state.deployments.values()] : [];
}

function checkAlarmsExist({ ports, readings }: State, configuration: AlarmConfiguration | undefined): void {
  const names = configuration?.alarms?.flatMap(({ name }) => name ?? []) ?? [];
  const missing = names.find((name) => ports.alarms.state(name) === undefined);
  if (readings.missingAlarm === 'refused' && missing !== undefined)
    throw new ServiceError('InvalidAlarmConfigException', `The alarm ${missing} does not exist.`);
}

function checkRole(state: State, group: DeploymentGroup): void {
  const { serviceRoleArn } = group.settings;
  if (!state.ports.roles.canAssume(serviceRoleArn, PRINCIPAL))
    throw new ServiceError(
      'InvalidRoleException',
      `AWS CodeDeploy does not have the permissions required to assume the role ${serviceRoleArn}.`,
    );
}

function checkIdle(state: State, group: DeploymentGroup): void {
  const active = findActive(group);
  if (active)
    throw new ServiceError('DeploymentLimitExceededException', BUSY[state.readings.busyText](group, active));
}

const BUSY: Record<CodeDeployReadings['busyText'], (group: DeploymentGroup, active: Deployment) => string> = {
  active: ({ name }, { id }) => `The Deployment Group '${name}' already has an active Deployment '${id}'`,
  deploying: ({ name }, { id }) => `Deployment group '${name}' is already deploying deployment '${id}'`,
  withoutId: ({ name }) => `The Deployment Group '${name}' already has an active Deployment`,
};
