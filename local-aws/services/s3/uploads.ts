import { createHash } from 'node:crypto';
import { Ids } from '../../core/account-context';
import { ServiceError } from '../../core/service';
import { etagOf, LARGEST_OBJECT, md5, tooLarge, type ObjectHeaders } from './objects';

interface Upload {
  bucket: string;
  key: string;
  headers: ObjectHeaders;
  started: Date;
  parts: Map<number, Uint8Array>;
}

/** The uploads in parts that have not been completed. */
export class Uploads {
  readonly #uploads = new Map<string, Upload>();
  readonly #ids = new Ids('s3-upload');

  start(upload: Omit<Upload, 'parts'>): string {
    const id = this.#ids.hex(64);
    this.#uploads.set(id, { ...upload, parts: new Map() });
    return id;
  }

  /** @returns the ETag of the part */
  addPart(id: string | undefined, number = 0, body: Uint8Array): string {
    const { parts } = this.#get(id);
    if (!(number >= 1 && number <= 10_000))
      throw new ServiceError(
        'InvalidArgument',
        'Part number must be an integer between 1 and 10000, inclusive',
      );
    parts.set(number, body);
    const size = [...parts.values()].reduce((sum, part) => sum + part.byteLength, 0);
    if (size > LARGEST_OBJECT) {
      parts.delete(number);
      throw tooLarge();
    }
    return etagOf(body);
  }

  partsOf(id: string | undefined): Map<number, Uint8Array> {
    return this.#get(id).parts;
  }

  of(bucket: string): { id: string; key: string; started: Date }[] {
    return [...this.#uploads].flatMap(([id, upload]) =>
      upload.bucket === bucket ? [{ id, ...upload }] : [],
    );
  }

  /**
   * Ends an upload.
   * @param wanted the parts that the object consists of
   * @throws ServiceError NoSuchUpload, InvalidPart, InvalidPartOrder, MalformedXML
   */
  complete(
    id: string | undefined,
    wanted: readonly { PartNumber?: number | undefined; ETag?: string | undefined }[],
  ): { body: Uint8Array; ETag: string; headers: ObjectHeaders } {
    const { parts, headers } = this.#get(id);
    if (wanted.length === 0) throw new ServiceError('MalformedXML', 'The upload names no parts.');
    const bodies: Uint8Array[] = [];
    let last = 0;
    for (const { PartNumber = 0, ETag = '' } of wanted) {
      const body = parts.get(PartNumber);
      if (PartNumber <= last)
        throw new ServiceError('InvalidPartOrder', 'The list of parts was not in ascending order.');
      if (!body || etagOf(body).replaceAll('"', '') !== ETag.replaceAll('"', ''))
        throw new ServiceError('InvalidPart', 'One or more of the specified parts could not be found.');
      last = PartNumber;
      bodies.push(body);
    }
    this.#uploads.delete(id ?? '');
    const hash = createHash('md5')
      .update(Buffer.concat(bodies.map(md5)))
      .digest('hex');
    return { body: Buffer.concat(bodies), ETag: `"${hash}-${bodies.length}"`, headers };
  }

  abort(id: string | undefined): void {
    this.#get(id);
    this.#uploads.delete(id ?? '');
  }

  #get(id = ''): Upload {
    const found = this.#uploads.get(id);
    if (!found)
      throw new ServiceError(
        'NoSuchUpload',
        'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
        404,
      );
    return found;
  }
}
