import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { entrypoint as group } from '../../deployment-group/src/handlers';
import { entrypoint as deployment } from '../../deployment/src/handlers';
import type { ResourceSchema } from '#local-aws';
import { RESOURCE_TYPES, schemaFileOf } from '../../scripts/types';
import { histories } from './generate/arbitrary';
import type { History } from './generate/history';
import { INVARIANT_EXAMPLES } from './invariant-examples';
import { report } from './invariants/violations';
import { play } from './play';
import { REGRESSIONS } from './regressions/index';
import type { LoadedType } from './world/loaded-type';

// Histories run in virtual time. The limit is only there to end a test that hangs, however busy the machine is.
jest.setTimeout(30 * 60_000);

/** From the sources, because packaged code cannot import its SDK clients late under jest. `run.ts` plays the packages. */
const types: LoadedType[] = RESOURCE_TYPES.map((type) => ({
  schema: JSON.parse(readFileSync(schemaFileOf(type), 'utf8')) as ResourceSchema,
  entrypoint: { 'deployment-group': group, deployment }[type.folder],
}));

/** @throws Error with all that happened, when the history breaks an invariant */
async function expectInvariantsToHold(history: History): Promise<void> {
  const { violations, lines } = await play(history, types);
  if (violations.length > 0) throw new Error(report(lines, violations));
}

test('every invariant holds in random histories', async () => {
  const property = fc.asyncProperty(histories, expectInvariantsToHold);
  await fc.assert(property, { numRuns: 15, seed: 4, endOnFailure: true });
});

test.each([...REGRESSIONS, ...INVARIANT_EXAMPLES])('$sentence', async ({ history }) => {
  await expectInvariantsToHold(history);
});
