import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { strToU8, zipSync } from 'fflate';

const SCHEMA = path.join(__dirname, 'schema.json');

/** The schema of Acme::Config::Setting. */
export const foreignSchema = async () =>
  JSON.parse(await readFile(SCHEMA, 'utf8')) as { handlers: Record<string, { permissions: string[] }> };

/**
 * Packs Acme::Config::Setting as `cfn submit --dry-run` does.
 * @param changes files of the package that replace its own ones
 */
export async function packForeignType(changes: Record<string, string> = {}): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, 'handlers.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    minify: true,
  });
  const files: Record<string, string> = {
    'schema.json': await readFile(SCHEMA, 'utf8'),
    '.rpdk-config': JSON.stringify({
      artifact_type: 'RESOURCE',
      typeName: 'Acme::Config::Setting',
      language: 'typescript',
      runtime: 'nodejs20.x',
      entrypoint: 'dist/handlers.entrypoint',
    }),
    ...changes,
  };
  return zipSync({
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])),
    'ResourceProvider.zip': zipSync({ 'dist/handlers.js': outputFiles[0]?.contents ?? new Uint8Array() }),
  });
}
