import {
  GetDeploymentCommand,
  GetDeploymentTargetCommand,
  ListDeploymentTargetsCommand,
  type CodeDeployClient,
  type DeploymentInfo,
  type LifecycleEvent,
} from '@aws-sdk/client-codedeploy';

/** Where a deployment stands, in the words of the design. */
export type Moment = 'installing' | 'in the ready wait' | 'mid-shift' | 'in the termination wait' | 'over';

/** At which of the moments a deployment is; undefined between them. */
export async function momentOf(
  codeDeploy: CodeDeployClient,
  deploymentId: string,
): Promise<Moment | undefined> {
  const { deploymentInfo } = await codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
  const { status, instanceTerminationWaitTimeStarted }: DeploymentInfo = deploymentInfo ?? {};
  switch (status) {
    case 'Created':
    case 'Queued':
      return undefined;
    case 'Ready':
      return 'in the ready wait';
    case 'InProgress':
    case 'Baking':
      if (instanceTerminationWaitTimeStarted) return 'in the termination wait';
      return runningEvent(await lifecycleEvents(codeDeploy, deploymentId));
    case 'Succeeded':
    case 'Failed':
    case 'Stopped':
    case undefined:
      return 'over';
  }
}

function runningEvent(events: LifecycleEvent[]): Moment | undefined {
  const running = events.find(({ status }) => status === 'InProgress')?.lifecycleEventName;
  if (running === 'Install') return 'installing';
  return running === 'AllowTraffic' ? 'mid-shift' : undefined;
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
