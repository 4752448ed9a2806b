import {
  GetDeploymentCommand,
  GetDeploymentTargetCommand,
  ListDeploymentTargetsCommand,
  type CodeDeployClient,
  type DeploymentInfo,
  type LifecycleEvent,
} from '@aws-sdk/client-codedeploy';

/** What a deployment is doing. */
export type DeploymentState = 'installing' | 'ready wait' | 'traffic shift' | 'termination wait' | 'ended';

/** @returns undefined while the deployment is between two of the states */
export async function deploymentStateOf(
  codeDeploy: CodeDeployClient,
  deploymentId: string,
): Promise<DeploymentState | undefined> {
  const { deploymentInfo } = await codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
  const { status, instanceTerminationWaitTimeStarted }: DeploymentInfo = deploymentInfo ?? {};
  switch (status) {
    case 'Created':
    case 'Queued':
      return undefined;
    case 'Ready':
      return 'ready wait';
    case 'InProgress':
    case 'Baking':
      if (instanceTerminationWaitTimeStarted) return 'termination wait';
      return stateDuring(await lifecycleEvents(codeDeploy, deploymentId));
    case 'Succeeded':
    case 'Failed':
    case 'Stopped':
    case undefined:
      return 'ended';
  }
}

function stateDuring(events: LifecycleEvent[]): DeploymentState | undefined {
  const running = events.find(({ status }) => status === 'InProgress')?.lifecycleEventName;
  if (running === 'Install') return 'installing';
  return running === 'AllowTraffic' ? 'traffic shift' : undefined;
}

async function lifecycleEvents(
  codeDeploy: CodeDeployClient,
  deploymentId: string,
): Promise<LifecycleEvent[]> {
  const { targetIds } = await codeDeploy.send(new ListDeploymentTargetsCommand({ deploymentId }));
  const { deploymentTarget } = await codeDeploy.send(
    new GetDeploymentTargetCommand({ deploymentId, targetId: targetIds![0]! }),
  );
  return deploymentTarget?.ecsTarget?.lifecycleEvents ?? [];
}
