import type { DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import { isNamed } from '../../runtime/aws-errors';
import { Failure, HandlerErrorCode, invalidRequest } from '../../runtime/failure';
import type { Handler, Invocation, Outcome } from '../../runtime/resource';
import { groupArnOf } from '../../runtime/group-key';
import { Api } from './api';
import { desiredOf, nameOf, type DesiredGroup } from './identity';
import type { ResourceModel } from './models';
import type { Phase } from './phase';
import { awaitPropagation } from './propagation';
import { refusal } from './refusal';
import { desiredTags, isMadeBy, markOf } from './tags';
import { toCreateInput, toModel } from './translate';
import { validate } from './validate';

/** For so long (milliseconds) a group that has been made may stay invisible. */
const VISIBILITY_PATIENCE = 60_000;

export const create: Handler<ResourceModel, Phase> = async (invocation) => {
  const { desired, request, phase, connection } = invocation;
  const group = desiredOf(desired);
  const declared = desiredTags(request.stackTags, group.tags);
  validate(group, declared);
  const tags = { ...declared, ...markOf(request, invocation.startedAt) };
  const api = new Api(connection);

  if (phase?.kind !== 'appearing') {
    try {
      await api.createGroup(toCreateInput(group, tags));
    } catch (error) {
      const waiting = awaitPropagation(error, invocation);
      if (waiting) return waiting;
      if (!(await isOurs(api, error, group, invocation))) throw await explain(api, error, group);
    }
  }

  let info: DeploymentGroupInfo | undefined;
  try {
    info = await api.findGroup(group);
  } catch (error) {
    // The group is there now. CloudFormation has to hear its identifier before anything fails: what it cannot name it
    // does not delete.
    if (phase?.kind === 'appearing') throw error;
  }
  if (!info) return appearing(group, invocation);
  return { kind: 'done', model: toModel(info, { ...group, arn: groupArnOf(group, request) }, tags, desired) };
};

/**
 * Whether the group is there already because an earlier call of this operation made it and its answer was lost. Then
 * either its name or its service is taken: by itself.
 */
async function isOurs(
  api: Api,
  error: unknown,
  group: DesiredGroup,
  { request }: Invocation<ResourceModel, Phase>,
): Promise<boolean> {
  const taken = ['DeploymentGroupAlreadyExistsException', 'ECSServiceMappingLimitExceededException'];
  return isNamed(error, ...taken) && isMadeBy(request, await api.listTags(groupArnOf(group, request)));
}

async function explain(api: Api, error: unknown, group: DesiredGroup): Promise<Failure> {
  const failure = refusal(error, group);
  if (isNamed(error, 'DeploymentGroupAlreadyExistsException'))
    return new Failure(
      HandlerErrorCode.AlreadyExists,
      `There is a ${nameOf(group)} already, and it was not made by this resource. Choose another DeploymentGroupName, or import that group into the stack. ${failure.message}`,
    );
  if (isNamed(error, 'ApplicationDoesNotExistException'))
    return invalidRequest(
      `ApplicationName: there is no application ${group.applicationName} in this account and region. ${failure.message}`,
    );
  // CodeDeploy refuses a group for ECS in an application for something else with one of several texts, none of which
  // names the cause. Asking only then saves a call for each group that is right.
  if (failure.code === HandlerErrorCode.InvalidRequest) {
    const platform = await api.findComputePlatform(group.applicationName);
    if (platform && platform !== 'ECS')
      return invalidRequest(
        `ApplicationName: the application ${group.applicationName} is for the compute platform ${platform}; this type needs one with ComputePlatform ECS. ${failure.message}`,
      );
  }
  return failure;
}

function appearing(
  group: DesiredGroup,
  { phase, now }: Invocation<ResourceModel, Phase>,
): Outcome<ResourceModel, Phase> {
  const since = phase?.kind === 'appearing' ? phase.since : now;
  if (now - since >= VISIBILITY_PATIENCE)
    throw new Failure(
      HandlerErrorCode.NotStabilized,
      `CodeDeploy has created the ${nameOf(group)}, but does not show it ${VISIBILITY_PATIENCE / 1000} seconds later.`,
    );
  return {
    kind: 'inProgress',
    phase: { kind: 'appearing', since },
    delaySeconds: 5,
    message: `The ${nameOf(group)} has been created and cannot be seen yet.`,
  };
}
