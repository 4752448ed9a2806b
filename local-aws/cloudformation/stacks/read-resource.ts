import { messageOf } from '../values/errors';
import { providerOf, type Host } from './stack-environment';
import type { HandlerAnswer } from '../resource-types/provider';
import type { Generation, Stack } from './stack';
import { systemTags } from '../values/tags';

/** What READ answers about a resource; a handler that breaks is a failed answer too. */
export async function readResource(
  host: Host,
  stack: Pick<Stack, 'id' | 'name' | 'tags'>,
  logicalId: string,
  { type, model, physicalId }: Pick<Generation, 'type' | 'model' | 'physicalId'>,
): Promise<HandlerAnswer> {
  try {
    return await providerOf(host, type).invoke({
      action: 'READ',
      stackId: stack.id,
      logicalId,
      properties: model,
      physicalId,
      callbackContext: null,
      token: host.uuid(),
      stackTags: stack.tags,
      systemTags: systemTags(stack, logicalId),
      rollback: false,
      snapshotRequested: false,
    });
  } catch (error) {
    return { status: 'FAILED', message: messageOf(error) };
  }
}
