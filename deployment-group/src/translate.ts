import type {
  CreateDeploymentGroupInput,
  DeploymentGroupInfo,
  UpdateDeploymentGroupInput,
} from '@aws-sdk/client-codedeploy';
import type { GroupKey } from '../../runtime/deployment-groups/group-key';
import type { Tags } from '../../runtime/protocol/event';
import * as defaults from './defaults';
import type { DesiredGroup } from './identity';
import { ResourceModel, type ECSService, type TargetGroupPairInfo, type TrafficRoute } from './models';
import { shownTags } from './tags';

/** @param tags all tags, with the owner tag: UpdateDeploymentGroup takes none */
export function toCreateInput(group: DesiredGroup, tags: Tags) {
  return {
    applicationName: group.applicationName,
    deploymentGroupName: group.deploymentGroupName,
    ...toSettings(group),
    tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  } satisfies CreateDeploymentGroupInput;
}

export function toUpdateInput(group: DesiredGroup) {
  return {
    applicationName: group.applicationName,
    currentDeploymentGroupName: group.deploymentGroupName,
    ...toSettings(group),
  } satisfies UpdateDeploymentGroupInput;
}

/**
 * All settings, each in full. UpdateDeploymentGroup keeps a setting that a request omits, so one that was removed from
 * the template must be sent as an empty value. `autoScalingGroups` is never sent: for ECS, CodeDeploy refuses even an
 * empty list. (CodeDeploy API Reference, UpdateDeploymentGroup.)
 */
function toSettings(group: DesiredGroup) {
  const { alarmConfiguration: alarms, autoRollbackConfiguration: rollback = defaults.AUTO_ROLLBACK } = group;
  const ready = group.blueGreenDeploymentConfiguration?.deploymentReadyOption;
  const blue = group.blueGreenDeploymentConfiguration?.terminateBlueInstancesOnDeploymentSuccess;
  return {
    serviceRoleArn: group.serviceRoleArn,
    deploymentConfigName: group.deploymentConfigName ?? defaults.DEPLOYMENT_CONFIG_NAME,
    ecsServices: group.ecsServices,
    loadBalancerInfo: group.loadBalancerInfo,
    deploymentStyle: defaults.DEPLOYMENT_STYLE,
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: {
        actionOnTimeout: ready?.actionOnTimeout ?? defaults.READY_OPTION.actionOnTimeout,
        waitTimeInMinutes: ready?.waitTimeInMinutes ?? defaults.READY_OPTION.waitTimeInMinutes,
      },
      terminateBlueInstancesOnDeploymentSuccess: {
        action: blue?.action ?? defaults.TERMINATION.action,
        terminationWaitTimeInMinutes:
          blue?.terminationWaitTimeInMinutes ?? defaults.TERMINATION.terminationWaitTimeInMinutes,
      },
    },
    autoRollbackConfiguration: { enabled: rollback.enabled, events: rollback.events ?? [] },
    alarmConfiguration: {
      enabled: alarms?.enabled ?? false,
      ignorePollAlarmFailure: alarms?.ignorePollAlarmFailure ?? false,
      alarms: alarms?.alarms ?? [],
    },
    triggerConfigurations: group.triggerConfigurations ?? [],
  } satisfies Omit<CreateDeploymentGroupInput, 'applicationName' | 'deploymentGroupName'>;
}

/**
 * The group as it is, every property with its value. Defaults are shown too: drift detection compares only the
 * properties of the template, and a template may set a default value. Members that only the API has (empty server
 * filters, `outdatedInstancesStrategy`, …) are no properties. Inside a list an additional member would count as drift,
 * so lists have only what CodeDeploy shows. (CloudFormation User Guide, Detect unmanaged configuration changes with
 * drift detection.)
 * @param requested the properties of the request; a READ may have the identifier only
 */
export function toModel(
  info: DeploymentGroupInfo,
  identity: GroupKey & { arn: string },
  tags: Tags,
  requested: ResourceModel,
): ResourceModel {
  const readyOption = info.blueGreenDeploymentConfiguration?.deploymentReadyOption;
  const termination = info.blueGreenDeploymentConfiguration?.terminateBlueInstancesOnDeploymentSuccess;
  return new ResourceModel({
    applicationName: identity.applicationName,
    deploymentGroupName: identity.deploymentGroupName,
    serviceRoleArn: info.serviceRoleArn,
    deploymentConfigName: info.deploymentConfigName,
    ecsServices: asWritten(toServices(info), requested.ecsServices),
    loadBalancerInfo: { targetGroupPairInfoList: toPairs(info) },
    deploymentStyle: defaults.DEPLOYMENT_STYLE,
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: {
        actionOnTimeout: readyOption?.actionOnTimeout ?? defaults.READY_OPTION.actionOnTimeout,
        waitTimeInMinutes: readyOption?.waitTimeInMinutes ?? 0,
      },
      terminateBlueInstancesOnDeploymentSuccess: {
        action: defaults.TERMINATION.action,
        terminationWaitTimeInMinutes: termination?.terminationWaitTimeInMinutes ?? 0,
      },
    },
    autoRollbackConfiguration: {
      enabled: info.autoRollbackConfiguration?.enabled ?? false,
      events: info.autoRollbackConfiguration?.events ?? [],
    },
    alarmConfiguration: {
      enabled: info.alarmConfiguration?.enabled ?? false,
      ignorePollAlarmFailure: info.alarmConfiguration?.ignorePollAlarmFailure ?? false,
      alarms: present(info.alarmConfiguration?.alarms, ({ name }) => name && { name }),
    },
    triggerConfigurations: shown(
      present(
        info.triggerConfigurations,
        ({ triggerName, triggerTargetArn, triggerEvents }) =>
          triggerName &&
          triggerTargetArn && { triggerName, triggerTargetArn, triggerEvents: triggerEvents ?? [] },
      ),
      requested.triggerConfigurations,
    ),
    tags: shown(shownTags(tags), requested.tags),
    deploymentGroupId: info.deploymentGroupId,
    arn: identity.arn,
    name: identity.deploymentGroupName,
  } satisfies Partial<ResourceModel>);
}

function toServices(info: DeploymentGroupInfo): ECSService[] {
  return present(
    info.ecsServices,
    ({ clusterName, serviceName }) => clusterName && serviceName && { clusterName, serviceName },
  );
}

function toPairs(info: DeploymentGroupInfo): TargetGroupPairInfo[] {
  return (info.loadBalancerInfo?.targetGroupPairInfoList ?? []).map((pair) => ({
    targetGroups: present(pair.targetGroups, ({ name }) => name && { name }),
    prodTrafficRoute: toRoute(pair.prodTrafficRoute),
    ...(pair.testTrafficRoute?.listenerArns?.length && { testTrafficRoute: toRoute(pair.testTrafficRoute) }),
  }));
}

function toRoute(route: { listenerArns?: string[] | undefined } | undefined): TrafficRoute {
  return { listenerArns: route?.listenerArns ?? [] };
}

/**
 * An empty list is shown only when the request has the property: a template without the property must not show drift.
 */
function shown<Entry>(actual: Entry[], requested: unknown[] | undefined): Entry[] | undefined {
  return actual.length > 0 ? actual : requested && [];
}

/** In the SDK's types every member of an answer is optional. An entry that lacks a required member is left out. */
function present<From, To>(
  entries: From[] | undefined,
  translate: (entry: From) => To | '' | undefined,
): To[] {
  return (entries ?? []).flatMap((entry) => {
    const translated = translate(entry);
    return translated ? [translated] : [];
  });
}

/**
 * CodeDeploy may show names where the template has ARNs. If both mean the same services, the template's spelling is
 * shown.
 */
function asWritten(actual: ECSService[], requested: ECSService[] | undefined): ECSService[] {
  const same =
    requested?.length === actual.length && requested.every((service, n) => isSame(service, actual[n]));
  return same ? requested : actual;
}

function isSame(one: ECSService, other: ECSService | undefined): boolean {
  return (
    bareName(one.clusterName) === bareName(other?.clusterName) &&
    bareName(one.serviceName) === bareName(other?.serviceName)
  );
}

/** The name in `arn:…:service/<cluster>/<name>` or `arn:…:cluster/<name>`. */
function bareName(nameOrArn: string | undefined): string | undefined {
  return nameOrArn?.split('/').at(-1);
}
