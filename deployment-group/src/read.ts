import { groupArnOf, keyOf } from '../../runtime/deployment-groups/group-key';
import type { Handler } from '../../runtime/resource';
import { Api } from './api';
import { nameOf } from './identity';
import { failure } from './messages/failures';
import type { ResourceModel } from './models';
import type { Phase } from './phase';
import { toModel } from './translate';

/** Reads the group as it is, with its tags. */
export const read: Handler<ResourceModel, Phase> = async ({ desired, request, connection }) => {
  const key = keyOf(desired);
  const api = new Api(connection);
  const info = await api.findGroup(key);
  if (!info) throw failure('NoSuchGroup', { groupName: nameOf(key) });
  const arn = groupArnOf(key, request);
  return { kind: 'done', model: toModel(info, { ...key, arn }, await api.listTags(arn), desired) };
};
