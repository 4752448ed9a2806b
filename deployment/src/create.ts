import { progress } from './messages/progress';
import { CONFIRMATION_SECONDS, SOON_SECONDS } from './polling/delays';
import { operationDeadline } from './polling/timeout';
import { act } from './reconcile/decide/act';
import { decide } from './reconcile/decide/decide';
import { reconcile } from './reconcile/index';
import { getGroup } from './reconcile/observe/get-group';
import { observe } from './reconcile/observe/observe';
import { claimOf, tagOf, withClaim } from './reconcile/operation/claim';
import {
  contextOf,
  groupName,
  inProgress,
  type DeploymentInvocation,
  type DeploymentOutcome,
} from './reconcile/operation/context';
import { checkOwnerTag, refuseOthers } from './reconcile/operation/ownership';
import type { Phase } from './reconcile/operation/phase';
import { prepare } from './reconcile/start/prepare';

/**
 * Creates the resource: the service runs the task definition. The first invocation writes the owner tag after
 * everything that can fail, so a refused create leaves nothing behind: CloudFormation deletes only a resource whose
 * identifier it got. A later invocation reads the tag again. Of two creates at the same moment, the one whose tag stays
 * continues.
 */
export async function create(invocation: DeploymentInvocation): Promise<DeploymentOutcome> {
  if (invocation.phase) return continueCreate(invocation, invocation.phase);

  const first = contextOf(invocation);
  const { api, groupArn, desired } = first;
  const group = await getGroup(first);
  const found = await api.group.findOwner(groupArn);
  if (found) refuseOthers(first, found);

  const tag = tagOf(invocation, found);
  const claim = claimOf(tag, false, invocation, found);
  const operation = contextOf(invocation, claim, api);
  const timing = {
    tagWrittenAt: invocation.now,
    deadline: operationDeadline(invocation.startedAt, desired.timeoutInMinutes),
  };
  const observation = await observe(operation, group);
  const step = decide(observation.situation, operation.policy);
  if (step.kind === 'refuse') return act(operation, timing, step, observation);
  const prepared =
    step.kind === 'deploy' && (await prepare(operation, timing, group, observation, step.ignoreAlarms));
  if (tag !== found) {
    // While AWS throttles the checks, another create may claim the group.
    const since = await api.group.findOwner(groupArn);
    if (since) refuseOthers(first, since);
    await api.group.setOwner(groupArn, tag);
  }
  const deciding: Phase = { ...timing, kind: 'deciding' };
  const outcome = prepared || inProgress(deciding, CONFIRMATION_SECONDS, progress('ConfirmingOwnerTag', {}));
  return withClaim(withConfirmationDelay(outcome), claim);
}

/** The next invocation confirms the owner tag, so it must not come at once. */
function withConfirmationDelay(outcome: DeploymentOutcome): DeploymentOutcome {
  return outcome.kind === 'inProgress'
    ? { ...outcome, delaySeconds: Math.max(outcome.delaySeconds, CONFIRMATION_SECONDS) }
    : outcome;
}

async function continueCreate(invocation: DeploymentInvocation, phase: Phase): Promise<DeploymentOutcome> {
  const operation = contextOf(invocation);
  const { claim, desired } = operation;
  if (claim.isConfirmed) return reconcile(operation, phase);
  if ((await checkOwnerTag(operation, phase.tagWrittenAt)) === 'notVisibleYet')
    return inProgress(phase, SOON_SECONDS, progress('OwnerTagNotVisible', { groupName: groupName(desired) }));
  return reconcile(contextOf(invocation, { ...claim, isConfirmed: true }, operation.api), phase);
}
