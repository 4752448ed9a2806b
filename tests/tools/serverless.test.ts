import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { clientConfiguration, CloudFormation, CloudFormationApi, startLocalAws } from '#local-aws';
import { ROOT } from '../../scripts/types';
import { SERVERLESS_EXAMPLE } from '../examples/examples';
import { liveThrough } from '../examples/life';
import { TemplateStack } from '../examples/template-stack';

const TRANSLATOR = path.join(ROOT, '.venv', 'bin', 'python');
const { LOCAL_AWS_PYTHON } = process.env;
beforeEach(() => {
  process.env.LOCAL_AWS_PYTHON = TRANSLATOR;
});
afterEach(() => {
  if (LOCAL_AWS_PYTHON === undefined) delete process.env.LOCAL_AWS_PYTHON;
  else process.env.LOCAL_AWS_PYTHON = LOCAL_AWS_PYTHON;
});

test('examples/sam.yaml is created, releases a version, refuses one, and is deleted', async () => {
  const stack = await TemplateStack.start();
  await liveThrough(SERVERLESS_EXAMPLE, stack).finally(() => stack.close());
});

const templateOf = (properties: string): string =>
  `Transform: AWS::Serverless-2016-10-31\nResources: { Hook: { Type: AWS::Serverless::Function, Properties: ${properties} } }`;

test('an application that is none of SAM fails the change set and the stack, with the sentence of the translator', async () => {
  const aws = await startLocalAws();
  const cloudFormation = new CloudFormation(aws);
  aws.register('cloudformation', new CloudFormationApi(cloudFormation));
  const template = templateOf('{ Handler: index.handler }');
  const sentence =
    /^Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document\. Number of errors found: 1\. .*\[Hook\]/;
  const client = new CloudFormationClient(clientConfiguration(aws));
  const names = { StackName: 'planned', ChangeSetName: 'first' };
  await client.send(
    new CreateChangeSetCommand({
      ...names,
      ChangeSetType: 'CREATE',
      TemplateBody: template,
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  expect(await client.send(new DescribeChangeSetCommand(names))).toMatchObject({
    Status: 'FAILED',
    StatusReason: expect.stringMatching(sentence) as string,
  });
  client.destroy();
  const stack = await cloudFormation.createStack({ stackName: 'app', template });
  await cloudFormation.settle(stack);
  expect([stack.status, stack.resources.size]).toEqual(['ROLLBACK_COMPLETE', 0]);
  expect(stack.events[1]?.ResourceStatusReason).toMatch(sentence);
  await cloudFormation.close();
  await aws.close();
});

test.each([
  {
    what: 'a machine without the translator',
    sentence:
      /^Transform: \/nowhere\/python could not run AWS's translator of AWS::Serverless-2016-10-31: spawn .*ENOENT/,
    python: () => '/nowhere/python',
  },
  {
    what: 'a Python without the translator',
    sentence:
      /does not have it \(No module named 'samtranslator'\)\. Install the Python package aws-sam-translator/,
    python: pythonWithoutPackages,
  },
])('refuses $what', async ({ sentence, python }) => {
  process.env.LOCAL_AWS_PYTHON = python();
  const aws = await startLocalAws();
  const cloudFormation = new CloudFormation(aws);
  await expect(cloudFormation.createStack({ stackName: 'app', template: templateOf('{}') })).rejects.toThrow(
    sentence,
  );
  expect(cloudFormation.stacks.all).toEqual([]);
  await cloudFormation.close();
  await aws.close();
});

function pythonWithoutPackages(): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'python-')), 'python');
  writeFileSync(file, `#!/bin/sh\nexec ${TRANSLATOR} -S "$@"\n`, { mode: 0o755 });
  return file;
}
