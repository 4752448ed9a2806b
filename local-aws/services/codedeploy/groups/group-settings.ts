import type {
  AutoRollbackConfiguration,
  AutoScalingGroup,
  BlueGreenDeploymentConfiguration,
  ComputePlatform,
  DeploymentGroupInfo,
  LastDeploymentInfo,
} from '@aws-sdk/client-codedeploy';
import type { GroupDraft } from './group-rules';
import { isTerminal, type Deployment, type DeploymentGroup, type GroupSettings } from '../records';
import { withoutContent } from '../applications/revisions';
import type { State } from '../state';

/**
 * The settings of a group: its input, with CodeDeploy's defaults for absent members.
 * A given block replaces the whole block; an absent half of the blue/green block gets its default.
 */
export function toSettings(state: State, platform: ComputePlatform, draft: GroupDraft): GroupSettings {
  return {
    deploymentConfigName: configNameOf(state, draft),
    serviceRoleArn: draft.serviceRoleArn ?? '',
    ec2TagFilters: draft.ec2TagFilters ?? [],
    onPremisesInstanceTagFilters: draft.onPremisesInstanceTagFilters ?? [],
    autoScalingGroups: (draft.autoScalingGroups ?? []).map((name): AutoScalingGroup => ({ name })),
    triggerConfigurations: draft.triggerConfigurations ?? [],
    alarmConfiguration: draft.alarmConfiguration && {
      enabled: draft.alarmConfiguration.enabled ?? false,
      ignorePollAlarmFailure: draft.alarmConfiguration.ignorePollAlarmFailure ?? false,
      alarms: draft.alarmConfiguration.alarms ?? [],
    },
    autoRollbackConfiguration: draft.autoRollbackConfiguration && {
      enabled: draft.autoRollbackConfiguration.enabled ?? false,
      events: draft.autoRollbackConfiguration.events ?? [],
    },
    deploymentStyle: draft.deploymentStyle ?? {
      deploymentType: 'IN_PLACE',
      deploymentOption: 'WITHOUT_TRAFFIC_CONTROL',
    },
    outdatedInstancesStrategy: draft.outdatedInstancesStrategy ?? 'UPDATE',
    blueGreenDeploymentConfiguration:
      platform === 'ECS'
        ? withDefaults(draft.blueGreenDeploymentConfiguration)
        : draft.blueGreenDeploymentConfiguration,
    loadBalancerInfo: draft.loadBalancerInfo,
    ec2TagSet: draft.ec2TagSet,
    onPremisesTagSet: draft.onPremisesTagSet,
    ecsServices: draft.ecsServices,
  };
}

/** The default is a configuration of the Server platform, for every platform (API reference, CreateDeploymentGroup). */
export function configNameOf({ readings }: State, { deploymentConfigName, ecsServices }: GroupDraft): string {
  const allAtOnce = readings.absentConfig === 'allAtOnce' && ecsServices !== undefined;
  return deploymentConfigName ?? `CodeDeployDefault.${allAtOnce ? 'ECSAllAtOnce' : 'OneAtATime'}`;
}

/** The rollback configuration of a group or deployment as reads show it. */
export function shownRollback(
  { readings }: State,
  configuration: AutoRollbackConfiguration | undefined,
): AutoRollbackConfiguration | undefined {
  const neverSet = readings.neverSetRollback === 'disabled' ? { enabled: false, events: [] } : undefined;
  return configuration ?? neverSet;
}

/**
 * The complete input that an update amounts to: an absent member keeps its value.
 * Empty Auto Scaling groups are left out: for ECS their mere presence is an error, and only the caller may cause it.
 */
export function toDraft({ readings }: State, settings: GroupSettings, update: GroupDraft): GroupDraft {
  const { autoScalingGroups, ...kept } = settings;
  const names = autoScalingGroups?.flatMap(({ name }) => name ?? []) ?? [];
  const given = Object.fromEntries(Object.entries(update).filter(([, value]) => value !== undefined));
  const draft: GroupDraft = { ...kept, ...(names.length > 0 && { autoScalingGroups: names }), ...given };
  if (readings.halfBlueGreen === 'kept')
    draft.blueGreenDeploymentConfiguration = {
      ...kept.blueGreenDeploymentConfiguration,
      ...update.blueGreenDeploymentConfiguration,
    };
  return draft;
}

function withDefaults(
  configuration: BlueGreenDeploymentConfiguration = {},
): BlueGreenDeploymentConfiguration {
  const { terminateBlueInstancesOnDeploymentSuccess: terminate, deploymentReadyOption: ready } =
    configuration;
  return {
    terminateBlueInstancesOnDeploymentSuccess: {
      action: terminate?.action ?? 'TERMINATE',
      terminationWaitTimeInMinutes: terminate?.terminationWaitTimeInMinutes ?? 0,
    },
    deploymentReadyOption: {
      actionOnTimeout: ready?.actionOnTimeout ?? 'CONTINUE_DEPLOYMENT',
      waitTimeInMinutes: ready?.waitTimeInMinutes ?? 0,
    },
  };
}

/** A group as GetDeploymentGroup and BatchGetDeploymentGroups show it. */
export function toGroupInfo(state: State, group: DeploymentGroup): DeploymentGroupInfo {
  const attempted = group.deployments.findLast(
    (deployment) => !state.isYoungerThan(deployment, state.faults.listedLateSeconds),
  );
  const successful = group.deployments.findLast(
    ({ status, creator }) =>
      status === 'Succeeded' &&
      (state.readings.lastSuccessful === 'rollbackCounts' || creator !== 'codeDeployRollback'),
  );
  return {
    applicationName: group.application.name,
    deploymentGroupId: group.id,
    deploymentGroupName: group.name,
    ...group.settings,
    autoRollbackConfiguration: shownRollback(state, group.settings.autoRollbackConfiguration),
    computePlatform: group.application.platform,
    targetRevision: successful?.revision && withoutContent(successful.revision.location),
    lastAttemptedDeployment: attempted && toLastDeployment(attempted),
    lastSuccessfulDeployment: successful && toLastDeployment(successful),
  };
}

const toLastDeployment = (deployment: Deployment): LastDeploymentInfo => ({
  deploymentId: deployment.id,
  status: deployment.status,
  createTime: deployment.createTime,
  endTime: isTerminal(deployment) ? deployment.completeTime : undefined,
});
