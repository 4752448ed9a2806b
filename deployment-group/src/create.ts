import type { DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import { isNamed } from '../../runtime/aws-errors';
import { HandlerErrorCode, type Failure } from '../../runtime/failure';
import type { Handler, Invocation, Outcome } from '../../runtime/resource';
import { groupArnOf } from '../../runtime/group-key';
import { Api } from './api';
import { SOON_SECONDS, VISIBILITY_PATIENCE_MS } from './delays';
import { desiredOf, nameOf, type DesiredGroup } from './identity';
import { failure } from './messages/failures';
import { progress } from './messages/progress';
import type { ResourceModel } from './models';
import type { Phase } from './phase';
import { awaitPropagation } from './propagation';
import { refusal } from './refusal';
import { desiredTags, isMadeBy, markOf } from './tags';
import { toCreateInput, toModel } from './translate';
import { validate } from './validate';

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
    // The group exists now. CloudFormation has to get its identifier before anything fails: it deletes only what it can
    // name.
    if (phase?.kind === 'appearing') throw error;
  }
  if (!info) return appearing(group, invocation);
  return { kind: 'done', model: toModel(info, { ...group, arn: groupArnOf(group, request) }, tags, desired) };
};

/**
 * Whether the group exists because an earlier invocation of this operation created it and the answer was lost. Then
 * CodeDeploy says that its name, or its service, is taken: by itself.
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
  const aws = refusal(error, group);
  if (isNamed(error, 'DeploymentGroupAlreadyExistsException'))
    return failure('GroupAlreadyExists', { groupName: nameOf(group) }, aws);
  if (isNamed(error, 'ApplicationDoesNotExistException'))
    return failure('NoApplication', { application: group.applicationName }, aws);
  // CodeDeploy refuses a group for ECS in an application for another platform with one of several texts, none of which
  // names the cause. Reading the application only then saves a call for every correct group.
  if (aws.code === HandlerErrorCode.InvalidRequest) {
    const platform = await api.findComputePlatform(group.applicationName);
    if (platform && platform !== 'ECS')
      return failure('ApplicationNotForEcs', { application: group.applicationName, platform }, aws);
  }
  return aws;
}

function appearing(
  group: DesiredGroup,
  { phase, now }: Invocation<ResourceModel, Phase>,
): Outcome<ResourceModel, Phase> {
  const since = phase?.kind === 'appearing' ? phase.since : now;
  const facts = { groupName: nameOf(group) };
  if (now - since >= VISIBILITY_PATIENCE_MS) throw failure('CreatedButNotVisible', facts);
  return {
    kind: 'inProgress',
    phase: { kind: 'appearing', since },
    delaySeconds: SOON_SECONDS,
    ...progress('GroupNotVisible', facts),
  };
}
