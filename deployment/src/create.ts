import { failure } from './messages/failures';
import { progress } from './messages/progress';
import { AT_ONCE_SECONDS } from './polling/delays';
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
import { act } from './reconcile/act';
import { reconcile } from './reconcile/index';
import { prepare } from './reconcile/prepare';
import { operationDeadline } from './polling/timeout';

/**
 * Creates the resource: the service runs the task definition. The first invocation writes the owner tag last. A create
 * that is refused leaves nothing behind, because CloudFormation deletes only what has answered with an identifier.
 */
export async function create(invocation: DeploymentInvocation): Promise<DeploymentOutcome> {
  const operation = contextOf(invocation);
  if (invocation.phase) return reconcile(operation, invocation.phase);

  const { api, groupArn, owner, desired } = operation;
  const group = await getGroup(operation);
  const found = await api.findOwner(groupArn);
  if (found && found.operation !== owner.operation)
    throw failure('AlreadyDeclared', { groupName: groupName(desired), declaredAs: found.name });

  const timing = {
    tagWrittenAt: invocation.now,
    deadline: operationDeadline(invocation.startedAt, desired.timeoutInMinutes),
  };
  const observation = await observe(operation, group);
  const step = decide(observation.situation, operation.policy);
  if (step.kind === 'refuse') return act(operation, timing, step, observation);
  const prepared =
    step.kind === 'deploy' && (await prepare(operation, timing, group, observation, step.overrideAlarms));
  if (!found) await api.setOwner(groupArn, { ...owner, startedAt: invocation.startedAt });
  if (prepared) return prepared;
  if (step.kind === 'done') return act(operation, timing, step, observation);
  return inProgress(
    { ...timing, kind: 'deciding', busyWith: null },
    AT_ONCE_SECONDS,
    progress('GroupIsBusy', {}),
  );
}
