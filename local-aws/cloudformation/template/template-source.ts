import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, validationError } from '../values/errors';
import type { NamedFolders } from './named-folders';

/** AWS CloudFormation quotas: the size of a template in S3. */
export const LARGEST_TEMPLATE_BYTES = 1_048_576;

/** A template's text, and the base folder of its relative URLs. */
export interface TemplateSource {
  text: string;
  folder: string;
}

/** Where templates may be. */
export interface TemplatePlaces {
  /** The folders whose files templates may name. */
  readonly folders: NamedFolders;
  /** Reads an object of S3; undefined for a URL that is none of S3's. */
  readonly storedObject: (url: string) => Promise<Uint8Array | undefined>;
}

export interface TemplateFile extends TemplateSource {
  file: string;
}

/**
 * Reads the template of a nested stack. Its TemplateURL is the URL of an object in S3, a path relative to the parent's
 * template, as for `aws cloudformation package`, or a `file://` URL, of a file below a folder that was named.
 * @throws ServiceError ValidationError that names the URL
 */
export async function templateAt(
  url: string,
  folder: string,
  { folders, storedObject }: TemplatePlaces,
): Promise<TemplateFile> {
  const object = await storedObject(url);
  if (object) return { text: Buffer.from(object).toString(), folder: '', file: url };
  if (/^[a-z0-9]+:\/\//i.test(url) && !url.startsWith('file://')) {
    throw validationError(
      `TemplateURL ${url} cannot be read. Use the URL of an object in S3, a path relative to the template, or a file:// URL.`,
    );
  }
  const file = folders.fileAt(url, folder);
  try {
    return { text: await readFile(file, 'utf8'), folder: path.dirname(file), file };
  } catch (error) {
    throw validationError(`TemplateURL ${url} cannot be read: ${messageOf(error)}`);
  }
}
