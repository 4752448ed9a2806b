import type { TriggerEventType } from '@aws-sdk/client-codedeploy';
import { isTerminal, type Deployment } from '../records';
import type { State } from '../state';

/** What people are told about a deployment. */
export type News = 'START' | 'READY' | 'SUCCESS' | 'FAILURE' | 'STOP' | 'ROLLBACK';

const TRIGGER_EVENTS: Readonly<Record<News, TriggerEventType>> = {
  START: 'DeploymentStart',
  READY: 'DeploymentReady',
  SUCCESS: 'DeploymentSuccess',
  FAILURE: 'DeploymentFailure',
  STOP: 'DeploymentStop',
  ROLLBACK: 'DeploymentRollback',
};

/** The news of a deployment that has ended. */
export function newsOfEnd({ status }: Deployment): News {
  if (status === 'Succeeded') return 'SUCCESS';
  return status === 'Stopped' ? 'STOP' : 'FAILURE';
}

/**
 * Tells the topics of the group's triggers, and EventBridge.
 * Source: CodeDeploy User Guide, "JSON data formats for CodeDeploy triggers"; EventBridge's events of CodeDeploy have no state
 * for a rollback, whose own deployment starts and ends as every other.
 */
export function notify(state: State, deployment: Deployment, news: News): void {
  const { ports } = state;
  const { group, settings } = deployment;
  for (const { triggerName, triggerTargetArn = '', triggerEvents = [] } of settings.triggerConfigurations ??
    []) {
    if (!triggerEvents.includes(TRIGGER_EVENTS[news])) continue;
    if (!ports.roles.allows(settings.serviceRoleArn, 'sns:Publish', triggerTargetArn)) continue;
    ports.topics.publish(triggerTargetArn, {
      subject: `${deployment.status.toUpperCase()}: AWS CodeDeploy ${deployment.id} in ${ports.region} to ${group.application.name}`,
      message: JSON.stringify(toMessage(state, deployment, triggerName)),
    });
  }
  if (news === 'ROLLBACK') return;
  const { accountId, partition, region } = ports;
  const arn = (resource: string) => `arn:${partition}:codedeploy:${region}:${accountId}:${resource}`;
  const application = group.application.name;
  ports.events.emit({
    source: 'aws.codedeploy',
    detailType: 'CodeDeploy Deployment State-change Notification',
    resources: [arn(`application:${application}`), arn(`deploymentgroup:${application}/${group.name}`)],
    detail: {
      region,
      deploymentId: deployment.id,
      instanceGroupId: group.id,
      deploymentGroup: group.name,
      application,
      state: news,
    },
  });
}

function toMessage({ ports }: State, deployment: Deployment, eventTriggerName: string | undefined) {
  const { id, group, status, error, createTime, completeTime, target } = deployment;
  const count = (counted: boolean) => (counted ? '1' : '0');
  const isOver = isTerminal(deployment);
  const seconds = (time: Date) => String(time.getTime() / 1000);
  return {
    region: ports.region,
    accountId: ports.accountId,
    eventTriggerName,
    applicationName: group.application.name,
    deploymentId: id,
    deploymentGroupName: group.name,
    createTime: seconds(createTime),
    ...(completeTime && { completeTime: seconds(completeTime) }),
    deploymentOverview: {
      Failed: count(isOver && status !== 'Succeeded'),
      InProgress: count(!isOver && target.status !== 'Pending'),
      Pending: count(!isOver && target.status === 'Pending'),
      Skipped: '0',
      Succeeded: count(status === 'Succeeded'),
    },
    status,
    ...(error && { errorInformation: { ErrorCode: error.code, ErrorMessage: error.message } }),
  };
}
