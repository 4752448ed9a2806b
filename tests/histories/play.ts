import { finishOther } from './commands/other-stack';
import { perform } from './commands/perform';
import { finishStackOperation } from './commands/update';
import type { History } from './generate/history';
import { checkExactRollback } from './invariants/exact-rollback';
import { checkSteadyState } from './invariants/steady-state';
import type { Violation } from './invariants/violations';
import type { LoadedType } from './world/loaded-type';
import { openHistoryWorld, type HistoryWorld } from './world/history-world';
import { countSetup } from './world/statistics';

export interface Result {
  violations: Violation[];
  /** What happened, one line each. */
  lines: string[];
  /** The number of events by kind. */
  counts: ReadonlyMap<string, number>;
}

/** No deployment takes longer, including its waits and hooks that never report. */
const LONGEST_DEPLOYMENT_SECONDS = 12 * 3600;

/** The time that passes between any two commands, so that two operations never start in the same millisecond. */
const PAUSE_SECONDS = 0.5;

/** The time that ECS takes to remove the original task set after a deployment. */
const CLEANUP_SECONDS = 120;

/** Plays a history in an account of its own, from the creation of the stack until no operation and no deployment runs. */
export async function play(history: History, types: readonly LoadedType[]): Promise<Result> {
  const world = await openHistoryWorld(history.setup, types);
  try {
    // An answer that is late may show the time before the service existed.
    await world.clock.advance(history.setup.lags.servicesSeconds);
    await perform(world, { name: 'update', input: history.first, mode: 'standard' });
    for (const { afterSeconds, whenIdle, command } of history.steps) {
      if (whenIdle) await becomeIdle(world);
      await world.clock.advance(PAUSE_SECONDS + afterSeconds);
      await perform(world, command);
    }
    await becomeIdle(world);
    await finishDeployments(world);
    checkAll(world);
    countSetup(history.setup, world.statistics);
    return {
      violations: world.violations.all,
      lines: world.log.lines,
      counts: world.statistics.counts,
    };
  } finally {
    await world.close();
  }
}

async function becomeIdle(world: HistoryWorld): Promise<void> {
  await finishStackOperation(world);
  await finishOther(world);
  checkAll(world);
}

function checkAll(world: HistoryWorld): void {
  const { stack, otherStack, violations } = world;
  checkSteadyState(world, stack, violations);
  checkSteadyState(world, otherStack, violations);
  const compared = stack && checkExactRollback(world, stack, violations);
  if (compared) world.statistics.count(`stack rollback compared: ${compared}`);
}

async function finishDeployments({ clock, account, violations }: HistoryWorld): Promise<void> {
  await clock.advanceUntil(() => account.active() === undefined, LONGEST_DEPLOYMENT_SECONDS);
  const active = account.active();
  if (active) violations.add('inTime', `Deployment ${active.deploymentId} never ends.`);
  await clock.advance(CLEANUP_SECONDS);
}
