import { createEntrypoint } from '../../runtime/entrypoint';
import type { ResourceDefinition } from '../../runtime/resource';
import { create } from './create';
import { TRANSIENT_ERROR_BUDGET_MINUTES } from './delays';
import { remove } from './delete';
import { generatedName } from './identity';
import { list } from './list';
import { ResourceModel } from './models';
import { awaitsDeployment, toPhase, type Phase } from './phase';
import { read } from './read';
import { update } from './update';

const resource: ResourceDefinition<ResourceModel, Phase> = {
  typeName: ResourceModel.TYPE_NAME,
  toModel: (properties) => ResourceModel.deserialize(properties),
  identify(model, request) {
    model.deploymentGroupName ??= generatedName(request);
  },
  toPhase,
  keepsAsking: awaitsDeployment,
  transientErrorBudgetMinutes: TRANSIENT_ERROR_BUDGET_MINUTES,
  create,
  read,
  update,
  delete: remove,
  list,
};

export const entrypoint = createEntrypoint(resource);

/** The contract tests of the CloudFormation CLI (`cfn test`) call it by this name. Its events have the same shape. */
export const testEntrypoint = entrypoint;
