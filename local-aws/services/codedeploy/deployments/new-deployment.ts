import type { AlarmConfiguration, DeploymentCreator } from '@aws-sdk/client-codedeploy';
import { eventsOf } from '../workflow/lifecycle';
import { toDeploymentTargetConfig } from '../groups/deployment-target-config';
import {
  findSuccessful,
  type Deployment,
  type DeploymentGroup,
  type GroupSettings,
  type Revision,
} from '../records';
import type { State } from '../state';

export interface NewDeployment {
  group: DeploymentGroup;
  creator: DeploymentCreator;
  revision: Revision | undefined;
  configName: string;
  settings: GroupSettings;
  description?: string | undefined;
  overrideAlarmConfiguration?: AlarmConfiguration | undefined;
}

/** Records a deployment with the status Created and all its lifecycle events Pending. */
export function newDeployment(state: State, order: NewDeployment): Deployment {
  const { group, configName, settings } = order;
  const now = state.clock.date();
  const targetConfig = toDeploymentTargetConfig(settings);
  const service = state.ports.ecs.findService(targetConfig.cluster, targetConfig.service);
  const deployment: Deployment = {
    id: state.ids.deployment(),
    group,
    creator: order.creator,
    description: order.description,
    revision: order.revision,
    previousRevision: findSuccessful(group)?.revision,
    configName,
    trafficRouting: state.configs.get(configName)?.trafficRoutingConfig,
    settings,
    overrideAlarmConfiguration: order.overrideAlarmConfiguration,
    createTime: now,
    startTime: undefined,
    completeTime: undefined,
    status: 'Created',
    error: undefined,
    rollbackInfo: undefined,
    terminationWait: undefined,
    target: {
      id: `${service?.clusterName ?? targetConfig.cluster}:${service?.serviceName ?? targetConfig.service}`,
      arn: service?.serviceArn ?? '',
      status: 'Pending',
      lastUpdatedAt: now,
      events: eventsOf(targetConfig),
      original: undefined,
      replacement: undefined,
      finalTaskSets: undefined,
    },
  };
  if (order.revision) {
    order.revision.firstUsedTime ??= now;
    order.revision.lastUsedTime = now;
    order.revision.groups.add(group.name);
  }
  group.deployments.push(deployment);
  state.deployments.set(deployment.id, deployment);
  return deployment;
}
