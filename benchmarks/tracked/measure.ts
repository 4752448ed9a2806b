import { buildFunction } from '../../scripts/bundle';
import { RESOURCE_TYPES } from '../../scripts/types';
import { buildOurs } from '../versus/builds';
import { ourType } from '../versus/candidates/all';
import type { Candidate } from '../versus/candidates/candidate';
import { LATE_ROLLBACKS, rollBackLate } from '../versus/virtual-time/late-rollback';
import { run, type Outcome } from '../versus/virtual-time/run';
import { DEPLOYMENTS, FAILURES } from '../versus/virtual-time/situations';
import type { Figure } from './figures';

/**
 * Measures every tracked figure: bytes, calls, and virtual time. They are the same in each run.
 * @throws Error when an update ends in another way than its situation asks for: then its figures mean nothing
 */
export async function measureAll(): Promise<Figure[]> {
  const candidate = ourType(await buildOurs());
  return [
    ...(await sizes()),
    ...(await deployments(candidate)),
    ...(await failures(candidate)),
    ...(await lateRollbacks(candidate)),
  ];
}

async function sizes(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const type of RESOURCE_TYPES) {
    const { byteLength } = await buildFunction(type);
    const name = type.typeName.split('::').at(-1) ?? '';
    figures.push({ name: `code of ${name}`, value: Math.ceil(byteLength / 1000), unit: 'KB' });
  }
  return figures;
}

async function deployments(candidate: Candidate): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const situation of DEPLOYMENTS) {
    const { name } = situation;
    const outcome = await run(candidate, situation);
    // After the shift, the termination wait of the old task set goes on.
    const leftRunning = situation.untilShifted ? 1 : 0;
    expectOutcome(name, outcome, { stack: 'UPDATE_COMPLETE', live: 'new', deployments: 1, leftRunning });
    const { calls, invocations, lagSeconds = NaN } = outcome;
    // Each invocation after the first polls once.
    const polls = invocations - 1;
    figures.push(
      { name: `calls, ${name}`, value: calls, unit: 'calls' },
      { name: `calls that are no polls, ${name}`, value: calls - polls, unit: 'calls' },
      { name: `lag, ${name}`, value: rounded(lagSeconds), unit: 'seconds' },
    );
  }
  return figures;
}

async function failures(candidate: Candidate): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const situation of FAILURES) {
    const { name } = situation;
    const outcome = await run(candidate, situation);
    const stack = 'UPDATE_ROLLBACK_COMPLETE';
    expectOutcome(name, outcome, { stack, live: 'old', deployments: 1, leftRunning: 0 });
    figures.push(...rollbackFigures(name, outcome.oldVersionLiveMinutes, outcome.stackRolledBackMinutes));
  }
  return figures;
}

async function lateRollbacks(candidate: Candidate): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const situation of LATE_ROLLBACKS) {
    const { rolledBack, oldVersionLiveMinutes, stackMinutes } = await rollBackLate(candidate, situation);
    if (!rolledBack) throw new Error(`${situation.name}: the rollback failed.`);
    figures.push(
      ...rollbackFigures(`a later failure, ${situation.name}`, oldVersionLiveMinutes, stackMinutes),
    );
  }
  return figures;
}

function expectOutcome(
  name: string,
  outcome: Outcome,
  wanted: Pick<Outcome, 'stack' | 'live' | 'deployments' | 'leftRunning'>,
): void {
  const { deploymentsAtCreate } = outcome;
  if (deploymentsAtCreate > 0)
    throw new Error(`${name}: the create started ${deploymentsAtCreate} deployments.`);
  for (const [member, value] of Object.entries(wanted))
    if (outcome[member as keyof typeof wanted] !== value)
      throw new Error(`${name}: ${member} is ${outcome[member as keyof typeof wanted]}, not ${value}.`);
}

function rollbackFigures(name: string, oldVersionLive = NaN, stack = NaN): Figure[] {
  return [
    { name: `all users on the old version, ${name}`, value: rounded(oldVersionLive), unit: 'minutes' },
    { name: `stack rolled back, ${name}`, value: rounded(stack), unit: 'minutes' },
  ];
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
