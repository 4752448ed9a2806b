import type { DeploymentInfo, ListDeploymentsInput, RevisionLocation } from '@aws-sdk/client-codedeploy';
import type { Emit } from '../events';
import { readAppSpec, type Specified } from './app-spec';
import type { Changes } from './changes';
import type { GroupName } from './parts';
import { ifPresent, type Read } from './read';

const TERMINAL = ['Succeeded', 'Failed', 'Stopped'];
const ACTIVE = ['Created', 'Queued', 'InProgress', 'Ready'] as const;

const nothingSpecified: Specified = { version: undefined, hooks: {} };

/** Observes the deployments of one group: their status and their lifecycle events. */
export class Deployments {
  /** By id: what a deployment's AppSpec says. */
  readonly #specified = new Map<string, Specified>();
  readonly #running = new Set<string>();
  readonly #ended = new Set<string>();
  /** Deployments that were active at the first look; undefined before it. */
  #older: string[] | undefined;

  /** @param since the first moment whose deployments are shown, in milliseconds since the epoch */
  constructor(
    private readonly read: Read,
    private readonly emit: Emit,
    private readonly changes: Changes,
    private readonly name: GroupName,
    private readonly since: number,
  ) {}

  /**
   * @param now the present moment, in milliseconds since the epoch
   * @param targetId `cluster:service`
   * @param isThorough whether to look for new deployments although one is in progress
   */
  async observe(now: number, targetId: string | undefined, isThorough: boolean): Promise<void> {
    if (isThorough || this.#running.size === 0) await this.#find();
    // Those of one group have an order: a rollback begins after the deployment that it undoes.
    for (const id of this.#running) await this.#observeOne(id, now, targetId);
  }

  async #find(): Promise<void> {
    const { application: applicationName, group: deploymentGroupName } = this.name;
    const group = { applicationName, deploymentGroupName };
    // One that is older than the operation may still hold the group.
    this.#older ??= await this.#list({ ...group, includeOnlyStatuses: [...ACTIVE] });
    const newer = await this.#list({ ...group, createTimeRange: { start: new Date(this.since) } });
    for (const id of [...(this.#older ?? []), ...(newer ?? [])])
      if (!this.#ended.has(id)) this.#running.add(id);
  }

  /** Oldest first. The newest ones come first in AWS's answer, so its first page has all that are new. */
  async #list(input: ListDeploymentsInput): Promise<string[] | undefined> {
    return (await ifPresent(this.read('codedeploy:ListDeployments', input)))?.deployments?.toReversed();
  }

  async #observeOne(id: string, now: number, targetId: string | undefined): Promise<void> {
    const found = await ifPresent(this.read('codedeploy:GetDeployment', { deploymentId: id }));
    const info = found?.deploymentInfo;
    if (info?.status === undefined) return;
    const specified = await this.#specify(id, info.revision);
    const hasEnded = TERMINAL.includes(info.status);
    const shown = {
      id,
      status: info.status,
      rollsBack: info.rollbackInfo?.rollbackTriggeringDeploymentId,
      version: specified.version,
      waitsForTermination: !hasEnded && info.instanceTerminationWaitTimeStarted === true,
      terminationWaitMinutes: terminationWaitOf(info),
      error: errorOf(info),
    };
    const isNew = this.changes.differs(`deployment ${id}`, shown);
    const time = timeOf(info, now, hasEnded);
    // An observer that begins late tells when the deployment began all the same.
    const created = info.createTime?.getTime() ?? now;
    if (isNew && !this.changes.differs(`begun ${id}`, true))
      this.emit({ kind: 'deployment', time, ...shown });
    else if (isNew) {
      this.emit({
        kind: 'deployment',
        time: created,
        ...shown,
        status: 'Created',
        waitsForTermination: false,
        error: undefined,
      });
      if (info.status !== 'Created') this.emit({ kind: 'deployment', time, ...shown });
    }
    // A rollback passes through its events without a call of their hooks.
    const hooks = info.creator === 'codeDeployRollback' ? {} : specified.hooks;
    if (info.status !== 'Created' && targetId !== undefined)
      await this.#observeEvents(id, now, targetId, hooks);
    if (!hasEnded) return;
    this.#running.delete(id);
    this.#ended.add(id);
  }

  async #observeEvents(id: string, now: number, targetId: string, hooks: Specified['hooks']): Promise<void> {
    const input = { deploymentId: id, targetId };
    const found = await ifPresent(this.read('codedeploy:GetDeploymentTarget', input));
    for (const event of found?.deploymentTarget?.ecsTarget?.lifecycleEvents ?? []) {
      const { lifecycleEventName: name = '', status = 'Unknown', startTime, endTime } = event;
      if (!this.changes.differs(`event ${id} ${name}`, [status, startTime, endTime])) continue;
      const [start, end] = [startTime?.getTime(), endTime?.getTime()];
      this.emit({
        kind: 'lifecycle',
        time: end ?? start ?? now,
        deploymentId: id,
        name,
        status,
        hook: hooks[name],
        start,
        end,
      });
    }
  }

  async #specify(id: string, revision: RevisionLocation | undefined): Promise<Specified> {
    const known = this.#specified.get(id);
    if (known) return known;
    const specified = revision === undefined ? nothingSpecified : await this.#readRevision(revision);
    this.#specified.set(id, specified);
    return specified;
  }

  async #readRevision(revision: RevisionLocation): Promise<Specified> {
    const input = { applicationName: this.name.application, revision };
    const found = await ifPresent(this.read('codedeploy:GetApplicationRevision', input));
    const content = found?.revision?.appSpecContent?.content;
    return content === undefined ? nothingSpecified : readAppSpec(content);
  }
}

function timeOf({ completeTime }: DeploymentInfo, now: number, hasEnded: boolean): number {
  return hasEnded ? (completeTime?.getTime() ?? now) : now;
}

function terminationWaitOf({ blueGreenDeploymentConfiguration }: DeploymentInfo): number | undefined {
  return blueGreenDeploymentConfiguration?.terminateBlueInstancesOnDeploymentSuccess
    ?.terminationWaitTimeInMinutes;
}

function errorOf({ errorInformation }: DeploymentInfo): string | undefined {
  if (errorInformation?.code === undefined) return undefined;
  return `${errorInformation.code}: ${errorInformation.message ?? ''}`;
}
