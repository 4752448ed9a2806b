import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { withoutUnreadShapes } from './unread-shapes';

/** A file of a dependency of which a handler needs nothing, or not all. */
interface LeftOut {
  /** Its path from `node_modules/` on. */
  file: RegExp;
  /** Gives what is packed in its place. */
  standIn(source: string, path: string): string;
}

/** Each entry says why the types never get there. */
const LEFT_OUT: readonly LeftOut[] = [
  // The chain that searches files, processes, STS and SSO for credentials: each event brings its own.
  {
    file: /@aws-sdk\/credential-provider-node\/dist-es\/index\.js$/,
    standIn: () =>
      `export const defaultProvider = () => async () => { throw new Error('A client was made without credentials.'); };`,
  },
  // ~/.aws/config and ~/.aws/credentials: a function has no profile, and AWS_ENDPOINT_URL works without them.
  {
    file: /@smithy\/core\/dist-es\/submodules\/config\/shared-ini-file-loader\/loadSharedConfigFiles\.js$/,
    standIn: () =>
      `export { CONFIG_PREFIX_SEPARATOR } from './constants';
       export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });`,
  },
  // The region of the machine that runs this: each event brings the region to call.
  {
    file: /@smithy\/core\/dist-es\/submodules\/config\/config-resolver\/regionConfig\/getInstanceMetadataRegion\.js$/,
    standIn: () => `export const getInstanceMetadataRegion = async () => undefined;`,
  },
  // Answers that come as a stream of events: of all operations called here, none has one.
  {
    file: /@smithy\/core\/dist-es\/submodules\/event-streams\/index\.js$/,
    standIn: () =>
      `export const resolveEventStreamSerdeConfig = (config) => config;
       export const eventStreamSerdeProvider = () => undefined;`,
  },
  // SHA-256 in JavaScript, for a Node.js without crypto.
  {
    file: /@smithy\/core\/dist-es\/submodules\/checksum\/sha256\/Sha256Js\.js$/,
    standIn: () => `export const Sha256Js = undefined;`,
  },
  // Compression of large requests: the three metrics of a call are a small one, and it is switched off.
  {
    file: /@smithy\/middleware-compression\/dist-es\/getCompressionPlugin\.js$/,
    standIn: () => `export const getCompressionPlugin = () => ({ applyToStack() {} });`,
  },
  // A class and a schema for each error of a service. Without them the SDK does what it does with errors that are new to it:
  // it throws the service's base class, with the error's name, message and metadata. Errors are told apart by name.
  {
    file: /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_0\.js$/,
    standIn: (source, path) =>
      withoutUnreadShapes(
        path,
        source
          .replace(/^n0_registry\.registerError\(.*\);$/gm, '')
          .replace(/^export var \w+\$ = \[-3, n0,[^;]*;$/gm, ''),
      ),
  },
  // Retries that slow down all calls of a client: each client lives for one invocation, with retryMode 'standard'.
  {
    file: /@smithy\/core\/dist-es\/submodules\/retry\/util-retry\/AdaptiveRetryStrategy\.js$/,
    standIn: () => `export const AdaptiveRetryStrategy = undefined;`,
  },
  // The SDK reads its version there, for the user agent.
  {
    file: /@aws-sdk\/client-[^/]+\/package\.json$/,
    standIn: (source) => JSON.stringify({ version: versionIn(source) }),
  },
  // The types of properties that a compiler may note down; ours are named where they are needed (`@Type`).
  {
    file: /reflect-metadata\/Reflect\.js$/,
    standIn: () => `Reflect.getMetadata ??= () => undefined;`,
  },
];

/**
 * Leaves out of a bundle what the handlers never use and tree shaking cannot see.
 * The build fails when a dependency has moved or changed one of the files.
 */
export const leftOut: Plugin = {
  name: 'left-out',
  setup(build) {
    const waiting = new Set<LeftOut>();
    build.onStart(() => {
      for (const each of LEFT_OUT) waiting.add(each);
    });
    for (const each of LEFT_OUT) {
      build.onLoad({ filter: each.file }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const contents = each.standIn(source, path);
        if (contents !== source) waiting.delete(each);
        return { contents, loader: path.endsWith('.json') ? 'json' : 'js' };
      });
    }
    build.onEnd(() => ({
      errors: [...waiting].map(({ file }) => ({
        text: `No file matches ${file.source}, or its content has changed: find where the dependency has it now.`,
      })),
    }));
  },
};

function versionIn(packageJson: string): unknown {
  const json: unknown = JSON.parse(packageJson);
  return typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined;
}
