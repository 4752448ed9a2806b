import type { DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import { isNamed } from '../../runtime/aws/aws-errors';
import { groupArnOf } from '../../runtime/deployment-groups/group-key';
import { HandlerErrorCode, type Failure } from '../../runtime/messages/failure';
import { isOrphanOf, type OwnerTag } from '../../runtime/owner/owner-tag';
import type { Tags } from '../../runtime/protocol/event';
import type { Handler, Invocation, Outcome } from '../../runtime/resource';
import { Api } from './api';
import { SOON_SECONDS, VISIBILITY_PATIENCE_MS } from './delays';
import { desiredOf, nameOf, type DesiredGroup } from './identity';
import { failure } from './messages/failures';
import { progress } from './messages/progress';
import type { ResourceModel } from './models';
import type { Phase } from './phase';
import { awaitPropagation } from './propagation';
import { isNotPropagated, refusal } from './refusal';
import { desiredTags, findOwnerTag, isMadeBy, isOwnedBy, toOwnerTag, tagChanges } from './tags';
import { toCreateInput, toModel, toUpdateInput } from './translate';
import { validate } from './validate';

/**
 * Creates the group. No answer carries the identifier until CodeDeploy has created the group or shows this owner's tag
 * on it: CloudFormation deletes every resource whose identifier it got, and until then the name may be another owner's.
 */
export const create: Handler<ResourceModel, Phase> = async (invocation) => {
  const { desired, request, phase, connection, startedAt } = invocation;
  const group = desiredOf(desired);
  const declared = desiredTags(request.stackTags, group.tags);
  validate(group, declared);
  const api = new Api(connection);

  if (phase?.kind !== 'appearing') {
    try {
      await api.createGroup(toCreateInput(group, { ...declared, ...toOwnerTag(request, startedAt) }));
    } catch (error) {
      const waiting = await handleRefusal(api, error, group, invocation);
      if (waiting) return waiting;
    }
  }

  const arn = groupArnOf(group, request);
  let info: DeploymentGroupInfo | undefined;
  let actual: Tags = {};
  try {
    [info, actual] = await Promise.all([api.findGroup(group), api.listTags(arn)]);
  } catch (error) {
    // The group exists now. CloudFormation has to get its identifier before anything can fail: it deletes only a
    // resource whose identifier it got.
    if (phase?.kind === 'appearing') throw error;
  }
  if (info && isOwnedBy(request, actual))
    return { kind: 'done', model: toModel(info, { ...group, arn }, actual, desired) };
  const found = findOwnerTag(actual);
  if (info && (found || hasWaited(invocation))) throw alreadyExists(group, found);
  return appearing(group, invocation);
};

/**
 * Handles a refusal of CreateDeploymentGroup. An earlier invocation of this operation may have created the group, and
 * its answer was lost: then all is well. A group that an earlier create of the same resource left behind gets the
 * desired settings.
 * @returns undefined when the group is this resource's, with the desired settings; else the answer that retries later
 * @throws Failure AlreadyExists for a group of another owner, else what CodeDeploy has refused
 */
async function handleRefusal(
  api: Api,
  error: unknown,
  group: DesiredGroup,
  invocation: Invocation<ResourceModel, Phase>,
): Promise<Outcome<ResourceModel, Phase> | undefined> {
  const { request } = invocation;
  const taken = isNamed(
    error,
    'DeploymentGroupAlreadyExistsException',
    'ECSServiceMappingLimitExceededException',
  );
  // CodeDeploy may refuse a role before it looks at the name.
  if (!taken && !isNotPropagated(error)) throw await explain(api, error, group);
  const exists = (await api.findGroup(group)) !== undefined;
  const actual = exists ? await api.listTags(groupArnOf(group, request)) : {};
  if (isMadeBy(request, actual)) return undefined;
  const found = findOwnerTag(actual);
  if (found && isOrphanOf(request, found)) return takeOver(api, group, actual, invocation);
  // A new group has tags. An attempt of this call that got no answer may have created it, and its tags show late.
  const isUntagged = exists && Object.keys(actual).length === 0;
  if (isUntagged && invocation.connection.retryStrategy.mayHaveWorked) return appearing(group, invocation);
  if (exists) throw alreadyExists(group, found, refusal(error, group));
  const waiting = awaitPropagation(error, invocation);
  if (waiting) return waiting;
  throw await explain(api, error, group);
}

/**
 * Gives a group that an earlier create of this resource left behind the desired settings and tags. The owner tag comes
 * last: if a call before it fails, the next invocation finds the group as this one did.
 * @returns undefined when that is done, else the answer that retries later
 */
async function takeOver(
  api: Api,
  group: DesiredGroup,
  actual: Tags,
  invocation: Invocation<ResourceModel, Phase>,
): Promise<Outcome<ResourceModel, Phase> | undefined> {
  const { request, startedAt } = invocation;
  const declared = desiredTags(request.stackTags, group.tags);
  try {
    await api.updateGroup(toUpdateInput(group));
  } catch (error) {
    const waiting = awaitPropagation(error, invocation);
    if (waiting) return waiting;
    throw refusal(error, group);
  }
  const arn = groupArnOf(group, request);
  await api.changeTags(arn, tagChanges({}, declared, actual));
  await api.changeTags(arn, { add: toOwnerTag(request, startedAt, findOwnerTag(actual)), removeKeys: [] });
  return undefined;
}

function alreadyExists(group: DesiredGroup, found: OwnerTag | undefined, aws?: Failure): Failure {
  const owner = found ? `belongs to ${found.name}` : 'was not created by a resource of this type';
  return failure('GroupAlreadyExists', { groupName: nameOf(group), owner }, aws);
}

/** The failure of a refusal, with the cause where CodeDeploy's own text does not name it. */
async function explain(api: Api, error: unknown, group: DesiredGroup): Promise<Failure> {
  const aws = refusal(error, group);
  if (isNamed(error, 'DeploymentGroupAlreadyExistsException')) return alreadyExists(group, undefined, aws);
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

/**
 * The answer when GetDeploymentGroup does not show the new group or its tag yet.
 * @throws Failure NotStabilized after VISIBILITY_PATIENCE_MS
 */
function appearing(
  group: DesiredGroup,
  invocation: Invocation<ResourceModel, Phase>,
): Outcome<ResourceModel, Phase> {
  const facts = { groupName: nameOf(group) };
  if (hasWaited(invocation)) throw failure('CreatedButNotVisible', facts);
  return {
    kind: 'inProgress',
    phase: { kind: 'appearing', since: waitsSince(invocation) },
    delaySeconds: SOON_SECONDS,
    ...progress('GroupNotVisible', facts),
  };
}

const waitsSince = ({ phase, now }: Invocation<ResourceModel, Phase>): number =>
  phase?.kind === 'appearing' ? phase.since : now;

const hasWaited = (invocation: Invocation<ResourceModel, Phase>): boolean =>
  invocation.now - waitsSince(invocation) >= VISIBILITY_PATIENCE_MS;
