import type { Ending } from '../../runtime/deployments/await-end';
import { optionalNumber, optionalText, type JsonObject } from '../../runtime/protocol/json';

/** Where an operation stands between two invocations; `…Since` in milliseconds since the epoch, and `since` too. */
export type Phase =
  /** CodeDeploy has refused a create or update because a role or topic may not be visible to it yet. */
  | { kind: 'propagating'; since: number }
  /** The group was created, and GetDeploymentGroup does not show it yet. */
  | { kind: 'appearing'; since: number }
  /**
   * A delete waits for the end of this deployment and of its rollback; `refused` when CodeDeploy refused to stop it.
   */
  | ({ kind: 'ending'; refused?: true } & Ending)
  /**
   * A delete observes again: it does not know yet whether a deployment is active, or whether the group has an owner
   * tag.
   */
  | { kind: 'observing'; untaggedSince?: number | undefined }
  /** A delete has called DeleteDeploymentGroup and got no answer: the group may be gone. */
  | { kind: 'deleting' };

/**
 * Reads the phase of a callback context.
 * @returns undefined for a phase that this version does not know, or without what it needs: the operation starts again
 */
export function toPhase(json: JsonObject): Phase | undefined {
  const since = optionalNumber(json.since);
  const deploymentId = optionalText(json.deploymentId);
  switch (json.kind) {
    case 'propagating':
    case 'appearing':
      return since === undefined ? undefined : { kind: json.kind, since };
    case 'ending':
      return deploymentId === undefined
        ? undefined
        : {
            kind: 'ending',
            deploymentId,
            rollbackDeploymentId: optionalText(json.rollbackDeploymentId),
            endedAt: optionalNumber(json.endedAt),
            ...(json.refused === true && { refused: true }),
          };
    case 'observing':
      return { kind: 'observing', untaggedSince: optionalNumber(json.untaggedSince) };
    case 'deleting':
      return { kind: 'deleting' };
    default:
      return undefined;
  }
}

/** Whether a delete may have requested the end of a deployment: see `ResourceDefinition.keepsAsking`. */
export function awaitsDeployment(phase: Phase | undefined): boolean {
  return phase?.kind === 'ending' || phase?.kind === 'observing' || phase?.kind === 'deleting';
}
