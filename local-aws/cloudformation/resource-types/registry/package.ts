import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strFromU8 } from 'fflate';
import { BadArchive, fileBelow, unzip, writeFiles } from '../../../core/archive';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../../core/temporary-folders';
import { validationError } from '../../values/errors';
import { isMap } from '../../values/value';
import { DEFAULT_TIMEOUT_MINUTES, type ResourceSchema } from './schema';

/** The content of a package that `cfn submit` made. */
export type ExtensionPackage =
  | {
      kind: 'RESOURCE';
      schema: ResourceSchema;
      folder: string;
      handlerFile: string;
      handler: string;
      runtime: string;
    }
  | { kind: 'MODULE'; typeName: string; fragment: string };

interface ProjectSettings {
  typeName?: string;
  entrypoint?: string;
  /** Of Lambda, e.g. `nodejs20.x`. */
  runtime?: string;
  artifact_type?: string;
}

/**
 * Opens a schema handler package. The package of a resource type has `schema.json`, `.rpdk-config` and
 * `ResourceProvider.zip`, whose files are unpacked into a new temporary folder (see
 * `removeTemporaryFolder`). The package of a module has one
 * template below `fragments/`.
 * @throws ServiceError ValidationError that names what is missing or not supported
 */
export function openPackage(zip: Uint8Array): ExtensionPackage {
  const files = contentOf(zip);
  const schema = JSON.parse(textOf(files, 'schema.json')) as ResourceSchema;
  if (schema.typeName.endsWith('::MODULE')) {
    const fragment = Object.keys(files).find((name) => /^fragments\/+[^/]+\.(json|ya?ml)$/.test(name));
    if (fragment === undefined)
      throw validationError(`The package of ${schema.typeName} has no template below fragments/.`);
    return { kind: 'MODULE', typeName: schema.typeName, fragment: textOf(files, fragment) };
  }
  refuseUnsupported(schema);
  const settings = JSON.parse(textOf(files, '.rpdk-config')) as ProjectSettings;
  const code = files['ResourceProvider.zip'];
  if (!code || settings.entrypoint === undefined) {
    throw validationError(`The package of ${schema.typeName} has no ResourceProvider.zip or no entrypoint.`);
  }
  if (settings.runtime !== undefined && !settings.runtime.startsWith('nodejs')) {
    throw validationError(
      `The handlers of ${schema.typeName} need ${settings.runtime}. The local AWS runs only handlers for Node.js.`,
    );
  }
  const dot = settings.entrypoint.lastIndexOf('.');
  const [module, name] = [settings.entrypoint.slice(0, dot), settings.entrypoint.slice(dot + 1)];
  const folder = unpack(code);
  const handlerFile = fileBelow(folder, `${module}.js`);
  if (handlerFile === undefined) {
    removeTemporaryFolder(folder);
    throw validationError(
      `The entrypoint ${settings.entrypoint} of ${schema.typeName} leads out of its package.`,
    );
  }
  if (!existsSync(handlerFile)) {
    removeTemporaryFolder(folder);
    throw validationError(
      `The ResourceProvider.zip of ${schema.typeName} has no file ${module}.js, which its entrypoint names.`,
    );
  }
  return {
    kind: 'RESOURCE',
    schema,
    folder,
    handlerFile,
    handler: `${path.basename(module)}.${name}`,
    runtime: settings.runtime ?? 'nodejs22.x',
  };
}

function refuseUnsupported(schema: ResourceSchema): void {
  const { replacementStrategy, conditionalCreateOnlyProperties, propertyTransform, typeName } = schema;
  if (replacementStrategy === 'delete_then_create') {
    throw validationError(`${typeName}: the replacementStrategy delete_then_create is not supported.`);
  }
  if (conditionalCreateOnlyProperties !== undefined) {
    throw validationError(`${typeName}: conditionalCreateOnlyProperties are not supported.`);
  }
  if (propertyTransform !== undefined) {
    throw validationError(`${typeName}: propertyTransform is not supported.`);
  }
  refuseTimeouts(schema);
}

/** The range of `timeoutInMinutes` (CloudFormation CLI User Guide, "Resource type schema"). */
function refuseTimeouts({ handlers, typeName }: ResourceSchema): void {
  for (const [name, handler] of Object.entries(isMap(handlers) ? handlers : {})) {
    const minutes = isMap(handler) ? Number(handler.timeoutInMinutes ?? DEFAULT_TIMEOUT_MINUTES) : NaN;
    if (minutes >= 2 && minutes <= 2160) continue;
    throw validationError(`${typeName}: timeoutInMinutes of ${name} must be a number from 2 to 2160.`);
  }
}

function textOf(files: Record<string, Uint8Array>, name: string): string {
  const file = files[name];
  if (!file) throw validationError(`The package has no ${name}.`);
  return strFromU8(file);
}

/** Outside of the project, so that handlers find only what their package brings. */
function unpack(zip: Uint8Array): string {
  const files = contentOf(zip);
  const folder = makeTemporaryFolder(tmpdir(), 'resource-type');
  try {
    writeFiles(folder, files);
  } catch (error) {
    removeTemporaryFolder(folder);
    throw error instanceof BadArchive ? validationError(error.message) : error;
  }
  return folder;
}

function contentOf(zip: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzip(zip);
  } catch (error) {
    throw error instanceof BadArchive ? validationError(error.message) : error;
  }
}
