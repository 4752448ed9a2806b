import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entrypoint } from '../../runtime/entrypoint';
import { buildFunction } from '../../scripts/bundle';
import { RESOURCE_TYPES } from '../../scripts/types';

/** Loads a type's packaged code, so that the measured code is the code that runs in Lambda. */
export async function packedEntrypoint(folder: 'deployment' | 'deployment-group'): Promise<Entrypoint> {
  const type = RESOURCE_TYPES.find((candidate) => candidate.folder === folder);
  if (!type) throw new Error(`${folder} is not the folder of a resource type.`);
  const directory = await mkdtemp(join(tmpdir(), 'packed-'));
  try {
    const file = join(directory, 'handlers.js');
    await writeFile(file, await buildFunction(type));
    return (createRequire(__filename)(file) as { entrypoint: Entrypoint }).entrypoint;
  } finally {
    await rm(directory, { recursive: true });
  }
}
