import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { strToU8, zipSync } from 'fflate';
import { STORED } from '../../bundle';
import { OBSERVER, TYPE_NAMES, UNTAGGED, type ObserverType } from '../account/names';

/** What the registry reads of a project besides its schema, as `cfn init` writes it. */
const SETTINGS = {
  artifact_type: 'RESOURCE',
  language: 'typescript',
  runtime: 'nodejs22.x',
  entrypoint: 'dist/handlers.entrypoint',
  testEntrypoint: 'dist/handlers.entrypoint',
  settings: { protocolVersion: '2.0.0' },
};

let packed: Promise<Record<ObserverType, Uint8Array>> | undefined;

/** Builds the handlers of the probe's types, once, and packs them for each type, as `cfn submit` does. */
export function packObservers(): Promise<Record<ObserverType, Uint8Array>> {
  packed ??= pack();
  return packed;
}

async function pack(): Promise<Record<ObserverType, Uint8Array>> {
  const { outputFiles } = await build({
    ...{ bundle: true, minify: true, platform: 'node', target: 'node20', format: 'cjs', write: false },
    entryPoints: [join(__dirname, 'handlers.ts')],
    logLevel: 'error',
  });
  const provider = zipSync({ 'dist/handlers.js': outputFiles[0]?.contents ?? new Uint8Array() }, STORED);
  const schema = JSON.parse(await readFile(join(__dirname, 'schema.json'), 'utf8')) as object;
  const packAs = (typeName: ObserverType) =>
    zipSync(
      {
        '.rpdk-config': strToU8(JSON.stringify({ typeName, ...SETTINGS })),
        'schema.json': strToU8(JSON.stringify({ ...schema, typeName, ...TAGGING[typeName] })),
        'ResourceProvider.zip': provider,
      },
      STORED,
    );
  return Object.fromEntries(TYPE_NAMES.map((name) => [name, packAs(name)])) as Record<
    ObserverType,
    Uint8Array
  >;
}

const TAGGING: Record<ObserverType, object> = {
  [OBSERVER]: {},
  [UNTAGGED]: { tagging: { taggable: false, tagOnCreate: false, tagUpdatable: false } },
};
