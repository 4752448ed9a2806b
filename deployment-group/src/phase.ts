import type { Ending } from '../../runtime/deployments/await-end';
import { optionalNumber, optionalText, type JsonObject } from '../../runtime/protocol/json';

/** Where an operation stands between two invocations. */
export type Phase =
  /** Create or update was refused because the role or a topic is not visible yet; since when (milliseconds). */
  | { kind: 'propagating'; since: number }
  /** The group was created and GetDeploymentGroup does not show it yet; since when (milliseconds). */
  | { kind: 'appearing'; since: number }
  /** Delete waits for the end of this deployment and of its rollback; `refused` when CodeDeploy did not stop it. */
  | ({ kind: 'ending'; refused?: true } & Ending)
  /** Delete cannot tell yet whether a deployment is active, or whether the group has an owner tag; it observes again. */
  | { kind: 'observing'; untaggedSince?: number | undefined }
  /** Delete has called DeleteDeploymentGroup and got no answer: the group may be gone. */
  | { kind: 'deleting' };

/**
 * Reads the phase of a callback context.
 * @returns undefined for a phase that this version does not know, or without what it needs: the operation begins anew
 */
export function toPhase(json: JsonObject): Phase | undefined {
  const since = optionalNumber(json.since);
  const deploymentId = optionalText(json.deploymentId);
  switch (json.kind) {
    case 'propagating':
    case 'appearing':
      return since === undefined ? undefined : { ...json, kind: json.kind, since };
    case 'ending':
      return deploymentId === undefined
        ? undefined
        : {
            ...json,
            kind: 'ending',
            deploymentId,
            rollbackDeploymentId: optionalText(json.rollbackDeploymentId),
            endedAt: optionalNumber(json.endedAt),
            ...(json.refused === true && { refused: true }),
          };
    case 'observing':
      return { ...json, kind: 'observing', untaggedSince: optionalNumber(json.untaggedSince) };
    case 'deleting':
      return { ...json, kind: 'deleting' };
    default:
      return undefined;
  }
}

/** Whether a deployment that holds the group was requested to end: see `ResourceDefinition.keepsAsking`. */
export function awaitsDeployment({ kind }: Phase): boolean {
  return kind === 'ending' || kind === 'observing' || kind === 'deleting';
}
