import type { AlarmConfiguration, DeploymentCreator } from '@aws-sdk/client-codedeploy';
import { eventsOf } from '../workflow/lifecycle';
import { toPlacement } from '../groups/deployment-target-config';
import {
  findSuccessful,
  type Deployment,
  type DeploymentGroup,
  type GroupSettings,
  type Revision,
} from '../records';
import type { State } from '../state';

export interface DeploymentOrder {
  group: DeploymentGroup;
  creator: DeploymentCreator;
  revision: Revision | undefined;
  configName: string;
  settings: GroupSettings;
  description?: string | undefined;
  overrideAlarmConfiguration?: AlarmConfiguration | undefined;
}

/** Puts a deployment on record: Created, with all its lifecycle events to come. */
export function newDeployment(state: State, order: DeploymentOrder): Deployment {
  const { group, configName, settings } = order;
  const now = state.clock.date();
  const placement = toPlacement(settings);
  const service = state.account.ecs.findService(placement.cluster, placement.service);
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
      id: `${service?.clusterName ?? placement.cluster}:${service?.serviceName ?? placement.service}`,
      arn: service?.serviceArn ?? '',
      status: 'Pending',
      lastUpdatedAt: now,
      events: eventsOf(placement),
      blue: undefined,
      green: undefined,
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
