import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type CreateFunctionCommandInput,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { clientConfiguration, createBlueGreenService } from '../../fixtures/blue-green-service';
import { callNames } from '../../core/calls';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let lambda: LambdaClient;
let role: string;

beforeEach(async () => {
  aws = await startLocalAws();
  lambda = new LambdaClient(clientConfiguration(aws));
  const document = JSON.stringify({
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  });
  aws.iam.operations.CreateRole({ RoleName: 'function', AssumeRolePolicyDocument: document });
  role = 'arn:aws:iam::123456789012:role/function';
});
afterEach(() => aws.close());

function zip(code: string): Uint8Array {
  return zipSync({ 'index.js': strToU8(code) });
}

function create(code: string, input: Partial<CreateFunctionCommandInput> = {}) {
  return lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'hook',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: role,
      Code: { ZipFile: zip(code) },
      ...input,
    }),
  );
}

async function invoke(event: unknown = {}, FunctionName = 'hook'): Promise<unknown> {
  const Payload = Buffer.from(JSON.stringify(event));
  const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
  const payload: unknown = JSON.parse(Buffer.from(answer.Payload!).toString());
  return answer.FunctionError ? { [answer.FunctionError]: payload } : payload;
}

it('runs the code of a zip, by name and by ARN', async () => {
  await create('exports.handler = async (event) => ({ got: event.n, stage: process.env.STAGE });', {
    Environment: { Variables: { STAGE: 'test' } },
  });
  expect(await invoke({ n: 1 })).toEqual({ got: 1, stage: 'test' });
  expect(await invoke({ n: 2 }, 'arn:aws:lambda:us-east-1:123456789012:function:hook')).toMatchObject({
    got: 2,
  });
  const { Configuration: configuration } = await lambda.send(
    new GetFunctionCommand({ FunctionName: 'hook' }),
  );
  expect(configuration).toMatchObject({
    Runtime: 'nodejs22.x',
    State: 'Active',
    Timeout: 3,
    MemorySize: 128,
  });
});

it('gives functions the SDK, their own credentials, and the local AWS as endpoint', async () => {
  await create(`
    const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
    exports.handler = async () => (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Account;`);
  expect(await invoke()).toBe('123456789012');
  expect(callNames(aws.calls, 'sts')).toEqual(['sts:GetCallerIdentity']);
  expect(aws.calls.at(-1)?.accessKeyId).toMatch(/^ASIA/);
});

it('connects functions to load balancers by their DNS names, with http and with fetch', async () => {
  const web = await createBlueGreenService(aws);
  await create(`
    const http = require('node:http');
    const byHttp = (url) => new Promise((resolve, reject) => http.get(url, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk)).on('end', () => resolve(body));
    }).on('error', reject));
    exports.handler = async ({ url }) => [await byHttp(url), await (await fetch(url)).text()];`);
  expect(await invoke({ url: `http://${web.dnsName}:8080/` })).toEqual(['version 1', 'version 1']);
  expect(await invoke({ url: `http://${web.dnsName}/` })).toEqual(['version 1', 'version 1']);
});

it('answers with the error of a function, and stores its output in its log group', async () => {
  await create('exports.handler = async () => { console.log("before"); throw new RangeError("too much"); };');
  expect(await invoke()).toEqual({
    Unhandled: { errorType: 'RangeError', errorMessage: 'too much', trace: expect.any(Array) as string[] },
  });
  const [first, second] = aws.logs.messages('/aws/lambda/hook');
  expect(first).toBe('before');
  expect(second).toContain('too much');
});

it('stores what a function writes to its streams in its log group, line by line', async () => {
  await create(`
    exports.handler = () => new Promise((resolve) => {
      process.stdout.write('one\\ntwo\\n', 'utf8', () => process.stderr.write(Buffer.from('three'), () => resolve(1)));
    });`);
  expect(await invoke()).toBe(1);
  expect(aws.logs.messages('/aws/lambda/hook')).toEqual(['one', 'two', 'three']);
});

it('runs new code and a new configuration after an update', async () => {
  await create('exports.handler = async () => "old";');
  expect(await invoke()).toBe('old');
  const ZipFile = zip('exports.run = async () => "new " + process.env.STAGE;');
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'hook', ZipFile }));
  const Environment = { Variables: { STAGE: 'two' } };
  await lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: 'hook', Handler: 'index.run', Environment }),
  );
  expect(await invoke()).toBe('new two');
});

it('refuses a role that Lambda cannot assume, a name in use, and an unsupported runtime', async () => {
  const code = 'exports.handler = async () => 1;';
  await expect(create(code, { Role: 'arn:aws:iam::123456789012:role/none' })).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: 'The role defined for the function cannot be assumed by Lambda.',
  });
  await expect(create(code, { Runtime: 'python3.13' })).rejects.toThrow(/Node.js runtimes only/);
  await create(code);
  await expect(create(code)).rejects.toMatchObject({ name: 'ResourceConflictException' });
});

it('does not find a deleted function', async () => {
  await create('exports.handler = async () => 1;');
  await lambda.send(new DeleteFunctionCommand({ FunctionName: 'hook' }));
  expect(aws.lambda.exists('hook')).toBe(false);
  await expect(invoke()).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:hook',
  });
});
