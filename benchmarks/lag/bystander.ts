import type { DeploymentInfo, ECSTarget } from '@aws-sdk/client-codedeploy';
import type { LocalAws } from '#local-aws';

/** Looks at deployments past the API: these looks are nobody's calls. */
export class Bystander {
  constructor(private readonly aws: LocalAws) {}

  deployment(deploymentId: string): DeploymentInfo {
    const { deploymentInfo } = this.#ask('GetDeployment', { deploymentId }) as {
      deploymentInfo: DeploymentInfo;
    };
    return deploymentInfo;
  }

  /** undefined before the deployment has one. */
  target(deploymentId: string): ECSTarget | undefined {
    try {
      const { targetIds } = this.#ask('ListDeploymentTargets', { deploymentId }) as { targetIds: string[] };
      const input = { deploymentId, targetId: targetIds[0] };
      const { deploymentTarget } = this.#ask('GetDeploymentTarget', input) as {
        deploymentTarget: { ecsTarget: ECSTarget };
      };
      return deploymentTarget.ecsTarget;
    } catch {
      return undefined;
    }
  }

  /** Ids, the newest first. */
  deployments(applicationName: string, deploymentGroupName: string): string[] {
    const { deployments } = this.#ask('ListDeployments', { applicationName, deploymentGroupName }) as {
      deployments: string[];
    };
    return deployments;
  }

  #ask(operation: string, input: Record<string, unknown>): unknown {
    const implementation = this.aws.codeDeploy.operations[operation];
    if (!implementation) throw new Error(`CodeDeploy has no operation ${operation}.`);
    return implementation(input as never, { accessKeyId: 'BYSTANDER' });
  }
}
