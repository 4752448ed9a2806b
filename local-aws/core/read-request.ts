import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { WireRequest } from '../protocols/wire';
import { ServiceError } from './service';

/** In bytes, also after decompression. AWS's own limit of the largest request here, Lambda's CreateFunction. */
export const LARGEST_BODY = 70_167_211;

/**
 * @returns the request without its body
 * @throws ServiceError for a request line that is not a URL
 */
export function readHead({ method = 'GET', url: target = '/', headers: raw }: IncomingMessage): WireRequest {
  if (!URL.canParse(target, 'http://localhost'))
    throw new ServiceError('InvalidRequest', `The request line has no valid path: ${target}`);
  const url = new URL(target, 'http://localhost');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { method, path: url.pathname, query: url.searchParams, headers, body: new Uint8Array() };
}

/**
 * Reads the body of a request, and decompresses it.
 * @throws ServiceError for a body that is too large or not the gzip that its header promises
 */
export async function readBody(message: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = Number(message.headers['content-length'] ?? 0);
  if (size > LARGEST_BODY) throw tooLarge('The body of a request');
  size = 0;
  // An iterator that destroyed the message would break the connection before the client gets the answer.
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    size += (chunk as Uint8Array).byteLength;
    if (size > LARGEST_BODY) throw tooLarge('The body of a request');
    chunks.push(chunk as Uint8Array);
  }
  const body = Buffer.concat(chunks);
  return message.headers['content-encoding'] === 'gzip' ? decompress(body) : body;
}

async function decompress(body: Buffer): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(body, { maxOutputLength: LARGEST_BODY });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge('The decompressed body of a request');
    throw new ServiceError(
      'SerializationException',
      'The body of the request is not gzip, as its header says.',
    );
  }
}

function tooLarge(what: string): ServiceError {
  return new ServiceError(
    'RequestEntityTooLargeException',
    `${what} may have at most ${LARGEST_BODY} bytes.`,
    413,
  );
}
