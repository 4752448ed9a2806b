import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { clientProtocol } from '../protocols/client-protocol';
import type { WireRequest, WireResponse } from '../protocols/wire';
import { readBody, readHead } from './read-request';
import { refusalOfPage } from './requests-of-pages';
import { ServiceError } from './service';

/** Answers a request, breaks its connection (`lost`), or leaves it to the next handler (undefined). */
export type RequestHandler = (request: WireRequest) => Promise<WireResponse | 'lost' | undefined>;

async function answer(
  handlers: readonly RequestHandler[],
  message: IncomingMessage,
): Promise<WireResponse | 'lost'> {
  const head = readHead(message);
  let body: Uint8Array;
  try {
    body = await readBody(message);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    // The client reads the answer only after it has sent its whole body.
    message.resume();
    return clientProtocol(head).writeError(error, 'none');
  }
  const request = { ...head, body };
  for (const handler of handlers) {
    const result = await handler(request);
    if (result) return result;
  }
  return sentence(404, `The local AWS knows no service for ${request.method} ${request.path}.`);
}

function sentence(status: number, message: string): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}

async function respond(
  handlers: readonly RequestHandler[],
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const result = await answer(handlers, message);
  if (result === 'lost') message.socket.destroy();
  else response.writeHead(result.status, result.headers).end(result.body);
}

function fail(error: unknown, message: IncomingMessage, response: ServerResponse): void {
  if (message.socket.destroyed) return;
  const isRequest = error instanceof ServiceError;
  if (!isRequest) console.error('The local AWS could not answer:', error);
  if (response.headersSent) message.socket.destroy();
  else response.writeHead(isRequest ? error.status : 500).end(String(error));
}

export interface RunningServer {
  port: number;
  close(): Promise<void>;
}

/**
 * Starts a server on the loopback address that asks each handler in turn. Requests of web pages are refused with status 403
 * before their bodies are read.
 * @param port 0 for any free one
 */
export async function serve(handlers: readonly RequestHandler[], port = 0): Promise<RunningServer> {
  let listeningPort = port;
  const receive = (message: IncomingMessage, response: ServerResponse): void => {
    // Node.js would send the machine's time. The SDKs compare it with their own, which may be the virtual clock's, and repeat
    // a refused call when the two differ.
    response.sendDate = false;
    const refusal = refusalOfPage(message.headers, listeningPort);
    if (refusal !== undefined) {
      response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' }).end(refusal);
      return;
    }
    if (message.headers.expect !== undefined) response.writeContinue();
    respond(handlers, message, response).catch((error: unknown) => {
      fail(error, message, response);
    });
  };
  const server: Server = createServer(receive);
  server.on('checkContinue', receive);
  // The server must not close a connection that a client keeps open for its next call.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  listeningPort = address.port;
  return {
    port: listeningPort,
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
