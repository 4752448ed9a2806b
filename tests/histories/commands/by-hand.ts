import type { Version } from '../generate/history';
import { callService } from '../world/account-view';
import type { HistoryWorld } from '../world/history-world';

/** The time between StopDeployment and the status Stopped. */
const STOP_SECONDS = 5;

/** An operator deploys a version with the stack's group. */
export function deployByHand(world: HistoryWorld, version: Version): void {
  const { aws, clock, account, group, template, externalEvents } = world;
  const { containerName: ContainerName } = account.service;
  const [ContainerPort] = template.ports[version];
  const Properties = {
    TaskDefinition: account.taskDefinitionOf(version),
    LoadBalancerInfo: { ContainerName, ContainerPort },
  };
  const Resources = [{ TargetService: { Type: 'AWS::ECS::Service', Properties } }];
  const versions = [version, account.liveVersion()];
  callService(aws.codeDeploy, 'CreateDeployment', {
    ...group,
    revision: {
      revisionType: 'AppSpecContent',
      appSpecContent: { content: JSON.stringify({ version: '0.0', Resources }) },
    },
  });
  externalEvents.outOfBandChanges.push({ at: clock.now(), versions });
}

/** Stops or continues the group's active deployment, if it has one. */
export function controlByHand(world: HistoryWorld, call: string, options: object): void {
  const { aws, clock, account, externalEvents, log, setup } = world;
  const active = account.active();
  if (!active) return;
  const { deploymentId } = active;
  // A stop with rollback returns to what the original task set still runs.
  const versions = account.taskSets().map(({ taskDefinition }) => account.versionOf(taskDefinition));
  callService(aws.codeDeploy, call, { deploymentId, ...options });
  log.add('operator', `${call} ${deploymentId}`);
  if (call !== 'StopDeployment') return;
  const at = clock.now() + (setup.lags.stopSeconds + STOP_SECONDS) * 1000;
  externalEvents.outOfBandChanges.push({ at, versions });
}
