import { createHash } from 'node:crypto';
import * as zlib from 'node:zlib';
import { ServiceError } from '../../core/service';

/** In bytes. AWS's own limits are far higher; everything here is in memory. */
export const LARGEST_OBJECT = 262_144_000;

/** The headers of an object that S3 keeps and returns. */
export interface ObjectHeaders {
  ContentType?: string | undefined;
  ContentEncoding?: string | undefined;
  ContentDisposition?: string | undefined;
  ContentLanguage?: string | undefined;
  CacheControl?: string | undefined;
  Metadata?: Record<string, string> | undefined;
  ServerSideEncryption?: string | undefined;
  SSEKMSKeyId?: string | undefined;
}

export interface StoredObject extends ObjectHeaders {
  body: Uint8Array;
  ETag: string;
  LastModified: Date;
  VersionId: string | undefined;
  checksums: Checksums;
}

const CHECKSUMS = [
  'ChecksumCRC32',
  'ChecksumCRC32C',
  'ChecksumCRC64NVME',
  'ChecksumSHA1',
  'ChecksumSHA256',
] as const;
export type Checksums = Partial<Record<(typeof CHECKSUMS)[number], string>>;

export const md5 = (body: Uint8Array): Buffer => createHash('md5').update(body).digest();
export const etagOf = (body: Uint8Array): string => `"${md5(body).toString('hex')}"`;

/** Only those that Node.js can compute are checked; the others are stored as the client sent them. */
function computed(name: keyof Checksums, body: Uint8Array): string | undefined {
  if (name === 'ChecksumSHA1') return createHash('sha1').update(body).digest('base64');
  if (name === 'ChecksumSHA256') return createHash('sha256').update(body).digest('base64');
  if (name !== 'ChecksumCRC32') return undefined;
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(zlib.crc32(body));
  return crc.toString('base64');
}

/**
 * The checksums that a request has, after they were compared with its body.
 * @throws ServiceError BadDigest, EntityTooLarge
 */
export function checkedBody(input: Checksums & { Body?: unknown; ContentMD5?: string | undefined }): {
  body: Uint8Array;
  checksums: Checksums;
} {
  const body = input.Body instanceof Uint8Array ? input.Body : new Uint8Array();
  if (body.byteLength > LARGEST_OBJECT) throw tooLarge();
  if (input.ContentMD5 !== undefined && input.ContentMD5 !== md5(body).toString('base64'))
    throw new ServiceError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  const checksums: Checksums = {};
  for (const name of CHECKSUMS) {
    const given = input[name];
    if (given === undefined) continue;
    if ((computed(name, body) ?? given) !== given)
      throw new ServiceError(
        'BadDigest',
        `The ${name.slice('Checksum'.length)} you specified did not match the calculated checksum.`,
      );
    checksums[name] = given;
  }
  return { body, checksums };
}

export function tooLarge(): ServiceError {
  return new ServiceError(
    'EntityTooLarge',
    `Your proposed upload exceeds the maximum allowed size: the local AWS keeps objects of up to ${LARGEST_OBJECT} bytes.`,
  );
}

/**
 * The part of an object that a Range header asks for.
 * @throws ServiceError InvalidRange
 */
export function rangeOf(
  body: Uint8Array,
  range: string | undefined,
): { body: Uint8Array; ContentRange?: string } {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '') return { body };
  const size = body.byteLength;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end || start >= size)
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416);
  return { body: body.subarray(start, end + 1), ContentRange: `bytes ${start}-${end}/${size}` };
}
