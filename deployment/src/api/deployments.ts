import {
  BatchGetDeploymentsCommand,
  ContinueDeploymentCommand,
  CreateDeploymentCommand,
  GetDeploymentCommand,
  GetDeploymentConfigCommand,
  GetDeploymentTargetCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  StopDeploymentCommand,
  type CreateDeploymentCommandInput,
  type DeploymentConfigInfo,
  type DeploymentInfo,
  type DeploymentWaitType,
  type ECSTarget,
  type ListDeploymentsCommandInput,
  type CodeDeployClient,
} from '@aws-sdk/client-codedeploy';
import { isNamed, unless } from '../../../runtime/aws/aws-errors';
import type { GroupKey } from '../../../runtime/deployment-groups/group-key';
import { HandlerErrorCode, type Failure } from '../../../runtime/messages/failure';
import { failure } from '../../../runtime/messages/failures';
import { ACTIVE_STATUSES } from '../../../runtime/deployments/deployment-status';
import {
  ALREADY_ENDED,
  NO_TARGET,
  NOT_STOPPABLE_NOW,
  NOT_VISIBLE,
  NOT_WAITING,
  NOTHING_TO_STOP,
} from '../../../runtime/deployments/error-names';
import { firstIds } from '../../../runtime/deployments/first-ids';
import type { Deployment, DeploymentReads } from '../../../runtime/deployments/reads';
import { predefinedConfig } from '../desired-state/predefined-configs';

/** The deployment that a refusal names, in whatever words: AWS documents none. */
const NAMED_DEPLOYMENT = /\bd-[A-Z0-9]{9,}\b/;

interface ShownDeployments {
  shown: DeploymentInfo[];
  isComplete: boolean;
}

/** The calls about deployments: find, start, stop and continue them, read their targets and configurations. */
export class DeploymentCalls implements DeploymentReads {
  readonly #codeDeploy: CodeDeployClient;

  constructor(codeDeploy: CodeDeployClient) {
    this.#codeDeploy = codeDeploy;
  }

  /** undefined also for a deployment that was created a moment ago and is not visible yet. */
  async findDeployment(deploymentId: string): Promise<Deployment | undefined> {
    const answer = await unless(NOT_VISIBLE, undefined, () =>
      this.#codeDeploy.send(new GetDeploymentCommand({ deploymentId })),
    );
    return answer?.deploymentInfo && { ...answer.deploymentInfo, deploymentId };
  }

  /** Ids of the deployments that hold the group, newest first: at most one, and the rollback that follows it. */
  async listActiveDeployments(key: GroupKey): Promise<string[]> {
    return this.#listIds({ ...key, includeOnlyStatuses: ACTIVE_STATUSES });
  }

  /**
   * The deployments of the group since a moment (milliseconds since the epoch), at most 25, newest first; and whether CodeDeploy shows
   * all that it lists.
   */
  async listSince(key: GroupKey, since: number): Promise<ShownDeployments> {
    return this.#listDeployments({ ...key, createTimeRange: { start: new Date(since) } });
  }

  /** The deployments of the group that have succeeded, at most 25, newest first. */
  async listSucceeded({ applicationName, deploymentGroupName }: GroupKey): Promise<DeploymentInfo[]> {
    const { shown } = await this.#listDeployments({
      applicationName,
      deploymentGroupName,
      includeOnlyStatuses: ['Succeeded'],
    });
    return shown;
  }

  async #listDeployments(input: ListDeploymentsCommandInput): Promise<ShownDeployments> {
    const deploymentIds = await this.#listIds(input);
    if (deploymentIds.length === 0) return { shown: [], isComplete: true };
    const { deploymentsInfo: shown = [] } = await this.#codeDeploy.send(
      new BatchGetDeploymentsCommand({ deploymentIds }),
    );
    return { shown, isComplete: shown.length >= deploymentIds.length };
  }

  async #listIds(input: ListDeploymentsCommandInput): Promise<string[]> {
    return firstIds((nextToken) =>
      this.#codeDeploy.send(new ListDeploymentsCommand({ ...input, nextToken })),
    );
  }

  /**
   * @returns the id of the new deployment; `busyWith` when CodeDeploy refuses because another deployment holds the
   *   group; `limit` when the refusal names no deployment: lists may not show it yet, or the account has as many deployments
   *   as it may have. Both pass, so that failure is a transient error.
   */
  async create(
    input: CreateDeploymentCommandInput,
  ): Promise<{ deploymentId: string } | { busyWith: string } | { limit: Failure }> {
    try {
      const { deploymentId = '' } = await this.#codeDeploy.send(new CreateDeploymentCommand(input));
      return { deploymentId };
    } catch (error) {
      if (!isNamed(error, 'DeploymentLimitExceededException')) throw error;
      const [busyWith] = NAMED_DEPLOYMENT.exec(error.message) ?? [];
      if (busyWith) return { busyWith };
      const facts = { said: error.message, error: error.name };
      return { limit: failure('AwsError', facts, HandlerErrorCode.Throttling) };
    }
  }

  /**
   * Requests a stop with rollback; the end of the deployment has to be polled. A deployment that has ended already
   * counts as stopped.
   * @returns false when CodeDeploy does not stop it now: it terminates the original task set already, or the deployment
   *   is not visible yet or was deleted with its group
   */
  async stop(deploymentId: string): Promise<boolean> {
    return unless([...NOT_STOPPABLE_NOW, ...NOTHING_TO_STOP], false, async () => {
      await unless(ALREADY_ENDED, undefined, () =>
        this.#codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true })),
      );
      return true;
    });
  }

  /**
   * Ends a wait: after TERMINATION_WAIT CodeDeploy terminates the original task set, after READY_WAIT it shifts
   * traffic. A deployment that has ended already counts as continued.
   * @returns false when CodeDeploy does not end the wait, because it has not begun or is over
   */
  async endWait(deploymentId: string, deploymentWaitType: DeploymentWaitType): Promise<boolean> {
    return unless([...NOT_WAITING, ...NOT_STOPPABLE_NOW, ...NOT_VISIBLE], false, async () => {
      await unless(ALREADY_ENDED, undefined, () =>
        this.#codeDeploy.send(new ContinueDeploymentCommand({ deploymentId, deploymentWaitType })),
      );
      return true;
    });
  }

  /**
   * The service as a deployment's one target: its lifecycle events. One call, or up to three when the target does not have the
   * expected id.
   * @param expectedId see `targetIdOf`
   * @returns undefined before the deployment starts
   */
  async findTarget(deploymentId: string, expectedId?: string): Promise<ECSTarget | undefined> {
    const expected = expectedId === undefined ? undefined : await this.#readTarget(deploymentId, expectedId);
    if (expected) return expected;
    const targetId = await unless(NO_TARGET, undefined, async () => {
      const { targetIds } = await this.#codeDeploy.send(new ListDeploymentTargetsCommand({ deploymentId }));
      return targetIds?.[0];
    });
    return targetId === undefined ? undefined : this.#readTarget(deploymentId, targetId);
  }

  async #readTarget(deploymentId: string, targetId: string): Promise<ECSTarget | undefined> {
    return unless(NO_TARGET, undefined, async () => {
      const input = { deploymentId, targetId };
      const { deploymentTarget } = await this.#codeDeploy.send(new GetDeploymentTargetCommand(input));
      return deploymentTarget?.ecsTarget;
    });
  }

  /** A deployment configuration. CodeDeploy is not asked about its predefined ones. */
  async findConfig(name: string): Promise<DeploymentConfigInfo | undefined> {
    const predefined = predefinedConfig(name);
    if (predefined) return predefined;
    const answer = await unless(['DeploymentConfigDoesNotExistException'], undefined, () =>
      this.#codeDeploy.send(new GetDeploymentConfigCommand({ deploymentConfigName: name })),
    );
    return answer?.deploymentConfigInfo;
  }
}
