import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { clientConfiguration } from '../../../fixtures/blue-green-service';
import { accountPerTest } from '../../fixtures/account';
import type { Stack } from '../../stacks/stack';

const account = accountPerTest();

/** A function that answers as its property `Answer` says, and logs each request. */
const FUNCTION = `
const response = require('cfn-response');
exports.handler = async (event, context) => {
  const { Answer, Id, Name } = event.ResourceProperties;
  console.log(JSON.stringify([event.RequestType, event.PhysicalResourceId, Name, event.OldResourceProperties?.Name]));
  if (Answer === 'none' && event.RequestType !== 'Delete') return;
  const status = Answer === 'fail' && event.RequestType !== 'Delete' ? response.FAILED : response.SUCCESS;
  await response.send(event, context, status, { Greeting: 'hello ' + Name }, Id);
};`;
/** The same with fetch. */
const WITH_FETCH = `
exports.handler = async (event) => {
  const { StackId, RequestId, LogicalResourceId } = event;
  const answer = { Status: 'SUCCESS', PhysicalResourceId: 'fetched', StackId, RequestId, LogicalResourceId, Data: { Greeting: 'fetch' } };
  await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(answer) });
};`;

const template = (properties: object, code = FUNCTION, type = 'Custom::Greeting') =>
  JSON.stringify({
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: {
              Effect: 'Allow',
              Action: 'sts:AssumeRole',
              Principal: { Service: 'lambda.amazonaws.com' },
            },
          },
        },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'greeter',
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { ZipFile: code },
        },
      },
      Greeting: {
        Type: type,
        Properties: {
          ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] },
          Id: 'one',
          Name: 'a',
          ...properties,
        },
      },
    },
    Outputs: { Greeting: { Value: { 'Fn::GetAtt': ['Greeting', 'Greeting'] } } },
  });

/** The requests that the function got: request type, physical id, new and old name. */
async function requests(): Promise<string[]> {
  const logs = new CloudWatchLogs(clientConfiguration(account.aws));
  const logGroupName = '/aws/lambda/greeter';
  const lines: string[] = [];
  for (const { logStreamName } of (await logs.describeLogStreams({ logGroupName })).logStreams ?? []) {
    const { events = [] } = await logs.getLogEvents({ logGroupName, logStreamName, startFromHead: true });
    lines.push(...events.map(({ message = '' }) => message));
  }
  logs.destroy();
  return lines
    .filter((line) => line.startsWith('['))
    .map((line) => (JSON.parse(line) as (string | null)[]).map((each) => each ?? '-').join(' '));
}

const reasonOf = ({ events }: Stack, status: string) =>
  events.find(({ ResourceStatus }) => ResourceStatus === status)?.ResourceStatusReason;

test('a function creates, updates and deletes a custom resource, and gives its attributes', async () => {
  const stack = await account.create(template({ Count: 3 }));
  expect(stack.status).toBe('CREATE_COMPLETE');
  expect(stack.outputs.Greeting?.value).toBe('hello a');
  expect(stack.resources.get('Greeting')?.physicalId).toBe('one');

  await account.update(stack, template({ Name: 'b' }));
  expect(stack.outputs.Greeting?.value).toBe('hello b');
  account.cloudFormation.deleteStack(stack.name);
  await account.cloudFormation.settle(stack);
  expect(stack.status).toBe('DELETE_COMPLETE');
  expect(await requests()).toEqual(['Create - a -', 'Update one b a', 'Delete one b -']);
});

test('another physical id in the answer to an update replaces the resource', async () => {
  const stack = await account.create(template({}));
  await account.update(stack, template({ Id: 'two', Name: 'b' }));
  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(stack.resources.get('Greeting')?.physicalId).toBe('two');
  expect(await requests()).toEqual(['Create - a -', 'Update one b a', 'Delete one a -']);
});

test('a function that answers FAILED fails the stack, and is asked to delete what it has named', async () => {
  const stack = await account.create(template({ Answer: 'fail' }));
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(reasonOf(stack, 'CREATE_FAILED')).toMatch(
    /^Received response status \[FAILED\] from custom resource\. Message returned: See the details/,
  );
  expect(await requests()).toEqual(['Create - a -', 'Delete one a -']);
});

test('a function that does not answer fails the stack when its time is over', async () => {
  const started = account.aws.clock.now();
  const stack = await account.create(template({ Answer: 'none', ServiceTimeout: 120 }));
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(reasonOf(stack, 'CREATE_FAILED')).toMatch(/^CloudFormation did not receive a response/);
  expect(account.aws.clock.now() - started).toBeLessThan(180_000);
});

test('an answer by fetch counts too, and so does the type AWS::CloudFormation::CustomResource', async () => {
  const stack = await account.create(template({}, WITH_FETCH, 'AWS::CloudFormation::CustomResource'));
  expect(stack.outputs.Greeting?.value).toBe('fetch');
});

test('refuses a custom resource without a function', async () => {
  const lacking = JSON.stringify({ Resources: { Own: { Type: 'Custom::Own' } } });
  await expect(account.create(lacking)).rejects.toThrow(
    'Resources.Own.Properties: Custom::Own needs the property ServiceToken',
  );
  const topic = { ServiceToken: 'arn:aws:sns:us-east-1:123456789012:topic' };
  const stack = await account.create(
    JSON.stringify({ Resources: { Own: { Type: 'Custom::Own', Properties: topic } } }),
  );
  expect(reasonOf(stack, 'CREATE_FAILED')).toContain('by Lambda functions only');
});
