import type { TemplateInput, Version } from '../generate/history';
import { OTHER_STACK, templateOf } from '../generate/template';
import { INPUT } from '../plain-history';
import type { HistoryWorld } from '../world/history-world';
import { finishStackOperation } from './update';

/** No stack operation takes longer. */
const LONGEST_SECONDS = 48 * 3600;

/** Another team creates a stack that declares what may be the stack's already. A stack of theirs that exists is deleted first. */
export async function claim(
  world: HistoryWorld,
  what: 'group' | 'deployment' | 'both',
  version: Version,
): Promise<void> {
  await deleteOther(world);
  await finishOther(world);
  await awaitTags(world);
  if (world.otherStack && world.otherStack.status !== 'DELETE_COMPLETE') return;
  const { engine, statistics } = world;
  world.serial += 1;
  const input: TemplateInput = {
    ...INPUT,
    version: what === 'group' ? 'absent' : version,
    parameters: { ...INPUT.parameters, port: 'first' },
  };
  const template = templateOf(world.template, input, {
    serial: undefined,
    logicalId: 'Deployment',
    group: what !== 'deployment',
  });
  world.otherStack = await engine.createStack({ stackName: OTHER_STACK, template });
  statistics.count(`another stack claims ${what}`);
  if (world.setup.lags.tagsSeconds > 0) await finishOther(world);
  await awaitTags(world);
}

export async function deleteOther(world: HistoryWorld): Promise<void> {
  const { engine, otherStack, operations } = world;
  if (!otherStack || otherStack.status === 'DELETE_COMPLETE') return;
  engine.deleteStack(OTHER_STACK);
  for (const logicalId of otherStack.resources.keys()) operations.cancel(otherStack.id, logicalId);
  if (world.setup.lags.tagsSeconds > 0) await finishOther(world);
  await awaitTags(world);
}

/** Advances the clock until nothing is in progress on the other team's stack. */
export async function finishOther({ engine, otherStack, violations }: HistoryWorld): Promise<void> {
  if (otherStack && !(await engine.settle(otherStack, LONGEST_SECONDS)))
    violations.add('inTime', `The other stack is still ${otherStack.status} after two days.`);
}

/** Two stacks cannot tell whose a group is while its tags show late. Then they come one after the other. */
async function awaitTags(world: HistoryWorld): Promise<void> {
  const { clock, setup } = world;
  if (setup.lags.tagsSeconds === 0) return;
  await finishStackOperation(world);
  await clock.advance(setup.lags.tagsSeconds + 1);
}
