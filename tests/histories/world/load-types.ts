import { createRequire } from 'node:module';
import path from 'node:path';
import { openPackage } from '#local-aws';
import { packedTypes } from '../../stacks/scenario/packages';
import type { LoadedType } from './loaded-type';

/** Loads the code of both types into this process, from the packages that `cfn submit` would upload. */
export async function loadTypes(): Promise<LoadedType[]> {
  const packages = await packedTypes();
  return packages.map((zip) => {
    const opened = openPackage(zip);
    if (opened.kind !== 'RESOURCE') throw new Error('A module has no handlers.');
    const name = path.extname(opened.handler).slice(1);
    const loaded = createRequire(__filename)(opened.handlerFile) as Record<string, LoadedType['entrypoint']>;
    const entrypoint = loaded[name];
    if (!entrypoint) throw new Error(`${opened.handlerFile} does not export ${name}.`);
    return { schema: opened.schema, entrypoint };
  });
}
