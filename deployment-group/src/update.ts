import { isNamed } from '../../runtime/aws/aws-errors';
import { groupArnOf } from '../../runtime/deployment-groups/group-key';
import { GONE_GROUP } from '../../runtime/deployments/error-names';
import { failure as sharedFailure } from '../../runtime/messages/failures';
import { isSupersededBy, isUndoneBy } from '../../runtime/owner/owner-tag';
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
  const wanted = desiredOf(desired);
  const declared = desiredTags(request.stackTags, wanted.tags);
  validate(wanted, declared);
  const api = new Api(connection);
  const arn = groupArnOf(wanted, request);

  const actualTags = await api.listTags(arn);
  const found = findOwnerTag(actualTags);
  if (found && (isSupersededBy(found, invocation) || isUndoneBy(found, invocation)))
    throw sharedFailure('Superseded', { groupName: nameOf(wanted) });
  const ownerTag = showsOperation(request, actualTags) ? {} : toOwnerTag(request, startedAt, found);
  try {
    await api.changeTags(arn, { add: ownerTag, removeKeys: [] });
    await api.updateGroup(toUpdateInput(wanted));
  } catch (error) {
    const waiting = awaitPropagation(error, invocation);
    if (waiting) return waiting;
    const aws = refusal(error, wanted);
    throw isNamed(error, ...GONE_GROUP) ? failure('NoSuchGroup', { groupName: nameOf(wanted) }, aws) : aws;
  }
  const changes = tagChanges(desiredTags(request.previousStackTags, previous?.tags), declared, actualTags);
  await api.changeTags(arn, changes);

  const actualGroup = await api.findGroup(wanted);
  if (!actualGroup) throw failure('NoSuchGroup', { groupName: nameOf(wanted) });
  return {
    kind: 'done',
    model: toModel(actualGroup, { ...wanted, arn }, withChanges(actualTags, changes), desired),
  };
};
