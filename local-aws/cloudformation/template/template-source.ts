import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, validationError } from '../values/errors';

/** A template's text, and where relative URLs in it lead. */
export interface TemplateSource {
  text: string;
  folder: string;
}

export interface TemplateFile extends TemplateSource {
  file: string;
}

/**
 * The template behind the TemplateURL of a nested stack: a path from the folder of the template that names it, as
 * `aws cloudformation package` takes it, or a `file://` URL. There is no S3 here.
 * @throws ServiceError ValidationError that names the URL
 */
export async function templateAt(url: string, folder: string): Promise<TemplateFile> {
  if (/^[a-z0-9]+:\/\//i.test(url) && !url.startsWith('file://')) {
    throw validationError(
      `TemplateURL ${url} is not read here, for there is no S3: write a path relative to the template, or a file:// URL.`,
    );
  }
  const file = url.startsWith('file://') ? fileURLToPath(url) : path.resolve(folder, url);
  try {
    return { text: await readFile(file, 'utf8'), folder: path.dirname(file), file };
  } catch (error) {
    throw validationError(`TemplateURL ${url} cannot be read: ${messageOf(error)}`);
  }
}
