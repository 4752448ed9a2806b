import { request, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { requestAsUser } from '../request-as-user';
import { createBlueGreenService } from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let port: number;

beforeEach(async () => {
  aws = await startLocalAws();
  port = Number(new URL(aws.endpoint).port);
});
afterEach(() => aws.close());

/** Sends ListTopics with these headers. */
function send(headers: OutgoingHttpHeaders): Promise<{ status: number | undefined; body: string }> {
  const path = '/?Action=ListTopics&Version=2010-03-31';
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode, body });
      });
    });
    sent.on('error', reject).end();
  });
}

it.each([
  '127.0.0.1:PORT',
  'localhost:PORT',
  'LOCALHOST:PORT',
  '[::1]:PORT',
  // Through a port that is forwarded.
  '127.0.0.1:1',
  'localhost',
  'sns.us-east-1.amazonaws.com',
  'sns.cn-north-1.amazonaws.com.cn:443',
])('answers a program that calls it %s', async (name) => {
  expect(await send({ host: name.replace('PORT', String(port)) })).toMatchObject({ status: 200 });
  expect(aws.calls).toHaveLength(1);
});

it.each([
  [
    'a name that another owner has',
    { host: 'rebound.example:PORT' },
    /not at the host 'rebound\.example:\d+'/,
  ],
  ['a name that only ends like a loopback name', { host: 'evil-localhost:PORT' }, /not at the host/],
  [
    "a name that only begins like one of AWS's",
    { host: 'sns.amazonaws.com.evil.example' },
    /not at the host/,
  ],
  ['the origin of another site', { origin: 'https://evil.example' }, /a web page of https:\/\/evil\.example/],
  ['the origin of another port', { origin: 'http://127.0.0.1:3000' }, /a web page of http:\/\/127/],
  ['the origin of a file or of a frame without one', { origin: 'null' }, /a web page of null/],
  ['two origins', { origin: ['http://127.0.0.1:PORT', 'https://evil.example'] }, /a web page/],
  ['Sec-Fetch-Site: cross-site', { 'sec-fetch-site': 'cross-site' }, /of another site/],
  ['Sec-Fetch-Site: same-site', { 'sec-fetch-site': 'same-site' }, /of another site/],
])('refuses a request with %s, before it is a call', async (_, headers, sentence) => {
  const sent = JSON.parse(JSON.stringify(headers).replaceAll('PORT', String(port))) as OutgoingHttpHeaders;
  expect(await send(sent)).toEqual({ status: 403, body: expect.stringMatching(sentence) as string });
  expect(aws.calls).toEqual([]);
});

it.each(['', 'Expect: 100-continue\r\n'])('refuses before the body arrives (%j)', async (expectation) => {
  const head = `POST / HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 1000\r\n${expectation}\r\n`;
  const answer = await new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(head));
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', reject).on('close', () => {
      resolve(text);
    });
  });
  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
});

it('answers users of a load balancer by its DNS name', async () => {
  const { dnsName } = await createBlueGreenService(aws);
  expect(await requestAsUser(aws, `http://${dnsName}:8080/`)).toBe('version 1');
});
