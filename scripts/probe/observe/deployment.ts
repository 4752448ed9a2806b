import {
  DeleteDeploymentGroupCommand,
  GetDeploymentGroupCommand,
  UpdateDeploymentGroupCommand,
  type DeploymentInfo,
  type ECSTarget,
} from '@aws-sdk/client-codedeploy';
import { waitFor } from '../account/clock';
import type { Facts } from './facts';
import { outcomeOf } from './outcome';
import { DeploymentCalls, LAG_LIMIT_SECONDS, PHASE_LIMIT_SECONDS } from './deployment-calls';
import { GROUP } from '../account/names';
import type { Observation } from './observation';
import { observeStops } from './stops';

/**
 * One deployment, from its creation to the termination wait and its stop and rollback there, several short ones, and the
 * deletion of their group.
 */
export async function observeDeployment(observation: Observation): Promise<void> {
  const run = new DeploymentRun(observation);
  await run.begin();
  await run.continueWhenReady();
  await run.stopInTerminationWait();
  await observeStops(observation);
  await run.deleteGroup();
}

class DeploymentRun {
  readonly #calls: DeploymentCalls;
  #id = '';
  /** The target in the termination wait. */
  #waiting: ECSTarget | undefined;

  constructor(private readonly observation: Observation) {
    this.#calls = new DeploymentCalls(observation);
  }

  get #codeDeploy() {
    return this.observation.clients.codeDeploy;
  }

  get #facts(): Facts {
    return this.observation.facts;
  }

  async begin(): Promise<void> {
    const { clock } = this.observation;
    const { deploymentId } = await this.#calls.create();
    this.#id = deploymentId;
    const created = clock.now();
    const sinceCreation = () => (clock.now() - created) / 1000;

    const outcome = await outcomeOf(this.#calls.create());
    const namesIt = 'error' in outcome && outcome.error.message.includes(deploymentId);
    this.#facts.busy = { outcome, namesIt };
    await waitFor(
      clock,
      LAG_LIMIT_SECONDS,
      async () => (await this.#calls.list()).includes(deploymentId) || undefined,
    );
    this.#facts.listLagSeconds = sinceCreation();
    await waitFor(clock, LAG_LIMIT_SECONDS, () => this.#calls.find(deploymentId));
    // Both were asked in turn: what the list waited for says nothing about GetDeployment.
    this.#facts.readLagSeconds = sinceCreation() - this.#facts.listLagSeconds;
    const update = new UpdateDeploymentGroupCommand({
      applicationName: GROUP.applicationName,
      currentDeploymentGroupName: GROUP.deploymentGroupName,
      deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    });
    this.#facts.updateWhileDeploying = await outcomeOf(this.#codeDeploy.send(update).then(() => ({})));
    this.#facts.continueReady = await this.#calls.continue(this.#id, 'READY_WAIT');
    this.#facts.continueTermination = await this.#calls.continue(this.#id, 'TERMINATION_WAIT');

    await this.#calls.until(
      deploymentId,
      'The deployment did not start',
      ({ status }) => status !== 'Created',
    );
    const target = await waitFor(
      clock,
      LAG_LIMIT_SECONDS,
      async () => (await this.#calls.target(deploymentId))?.status,
    );
    this.#facts.targetLagSeconds = target?.seconds ?? LAG_LIMIT_SECONDS;
  }

  async continueWhenReady(): Promise<void> {
    await this.#calls.until(
      this.#id,
      'The deployment did not become ready',
      ({ status }) => status === 'Ready',
    );
    const answer = await this.#calls.continue(this.#id, 'READY_WAIT');
    if ('error' in answer) throw new Error(`The ready wait could not be ended: ${answer.error.message}`);
    // The flag may never show the wait; the target is Succeeded as soon as it begins.
    const { clock } = this.observation;
    const shifted = await waitFor(clock, PHASE_LIMIT_SECONDS, async () =>
      (await this.#calls.target(this.#id))?.status === 'Succeeded' ? true : undefined,
    );
    if (!shifted) throw new Error('The traffic was not shifted within 15 minutes.');
    const primary = await waitFor(clock, LAG_LIMIT_SECONDS, async () =>
      (await this.#calls.taskSets()).find(
        ({ status, externalId }) => status === 'PRIMARY' && externalId === this.#id,
      ),
    );
    this.#facts.primaryLagSeconds = primary?.seconds ?? LAG_LIMIT_SECONDS;
    await clock.sleep(5);
    this.#waiting = await this.#calls.target(this.#id);
    const { status, instanceTerminationWaitTimeStarted: flag = false } = await this.#calls.get(this.#id);
    this.#facts.inTerminationWait = { status, flag };
  }

  async stopInTerminationWait(): Promise<void> {
    this.#facts.firstStop = await this.#calls.stop(this.#id, true);
    if ('error' in this.#facts.firstStop) {
      await this.#calls.continue(this.#id, 'TERMINATION_WAIT');
      await this.#calls.untilEnded(this.#id, 'The deployment did not end');
      return;
    }
    this.#facts.secondStop = await this.#calls.stop(this.#id, true);
    await this.#calls.untilEnded(this.#id, 'The deployment did not stop');
    await this.#observeRollback();
  }

  async #observeRollback(): Promise<void> {
    const { clock } = this.observation;
    const listed = await waitFor(clock, LAG_LIMIT_SECONDS, async () => {
      const ids = await this.#calls.list();
      return ids.length > 1 ? ids : undefined;
    });
    const named = await waitFor(
      clock,
      LAG_LIMIT_SECONDS,
      async () => (await this.#calls.get(this.#id)).rollbackInfo?.rollbackDeploymentId,
    );
    const rollbackId = named?.answer ?? listed?.answer.find((id) => id !== this.#id);
    if (rollbackId !== undefined) await this.#calls.untilEnded(rollbackId, 'The rollback did not end');
    const { instanceTerminationWaitTimeStarted: flag = false, deploymentOverview } = await this.#calls.get(
      this.#id,
    );
    const target = await this.#calls.target(this.#id);
    const rollback = rollbackId === undefined ? undefined : await this.#calls.target(rollbackId);
    const { deploymentGroupInfo } = await this.#codeDeploy.send(new GetDeploymentGroupCommand(GROUP));
    const ids = await this.#calls.list();
    this.#facts.afterStop = {
      flag,
      targetStatus: target?.status,
      rollbackListedSeconds: listed?.seconds,
      rollbackLagSeconds: named?.seconds,
      rollbackSeconds: rollbackId === undefined ? undefined : secondsOf(await this.#calls.get(rollbackId)),
      newestFirst: rollbackId === undefined ? undefined : ids.indexOf(rollbackId) < ids.indexOf(this.#id),
      lastSuccessfulIsRollback:
        rollbackId === undefined
          ? undefined
          : deploymentGroupInfo?.lastSuccessfulDeployment?.deploymentId === rollbackId,
      overview: deploymentOverview !== undefined,
      samePrimary: primaryOf(target) === primaryOf(this.#waiting),
      rollbackEvents: rollback?.lifecycleEvents
        ?.filter(({ lifecycleEventName }) => lifecycleEventName !== 'AllowTraffic')
        .map(({ status = '' }) => status),
    };
  }

  async deleteGroup(): Promise<void> {
    await this.#codeDeploy.send(new DeleteDeploymentGroupCommand(GROUP));
    const read = this.#calls.get(this.#id).then(({ status }) => ({ status }));
    this.#facts.deploymentOfDeletedGroup = await outcomeOf(read);
  }
}

function secondsOf({ createTime, completeTime }: DeploymentInfo): number | undefined {
  return createTime && completeTime && (completeTime.getTime() - createTime.getTime()) / 1000;
}

const primaryOf = (target: ECSTarget | undefined): string | undefined =>
  target?.taskSetsInfo?.find(({ status }) => status === 'PRIMARY')?.identifer;
