import { Failure, HandlerErrorCode } from '../../runtime/failure';
import { decide } from './reconcile/decide';
import { observe } from './reconcile/observe';
import {
  getGroup,
  groupName,
  inProgress,
  contextOf,
  type DeploymentInvocation,
  type DeploymentOutcome,
} from './reconcile/context';
import { act, prepare, reconcile } from './reconcile/index';
import { operationDeadline } from './polling/timeout';

/**
 * The service runs the task definition. The group gets its owner tag last in the first call: a create that is refused
 * leaves nothing behind, because CloudFormation deletes only what has answered with an identifier.
 */
export async function create(invocation: DeploymentInvocation): Promise<DeploymentOutcome> {
  const operation = contextOf(invocation);
  if (invocation.phase) return reconcile(operation, invocation.phase);

  const { api, groupArn, owner, desired } = operation;
  const group = await getGroup(operation);
  const found = await api.findOwner(groupArn);
  if (found && found.operation !== owner.operation)
    throw new Failure(
      HandlerErrorCode.AlreadyExists,
      `The ${groupName(operation)} has an Org::CodeDeploy::EcsDeployment already, declared as ${found.name}. ` +
        'A group has at most one: remove the other one first, or import it.',
    );

  const claim = {
    tagWrittenAt: invocation.now,
    deadline: operationDeadline(invocation.startedAt, desired.timeoutInMinutes),
  };
  const observation = await observe(operation, group);
  const step = decide(observation.situation, operation.policy);
  if (step.kind === 'refuse') return act(operation, claim, step, observation);
  const prepared =
    step.kind === 'deploy' && (await prepare(operation, claim, group, observation, step.overrideAlarms));
  if (!found) await api.setOwner(groupArn, { ...owner, startedAt: invocation.startedAt });
  if (prepared) return prepared;
  if (step.kind === 'done') return act(operation, claim, step, observation);
  return inProgress({ ...claim, kind: 'deciding', busyWith: null }, 0, 'The group is busy.');
}
