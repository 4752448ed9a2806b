import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let lambda: LambdaClient;

beforeEach(async () => {
  aws = await startLocalAws();
  lambda = new LambdaClient({ ...clientConfiguration(aws), maxAttempts: 1 });
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ];
  aws.iam.operations.CreateRole({
    RoleName: 'function',
    AssumeRolePolicyDocument: JSON.stringify({ Statement }),
  });
});
afterEach(() => aws.close());

const create = (zip: Uint8Array, handler = 'index.handler') =>
  lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'bad',
      Runtime: 'nodejs22.x',
      Handler: handler,
      Role: 'arn:aws:iam::123456789012:role/function',
      Code: { ZipFile: zip },
    }),
  );

/** The folders of this process for the code of the function. */
const ownFolders = () =>
  readdirSync(tmpdir()).filter((name) => name.includes(`-${process.pid}-`) && name.endsWith('-bad'));
/** A zip file whose entries say another size than they have. */
function lying(zip: Uint8Array, from: number, to: number): Uint8Array {
  const bytes = Buffer.from(zip);
  const [old, said] = [Buffer.alloc(4), Buffer.alloc(4)];
  old.writeUInt32LE(from);
  said.writeUInt32LE(to);
  for (let at = bytes.indexOf(old); at >= 0; at = bytes.indexOf(old, at + 4)) said.copy(bytes, at);
  return bytes;
}

const tooMany = () =>
  zipSync(Object.fromEntries(Array.from({ length: 20_001 }, (_, i) => [`${i}`, new Uint8Array()])));

it.each<[string, () => Uint8Array, RegExp]>([
  ['is no zip file', () => strToU8('zip'), /^Could not unzip uploaded file\./],
  [
    'unpacks to more than Lambda allows',
    () => lying(zipSync({ a: new Uint8Array(70_000) }), 70_000, 262_144_001),
    /unpacks to more than 262144000 bytes, at a\./,
  ],
  [
    'says that it unpacks to 4 GB',
    () => lying(zipSync({ a: new Uint8Array(70_000) }), 70_000, 0xfffffffe),
    /unpacks to more than 262144000 bytes/,
  ],
  [
    'hides what it unpacks to',
    () => lying(zipSync({ a: new Uint8Array(9_000_000) }), 9_000_000, 1),
    /gives a wrong size for a\./,
  ],
  ['has too many files', tooMany, /more than 20000 files/],
  [
    'has a path that leads out of it',
    () => zipSync({ '../../evil.js': strToU8('') }),
    /leads out of it: \.\.\/\.\.\/evil\.js/,
  ],
  [
    'has a file below a file',
    () => zipSync({ a: strToU8(''), 'a/b': strToU8('') }),
    /cannot be written: a\/b/,
  ],
])(
  'refuses code that %s, and leaves no folder',
  async (_, zip, sentence) => {
    await expect(create(zip())).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringMatching(sentence) as string,
    });
    expect(ownFolders()).toEqual([]);
  },
  30_000,
);

it('refuses a handler that leads out of the code', async () => {
  await create(zipSync({ 'index.js': strToU8('') }), '../../../../local-aws/services/lambda/worker.handler');
  await expect(lambda.send(new InvokeCommand({ FunctionName: 'bad' }))).rejects.toThrow(
    /The handler '\.\.\/.*' leads out of the code of the function\./,
  );
});

it("gives functions an environment like Lambda's, without the shell's variables, and removes their code", async () => {
  process.env.SECRET_OF_THE_SHELL = 'secret';
  const code = `exports.handler = async () => [Object.keys(process.env).sort(),
    require('node:child_process').execFileSync('/usr/bin/env', { encoding: 'utf8' })];`;
  await create(zipSync({ 'index.js': strToU8(code) }));
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'bad' }));
  delete process.env.SECRET_OF_THE_SHELL;
  const [names, ofChild] = JSON.parse(Buffer.from(Payload ?? []).toString()) as [string[], string];
  expect(names).toEqual([
    'AWS_ACCESS_KEY_ID', 'AWS_DEFAULT_REGION', 'AWS_ENDPOINT_URL', 'AWS_EXECUTION_ENV', 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
    'AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_FUNCTION_VERSION', 'AWS_LAMBDA_INITIALIZATION_TYPE', 'AWS_LAMBDA_LOG_GROUP_NAME',
    'AWS_LAMBDA_LOG_STREAM_NAME', 'AWS_REGION', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'LAMBDA_TASK_ROOT', 'LANG',
    'PATH', 'TZ', '_HANDLER',
  ]); // prettier-ignore
  expect(ofChild).not.toContain('SECRET_OF_THE_SHELL');
  expect(ownFolders()).toHaveLength(1);
  await aws.lambda.close();
  expect(ownFolders()).toEqual([]);
});

it('finds the SDK from CommonJS and from an ES module, outside of the folder of the package', async () => {
  const handler = `async () => [typeof CodeDeployClient, process.env.LAMBDA_TASK_ROOT]`;
  await create(
    zipSync({
      'index.mjs': strToU8(
        `import { CodeDeployClient } from '@aws-sdk/client-codedeploy';\nexport const handler = ${handler};`,
      ),
    }),
  );
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'bad' }));
  const [type] = JSON.parse(Buffer.from(Payload ?? []).toString()) as string[];
  expect(type).toBe('function');
  await lambda.send(
    new UpdateFunctionCodeCommand({
      FunctionName: 'bad',
      ZipFile: zipSync({
        'index.js': strToU8(
          `const { CodeDeployClient } = require('@aws-sdk/client-codedeploy');\nexports.handler = ${handler};`,
        ),
      }),
    }),
  );
  const again = await lambda.send(new InvokeCommand({ FunctionName: 'bad' }));
  expect(Buffer.from(again.Payload ?? []).toString()).toContain('"function"');
});
