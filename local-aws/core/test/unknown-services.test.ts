import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());

const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const SERVICES =
  /It has application-autoscaling, cloudcontrolapi, cloudformation, cloudwatch, codedeploy, .*ssm, states, sts\./;

/** A request as the client of a service sends it. */
async function send(path: string, scope: string, headers: Record<string, string>, body?: string) {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/${scope}/aws4_request, SignedHeaders=host, Signature=0`;
  const answer = await fetch(aws.endpoint + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: scope === '' ? headers : { authorization, ...headers },
    body: body ?? null,
  });
  return { answer, text: await answer.text() };
}

it('answers JSON with a type and a message', async () => {
  const headers = {
    'x-amz-target': 'DynamoDB_20120810.ListTables',
    'content-type': 'application/x-amz-json-1.0',
  };
  const { answer, text } = await send('/', 'dynamodb', headers, '{}');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/x-amz-json-1.0']);
  expect(JSON.parse(text)).toEqual({
    __type: 'UnknownOperationException',
    message: expect.stringMatching(SERVICES) as string,
  });
  expect(text).toContain('The local AWS has no service dynamodb (DynamoDB_20120810.ListTables).');
});

it('names the target of an unsigned request', async () => {
  const { text } = await send('/', '', { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, '{}');
  expect(text).toContain('no service for this request (DynamoDB_20120810.ListTables).');
});

it.each([
  [
    'sqs',
    /<ErrorResponse[^>]*><Error><Type>Sender<\/Type><Code>InvalidAction<\/Code><Message>.* no service sqs \(Do, version 1\)/,
  ],
  ['ec2', /<Response><Errors><Error><Code>InvalidAction<\/Code><Message>.* no service ec2 \(Do, version 1\)/],
  [
    'elasticloadbalancing',
    /<Message>The local AWS does not know this operation of elasticloadbalancing: Do, version 1\./,
  ],
])('answers the query protocol of %s in its XML', async (scope, expected) => {
  const { answer, text } = await send('/', scope, FORM, 'Action=Do&Version=1');
  expect([answer.status, text]).toEqual([400, expect.stringMatching(expected)]);
});

it('answers the REST of Route 53 with XML', async () => {
  const { answer, text } = await send('/2013-04-01/hostedzone', 'route53', {});
  expect(answer.status).toBe(501);
  expect(text).toMatch(
    /<Error><Code>NotImplemented<\/Code><Message>The local AWS has no service route53 \(GET \/2013-04-01\/hostedzone\)/,
  );
});

it('answers REST of other services with JSON, also when its paths look like those of Lambda', async () => {
  const { answer, text } = await send('/2015-02-01/file-systems', 'elasticfilesystem', {});
  expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([404, 'UnknownOperationException']);
  expect(text).toContain('no service elasticfilesystem (GET /2015-02-01/file-systems)');
});

it('answers CBOR with CBOR', async () => {
  const headers = { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' };
  const { answer, text } = await send('/service/Kinesis/operation/ListStreams', 'kinesis', headers, '');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/cbor']);
  expect(text).toContain('The local AWS has no service kinesis (Kinesis.ListStreams).');
});

it('names the method and path of an unknown REST operation of a known service', async () => {
  const { text } = await send('/2015-03-31/event-source-mappings/a/b', 'lambda', {});
  expect(text).toContain(
    'The local AWS does not know the operation lambda:GET /2015-03-31/event-source-mappings/a/b.',
  );
});

it('does not log such requests as calls', () => {
  expect(aws.calls.map(({ service }) => service)).toEqual(['lambda']);
});
