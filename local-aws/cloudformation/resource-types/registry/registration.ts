import { readFile } from 'node:fs/promises';
import type { Registry } from './registry';
import type { TypeVersion } from './type-version';

/** Fetches a package by its URL. */
export type PackageSource = (url: string) => Promise<Uint8Array>;

/** Where packages may be. */
interface PackagePlaces {
  /** The folders whose files requests may name. */
  readonly folders: { fileAt(url: string, folder: string): string };
  /** Reads an object of S3; undefined for a URL that is none of S3's. */
  readonly storedObject: (url: string) => Promise<Uint8Array | undefined>;
}

/** Reads packages from S3, and from `file://` URLs of files below named folders. */
export const packagesAt =
  ({ folders, storedObject }: PackagePlaces): PackageSource =>
  async (url) => {
    if (url.startsWith('file://')) return readFile(folders.fileAt(url, ''));
    const object = await storedObject(url);
    if (object) return object;
    throw new Error(`a package needs an s3:// URL, or a file:// URL, not ${url}`);
  };

/** What RegisterType takes. */
export interface Registration {
  kind: TypeVersion['kind'] | undefined;
  typeName: string | undefined;
  /** The URL of the package. */
  url: string;
  logGroupName?: string | undefined;
  logRoleArn?: string | undefined;
  executionRoleArn?: string | undefined;
}

/**
 * Registers a new version of a type. The first version becomes the default.
 * @throws Error that says why the package or its name cannot be taken
 */
export async function registerVersion(
  registry: Registry,
  packages: PackageSource,
  { kind, typeName, url, logGroupName, logRoleArn, executionRoleArn }: Registration,
): Promise<TypeVersion> {
  return registry.register(await packages(url), {
    ...(kind !== undefined && { kind }),
    ...(typeName !== undefined && { typeName }),
    ...(logGroupName !== undefined && { logGroupName }),
    ...(logRoleArn !== undefined && { logRoleArn }),
    ...(executionRoleArn !== undefined && { executionRoleArn }),
  });
}
