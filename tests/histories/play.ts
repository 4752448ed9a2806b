import type { LoadedType } from './world/delivery';
import { perform, settle } from './commands';
import type { History } from './generate/history';
import type { Violation } from './invariants/invariants';
import { checkAtRest } from './invariants/steady-state';
import { Chronicle } from './event-log';
import { openWorld, type World } from './world/history-world';

export interface Played {
  violations: Violation[];
  /** What happened, a line each. */
  lines: string[];
}

/** No deployment takes longer, its waits and silent hooks included; in seconds. */
const LONGEST_DEPLOYMENT = 12 * 3600;

/** No two things happen to a stack at the very same millisecond. (seconds) */
const BREATH = 0.5;

/** Plays a history on an account of its own, from the creation of the stack until everything has come to rest. */
export async function play(history: History, types: readonly LoadedType[]): Promise<Played> {
  const chronicle = new Chronicle();
  const world = await openWorld(history.circumstances, types, chronicle);
  try {
    await perform(world, { name: 'update', wish: history.first });
    for (const { after, atRest, command } of history.steps) {
      if (atRest) await comeToRest(world);
      await world.aws.clock.advance(BREATH + after);
      await perform(world, command);
    }
    await comeToRest(world);
    await letDeploymentsEnd(world);
    checkAtRest(world);
    return { violations: world.watch.violations, lines: chronicle.lines };
  } finally {
    await world.close();
  }
}

async function comeToRest(world: World): Promise<void> {
  await settle(world);
  checkAtRest(world);
}

async function letDeploymentsEnd({ aws, view, watch }: World): Promise<void> {
  const ended = await aws.clock.advanceUntil(() => view.active() === undefined, LONGEST_DEPLOYMENT);
  if (!ended && view.active()) watch.broken('inTime', `${view.active()?.deploymentId ?? ''} never ends.`);
  await aws.clock.advance(120);
}
