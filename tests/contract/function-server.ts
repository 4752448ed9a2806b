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

/**
 * Serves one function as Lambda's Invoke does, on a free port of the loopback address. `cfn test` sleeps for the delay that
 * a handler asks for. The server advances the virtual clock by that delay instead, and answers a delay of 0.
 */
export async function serveFunction(invoke: LambdaFunction, clock: VirtualClock): Promise<FunctionServer> {
  const answer = async (request: IncomingMessage): Promise<unknown> => {
    const payload = await invoke(JSON.parse(await text(request)));
    if (!isInProgress(payload)) return payload;
    await clock.advance(payload.callbackDelaySeconds);
    return { ...payload, callbackDelaySeconds: 0 };
  };
  const server = createServer((request, response) => {
    answer(request).then(
      (payload) => response.end(JSON.stringify(payload)),
      (error: unknown) =>
        response
          .setHeader('X-Amz-Function-Error', 'Unhandled')
          .end(JSON.stringify({ errorMessage: error instanceof Error ? error.message : String(error) })),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function isInProgress(payload: unknown): payload is Answer {
  return (
    typeof payload === 'object' && payload !== null && 'status' in payload && payload.status === 'IN_PROGRESS'
  );
}
