import type { AlarmConfiguration, AutoRollbackConfiguration } from '@aws-sdk/client-codedeploy';
import type { Service, TaskSet } from '@aws-sdk/client-ecs';
import { keyOf, type GroupKey } from '../../../runtime/deployment-groups/group-key';
import { failure } from '../../../runtime/messages/failures';
import { ResourceModel, type Hooks as HooksProperty } from '../models';
import type { Hooks } from './appspec';
import { matchesPlatform, parametersOf, type TaskSetParameters } from './task-set';

/** The desired state: the properties of the template, with every default filled in. */
export interface Desired extends GroupKey {
  parameters: TaskSetParameters;
  hooks: Hooks;
  hookPolicy: 'ALWAYS' | 'AFTER_FIRST_SUCCESS';
  description: string | undefined;
  deploymentConfigName: string | undefined;
  autoRollbackConfiguration: AutoRollbackConfiguration | undefined;
  overrideAlarmConfiguration: AlarmConfiguration | undefined;
  completeWhen: 'SUCCEEDED' | 'TRAFFIC_SHIFTED';
  whenBusy: 'WAIT' | 'STOP' | 'FAIL';
  timeoutInMinutes: number | undefined;
  stackRollback: 'ALL_AT_ONCE' | 'AS_CONFIGURED';
}

/** @throws Failure InvalidRequest when a required property is missing. */
export function desiredOf(model: ResourceModel): Desired {
  const key = keyOf(model);
  if (!model.taskDefinition) throw failure('PropertyRequired', { property: 'TaskDefinition' });
  return {
    ...key,
    parameters: writtenParameters(model),
    hooks: hooksOf(model.hooks),
    hookPolicy: model.hookPolicy ?? 'ALWAYS',
    description: model.description,
    deploymentConfigName: model.deploymentConfigName,
    autoRollbackConfiguration: model.autoRollbackConfiguration,
    overrideAlarmConfiguration: model.overrideAlarmConfiguration,
    completeWhen: model.completeWhen ?? 'SUCCEEDED',
    whenBusy: model.whenBusy ?? 'WAIT',
    timeoutInMinutes: model.timeoutInMinutes,
    stackRollback: model.stackRollback ?? 'ALL_AT_ONCE',
  };
}

/** The parameters of the task set as the template has them; undefined where it leaves one out. */
export function writtenParameters(model: ResourceModel): TaskSetParameters {
  return {
    taskDefinition: model.taskDefinition ?? '',
    containerName: model.containerName,
    containerPort: model.containerPort,
    platformVersion: model.platformVersion,
    network: model.networkConfiguration?.awsvpcConfiguration,
    capacityProviderStrategy: model.capacityProviderStrategy,
  };
}

function hooksOf(hooks: HooksProperty = {}): Hooks {
  return {
    ...(hooks.beforeInstall && { BeforeInstall: hooks.beforeInstall }),
    ...(hooks.afterInstall && { AfterInstall: hooks.afterInstall }),
    ...(hooks.afterAllowTestTraffic && { AfterAllowTestTraffic: hooks.afterAllowTestTraffic }),
    ...(hooks.beforeAllowTraffic && { BeforeAllowTraffic: hooks.beforeAllowTraffic }),
    ...(hooks.afterAllowTraffic && { AfterAllowTraffic: hooks.afterAllowTraffic }),
  };
}

/**
 * The resource as READ shows it: what the PRIMARY task set runs.
 * @param requested the parameters of the template, for a value that ECS shows in another way
 */
export function toModel(
  { applicationName, deploymentGroupName }: GroupKey,
  primary: TaskSet,
  requested?: TaskSetParameters,
): ResourceModel {
  const live = parametersOf(primary);
  const written = requested?.platformVersion;
  return new ResourceModel({
    applicationName,
    deploymentGroupName,
    taskDefinition: live.taskDefinition,
    containerName: live.containerName,
    containerPort: live.containerPort,
    // ECS shows the version that LATEST stands for. The template's own value is shown where it is known.
    platformVersion: matchesPlatform(live.platformVersion, written)
      ? (written ?? live.platformVersion)
      : live.platformVersion,
    networkConfiguration: live.network && { awsvpcConfiguration: live.network },
    capacityProviderStrategy: live.capacityProviderStrategy,
    deploymentId: primary.externalId ?? '',
  });
}

/** The task set that gets the production traffic. A service on another controller has none. */
export function primaryOf(service: Service): TaskSet | undefined {
  return service.taskSets?.find((taskSet) => taskSet.status === 'PRIMARY');
}
