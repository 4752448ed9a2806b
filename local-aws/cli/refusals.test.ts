import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const folder = mkdtempSync(path.join(tmpdir(), 'refusals-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the command line on this template; the run must fail. */
async function refusalOf(name: string, template: string): Promise<string> {
  const file = path.join(folder, `${name}.yaml`);
  writeFileSync(file, template);
  const words = ['--import', 'tsx', path.join(__dirname, 'main.ts'), '--template', file];
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, COLUMNS: '200' };
  try {
    await promisify(execFile)(process.execPath, words, { env });
  } catch (error) {
    const { stderr, stdout } = error as { stderr: string; stdout: string };
    return `${stdout}${stderr}`.trim().replaceAll(`${folder}/`, '');
  }
  throw new Error('The command line accepted the template.');
}

test.each([
  [
    'yaml',
    'Resources: ]',
    'yaml.yaml: Template format error: YAML not well-formed. (line 1, column 12): Unexpected flow-seq-end token in YAML stream: "]"',
  ],
  [
    'property',
    'Resources: { Log: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDay: 7 } } }',
    'property.yaml: Resources.Log.Properties.RetentionInDay: AWS::Logs::LogGroup has no property RetentionInDay; did you mean RetentionInDays?',
  ],
  [
    'ref',
    'Resources: { Log: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Ref Nmae } } }\nParameters: { Name: { Type: String, Default: x } }',
    'ref.yaml: Template format error: Unresolved resource dependencies [Nmae] in the Resources block of the template\nDid you mean Name?',
  ],
  [
    'attribute',
    'Resources: { Log: { Type: AWS::Logs::LogGroup } }\nOutputs: { Arn: { Value: !GetAtt Log.Arm } }',
    'attribute.yaml: Template error: Requested attribute Arm does not exist in schema for AWS::Logs::LogGroup\nDid you mean Arn?',
  ],
  [
    'no-attribute',
    'Resources: { Log: { Type: AWS::Logs::LogGroup } }\nOutputs: { Arn: { Value: !GetAtt Log.Something } }',
    'no-attribute.yaml: Template error: Requested attribute Something does not exist in schema for AWS::Logs::LogGroup\nIts attributes are Arn.',
  ],
])(
  'the refusal of a wrong %s names the file, and what was probably meant',
  async (name, template, expected) => {
    expect(await refusalOf(name, template)).toBe(expected);
  },
);

test('the last lines about a failed stack name the resource and the message, without CloudFormation’s ids', async () => {
  const template =
    "Resources: { P: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: x, AllowedPattern: '^[0-9]+$' } } }";
  const lines = (await refusalOf('failure', template)).split('\n');
  expect(lines.at(-1)).toBe(
    'The stack was not created. P failed: Parameter value, cannot be validated against allowedPattern: ^[0-9]+$',
  );
});
