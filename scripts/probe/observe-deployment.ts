import {
  ContinueDeploymentCommand,
  CreateDeploymentCommand,
  DeleteDeploymentGroupCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  GetDeploymentTargetCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  StopDeploymentCommand,
  type DeploymentInfo,
} from '@aws-sdk/client-codedeploy';
import { waitFor } from './clock';
import { outcomeOf, type Facts } from './facts';
import { CONTAINER, GROUP } from './names';
import type { Observation } from './observation';

const LAG_LIMIT_SECONDS = 60;

/** A task starts, and its health checks pass, within minutes. */
const PHASE_LIMIT_SECONDS = 900;

const ENDED = ['Succeeded', 'Failed', 'Stopped'];

/** One deployment: from its creation to the termination wait, its stop and rollback there, and the deletion of its group. */
export async function observeDeployment(observation: Observation): Promise<void> {
  const run = new DeploymentRun(observation);
  await run.begin();
  await run.continueWhenReady();
  await run.stopInTerminationWait();
  await run.deleteGroup();
}

class DeploymentRun {
  #id = '';

  constructor(private readonly observation: Observation) {}

  get #codeDeploy() {
    return this.observation.clients.codeDeploy;
  }

  get #facts(): Facts {
    return this.observation.facts;
  }

  async begin(): Promise<void> {
    const { clock } = this.observation;
    const { deploymentId = '' } = await this.#create();
    this.#id = deploymentId;
    const created = clock.now();
    const sinceCreation = () => (clock.now() - created) / 1000;

    const outcome = await outcomeOf(this.#create());
    const namesIt = 'error' in outcome && outcome.error.message.includes(deploymentId);
    this.#facts.busy = { outcome, namesIt };
    await waitFor(
      clock,
      LAG_LIMIT_SECONDS,
      async () => (await this.#list()).includes(deploymentId) || undefined,
    );
    this.#facts.listLagSeconds = sinceCreation();
    await waitFor(clock, LAG_LIMIT_SECONDS, () => this.#find(deploymentId));
    // Both were asked in turn: what the list waited for says nothing about GetDeployment.
    this.#facts.readLagSeconds = sinceCreation() - this.#facts.listLagSeconds;
    this.#facts.continueReady = await this.#continue('READY_WAIT');
    this.#facts.continueTermination = await this.#continue('TERMINATION_WAIT');

    await this.#until('The deployment did not start', ({ status }) => status !== 'Created');
    const target = await waitFor(clock, LAG_LIMIT_SECONDS, () => this.#targetStatus());
    this.#facts.targetLagSeconds = target?.seconds ?? LAG_LIMIT_SECONDS;
  }

  async continueWhenReady(): Promise<void> {
    await this.#until('The deployment did not become ready', ({ status }) => status === 'Ready');
    const answer = await this.#continue('READY_WAIT');
    if ('error' in answer) throw new Error(`The ready wait could not be ended: ${answer.error.message}`);
    // The flag may never show the wait; the target is Succeeded as soon as it begins.
    const { clock } = this.observation;
    const shifted = await waitFor(clock, PHASE_LIMIT_SECONDS, async () =>
      (await this.#targetStatus()) === 'Succeeded' ? true : undefined,
    );
    if (!shifted) throw new Error('The traffic was not shifted within 15 minutes.');
    await clock.sleep(5);
    const { status, instanceTerminationWaitTimeStarted: flag = false } = await this.#get(this.#id);
    this.#facts.inTerminationWait = { status, flag };
  }

  async stopInTerminationWait(): Promise<void> {
    this.#facts.firstStop = await this.#stop();
    if ('error' in this.#facts.firstStop) {
      await this.#continue('TERMINATION_WAIT');
      await this.#until('The deployment did not end', ({ status = '' }) => ENDED.includes(status));
      return;
    }
    this.#facts.secondStop = await this.#stop();
    await this.#until('The deployment did not stop', ({ status = '' }) => ENDED.includes(status));
    await this.#observeRollback();
  }

  async #observeRollback(): Promise<void> {
    const { clock } = this.observation;
    const listed = await waitFor(clock, LAG_LIMIT_SECONDS, async () => {
      const ids = await this.#list();
      return ids.length > 1 ? ids : undefined;
    });
    const named = await waitFor(
      clock,
      LAG_LIMIT_SECONDS,
      async () => (await this.#get(this.#id)).rollbackInfo?.rollbackDeploymentId,
    );
    const rollbackId = named?.answer ?? listed?.answer.find((id) => id !== this.#id);
    if (rollbackId !== undefined)
      await this.#until('The rollback did not end', ({ status = '' }) => ENDED.includes(status), rollbackId);
    const { instanceTerminationWaitTimeStarted: flag = false } = await this.#get(this.#id);
    const { deploymentGroupInfo } = await this.#codeDeploy.send(new GetDeploymentGroupCommand(GROUP));
    const ids = await this.#list();
    this.#facts.afterStop = {
      flag,
      targetStatus: await this.#targetStatus(),
      rollbackListedSeconds: listed?.seconds,
      rollbackLagSeconds: named?.seconds,
      rollbackSeconds: rollbackId === undefined ? undefined : secondsOf(await this.#get(rollbackId)),
      newestFirst: rollbackId === undefined ? undefined : ids.indexOf(rollbackId) < ids.indexOf(this.#id),
      lastSuccessfulIsRollback:
        rollbackId === undefined
          ? undefined
          : deploymentGroupInfo?.lastSuccessfulDeployment?.deploymentId === rollbackId,
    };
  }

  async deleteGroup(): Promise<void> {
    await this.#codeDeploy.send(new DeleteDeploymentGroupCommand(GROUP));
    const read = this.#get(this.#id).then(({ status }) => ({ status }));
    this.#facts.deploymentOfDeletedGroup = await outcomeOf(read);
  }

  #create() {
    const { taskDefinitions } = this.observation.account;
    const { containerName: ContainerName, containerPort: ContainerPort } = CONTAINER;
    const Properties = {
      TaskDefinition: taskDefinitions[1],
      LoadBalancerInfo: { ContainerName, ContainerPort },
    };
    const content = JSON.stringify({
      version: 0.0,
      Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties } }],
    });
    const revision = { revisionType: 'AppSpecContent', appSpecContent: { content } } as const;
    return this.#codeDeploy.send(new CreateDeploymentCommand({ ...GROUP, revision }));
  }

  async #list(): Promise<string[]> {
    return (await this.#codeDeploy.send(new ListDeploymentsCommand(GROUP))).deployments ?? [];
  }

  async #get(deploymentId: string): Promise<DeploymentInfo> {
    const { deploymentInfo } = await this.#codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
    return deploymentInfo ?? {};
  }

  async #find(deploymentId: string): Promise<DeploymentInfo | undefined> {
    const outcome = await outcomeOf(this.#get(deploymentId));
    return 'value' in outcome ? outcome.value : undefined;
  }

  async #targetStatus(): Promise<string | undefined> {
    const deploymentId = this.#id;
    const listed = await outcomeOf(this.#codeDeploy.send(new ListDeploymentTargetsCommand({ deploymentId })));
    const targetId = 'value' in listed ? listed.value.targetIds?.[0] : undefined;
    if (targetId === undefined) return undefined;
    const { deploymentTarget } = await this.#codeDeploy.send(
      new GetDeploymentTargetCommand({ deploymentId, targetId }),
    );
    return deploymentTarget?.ecsTarget?.status;
  }

  #stop() {
    const input = { deploymentId: this.#id, autoRollbackEnabled: true };
    const answer = this.#codeDeploy.send(new StopDeploymentCommand(input));
    return outcomeOf(answer.then(({ status }) => ({ status })));
  }

  #continue(deploymentWaitType: 'READY_WAIT' | 'TERMINATION_WAIT') {
    const input = { deploymentId: this.#id, deploymentWaitType };
    const answer = this.#codeDeploy.send(new ContinueDeploymentCommand(input));
    return outcomeOf(answer.then(() => ({})));
  }

  /** @throws Error when the deployment ends instead, or needs too long */
  async #until(
    otherwise: string,
    holds: (info: DeploymentInfo) => boolean,
    deploymentId = this.#id,
  ): Promise<void> {
    const { clock } = this.observation;
    const reached = await waitFor(
      clock,
      PHASE_LIMIT_SECONDS,
      async () => {
        const info = await this.#find(deploymentId);
        if (!info) return undefined;
        if (holds(info)) return true;
        if (!ENDED.includes(info.status ?? '')) return undefined;
        throw new Error(
          `${otherwise}: it is ${info.status ?? 'absent'}. ${info.errorInformation?.message ?? ''}`.trim(),
        );
      },
      2,
    );
    if (!reached) throw new Error(`${otherwise} within 15 minutes.`);
  }
}

function secondsOf({ createTime, completeTime }: DeploymentInfo): number | undefined {
  return createTime && completeTime && (completeTime.getTime() - createTime.getTime()) / 1000;
}
