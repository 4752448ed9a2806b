import { isRecord, optionalNumber, optionalText, type JsonObject } from '../../../../runtime/protocol/json';
import type { TaskSetParameters } from '../../desired-state/task-set';
import { MAXIMUM_POLL_SECONDS, WAIT_POLL_SECONDS } from '../../polling/delays';
import type { PollHistory } from '../../polling/schedule';
import { timingOf, type Claim, type Phase } from './phase';

/**
 * Reads the phase of a callback context. A member that is absent, or has a value that cannot be used, gets the value
 * that it has in a new phase.
 * @returns undefined for a phase that this version does not know, or without what it needs: the operation observes and
 *   decides anew, which finds the deployment that it has started
 */
export function toPhase(json: JsonObject): Phase | undefined {
  const phase = toPhaseWithoutClaim(json);
  return phase && isRecord(json.claim) ? { ...phase, claim: toClaim(json.claim) } : phase;
}

/** Without owners there is no claim: `unknownClaim` takes its place. */
function toClaim(json: JsonObject): Claim | undefined {
  const owners = toTexts(json.owners);
  if (owners.length === 0) return undefined;
  return {
    owners,
    superseded: toTexts(json.superseded),
    redeploy: json.redeploy === true,
    isConfirmed: json.isConfirmed === true,
    begunAt: optionalNumber(json.begunAt),
    undone: optionalText(json.undone),
    continued: optionalText(json.continued),
  };
}

function toPhaseWithoutClaim(json: JsonObject): Phase | undefined {
  const tagWrittenAt = optionalNumber(json.tagWrittenAt);
  const deadline = optionalNumber(json.deadline);
  if (tagWrittenAt === undefined || deadline === undefined) return undefined;
  const restored = isRecord(json.restored) ? toParameters(json.restored) : undefined;
  const timing = timingOf({
    tagWrittenAt,
    deadline,
    restored,
    staleSince: optionalNumber(json.staleSince),
  });
  const deploymentId = optionalText(json.deploymentId);
  switch (json.kind) {
    case 'deciding':
      return {
        ...timing,
        kind: 'deciding',
        busyWith: optionalText(json.busyWith),
        ...(json.untagging === true && { untagging: true }),
        ...(json.untagged === true && { untagged: true }),
      };
    case 'starting':
      return {
        ...timing,
        kind: 'starting',
        ignoreAlarms: json.ignoreAlarms === true,
        shiftMinutes: optionalNumber(json.shiftMinutes) ?? 0,
        timeoutMs: optionalNumber(json.timeoutMs),
        container: isRecord(json.container) ? toContainer(json.container) : undefined,
        configName: optionalText(json.configName),
        unansweredSince: optionalNumber(json.unansweredSince),
        deploymentId,
      };
    case 'deploying':
      return deploymentId === undefined
        ? undefined
        : {
            ...timing,
            kind: 'deploying',
            deploymentId,
            shiftMinutes: optionalNumber(json.shiftMinutes),
            history: isRecord(json.history) ? toHistory(json.history) : undefined,
            nextPolled: json.nextPolled === 'target' ? 'target' : 'deployment',
            targetId: optionalText(json.targetId),
          };
    case 'ending':
      return deploymentId === undefined
        ? undefined
        : { ...timing, ...toEnding(json), kind: 'ending', deploymentId, endsSoon: json.endsSoon === true };
    case 'rollingBack':
      return deploymentId === undefined
        ? undefined
        : {
            ...timing,
            ...toEnding(json),
            kind: 'rollingBack',
            deploymentId,
            timedOut: json.timedOut === true,
            givesUpAt: optionalNumber(json.givesUpAt) ?? deadline,
          };
    default:
      return undefined;
  }
}

function toEnding(json: JsonObject): {
  rollbackDeploymentId: string | undefined;
  endedAt: number | undefined;
} {
  return {
    rollbackDeploymentId: optionalText(json.rollbackDeploymentId),
    endedAt: optionalNumber(json.endedAt),
  };
}

function toContainer(json: JsonObject): Pick<TaskSetParameters, 'containerName' | 'containerPort'> {
  return {
    containerName: optionalText(json.containerName),
    containerPort: optionalNumber(json.containerPort),
  };
}

/**
 * A list is left out when its value is none. Its entries are only compared and sent to AWS, so they are not checked.
 */
function toParameters(json: JsonObject): TaskSetParameters | undefined {
  const taskDefinition = optionalText(json.taskDefinition);
  if (taskDefinition === undefined) return undefined;
  const { network, capacityProviderStrategy: strategy } = json;
  return {
    ...toContainer(json),
    taskDefinition,
    platformVersion: optionalText(json.platformVersion),
    network: isRecord(network)
      ? {
          ...network,
          subnets: toTexts(network.subnets),
          securityGroups: Array.isArray(network.securityGroups) ? toTexts(network.securityGroups) : undefined,
        }
      : undefined,
    capacityProviderStrategy: Array.isArray(strategy)
      ? strategy.filter(isRecord).map((item) => ({
          capacityProvider: optionalText(item.capacityProvider),
          weight: optionalNumber(item.weight),
          base: optionalNumber(item.base),
        }))
      : undefined,
  };
}

function toTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

/** Without one of its moments a history cannot be used: the next poll begins a new one. */
function toHistory(json: JsonObject): PollHistory | undefined {
  const polledAt = optionalNumber(json.polledAt);
  const noShiftUntil = optionalNumber(json.noShiftUntil);
  if (polledAt === undefined || noShiftUntil === undefined) return undefined;
  return {
    polledAt,
    noShiftUntil,
    started: json.started === true,
    shiftingSince: optionalNumber(json.shiftingSince),
    shifted: isRecord(json.shifted) ? toWindow(json.shifted) : undefined,
    waitMinutes: optionalNumber(json.waitMinutes) ?? 0,
    longestSeconds: Math.min(optionalNumber(json.longestSeconds) ?? MAXIMUM_POLL_SECONDS, WAIT_POLL_SECONDS),
  };
}

function toWindow(json: JsonObject): PollHistory['shifted'] {
  const from = optionalNumber(json.from);
  const to = optionalNumber(json.to);
  return from === undefined || to === undefined ? undefined : { from, to };
}

/**
 * Whether a deployment runs or may run in this phase. Then one refusal of AWS does not end the operation: see
 * `ResourceDefinition.keepsAsking`. Without a phase, an earlier invocation whose answer was lost may have started one.
 */
export function mayHaveDeployment(phase: Phase | undefined): boolean {
  switch (phase?.kind) {
    case undefined:
      return true;
    case 'deciding':
      return phase.busyWith !== undefined;
    case 'starting':
      return phase.unansweredSince !== undefined;
    case 'deploying':
    case 'ending':
    case 'rollingBack':
      return true;
  }
}
