import type { RunEvent } from '../../view/events';

/**
 * Which versions may answer users at a moment, as CodeDeploy's lifecycle events say: until AllowTraffic begins the old one,
 * during AllowTraffic both, and after it the new one. It does not look at the load balancer, whose answers it judges.
 */
export class AllowedVersions {
  #versions: ReadonlySet<string> = new Set();
  /** What each deployment brings, and which version was there before it. */
  readonly #deployments = new Map<string, { version: string | undefined; before: string | undefined }>();
  /** The version that the last finished shift left alone. */
  #current: string | undefined;

  /** e.g. `web:1` */
  get versions(): ReadonlySet<string> {
    return this.#versions;
  }

  take(event: RunEvent): void {
    if (event.kind === 'taskSets')
      this.#begin(event.taskSets.find(({ status }) => status === 'PRIMARY')?.version);
    if (event.kind === 'deployment') {
      const { id, version, rollsBack } = event;
      // A rollback to the task definition that the service was created with has no AppSpec.
      const undone = rollsBack === undefined ? undefined : this.#deployments.get(rollsBack)?.before;
      if (!this.#deployments.has(id))
        this.#deployments.set(id, { version: version ?? undone, before: this.#current });
    }
    if (event.kind === 'lifecycle' && event.name === 'AllowTraffic')
      this.#shift(this.#deployments.get(event.deploymentId)?.version, event.status);
  }

  /** A service begins with one version; later only deployments change it. */
  #begin(version: string | undefined): void {
    if (this.#current !== undefined || version === undefined) return;
    this.#current = version;
    this.#versions = new Set([version]);
  }

  #shift(version: string | undefined, status: string): void {
    if (version === undefined) return;
    if (status === 'InProgress') this.#versions = new Set([...this.#versions, version]);
    if (status !== 'Succeeded') return;
    this.#current = version;
    this.#versions = new Set([version]);
  }
}
