import { isRollback } from '../../../runtime/deployment-status';
import type { CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy';
import { Failure, HandlerErrorCode } from '../../../runtime/failure';
import { toAppSpec, type Hooks } from '../desired-state/appspec';
import type { Desired } from '../desired-state/desired';
import type { Group } from '../desired-state/group';
import { fromDescription, markerOf, toDescription } from '../desired-state/description-marker';
import { rollingBackPhase } from './fail';
import { getPrimary } from './observe';
import { groupName, isSuperseded, isStillOurs, type OperationContext } from './context';
import { notPolled, type OperationTiming, type Phase } from './phase';
import { withFailurePrefix } from '../messages/errors';
import { withLiveDefaults, parametersOf } from '../desired-state/task-set';

/** Clocks of the handler and of CodeDeploy may differ by as much, in milliseconds. */
const CLOCK_SKEW = 5 * 60_000;

/** Where an operation stands when it was to start its deployment. */
export type Started = Phase & { kind: 'deploying' | 'deciding' | 'starting' | 'rollingBack' };

/**
 * Starts the deployment of this operation, once: CreateDeployment has no client token, so what an earlier call may
 * have started is looked for first, by the mark in its description.
 * @returns the deployment to follow, the one that holds the group, or `starting` again when it is too early;
 * `rollingBack` when a newer operation has come in between, and the deployment was stopped.
 */
export async function startDeployment(
  operation: OperationContext,
  phase: Phase & { kind: 'starting' },
  group: Group,
): Promise<Started> {
  const { api, desired, owner, invocation } = operation;
  const claim: OperationTiming = { tagWrittenAt: phase.tagWrittenAt, deadline: phase.deadline };
  const following = (deploymentId: string): Started => ({
    ...claim,
    kind: 'deploying',
    deploymentId,
    shiftMinutes: phase.shiftMinutes,
    ...notPolled,
  });

  const own = await findOwn(operation);
  if (own && (await isSuperseded(operation))) return stopSupersededDeployment(operation, claim, own);
  if (!(await isStillOurs(operation, phase.tagWrittenAt))) return { ...phase };
  if (own) return following(own);
  if (invocation.now >= phase.deadline) throw tooLate(operation);

  const service = await api.findService(group);
  if (!service) return { ...claim, kind: 'deciding', busyWith: null };
  const parameters = withLiveDefaults(desired.parameters, parametersOf(getPrimary(service)));
  const result = await api.createDeployment({
    ...toDeploymentInput(
      desired,
      group,
      toAppSpec(parameters, await hooksFor(operation, group)),
      phase.overrideAlarms,
    ),
    description: toDescription(desired.description, markerOf(owner, parameters)),
  });
  if ('busyWith' in result) return { ...claim, kind: 'deciding', busyWith: result.busyWith };
  const { deploymentId } = result;
  invocation.log(`Started deployment ${deploymentId} of ${groupName(operation)}.`);
  return (await isSuperseded(operation))
    ? stopSupersededDeployment(operation, claim, deploymentId)
    : following(deploymentId);
}

/**
 * A newer operation marks the group before it looks. When it did both between this one's look at the mark and the start
 * of its deployment, it knows nothing of that, and nobody else would stop it.
 */
async function stopSupersededDeployment(
  { api, invocation }: OperationContext,
  claim: OperationTiming,
  deploymentId: string,
): Promise<Started> {
  await withFailurePrefix(`Deployment ${deploymentId}, which no operation waits for any more, goes on.`, () =>
    api.stopDeployment(deploymentId),
  );
  return rollingBackPhase({ ...claim, deploymentId }, false, invocation.now);
}

function tooLate({ desired, invocation }: OperationContext): Failure {
  const minutes = desired.timeoutInMinutes ?? Math.round((invocation.now - invocation.startedAt) / 60_000);
  return new Failure(
    HandlerErrorCode.NotStabilized,
    `The time of this operation, ${minutes} minutes, was over before its deployment could start: nothing was deployed.`,
  );
}

/** The id of the deployment that this operation has started, by the mark in its description. */
export async function findOwn({
  api,
  desired,
  owner,
  invocation,
}: OperationContext): Promise<string | undefined> {
  const recent = await api.listDeploymentsSince(desired, invocation.startedAt - CLOCK_SKEW);
  const own = recent.find(({ description }) => {
    const mark = fromDescription(description);
    return mark?.owner === owner.id && mark.operation === owner.operation;
  });
  return own?.deploymentId;
}

/**
 * No hooks before the group has seen a deployment succeed, if the policy says so. A rollback is a deployment too, and
 * its success says nothing.
 */
export async function hooksFor({ api, desired }: OperationContext, group: Group): Promise<Hooks> {
  const { hooks, hookPolicy } = desired;
  if (hookPolicy === 'ALWAYS') return hooks;
  const succeeded = group.hasSucceeded ? await api.listSucceeded(group) : [];
  return succeeded.some((info) => !isRollback(info)) ? hooks : {};
}

function toDeploymentInput(
  desired: Desired,
  group: Group,
  content: string,
  overrideAlarms: boolean,
): CreateDeploymentCommandInput {
  const watched = desired.overrideAlarmConfiguration?.enabled ?? group.watchesAlarms;
  // The alarms that stopped the version before may still fire: they must not block the way back.
  const override = overrideAlarms && watched ? { enabled: false, alarms: [] } : undefined;
  return {
    applicationName: desired.applicationName,
    deploymentGroupName: desired.deploymentGroupName,
    deploymentConfigName: desired.deploymentConfigName,
    autoRollbackConfiguration: desired.autoRollbackConfiguration,
    overrideAlarmConfiguration: override ?? desired.overrideAlarmConfiguration,
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
  } satisfies CreateDeploymentCommandInput;
}
