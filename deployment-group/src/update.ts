import { groupArnOf } from '../../runtime/deployment-groups/group-key';
import { failure as sharedFailure } from '../../runtime/messages/failures';
import { isSupersededBy } from '../../runtime/owner/owner-tag';
import type { Handler } from '../../runtime/resource';
import { Api } from './api';
import { desiredOf, nameOf } from './identity';
import { failure } from './messages/failures';
import type { ResourceModel } from './models';
import type { Phase } from './phase';
import { awaitPropagation } from './propagation';
import { refusal } from './refusal';
import { desiredTags, findOwnerTag, toOwnerTag, showsOperation, tagChanges, withChanges } from './tags';
import { toModel, toUpdateInput } from './translate';
import { validate } from './validate';

/**
 * Updates the group: first the owner tag, from which a superseded operation learns that it has to end; then the
 * settings, because CodeDeploy may refuse them; then the other tags. All calls may be repeated without harm, so after a
 * lost answer the next invocation makes them again.
 */
export const update: Handler<ResourceModel, Phase> = async (invocation) => {
  const { desired, previous, request, startedAt, connection } = invocation;
  const group = desiredOf(desired);
  const declared = desiredTags(request.stackTags, group.tags);
  validate(group, declared);
  const api = new Api(connection);
  const arn = groupArnOf(group, request);

  const actual = await api.listTags(arn);
  const found = findOwnerTag(actual);
  if (found && isSupersededBy(found, invocation))
    throw sharedFailure('Superseded', { groupName: nameOf(group) });
  const ownerTag = showsOperation(request, actual) ? {} : toOwnerTag(request, startedAt, found);
  try {
    await api.changeTags(arn, { add: ownerTag, removeKeys: [] });
    await api.updateGroup(toUpdateInput(group));
  } catch (error) {
    const waiting = awaitPropagation(error, invocation);
    if (waiting) return waiting;
    throw refusal(error, group);
  }
  const changes = tagChanges(desiredTags(request.previousStackTags, previous?.tags), declared, actual);
  await api.changeTags(arn, changes);

  const info = await api.findGroup(group);
  if (!info) throw failure('NoSuchGroup', { groupName: nameOf(group) });
  return { kind: 'done', model: toModel(info, { ...group, arn }, withChanges(actual, changes), desired) };
};
