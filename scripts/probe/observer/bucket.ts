import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { SignatureV4 } from '@smithy/signature-v4';
import { bucketName } from './bucket-name';
import type { Model, RegistryEvent } from './protocol';

/**
 * The probe's bucket, as its handlers use it: with the credentials of the execution role that each request brings. Without S3's
 * own client, so that the function starts quickly.
 */
export class Bucket {
  readonly #signer: SignatureV4;
  readonly #url: URL;

  constructor({ awsAccountId, region, requestData }: RegistryEvent) {
    const name = bucketName(awsAccountId, region);
    const suffix = region.startsWith('cn-') ? '.cn' : '';
    const { AWS_ENDPOINT_URL: local } = process.env;
    this.#url = new URL(
      local === undefined ? `https://${name}.s3.${region}.amazonaws.com${suffix}/` : `${local}/${name}/`,
    );
    const { callerCredentials } = requestData;
    const credentials = callerCredentials ?? { accessKeyId: '', secretAccessKey: '' };
    this.#signer = new SignatureV4({
      credentials,
      region,
      service: 's3',
      sha256: Sha256,
      uriEscapePath: false,
    });
  }

  async put(key: string, value: unknown): Promise<void> {
    await this.#send('PUT', key, JSON.stringify(value));
  }

  /** undefined when there is none. Without the permission to list the bucket, S3 then answers status 403. */
  async get(key: string): Promise<Model | undefined> {
    const text = await this.#send('GET', key);
    return text === undefined ? undefined : (JSON.parse(text) as Model);
  }

  async delete(key: string): Promise<void> {
    await this.#send('DELETE', key);
  }

  /** @throws Error with S3's answer */
  async #send(method: 'GET' | 'PUT' | 'DELETE', key: string, body = ''): Promise<string | undefined> {
    const url = new URL(key, this.#url);
    const { host, hostname, pathname: path } = url;
    const content = createHash('sha256').update(body).digest('hex');
    const headers = { host, 'x-amz-content-sha256': content };
    const signed = await this.#signer.sign({ method, protocol: url.protocol, hostname, path, headers, body });
    const { status, answer } = await request(url, method, signed.headers, body);
    if (status < 300) return answer;
    if (method === 'GET' && [403, 404].includes(status)) return undefined;
    throw new Error(/<Code>(.*?)<\/Code>/.exec(answer)?.[1] ?? `S3 answered status ${status}.`);
  }
}

async function request(
  url: URL,
  method: string,
  headers: Record<string, string>,
  body: string,
): Promise<{ status: number; answer: string }> {
  const { request: begin } = url.protocol === 'http:' ? http : https;
  const sent = begin(url, { method, headers: { ...headers, 'content-length': Buffer.byteLength(body) } });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, answer: await text(response) };
}

/** Node.js's own, in the shape that the signer takes. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | Uint8Array | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string | Uint8Array);
  }

  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    throw new Error('The signer makes a new one instead.');
  }
}
