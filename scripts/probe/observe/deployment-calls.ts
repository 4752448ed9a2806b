import {
  ContinueDeploymentCommand,
  CreateDeploymentCommand,
  GetDeploymentCommand,
  GetDeploymentTargetCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  StopDeploymentCommand,
  type CreateDeploymentCommandInput,
  type DeploymentInfo,
  type DeploymentWaitType,
  type ECSTarget,
} from '@aws-sdk/client-codedeploy';
import { DescribeServicesCommand, type TaskSet } from '@aws-sdk/client-ecs';
import { hasEnded } from '../../../runtime/deployments/deployment-status';
import { waitFor } from '../account/clock';
import { outcomeOf } from './outcome';
import { CONTAINER, GROUP, NAME } from '../account/names';
import type { Observation } from './observation';

/** How late a list or a read may show what has just happened. */
export const LAG_LIMIT_SECONDS = 60;

/** A task starts, and its health checks pass, within minutes. */
export const PHASE_LIMIT_SECONDS = 900;

/** The calls about the deployments of the probe's group. */
export class DeploymentCalls {
  constructor(private readonly observation: Observation) {}

  get #codeDeploy() {
    return this.observation.clients.codeDeploy;
  }

  /** The AppSpec of the second version. */
  get appSpec(): string {
    const { containerName: ContainerName, containerPort: ContainerPort } = CONTAINER;
    const Properties = {
      TaskDefinition: this.observation.account.taskDefinitions[1],
      LoadBalancerInfo: { ContainerName, ContainerPort },
    };
    return JSON.stringify({
      version: 0.0,
      Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties } }],
    });
  }

  async create(
    over: Partial<CreateDeploymentCommandInput> = {},
    content = this.appSpec,
  ): Promise<{ deploymentId: string }> {
    const revision = { revisionType: 'AppSpecContent', appSpecContent: { content } } as const;
    const input = new CreateDeploymentCommand({ ...GROUP, revision, ...over });
    const { deploymentId = '' } = await this.#codeDeploy.send(input);
    return { deploymentId };
  }

  async list(): Promise<string[]> {
    return (await this.#codeDeploy.send(new ListDeploymentsCommand(GROUP))).deployments ?? [];
  }

  async get(deploymentId: string): Promise<DeploymentInfo> {
    const { deploymentInfo } = await this.#codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
    return deploymentInfo ?? {};
  }

  async find(deploymentId: string): Promise<DeploymentInfo | undefined> {
    const outcome = await outcomeOf(this.get(deploymentId));
    return 'value' in outcome ? outcome.value : undefined;
  }

  /** The one target; undefined before the deployment has started. */
  async target(deploymentId: string): Promise<ECSTarget | undefined> {
    const listed = await outcomeOf(this.#codeDeploy.send(new ListDeploymentTargetsCommand({ deploymentId })));
    const targetId = 'value' in listed ? listed.value.targetIds?.[0] : undefined;
    if (targetId === undefined) return undefined;
    const { deploymentTarget } = await this.#codeDeploy.send(
      new GetDeploymentTargetCommand({ deploymentId, targetId }),
    );
    return deploymentTarget?.ecsTarget;
  }

  stop(deploymentId: string, autoRollbackEnabled: boolean | undefined) {
    const answer = this.#codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled }));
    return outcomeOf(answer.then(({ status }) => ({ status })));
  }

  continue(deploymentId: string, deploymentWaitType: DeploymentWaitType) {
    const input = { deploymentId, deploymentWaitType };
    return outcomeOf(this.#codeDeploy.send(new ContinueDeploymentCommand(input)).then(() => ({})));
  }

  async taskSets(): Promise<TaskSet[]> {
    const input = new DescribeServicesCommand({ cluster: NAME, services: [NAME] });
    return (await this.observation.clients.ecs.send(input)).services?.[0]?.taskSets ?? [];
  }

  /** @throws Error when the deployment ends instead, or needs too long */
  async until(
    deploymentId: string,
    otherwise: string,
    holds: (info: DeploymentInfo) => boolean,
  ): Promise<void> {
    const reached = await waitFor(
      this.observation.clock,
      PHASE_LIMIT_SECONDS,
      async () => {
        const info = await this.find(deploymentId);
        if (!info) return undefined;
        if (holds(info)) return true;
        if (!hasEnded(info)) return undefined;
        throw new Error(
          `${otherwise}: it is ${info.status ?? 'absent'}. ${info.errorInformation?.message ?? ''}`.trim(),
        );
      },
      2,
    );
    if (!reached) throw new Error(`${otherwise} within 15 minutes.`);
  }

  untilEnded(deploymentId: string, otherwise: string): Promise<void> {
    return this.until(deploymentId, otherwise, hasEnded);
  }
}
