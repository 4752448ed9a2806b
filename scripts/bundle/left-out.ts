import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { passPlainAnswersOn, withPlainKeys } from './answer-schemas';
import { withoutUnreadShapes } from './unread-shapes';
import { hostOf, partitionsWithoutRegions, ENDPOINT_BY_REGION } from './endpoints';

/** A file of a dependency of which a handler needs nothing, or not all. */
interface LeftOut {
  /** Its path from `node_modules/` on. */
  file: RegExp;
  /** Gives what is packed in its place. */
  standIn(source: string, path: string): string;
}

const CLASS_TRANSFORMER = `
  import { ClassTransformer } from './ClassTransformer';
  export { Exclude } from './decorators/exclude.decorator';
  export { Expose } from './decorators/expose.decorator';
  export { Transform } from './decorators/transform.decorator';
  export { Type } from './decorators/type.decorator';
  const transformer = new ClassTransformer();
  export const instanceToPlain = (object, options) => transformer.instanceToPlain(object, options);
  export const plainToInstance = (type, plain, options) => transformer.plainToInstance(type, plain, options);
`;

/** In XML only the schemas tell numbers, booleans and lists from texts. */
const SPEAKS_XML = /^const n0 = "com\.amazonaws\.elasticloadbalancingv2";$/m;

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
  {
    file: /@smithy\/middleware-compression\/dist-es\/resolveCompressionConfig\.js$/,
    standIn: () => `export const resolveCompressionConfig = (config) => config;`,
  },
  {
    file: /@smithy\/middleware-compression\/dist-es\/NODE_\w+_CONFIG_OPTIONS\.js$/,
    standIn: (source) =>
      source.replace(/(environmentVariableSelector|configFileSelector): .*,$/gm, '$1: () => undefined,'),
  },
  // A class for each error of a service. Without it the SDK does what it does with errors that are new to it:
  // it throws the service's base class, with the error's name, message and metadata. Errors are told apart by name.
  // And the schemas of answers that have nothing to convert.
  {
    file: /@aws-sdk\/client-(?:cloudwatch|cloudwatch-logs|codedeploy|ecs|elastic-load-balancing-v2)\/dist-es\/schemas\/schemas_0\.js$/,
    standIn: (source, path) => {
      const withoutErrors = withPlainKeys(source.replace(/^n0_registry\.registerError\(.*\);$/gm, ''));
      const read = withoutUnreadShapes(path, withoutErrors);
      return SPEAKS_XML.test(source) ? read : passPlainAnswersOn(read);
    },
  },
  // Members that are null: the schemas that are left out drop them, so parsing does. The numbers that this file is for,
  // larger than those of JavaScript, are in no answer.
  {
    file: /@smithy\/core\/dist-es\/submodules\/protocols\/json\/jsonReviver\.js$/,
    standIn: () =>
      `export function jsonReviver(key, value) { return value === null && !Array.isArray(this) ? undefined : value; }`,
  },
  {
    file: /@smithy\/core\/dist-es\/submodules\/protocols\/json\/needsReviver\.js$/,
    standIn: () => `export const needsReviver = () => true;`,
  },
  // The SDK has two serializers of JSON. The second is faster for large requests, and twice as large.
  {
    file: /@smithy\/core\/dist-es\/submodules\/protocols\/json\/codec-v2\/JsonShapeSerializer2\.js$/,
    standIn: () =>
      `export { JsonShapeSerializer as JsonShapeSerializer2 } from '../codec-v1/JsonShapeSerializer';`,
  },
  // Numbers larger than those of JavaScript: no request has one.
  {
    file: /@smithy\/core\/dist-es\/submodules\/protocols\/json\/jsonReplacer\.js$/,
    standIn: () => `export const JsonReplacer = undefined;`,
  },
  // Timestamps as text: in JSON these services have them as numbers. What JavaScript's own Date reads stays possible.
  {
    file: /@smithy\/core\/dist-es\/submodules\/protocols\/json\/codec-v2\/JsonShapeDeserializer2\.js$/,
    standIn: (source) => source.replace(/^ +case [56]:\n +return parseRfc\w+\(value\);\n/gm, ''),
  },
  {
    file: /@smithy\/core\/dist-es\/submodules\/protocols\/json\/codec-v1\/JsonShapeSerializer\.js$/,
    standIn: (source) => source.replace(/^ +case 6:\n +return dateToUtcString\(value\);\n/m, ''),
  },
  // The same in XML and in headers.
  {
    file: /@smithy\/core\/dist-es\/submodules\/protocols\/serde\/FromStringShapeDeserializer\.js$/,
    standIn: (source) => source.replace(/\b_parseRfc\w+\(data\)/g, 'new Date(data)'),
  },
  {
    file: /@smithy\/core\/dist-es\/submodules\/retry\/middleware-retry\/parseRetryAfterHeader\.js$/,
    standIn: (source) => source.replace('parseRfc7231DateTime(retryAfter)', 'new Date(retryAfter)'),
  },
  // Host names with a prefix for an operation: no operation called here has one.
  {
    file: /@smithy\/core\/dist-es\/submodules\/protocols\/HttpProtocol\.js$/,
    standIn: (source) => source.replace(/^ {4}setHostPrefix\([^]*?^ {4}\}$/m, '    setHostPrefix() {}'),
  },
  // The rules that find an endpoint, with FIPS and dual-stack ones, which `runtime/aws/connection.ts` switches off.
  {
    file: /@aws-sdk\/client-[^/]+\/dist-es\/endpoint\/bdd\.js$/,
    standIn: (source) => `export const bdd = ${JSON.stringify(hostOf(source))};`,
  },
  {
    file: /@smithy\/core\/dist-es\/submodules\/endpoints\/util-endpoints\/decideEndpoint\.js$/,
    standIn: () => ENDPOINT_BY_REGION,
  },
  {
    file: /@aws-sdk\/core\/dist-es\/submodules\/client\/util-endpoints\/aws\.js$/,
    standIn: (source) => source.replace(/^ +(?:isVirtualHostableS3Bucket|parseArn): \w+,\n/gm, ''),
  },
  {
    file: /@aws-sdk\/core\/dist-es\/submodules\/client\/util-endpoints\/lib\/aws\/partitions\.js$/,
    standIn: partitionsWithoutRegions,
  },
  {
    file: /@smithy\/core\/dist-es\/submodules\/endpoints\/middleware-endpoint\/service-customizations\/s3\.js$/,
    standIn: (source) => withFunction(source, 'resolveParamsForS3', 'async () => {}'),
  },
  // The retries that `runtime/aws/connection.ts` does not ask for.
  {
    file: /@smithy\/core\/dist-es\/submodules\/retry\/util-retry\/AdaptiveRetryStrategy\.js$/,
    standIn: () =>
      `export { StandardRetryStrategy as AdaptiveRetryStrategy } from './StandardRetryStrategy';`,
  },
  // Extensions of clients: none is given one.
  {
    file: /@aws-sdk\/client-[^/]+\/dist-es\/runtimeExtensions\.js$/,
    standIn: () => `export const resolveRuntimeExtensions = (config) => config;`,
  },
  // Logs of the SDK: no client is given a logger.
  {
    file: /@aws-sdk\/core\/dist-es\/submodules\/client\/middleware-logger\/loggerMiddleware\.js$/,
    standIn: (source) => withFunction(source, 'loggerMiddleware', '() => (next) => next'),
  },
  {
    file: /@smithy\/core\/dist-es\/submodules\/client\/smithy-client\/schemaLogFilter\.js$/,
    standIn: () => `export const schemaLogFilter = (schema, data) => data;`,
  },
  // Trace ids of concurrent invocations of a process. A function of the registry handles one at a time: its trace id is
  // in the environment, and the SDK takes it from there.
  {
    file: /@aws\/lambda-invoke-store\/dist-es\/invoke-store\.js$/,
    standIn: () => `export const InvokeStore = { getInstanceAsync: async () => undefined };`,
  },
  // Signatures of events of a stream.
  {
    file: /@smithy\/signature-v4\/dist-es\/HeaderFormatter\.js$/,
    standIn: () => `export class HeaderFormatter {}`,
  },
  // Of class-transformer: what the library and the models import.
  {
    file: /class-transformer\/esm2015\/index\.js$/,
    standIn: () => CLASS_TRANSFORMER,
  },
  // Of the library: the classes of its own entry point. `runtime/` has another.
  {
    file: /cloudformation-cli-typescript-lib\/dist\/interface\.js$/,
    standIn: (source) => source.replace(/^class TestEvent extends BaseDto[^]*$/m, ''),
  },
  {
    file: /cloudformation-cli-typescript-lib\/dist\/proxy\.js$/,
    standIn: (source) =>
      source
        .replace(/^class SessionProxy \{[^]*^exports\.SessionProxy = SessionProxy;$/m, '')
        .replace(/^class ResourceHandlerRequest [^]*$/m, ''),
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

const FIND = 'find where the dependency has now what is left out.';

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
        if (contents === source) return { errors: [{ text: `The content of ${path} has changed: ${FIND}` }] };
        waiting.delete(each);
        return { contents, loader: path.endsWith('.json') ? 'json' : 'js' };
      });
    }
    build.onEnd(() => ({
      errors: [...waiting].map(({ file }) => ({
        text: `No file matches ${file.source}: ${FIND}`,
      })),
    }));
  },
};

/** Another function in place of a file's `export const name = …`. */
function withFunction(source: string, name: string, text: string): string {
  return source.replace(
    new RegExp(`^export const ${name} = [^]*?^};$`, 'm'),
    `export const ${name} = ${text};`,
  );
}

function versionIn(packageJson: string): unknown {
  const json: unknown = JSON.parse(packageJson);
  return typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined;
}
