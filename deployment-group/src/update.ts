import type { Handler } from '../../runtime/resource';
import { Failure, HandlerErrorCode, notFound } from '../../runtime/failure';
import { groupArnOf } from '../../runtime/group-key';
import { isSupersededBy, ownerOf } from '../../runtime/owner-tag';
import { Api } from './api';
import { desiredOf, nameOf } from './identity';
import type { ResourceModel } from './models';
import type { Phase } from './phase';
import { awaitPropagation } from './propagation';
import { refusal } from './refusal';
import { desiredTags, findOwnerTag, isMadeBy, markOf, tagChanges, withChanges } from './tags';
import { toModel, toUpdateInput } from './translate';
import { validate } from './validate';

/**
 * The owner tag first: an older operation stops acting on it. Then the group, because CodeDeploy may refuse it; then the
 * other tags. All may be done twice without harm, so a call whose answer was lost is simply made again.
 */
export const update: Handler<ResourceModel, Phase> = async (invocation) => {
  const { desired, previous, request, startedAt, connection } = invocation;
  const group = desiredOf(desired);
  const declared = desiredTags(request.stackTags, group.tags);
  validate(group, declared);
  const api = new Api(connection);
  const arn = groupArnOf(group, request);

  const actual = await api.listTags(arn);
  const claimant = findOwnerTag(actual);
  if (claimant && isSupersededBy(claimant, ownerOf(request), startedAt))
    throw new Failure(
      HandlerErrorCode.ResourceConflict,
      `A newer operation works on the ${nameOf(group)}; this one ends without touching anything.`,
    );
  const mark = isMadeBy(request, actual) ? {} : markOf(request, startedAt, claimant);
  try {
    await api.changeTags(arn, { add: mark, removeKeys: [] });
    await api.updateGroup(toUpdateInput(group));
  } catch (error) {
    const waiting = awaitPropagation(error, invocation);
    if (waiting) return waiting;
    throw refusal(error, group);
  }
  const changes = tagChanges(desiredTags(request.previousStackTags, previous?.tags), declared, actual);
  await api.changeTags(arn, changes);

  const info = await api.findGroup(group);
  if (!info) throw notFound(`There is no ${nameOf(group)} for ECS.`);
  return { kind: 'done', model: toModel(info, { ...group, arn }, withChanges(actual, changes), desired) };
};
