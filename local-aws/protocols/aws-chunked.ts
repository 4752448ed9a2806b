import { ServiceError } from '../core/service';

export interface DecodedBody {
  body: Uint8Array;
  /** The headers after the last chunk, by lower-case name, e.g. `x-amz-checksum-crc32`. */
  trailers: Record<string, string>;
}

/**
 * Decodes the content encoding `aws-chunked`: each chunk has its size in hexadecimal, the last one is empty, and headers
 * may follow it. Signatures of chunks are not checked: the local AWS accepts any credentials.
 * Source: Amazon S3 API Reference, "Signature calculations: transferring payload in multiple chunks".
 * @throws ServiceError IncompleteBody
 */
export function decodeChunks(encoded: Uint8Array): DecodedBody {
  const buffer = Buffer.from(encoded);
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = buffer.indexOf('\r\n', at);
    const size = Number.parseInt(buffer.toString('latin1', at, end).split(';')[0] ?? '', 16);
    const start = end + 2;
    if (end === -1 || !(size >= 0) || start + size > buffer.length) throw incomplete();
    at = start + size + 2;
    if (size === 0)
      return { body: Buffer.concat(chunks), trailers: trailersOf(buffer.toString('latin1', start)) };
    chunks.push(buffer.subarray(start, start + size));
  }
}

function trailersOf(text: string): Record<string, string> {
  const lines = text.split('\r\n').flatMap((line) => {
    const colon = line.indexOf(':');
    return colon === -1 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const];
  });
  return Object.fromEntries(lines);
}

function incomplete(): ServiceError {
  return new ServiceError('IncompleteBody', 'The chunks of the request body do not add up.');
}
