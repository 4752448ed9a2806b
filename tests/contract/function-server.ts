import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { VirtualClock } from '#local-aws';

/** The members of a progress event that say when CloudFormation calls the handler again. */
interface Answer {
  status: string;
  callbackDelaySeconds: number;
}

/** A Lambda function takes an event; it answers or rejects. */
export type LambdaFunction = (event: unknown) => Promise<unknown>;

export interface FunctionServer {
  endpoint: string;
  close(): Promise<void>;
}

/** What a request is answered with. */
interface Response {
  status: number;
  headers: Record<string, string>;
  payload: unknown;
}

/**
 * Serves functions as Lambda's Invoke does, on the loopback address. `cfn test` and `cfn invoke` sleep for the delay that a
 * handler asks for. The server advances the virtual clock by that delay instead, and answers a delay of 0.
 * @param functions by their names
 * @param port 0: any free one
 * @throws Error with the code EADDRINUSE when another program has the port
 */
export async function serveFunctions(
  functions: Readonly<Record<string, LambdaFunction>>,
  clock: VirtualClock,
  port = 0,
): Promise<FunctionServer> {
  const byName = new Map(Object.entries(functions));
  const answer = async (request: IncomingMessage): Promise<Response> => {
    const name = nameIn(request.url ?? '');
    const invoke = byName.get(name);
    if (invoke === undefined) return notFound(name, [...byName.keys()]);
    const payload = await invoke(JSON.parse(await text(request)));
    if (!isInProgress(payload)) return { status: 200, headers: {}, payload };
    await clock.advance(payload.callbackDelaySeconds);
    return { status: 200, headers: {}, payload: { ...payload, callbackDelaySeconds: 0 } };
  };
  const server = createServer((request, response) => {
    void answer(request)
      .catch(failure)
      .then(({ status, headers, payload }) =>
        response.writeHead(status, headers).end(JSON.stringify(payload)),
      );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** The function that the path of a request names. (Lambda API Reference, Invoke.) */
function nameIn(path: string): string {
  const [, name = ''] = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(path) ?? [];
  return decodeURIComponent(name);
}

function notFound(name: string, served: readonly string[]): Response {
  return {
    status: 404,
    headers: { 'X-Amzn-Errortype': 'ResourceNotFoundException' },
    payload: { Type: 'User', Message: `There is no function ${name} here, only: ${served.join(', ')}` },
  };
}

function failure(error: unknown): Response {
  const errorMessage = error instanceof Error ? error.message : String(error);
  return { status: 200, headers: { 'X-Amz-Function-Error': 'Unhandled' }, payload: { errorMessage } };
}

function isInProgress(payload: unknown): payload is Answer {
  return (
    typeof payload === 'object' && payload !== null && 'status' in payload && payload.status === 'IN_PROGRESS'
  );
}
