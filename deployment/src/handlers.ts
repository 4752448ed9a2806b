import { createEntrypoint } from '../../runtime/entrypoint';
import { create } from './create';
import { remove } from './delete';
import { list } from './list';
import { ResourceModel } from './models';
import { TRANSIENT_ERROR_BUDGET_MINUTES } from './polling/delays';
import { read } from './read';
import { mayHaveDeployment, toPhase } from './reconcile/operation/to-phase';
import { update } from './update';

export const entrypoint = createEntrypoint({
  typeName: ResourceModel.TYPE_NAME,
  toModel: (properties) => ResourceModel.deserialize(properties),
  toPhase,
  keepsAsking: mayHaveDeployment,
  transientErrorBudgetMinutes: TRANSIENT_ERROR_BUDGET_MINUTES,
  create,
  read,
  update,
  delete: remove,
  list,
});

/** The contract tests of the CloudFormation CLI (`cfn test`) call it by this name. Its events have the same shape. */
export const testEntrypoint = entrypoint;
