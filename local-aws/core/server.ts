import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { WireRequest, WireResponse } from '../protocols/wire';

/** Answers a request, breaks its connection (`lost`), or leaves it to the next handler (undefined). */
export type RequestHandler = (request: WireRequest) => Promise<WireResponse | 'lost' | undefined>;

async function read(message: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk as Uint8Array));
  const url = new URL(message.url ?? '/', 'http://localhost');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const body = Buffer.concat(chunks);
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body,
  };
}

async function answer(
  handlers: readonly RequestHandler[],
  message: IncomingMessage,
  response: ServerResponse,
) {
  const request = await read(message);
  for (const handler of handlers) {
    const result = await handler(request);
    if (result === 'lost') {
      message.socket.destroy();
      return;
    }
    if (result) {
      response.writeHead(result.status, result.headers).end(result.body);
      return;
    }
  }
  const text = `The local AWS knows no service for ${request.method} ${request.path}.`;
  response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ message: text }));
}

export interface RunningServer {
  port: number;
  close(): Promise<void>;
}

/**
 * Starts a server on the loopback address that asks each handler in turn.
 * @param port 0 for any free one
 */
export async function serve(handlers: readonly RequestHandler[], port = 0): Promise<RunningServer> {
  const server: Server = createServer((message, response) => {
    // Node.js would send the machine's time. The SDKs compare it with their own, which may be the virtual clock's, and repeat
    // a refused call when the two differ.
    response.sendDate = false;
    answer(handlers, message, response).catch((error: unknown) => {
      console.error('The local AWS could not answer:', error);
      if (response.headersSent) message.socket.destroy();
      else response.writeHead(500).end(String(error));
    });
  });
  // The server must not close a connection that a client keeps open for its next call.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => {
          if (error) reject(error);
          else resolve();
        });
        server.closeAllConnections();
      }),
  };
}
