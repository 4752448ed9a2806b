import { providerOf } from '../resource-types/provider';
import type { HandlerAnswer } from '../resource-types/provider';
import { messageOf } from '../values/errors';
import { systemTags } from '../values/tags';
import type { PhysicalResource, Stack } from './stack';
import type { StackEnvironment } from './stack-environment';

/** Calls a resource's READ handler. An exception of the handler counts as a FAILED answer. */
export async function readResource(
  environment: StackEnvironment,
  stack: Pick<Stack, 'id' | 'name' | 'tags'>,
  logicalId: string,
  { type, model, physicalId }: Pick<PhysicalResource, 'type' | 'model' | 'physicalId'>,
): Promise<HandlerAnswer> {
  try {
    return await providerOf(environment, type).invoke({
      action: 'READ',
      stackId: stack.id,
      logicalId,
      properties: model,
      physicalId,
      callbackContext: null,
      token: environment.uuid(),
      stackTags: stack.tags,
      systemTags: systemTags(stack, logicalId),
      rollback: false,
      snapshotRequested: false,
    });
  } catch (error) {
    return { status: 'FAILED', message: messageOf(error) };
  }
}
