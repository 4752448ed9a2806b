import type { Group } from '../../desired-state/group';
import { failure } from '../../messages/failures';
import { groupName, type OperationContext } from '../operation/context';

/** @throws Failure NotFound when the group was deleted during the operation, InvalidRequest when it never existed */
export async function getGroup(operation: OperationContext): Promise<Group> {
  const group = await operation.api.group.find(operation.desired);
  if (group) return group;
  if (operation.invocation.phase) throw failure('GroupDeleted', { groupName: groupName(operation.desired) });
  throw failure('NoEcsGroup', { groupName: groupName(operation.desired) });
}
