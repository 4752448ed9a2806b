import type { AlarmConfiguration, AutoRollbackConfiguration } from '@aws-sdk/client-codedeploy';
import { hasEnded } from '../../../runtime/deployments/deployment-status';
import { waitFor } from '../account/clock';
import { DeploymentCalls, LAG_LIMIT_SECONDS, PHASE_LIMIT_SECONDS } from './deployment-calls';
import type { Facts } from './facts';
import { outcomeOf } from './outcome';
import { NAME } from '../account/names';
import type { Observation } from './observation';

const ROLLBACK: AutoRollbackConfiguration = { enabled: true, events: ['DEPLOYMENT_STOP_ON_REQUEST'] };
const NO_ROLLBACK: AutoRollbackConfiguration = { enabled: false };

const MISSING_ALARM: AlarmConfiguration = { enabled: true, alarms: [{ name: `${NAME}-none` }] };

interface StopOrder {
  /** When the deployment is stopped: at once, or when its task set is there. */
  at: 'creation' | 'install';
  autoRollbackEnabled?: boolean;
  autoRollbackConfiguration?: AutoRollbackConfiguration;
  /** If CodeDeploy refuses it, the deployment is made without. */
  overrideAlarmConfiguration?: AlarmConfiguration;
}

/**
 * Short deployments that never get traffic: one fails at its AppSpec, the others are stopped in different ways. Each ends before
 * the next one begins.
 */
export async function observeStops(observation: Observation): Promise<void> {
  await new StopSeries(observation).observe();
}

class StopSeries {
  readonly #calls: DeploymentCalls;
  /** Whether the deployment before was stopped in Install and not rolled back. */
  #leaves = false;

  constructor(private readonly observation: Observation) {
    this.#calls = new DeploymentCalls(observation);
  }

  get #facts(): Facts {
    return this.observation.facts;
  }

  async observe(): Promise<void> {
    await this.#failAtAppSpec();
    const early = await this.#stop({ at: 'creation', autoRollbackEnabled: true });
    if (early && !early.hadBegun) this.#facts.stopAtCreation = { rollback: early.rollback };
    const off = await this.#stop({ at: 'install', autoRollbackConfiguration: NO_ROLLBACK });
    // Where a running deployment cannot be stopped, the others would say the same.
    if (!off) return;
    const on = await this.#stop({ at: 'install', autoRollbackConfiguration: ROLLBACK });
    if (on) this.#facts.stopWithoutFlag = { configured: on.rollback, notConfigured: off.rollback };
    const never = await this.#stop({
      at: 'install',
      autoRollbackEnabled: false,
      autoRollbackConfiguration: ROLLBACK,
      overrideAlarmConfiguration: MISSING_ALARM,
    });
    if (never) this.#facts.stopWithFalse = { rollback: never.rollback };
  }

  async #failAtAppSpec(): Promise<void> {
    const { deploymentId } = await this.#calls.create({}, 'Resources: [');
    await this.#calls.untilEnded(deploymentId, 'The deployment with a wrong AppSpec did not end');
    const { errorInformation } = await this.#calls.get(deploymentId);
    const target = await waitFor(this.observation.clock, LAG_LIMIT_SECONDS, () =>
      this.#calls.target(deploymentId),
    );
    this.#facts.wrongAppSpec = {
      code: errorInformation?.code,
      events: target?.answer.lifecycleEvents?.map((event) => event.status ?? ''),
    };
  }

  /** @returns undefined when CodeDeploy has refused the stop: then the deployment has been led to its end */
  async #stop({ at, autoRollbackEnabled, ...order }: StopOrder) {
    const calls = this.#calls;
    const created = await outcomeOf(calls.create(order));
    const { deploymentId } =
      'value' in created
        ? created.value
        : await calls.create({ ...order, overrideAlarmConfiguration: undefined });
    const ended = at === 'install' ? await this.#awaitTaskSet(deploymentId) : undefined;
    if (order.overrideAlarmConfiguration)
      this.#facts.missingAlarm = 'error' in created ? created : (ended ?? { value: {} });
    if (ended) return undefined;
    const outcome = await calls.stop(deploymentId, autoRollbackEnabled);
    if (at === 'install') this.#facts.stopInInstall ??= outcome;
    if ('error' in outcome) {
      await this.#lead(deploymentId);
      return undefined;
    }
    await calls.untilEnded(deploymentId, 'The deployment did not stop');
    const rollbackId = await this.#findRollback(deploymentId);
    if (rollbackId !== undefined) await calls.untilEnded(rollbackId, 'The rollback did not end');
    const { errorInformation } = await calls.get(deploymentId);
    if (errorInformation?.code) this.#facts.stopCode ??= errorInformation.code;
    const target = await calls.target(deploymentId);
    const install = target?.lifecycleEvents?.find((event) => event.lifecycleEventName === 'Install');
    this.#leaves = at === 'install' && rollbackId === undefined;
    return { rollback: rollbackId !== undefined, hadBegun: install?.startTime !== undefined };
  }

  /**
   * Waits until ECS shows the task set of a deployment, and looks for one that an earlier deployment has left behind.
   * @returns the error of a deployment that has ended before
   */
  async #awaitTaskSet(
    deploymentId: string,
  ): Promise<{ error: { code: string; message: string } } | undefined> {
    const shown = await waitFor(this.observation.clock, PHASE_LIMIT_SECONDS, async () => {
      const info = await this.#calls.find(deploymentId);
      const taskSets = await this.#calls.taskSets();
      const hasOne = taskSets.some(({ externalId }) => externalId === deploymentId);
      return hasOne || (info && hasEnded(info)) ? { info, hasOne, taskSets } : undefined;
    });
    if (!shown) throw new Error('The deployment did not begin Install within 15 minutes.');
    const { info, hasOne, taskSets } = shown.answer;
    const { code = 'absent', message = '' } = info?.errorInformation ?? {};
    if (!hasOne) return { error: { code, message } };
    const isLeft = taskSets.some(
      ({ status, externalId }) => status === 'ACTIVE' && externalId !== deploymentId,
    );
    if (this.#leaves) this.#facts.leftTaskSets ??= { kept: isLeft };
    return undefined;
  }

  async #findRollback(deploymentId: string): Promise<string | undefined> {
    const named = await waitFor(
      this.observation.clock,
      LAG_LIMIT_SECONDS,
      async () => (await this.#calls.get(deploymentId)).rollbackInfo?.rollbackDeploymentId,
    );
    return named?.answer;
  }

  /** Ends the waits of a deployment that cannot be stopped. */
  async #lead(deploymentId: string): Promise<void> {
    const ended = await waitFor(
      this.observation.clock,
      PHASE_LIMIT_SECONDS,
      async () => {
        const info = await this.#calls.find(deploymentId);
        if (info && hasEnded(info)) return true;
        await this.#calls.continue(
          deploymentId,
          info?.status === 'Ready' ? 'READY_WAIT' : 'TERMINATION_WAIT',
        );
        return undefined;
      },
      5,
    );
    if (!ended) throw new Error('A deployment that could not be stopped did not end within 15 minutes.');
  }
}
