import type { DeploymentInfo, ECSTarget } from '@aws-sdk/client-codedeploy';
import type { LocalAws } from '#local-aws';
import type { GroupKey } from '#test-kit';

/** Reads deployments without HTTP, so that its reads are not counted as calls. */
export class OutOfBandReader {
  constructor(private readonly aws: LocalAws) {}

  deployment(deploymentId: string): DeploymentInfo {
    const { deploymentInfo } = this.#call('GetDeployment', { deploymentId }) as {
      deploymentInfo: DeploymentInfo;
    };
    return deploymentInfo;
  }

  /** The deployment's target; undefined while it has none. */
  target(deploymentId: string): ECSTarget | undefined {
    try {
      const { targetIds } = this.#call('ListDeploymentTargets', { deploymentId }) as { targetIds: string[] };
      const input = { deploymentId, targetId: targetIds[0] };
      const { deploymentTarget } = this.#call('GetDeploymentTarget', input) as {
        deploymentTarget: { ecsTarget: ECSTarget };
      };
      return deploymentTarget.ecsTarget;
    } catch {
      return undefined;
    }
  }

  /** Ids of the group's deployments, the newest first. */
  deployments(group: GroupKey): string[] {
    const { deployments } = this.#call('ListDeployments', { ...group }) as {
      deployments: string[];
    };
    return deployments;
  }

  #call(operation: string, input: Record<string, unknown>): unknown {
    const implementation = this.aws.codeDeploy.operations[operation];
    if (!implementation) throw new Error(`CodeDeploy has no operation ${operation}.`);
    return implementation(input as never, { accessKeyId: 'OUTOFBAND' });
  }
}
