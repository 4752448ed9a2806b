import { createEntrypoint } from '../../runtime/entrypoint';
import type { ResourceDefinition } from '../../runtime/resource';
import { create } from './create';
import { remove } from './delete';
import { generatedName } from './identity';
import { list } from './list';
import { ResourceModel } from './models';
import type { Phase } from './phase';
import { read } from './read';
import { update } from './update';

const resource: ResourceDefinition<ResourceModel, Phase> = {
  typeName: ResourceModel.TYPE_NAME,
  toModel: (properties) => ResourceModel.deserialize(properties),
  identify(model, request) {
    model.deploymentGroupName ??= generatedName(request);
  },
  // A little less than the longest handler may take (the schema's timeoutInMinutes of delete).
  transientErrorBudgetMinutes: 110,
  create,
  read,
  update,
  delete: remove,
  list,
};

export const entrypoint = createEntrypoint(resource);

/** The name under which the CLI's contract tests call it. */
export const testEntrypoint = entrypoint;
