import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { buildFunction } from '../../scripts/bundle';
import { folderOf, RESOURCE_TYPES, ROOT } from '../../scripts/types';

export const BENCH = __dirname;
const BUILD = join(BENCH, 'build');
const PEERS = join(BENCH, 'peers');
const LIBRARY = '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib';

/** Files of functions, ready to be loaded. */
export interface Builds {
  /** What `npm run bundle` makes. */
  ours: string;
  /** The stock library with its node_modules beside it, as its own tool packs it. */
  stock: string;
  /** The stock library bundled as ours is. */
  stockBundled: string;
  origin: string;
}

const COMMON: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  tsconfig: join(ROOT, 'tsconfig.json'),
  logLevel: 'error',
};

/** Builds everything that is compared and is not shipped built. */
export async function buildAll(): Promise<Builds> {
  const handlers = join(PEERS, 'stock-library', 'handlers.ts');
  const [ours, stock, stockBundled, origin] = await Promise.all([
    buildOurs(),
    made('stock-library/handlers.js', { entryPoints: [handlers], packages: 'external' }),
    made('stock-library-bundled/handlers.js', {
      entryPoints: [handlers],
      inject: [join(PEERS, 'stock-library', 'endpoint.js')],
      mainFields: ['module', 'main'],
      minify: true,
      keepNames: true,
      legalComments: 'none',
      // One copy of each: the library must find the metadata that the models leave.
      alias: Object.fromEntries([LIBRARY, 'class-transformer'].map((name) => [name, installed(name)])),
    }),
    made('origin/index.js', {
      entryPoints: [join(PEERS, 'origin', 'deployment.ts')],
      packages: 'external',
    }),
  ]);
  return { ours, stock, stockBundled, origin };
}

/** Builds the function of EcsDeployment as it is packed, and gives its file. */
export async function buildOurs(): Promise<string> {
  const type = RESOURCE_TYPES.find(({ folder }) => folder === 'deployment');
  if (!type) throw new Error('There is no type EcsDeployment.');
  await buildFunction(type);
  return join(folderOf(type), 'build', 'TypeFunction', 'dist', 'handlers.js');
}

const installed = (name: string): string => join(BENCH, 'node_modules', name);

async function made(name: string, options: BuildOptions): Promise<string> {
  const outfile = join(BUILD, name);
  await mkdir(dirname(outfile), { recursive: true });
  await build({ ...COMMON, ...options, outfile });
  return outfile;
}
