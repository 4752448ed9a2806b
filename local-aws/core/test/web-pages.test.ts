import diagnostics from 'node:diagnostics_channel';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Browser } from 'playwright-core';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';
import { startBrowser } from './browser';

const CALL = '/?Action=CreateTopic&Version=2010-03-31&Name=mine';
const MOVE = '{"advanceSeconds":60,"a":"=b"}';

/** What the page runs; `aws` is the address of the local AWS. */
const ATTACKS: Record<string, string> = {
  'a form that posts a call': `
    document.body.innerHTML = '<form method="post" action="' + aws + '"><input name="Action" value="CreateTopic">' +
      '<input name="Version" value="2010-03-31"><input name="Name" value="mine"></form>';
    document.forms[0].submit();`,
  'a form that moves the clock': `
    document.body.innerHTML = '<form method="post" enctype="text/plain" action="' + aws + '/_clock"><input></form>';
    document.forms[0][0].name = '{"advanceSeconds":60,"a":"';
    document.forms[0][0].value = 'b"}';
    document.forms[0].submit();`,
  'fetch with a plain text, which needs no preflight': `
    fetch(aws + '/_clock', { method: 'POST', mode: 'no-cors', body: '${MOVE}' });`,
  'fetch with JSON, which sends a preflight': `
    fetch(aws, { method: 'POST', headers: { 'x-amz-target': 'AmazonSSM.GetParameter' }, body: '{"Name":"a"}' });`,
  'fetch of an address': `fetch(aws + '${CALL}', { mode: 'no-cors' });`,
  'fetch without referrer and credentials': `
    fetch(aws + '${CALL}', { mode: 'no-cors', credentials: 'omit', referrerPolicy: 'no-referrer' });`,
  'an image': `new Image().src = aws + '${CALL}';`,
  'a script': `document.body.append(Object.assign(document.createElement('script'), { src: aws + '${CALL}' }));`,
  'a frame': `document.body.append(Object.assign(document.createElement('iframe'), { src: aws + '${CALL}' }));`,
  'a frame without an origin': `
    document.body.innerHTML = '<iframe sandbox="allow-scripts"></iframe>';
    document.querySelector('iframe').srcdoc = '<script>new Image().src = "' + aws + '${CALL.replaceAll('&', '&amp;')}"</' + 'script>';`,
  'a beacon': `navigator.sendBeacon(aws + '/_clock', '${MOVE}');`,
  'a link': `location.href = aws + '${CALL}';`,
  'a web socket': `new WebSocket(aws.replace('http', 'ws') + '${CALL}');`,
};

let aws: LocalAws;
let attacker: Server;
let browser: Browser;
/** The status of each answer of the local AWS. */
let statuses: number[];

const portOf = (url: string): number => Number(new URL(url).port);

const portOfServer = (server: Server): number => (server.address() as AddressInfo).port;

async function startAttacker(): Promise<Server> {
  const server = createServer((_, response) => {
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><title>attacker</title><body></body>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function onFinish(event: unknown): void {
  const { request, response } = event as { request: IncomingMessage; response: ServerResponse };
  if (request.socket.localPort === portOf(aws.endpoint)) statuses.push(response.statusCode);
}

async function firstAnswer(): Promise<void> {
  for (const end = Date.now() + 20_000; statuses.length === 0 && Date.now() < end;) await pause(20);
}

beforeAll(async () => {
  attacker = createServer((_, response) => {
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><title>attacker</title><body></body>');
  });
  await new Promise<void>((resolve) => attacker.listen(0, '127.0.0.1', resolve));
  browser = await startBrowser(['attacker.example', 'rebound.example']);
  diagnostics.subscribe('http.server.response.finish', onFinish);
}, 60_000);
afterAll(async () => {
  diagnostics.unsubscribe('http.server.response.finish', onFinish);
  await browser.close();
  attacker.close();
});
beforeEach(async () => {
  statuses = [];
  aws = await startLocalAws();
});
afterEach(() => aws.close());

function expectUntouched(): void {
  expect(statuses).not.toEqual([]);
  expect(statuses.filter((status) => status !== 403)).toEqual([]);
  expect(aws.calls).toEqual([]);
  expect(aws.clock.now()).toBe(Date.UTC(2026, 0, 1));
}

describe.each(['attacker.example', '127.0.0.1', 'localhost'])('a page of %s reaches nothing with', (host) => {
  test.each(Object.entries(ATTACKS))(
    '%s',
    async (_, script) => {
      const page = await browser.newPage();
      await page.goto(`http://${host}:${portOfServer(attacker)}/`);
      await page.evaluate(`{ const aws = '${aws.endpoint}'; ${script} }; undefined`);
      await firstAnswer();
      expectUntouched();
      await page.close();
    },
    60_000,
  );
});

test('a page whose own name was pointed to the local AWS reaches nothing', async () => {
  const page = await browser.newPage();
  // The page comes from the attacker's server. Then the browser finds the local AWS under the same name and port.
  const first = await startAttacker();
  const port = portOfServer(first);
  await page.goto(`http://rebound.example:${port}/`);
  await new Promise<void>((resolve) => {
    first.close(() => {
      resolve();
    });
    first.closeAllConnections();
  });
  await aws.close();
  aws = await startLocalAws({ port });
  const answers = await page.evaluate(`Promise.all([
    fetch('${CALL}').then((answer) => answer.text()),
    fetch('/_clock', { method: 'POST', body: '${MOVE}' }).then((answer) => answer.text()),
    fetch('/', { method: 'POST', headers: { 'x-amz-target': 'AmazonSSM.GetParameter' }, body: '{"Name":"a"}' })
      .then((answer) => answer.text()),
  ])`);
  const refusal = expect.stringContaining("not at the host 'rebound.example") as string;
  expect(answers).toEqual([refusal, refusal, refusal]);
  expectUntouched();
  await page.close();
}, 60_000);

test('a program that uses the SDK is answered', async () => {
  const sns = new SNSClient(clientConfiguration(aws));
  await sns.send(new CreateTopicCommand({ Name: 'mine' }));
  expect(aws.calls.map(({ operation }) => operation)).toEqual(['CreateTopic']);
});
