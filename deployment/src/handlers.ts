import { createEntrypoint } from '../../runtime/entrypoint';
import { create } from './create';
import { remove } from './delete';
import { list } from './list';
import { ResourceModel } from './models';
import { read } from './read';
import { update } from './update';

export const entrypoint = createEntrypoint({
  typeName: ResourceModel.TYPE_NAME,
  toModel: (properties) => ResourceModel.deserialize(properties),
  // As long as an operation may take: no passing trouble of AWS's ends a deployment.
  transientErrorBudgetMinutes: 700,
  create,
  read,
  update,
  delete: remove,
  list,
});

/** What `cfn test` asks for has the same shape. */
export const testEntrypoint = entrypoint;
