import type { Handler } from '../../runtime/resource';
import { notFound } from '../../runtime/failure';
import { groupArnOf } from '../../runtime/group-key';
import { Api } from './api';
import { desiredOf, nameOf } from './identity';
import type { ResourceModel } from './models';
import type { Phase } from './phase';
import { awaitPropagation } from './propagation';
import { refusal } from './refusal';
import { desiredTags, tagChanges, withChanges } from './tags';
import { toModel, toUpdateInput } from './translate';
import { validate } from './validate';

/**
 * The group first, because CodeDeploy may refuse it; then the tags. Both may be done twice without harm, so a call
 * whose answer was lost is simply made again.
 */
export const update: Handler<ResourceModel, Phase> = async (invocation) => {
  const { desired, previous, request, connection } = invocation;
  const group = desiredOf(desired);
  const declared = desiredTags(request.stackTags, group.tags);
  validate(group, declared);
  const api = new Api(connection);

  try {
    await api.updateGroup(toUpdateInput(group));
  } catch (error) {
    const waiting = awaitPropagation(error, invocation);
    if (waiting) return waiting;
    throw refusal(error, group);
  }

  const arn = groupArnOf(group, request);
  const actual = await api.listTags(arn);
  const changes = tagChanges(desiredTags(request.previousStackTags, previous?.tags), declared, actual);
  await api.changeTags(arn, changes);

  const info = await api.findGroup(group);
  if (!info) throw notFound(`There is no ${nameOf(group)} for ECS.`);
  return { kind: 'done', model: toModel(info, { ...group, arn }, withChanges(actual, changes), desired) };
};
