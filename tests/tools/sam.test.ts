import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startForPrograms, type ProgramAccount } from './programs';

const SAM = path.join(__dirname, 'sam', '.venv', 'bin', 'sam');

let account: ProgramAccount;
beforeAll(async () => {
  process.env.LOCAL_AWS_PYTHON = path.join(path.dirname(SAM), 'python');
  account = await startForPrograms();
});
afterAll(() => {
  delete process.env.LOCAL_AWS_PYTHON;
  return account.close();
});

const TEMPLATE = (answer: string) => `
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Runtime: nodejs22.x, Handler: index.handler } }
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code
      Environment: { Variables: { ANSWER: ${answer} } }
Outputs: { Function: { Value: !Ref Function } }`;

test('sam deploy uploads the code of a serverless application, creates a stack and updates it', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sam-'));
  mkdirSync(path.join(folder, 'code'));
  writeFileSync(path.join(folder, 'code', 'index.js'), 'exports.handler = async () => process.env.ANSWER;');
  await account.run('aws', ['s3', 'mb', 's3://sam-packages']);
  const deploy = (answer: string) => {
    writeFileSync(path.join(folder, 'template.yaml'), TEMPLATE(answer));
    const args = [
      'deploy',
      '--stack-name',
      'sam-app',
      '--s3-bucket',
      'sam-packages',
      '--capabilities',
      'CAPABILITY_IAM',
    ];
    const env = { SAM_CLI_TELEMETRY: '0', HOME: folder };
    return account.run(SAM, [...args, '--no-progressbar', '--no-confirm-changeset'], { cwd: folder, env });
  };
  const printed = await deploy('one');
  expect(printed).toContain('Successfully created/updated stack - sam-app');
  const stack = account.cloudFormation.getStack('sam-app');
  expect(stack.status).toBe('CREATE_COMPLETE');
  expect([...stack.resources.values()].map(({ type }) => type).sort()).toEqual([
    'AWS::IAM::Role',
    'AWS::Lambda::Function',
  ]);

  await deploy('two');
  expect(stack.status).toBe('UPDATE_COMPLETE');
  const answer = path.join(folder, 'answer.json');
  const name = stack.outputs.Function?.value ?? '';
  await account.run('aws', ['lambda', 'invoke', '--function-name', name, answer]);
  expect(await account.run('cat', [answer])).toBe('"two"');
});
