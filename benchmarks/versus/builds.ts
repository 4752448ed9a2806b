import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { buildFunction } from '../../scripts/bundle';
import { folderOf, RESOURCE_TYPES, ROOT } from '../../scripts/types';

/** The folder with dependencies of its own. What is built there resolves its imports from them. */
export const ALTERNATIVES = join(__dirname, 'alternatives');
const BUILD = join(ALTERNATIVES, 'build');
const LIBRARY = '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib';

/** Files of functions, ready to be loaded. */
export interface Builds {
  /** What `npm run bundle` makes. */
  ours: string;
  /** The stock library with its node_modules, as its own tool packs it. */
  stock: string;
  /** The stock library as one bundled file. */
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

/** Builds every function that is not shipped built. */
export async function buildAll(): Promise<Builds> {
  const handlers = join(ALTERNATIVES, 'stock-library', 'handlers.ts');
  const [ours, stock, stockBundled, origin] = await Promise.all([
    buildOurs(),
    made('stock-library/handlers.js', { entryPoints: [handlers], packages: 'external' }),
    made('stock-library-bundled/handlers.js', {
      entryPoints: [handlers],
      inject: [join(ALTERNATIVES, 'stock-library', 'endpoint.js')],
      mainFields: ['module', 'main'],
      minify: true,
      keepNames: true,
      legalComments: 'none',
      // One copy of each: the library reads metadata that the models store in class-transformer.
      alias: Object.fromEntries([LIBRARY, 'class-transformer'].map((name) => [name, installed(name)])),
    }),
    made('origin/index.js', {
      entryPoints: [join(ALTERNATIVES, 'origin', 'deployment.ts')],
      packages: 'external',
    }),
  ]);
  return { ours, stock, stockBundled, origin };
}

/** Builds the packaged function of EcsDeployment and returns its file. */
export async function buildOurs(): Promise<string> {
  const type = RESOURCE_TYPES.find(({ folder }) => folder === 'deployment');
  if (!type) throw new Error('There is no type EcsDeployment.');
  await buildFunction(type);
  return join(folderOf(type), 'build', 'TypeFunction', 'dist', 'handlers.js');
}

const installed = (name: string): string => join(ALTERNATIVES, 'node_modules', name);

async function made(name: string, options: BuildOptions): Promise<string> {
  const outfile = join(BUILD, name);
  await mkdir(dirname(outfile), { recursive: true });
  await build({ ...COMMON, ...options, outfile });
  return outfile;
}
