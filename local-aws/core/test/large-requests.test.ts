import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';
import { LARGEST_BODY } from '../read-request';

const MEGABYTE = 1024 * 1024;
const LIMIT = `may have at most ${LARGEST_BODY} bytes`;

let aws: LocalAws;
beforeEach(async () => {
  aws = await startLocalAws();
});
afterEach(async () => {
  // The process has survived, and answers.
  const ecs = new ECSClient(clientConfiguration(aws));
  await expect(ecs.send(new DescribeClustersCommand({}))).resolves.toBeDefined();
  await aws.close();
});

const post = (body: Buffer | ReadableStream, headers: Record<string, string> = {}) =>
  fetch(aws.endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.CreateCluster', ...headers },
    body,
    duplex: 'half',
  });

it('refuses a gzip bomb, and keeps little of it in memory', async () => {
  // gzip files one after the other are one gzip file: this is 3.2 GB.
  const bomb = Buffer.concat(Array<Buffer>(32).fill(gzipSync(Buffer.alloc(100 * MEGABYTE))));
  expect(bomb.byteLength).toBeLessThan(3.5 * MEGABYTE);
  const before = process.memoryUsage().rss;
  const answer = await post(bomb, { 'content-encoding': 'gzip' });
  expect(process.memoryUsage().rss - before).toBeLessThan(400 * MEGABYTE);
  expect([answer.status, await answer.json()]).toEqual([
    413,
    {
      __type: 'RequestEntityTooLargeException',
      message: `The decompressed body of a request ${LIMIT}.`,
    },
  ]);
}, 30_000);

it('refuses a body that is not the gzip that its header promises', async () => {
  const answer = await post(Buffer.from('{}'), { 'content-encoding': 'gzip' });
  expect([answer.status, await answer.json()]).toEqual([
    400,
    expect.objectContaining({ message: 'The body of the request is not gzip, as its header says.' }),
  ]);
});

it('refuses a body that is announced as too large', async () => {
  const answer = await post(Buffer.alloc(LARGEST_BODY + 1));
  expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining(LIMIT)]);
});

it('refuses a body of unknown length when it becomes too large, in the protocol of the client', async () => {
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      sent += MEGABYTE;
      if (sent > LARGEST_BODY + 2 * MEGABYTE) controller.close();
      else controller.enqueue(Buffer.alloc(MEGABYTE));
    },
  });
  const answer = await post(endless, {
    'x-amz-target': '',
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(answer.status).toBe(413);
  expect(await answer.text()).toMatch(
    /<Code>RequestEntityTooLargeException<\/Code><Message>The body of a request/,
  );
}, 30_000);

it('refuses a request line that is no path', async () => {
  const answer = await new Promise<string>((resolve) => {
    const host = new URL(aws.endpoint).host;
    const socket = connect(Number(new URL(aws.endpoint).port), '127.0.0.1', () =>
      socket.write(`GET //[ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
    );
    let text = '';
    socket
      .on('data', (chunk: Buffer) => (text += chunk.toString()))
      .on('close', () => {
        resolve(text);
      });
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*The request line has no valid path: \/\/\[/);
});
