import type { AlarmConfiguration, AutoRollbackConfiguration } from '@aws-sdk/client-codedeploy';
import type { Service, TaskSet } from '@aws-sdk/client-ecs';
import { keyOf, type GroupKey } from '../../../runtime/group-key';
import { invalidRequest } from '../../../runtime/failure';
import type { Request } from '../../../runtime/resource';
import type { Hooks } from './appspec';
import type { Policy } from '../reconcile/decide';
import { ResourceModel, type Hooks as HooksProperty } from '../models';
import { matchesPlatform, parametersOf, type TaskSetParameters } from './task-set';

/** What the stack asks for, with every default filled in. */
export interface Desired extends GroupKey {
  parameters: TaskSetParameters;
  hooks: Hooks;
  hookPolicy: 'ALWAYS' | 'AFTER_FIRST_SUCCESS';
  description: string | undefined;
  deploymentConfigName: string | undefined;
  autoRollbackConfiguration: AutoRollbackConfiguration | undefined;
  overrideAlarmConfiguration: AlarmConfiguration | undefined;
  completeWhen: 'SUCCEEDED' | 'TRAFFIC_SHIFTED';
  whenBusy: Policy['whenBusy'];
  timeoutInMinutes: number | undefined;
}

/** @throws Failure InvalidRequest when a required property is missing. */
export function desiredOf(model: ResourceModel): Desired {
  const key = keyOf(model);
  if (!model.taskDefinition) throw invalidRequest('TaskDefinition is required.');
  return {
    ...key,
    parameters: {
      taskDefinition: model.taskDefinition,
      containerName: model.containerName,
      containerPort: model.containerPort,
      platformVersion: model.platformVersion,
      network: model.networkConfiguration?.awsvpcConfiguration,
      capacityProviderStrategy: model.capacityProviderStrategy,
    },
    hooks: hooksOf(model.hooks),
    hookPolicy: model.hookPolicy ?? 'ALWAYS',
    description: model.description,
    deploymentConfigName: model.deploymentConfigName,
    autoRollbackConfiguration: model.autoRollbackConfiguration,
    overrideAlarmConfiguration: model.overrideAlarmConfiguration,
    completeWhen: model.completeWhen ?? 'SUCCEEDED',
    whenBusy: model.whenBusy ?? 'WAIT',
    timeoutInMinutes: model.timeoutInMinutes,
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
 * How the decision is to be taken. A token that comes back because the stack rolls back asks for nothing:
 * deploying the same task definition once more would undo nothing.
 */
export function policyOf(
  desired: ResourceModel,
  previous: ResourceModel | undefined,
  request: Request,
): Policy {
  const { redeployToken } = desired;
  return {
    whenBusy: desired.whenBusy ?? 'WAIT',
    redeploy:
      previous !== undefined &&
      !request.rollback &&
      redeployToken !== undefined &&
      redeployToken !== previous.redeployToken,
    rollback: request.rollback,
  };
}

/** The resource as it is: what the PRIMARY task set runs. */
export function toModel(
  { applicationName, deploymentGroupName }: GroupKey,
  primary: TaskSet,
  asked?: TaskSetParameters,
): ResourceModel {
  const live = parametersOf(primary);
  const written = asked?.platformVersion;
  return new ResourceModel({
    applicationName,
    deploymentGroupName,
    taskDefinition: live.taskDefinition,
    containerName: live.containerName,
    containerPort: live.containerPort,
    // ECS resolves LATEST; where the user's word is known, it stands.
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
