import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { entrypoint as group } from '../../deployment-group/src/handlers';
import { entrypoint as deployment } from '../../deployment/src/handlers';
import type { ResourceSchema } from '#local-aws';
import { RESOURCE_TYPES, schemaFileOf } from '../../scripts/types';
import { histories } from './generate/arbitrary';
import type { LoadedType } from './world/delivery';
import type { History } from './generate/history';
import { KEPT } from './regressions';
import { play } from './play';
import { story } from './event-log';

/** The sources: code in a package cannot load its SDK clients late inside of jest. `run.ts` plays on the packages. */
const types: LoadedType[] = RESOURCE_TYPES.map((type) => ({
  schema: JSON.parse(readFileSync(schemaFileOf(type), 'utf8')) as ResourceSchema,
  entrypoint: { 'deployment-group': group, deployment }[type.folder],
}));

/** @throws Error with the whole story, when the history breaks an invariant */
async function holds(history: History): Promise<void> {
  const { violations, lines } = await play(history, types);
  if (violations.length > 0) throw new Error(story(lines, violations));
}

test('thirty random histories keep every invariant', async () => {
  await fc.assert(fc.asyncProperty(histories, holds), { numRuns: 30, seed: 4, endOnFailure: true });
}, 120_000);

test.each(KEPT)('$sentence', async ({ history }) => {
  await holds(history);
});
