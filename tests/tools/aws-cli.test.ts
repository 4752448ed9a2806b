import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startForPrograms, type ProgramAccount } from './programs';

let account: ProgramAccount;
let folder: string;
beforeAll(async () => {
  account = await startForPrograms();
  folder = mkdtempSync(path.join(tmpdir(), 'aws-cli-'));
  await account.run('aws', ['s3', 'mb', 's3://packages']);
});
afterAll(() => account.close());

const stackNamed = (name: string) => account.cloudFormation.getStack(name);

const TEMPLATE = `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Action: 'sts:AssumeRole', Principal: { Service: lambda.amazonaws.com } }]
  Function:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: ./code }
  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./inner.yaml } }
Outputs:
  Function: { Value: !Ref Function }
  Topic: { Value: !GetAtt Inner.Outputs.Topic }`;

test('aws cloudformation package and deploy: code and nested template by way of S3', async () => {
  mkdirSync(path.join(folder, 'code'));
  writeFileSync(path.join(folder, 'code', 'index.js'), "exports.handler = async () => 'from S3';");
  writeFileSync(
    path.join(folder, 'inner.yaml'),
    'Resources: { Topic: { Type: AWS::SNS::Topic } }\nOutputs: { Topic: { Value: !Ref Topic } }',
  );
  writeFileSync(path.join(folder, 'template.yaml'), TEMPLATE);
  const packaged = path.join(folder, 'packaged.yaml');
  await account.run('aws', [
    'cloudformation', 'package', '--template-file', 'template.yaml', '--s3-bucket', 'packages',
    '--output-template-file', packaged,
  ], { cwd: folder }); // prettier-ignore
  await account.run('aws', [
    'cloudformation', 'deploy', '--template-file', packaged, '--stack-name', 'app', '--s3-bucket', 'packages',
    '--capabilities', 'CAPABILITY_IAM',
  ]); // prettier-ignore

  const stack = stackNamed('app');
  expect(stack.status).toBe('CREATE_COMPLETE');
  expect(stack.outputs.Topic?.value).toMatch(/^arn:aws:sns:us-east-1:123456789012:app-Inner-/);
  const out = path.join(folder, 'answer.json');
  await account.run('aws', ['lambda', 'invoke', '--function-name', stack.outputs.Function?.value ?? '', out]);
  expect(await account.run('cat', [out])).toBe('"from S3"');

  const again = await account.run('aws', [
    'cloudformation', 'deploy', '--template-file', packaged, '--stack-name', 'app', '--s3-bucket', 'packages',
    '--capabilities', 'CAPABILITY_IAM', '--no-fail-on-empty-changeset',
  ]); // prettier-ignore
  expect(again).toContain('No changes to deploy');
});

test('a change set of nested stacks, with a snippet that aws cloudformation package has put into S3', async () => {
  const nested = path.join(folder, 'nested');
  mkdirSync(nested);
  writeFileSync(path.join(nested, 'inner.yaml'), 'Resources: { Topic: { Type: AWS::SNS::Topic } }');
  writeFileSync(path.join(nested, 'more.yaml'), 'More: { Type: AWS::SNS::Topic }');
  writeFileSync(
    path.join(nested, 'root.yaml'),
    `
Resources:
  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./inner.yaml } }
  Fn::Transform: { Name: AWS::Include, Parameters: { Location: ./more.yaml } }`,
  );
  const packaged = path.join(nested, 'packaged.yaml');
  const cloudFormation = (command: string, ...args: string[]) =>
    account.run('aws', ['cloudformation', command, ...args], { cwd: nested });
  const names = ['--stack-name', 'nested', '--change-set-name', 'first'];
  await cloudFormation(
    ...(['package', '--template-file', 'root.yaml', '--s3-bucket', 'packages'] as const),
    ...['--output-template-file', packaged],
  );
  await cloudFormation(
    ...(['create-change-set', ...names, '--change-set-type', 'CREATE', '--include-nested-stacks'] as const),
    ...['--template-body', `file://${packaged}`],
  );
  const changes = 'Changes[].ResourceChange.[LogicalResourceId,ChangeSetId]';
  const shown = await cloudFormation('describe-change-set', ...names, '--query', changes, '--output', 'text');
  const [, inner = ''] = /^Inner\t(\S+)\nMore\tNone\n$/.exec(shown) ?? [];
  const ids = ['--change-set-name', inner, '--query', 'Changes[].ResourceChange.LogicalResourceId'];
  expect(await cloudFormation('describe-change-set', ...ids, '--output', 'text')).toBe('Topic\n');

  await cloudFormation('execute-change-set', ...names);
  await cloudFormation('wait', 'stack-create-complete', '--stack-name', 'nested');
  expect([...stackNamed('nested').resources.keys()]).toEqual(['Inner', 'More']);
});

test('aws cloudformation deploy prints why a snippet cannot be included', async () => {
  writeFileSync(
    path.join(folder, 'snippet.yaml'),
    `Resources:
  Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://nowhere/topics.yaml } }`,
  );
  const deploy = account.run('aws', [
    'cloudformation', 'deploy', '--template-file', path.join(folder, 'snippet.yaml'), '--stack-name', 'snippet',
  ]); // prettier-ignore
  await expect(deploy).rejects.toThrow(
    /Failed to create the changeset: Waiter ChangeSetCreateComplete failed: .* Status: FAILED\. Reason: Transform AWS::Include failed with: S3 bucket \[nowhere\] does not exist\./,
  );
  expect(stackNamed('snippet').status).toBe('REVIEW_IN_PROGRESS');
});

test('a template that is too large for the request goes by way of S3', async () => {
  const topics = Array.from({ length: 60 }, (_, index) => [
    `Topic${index}`,
    { Type: 'AWS::SNS::Topic', Metadata: { Notes: 'x'.repeat(1000) } },
  ]);
  const file = path.join(folder, 'large.json');
  writeFileSync(file, JSON.stringify({ Resources: Object.fromEntries(topics) as object }));
  await expect(
    account.run('aws', ['cloudformation', 'deploy', '--template-file', file, '--stack-name', 'large']),
  ).rejects.toThrow('Please add the --s3-bucket parameter');
  await account.run('aws', [
    'cloudformation', 'deploy', '--template-file', file, '--stack-name', 'large', '--s3-bucket', 'packages',
  ]); // prettier-ignore
  expect(stackNamed('large').status).toBe('CREATE_COMPLETE');
});

test('aws s3: a file in parts goes up and comes down as it was', async () => {
  const [file, copy] = [path.join(folder, 'large.bin'), path.join(folder, 'copy.bin')];
  writeFileSync(file, Buffer.alloc(20 * 1024 * 1024, 'local aws '));
  await account.run('aws', ['s3', 'cp', file, 's3://packages/folder/large.bin']);
  await account.run('aws', ['s3', 'cp', 's3://packages/folder/large.bin', copy]);
  await account.run('cmp', [file, copy]);
  expect(await account.run('aws', ['s3', 'ls', 's3://packages/folder/'])).toMatch(/20971520 large\.bin/);
  await account.run('aws', ['s3', 'rm', '--recursive', 's3://packages/folder/']);
  expect(await account.run('aws', ['s3', 'ls', 's3://packages/'])).not.toContain('folder');
});
