import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const REFUSAL =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';

/** An S3 that denies every request, as it does for the role of `cfn submit`, which may write only logs and metrics. */
export async function startRefusingS3(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    request
      .resume()
      .on('end', () => response.writeHead(403, { 'content-type': 'application/xml' }).end(REFUSAL));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
