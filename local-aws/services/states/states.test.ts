import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { SFN } from '@aws-sdk/client-sfn';
import { strToU8, zipSync } from 'fflate';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let states: SFN;
let lambda: Lambda;
let iam: IAM;
beforeEach(async () => {
  aws = await startLocalAws();
  states = new SFN(clientConfiguration(aws));
  lambda = new Lambda(clientConfiguration(aws));
  iam = new IAM(clientConfiguration(aws));
  await iam.createRole({ RoleName: 'machine', AssumeRolePolicyDocument: trusts('states.amazonaws.com') });
  await iam.createRole({ RoleName: 'function', AssumeRolePolicyDocument: trusts('lambda.amazonaws.com') });
  await allow('*');
  await aws.clock.advance(60);
});
afterEach(async () => {
  for (const client of [states, lambda, iam]) client.destroy();
  await aws.close();
});

const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:123456789012:${name}`;
const roleArn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const MACHINE = arn('states', 'stateMachine:waiter');

const trusts = (Service: string) =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }] });

const allow = (Resource: string) =>
  iam.putRolePolicy({
    RoleName: 'machine',
    PolicyName: 'invoke',
    PolicyDocument: JSON.stringify({
      Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource }],
    }),
  });

const makeFunction = (FunctionName: string, body: string) =>
  lambda.createFunction({
    FunctionName,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: roleArn('function'),
    Code: {
      ZipFile: zipSync({
        'index.js': strToU8(`let calls = 0; exports.handler = async (event) => { ${body} };`),
      }),
    },
  });

const task = (name: string, more: object = {}) => ({
  Type: 'Task',
  Resource: arn('lambda', `function:${name}`),
  End: true,
  ...more,
});

const machine = (declared: object, more: object = {}) =>
  states.createStateMachine({
    name: 'waiter',
    roleArn: roleArn('machine'),
    definition: JSON.stringify({ StartAt: 'Wait', States: declared }),
    ...more,
  });

/** Starts an execution and lets time pass. */
async function run(input: object = {}, seconds = 3600) {
  const { executionArn } = await states.startExecution({
    stateMachineArn: MACHINE,
    input: JSON.stringify(input),
  });
  await aws.clock.advance(seconds);
  return states.describeExecution({ executionArn });
}

const PATIENT = { ErrorEquals: ['States.ALL'], IntervalSeconds: 15, MaxAttempts: 3, BackoffRate: 2 };

test('a task is retried after each interval, until it succeeds', async () => {
  await makeFunction(
    'poll',
    `calls += 1; if (calls < 3) throw new Error('not yet'); return { calls, event };`,
  );
  await machine({ Wait: task('poll', { Retry: [PATIENT] }) });
  const { status, output, startDate, stopDate } = await run({ id: 'd-1' });

  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output ?? '')).toEqual({ calls: 3, event: { id: 'd-1' } });
  expect(Number(stopDate) - Number(startDate)).toBe((15 + 30) * 1000);
});

test('a task whose attempts are used up goes on with the state that catches its error', async () => {
  await makeFunction(
    'poll',
    `class Retry extends Error { name = 'Retry' } throw new Retry(JSON.stringify(event));`,
  );
  await makeFunction('timeout', 'return { event };');
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'TimedOut' }];
  await machine({ Wait: task('poll', { Retry: [PATIENT], Catch }), TimedOut: task('timeout') });
  const { status, output, startDate, stopDate } = await run({ id: 'd-1' });

  expect(status).toBe('SUCCEEDED');
  const { event } = JSON.parse(output ?? '') as { event: { Error: string; Cause: string } };
  expect(event.Error).toBe('Retry');
  expect(JSON.parse(event.Cause)).toMatchObject({ errorType: 'Retry', errorMessage: '{"id":"d-1"}' });
  expect(Number(stopDate) - Number(startDate)).toBe((15 + 30 + 60) * 1000);
});

test('an error that is neither retried nor caught fails the execution', async () => {
  await makeFunction('poll', `throw new TypeError('broken');`);
  await machine({ Wait: task('poll', { Retry: [{ ErrorEquals: ['Other'] }] }) });
  expect(await run()).toMatchObject({ status: 'FAILED', error: 'TypeError' });
});

test.each([
  ['a function that does not exist', 'none', 'Lambda.ResourceNotFoundException', 'Function not found'],
  [
    'a function that its role may not invoke',
    'poll',
    'Lambda.AWSLambdaException',
    'is not authorized to perform',
  ],
])('%s fails the execution', async (_, name, error, cause) => {
  await makeFunction('poll', 'return 1;');
  if (name === 'poll') await allow(arn('lambda', 'function:other'));
  await machine({ Wait: task(name) });
  expect(await run()).toMatchObject({
    status: 'FAILED',
    error,
    cause: expect.stringContaining(cause) as string,
  });
});

test('lambda:invoke takes a payload, and wraps the result', async () => {
  await makeFunction('poll', 'return { double: event * 2 };');
  const Parameters = { FunctionName: arn('lambda', 'function:poll'), 'Payload.$': '$.count' };
  const invoke = { Resource: 'arn:aws:states:::lambda:invoke', Parameters, OutputPath: '$.Payload' };
  await machine({ Wait: task('poll', { ...invoke, End: undefined, Next: 'Last' }), Last: task('poll') });
  const { output } = await run({ count: 4 });
  expect(JSON.parse(output ?? '')).toEqual({ double: null });
  await states.updateStateMachine({
    stateMachineArn: MACHINE,
    definition: JSON.stringify({ StartAt: 'Wait', States: { Wait: task('poll', invoke) } }),
  });
  expect(JSON.parse((await run({ count: 4 })).output ?? '')).toEqual({ double: 8 });
});

test.each([
  [{ Wait: { Type: 'Choice', Choices: [] } }, 'the state Wait of type Choice'],
  [{ Wait: task('poll', { HeartbeatSeconds: 5 }) }, 'HeartbeatSeconds of the state Wait'],
  [
    { Wait: task('poll', { Resource: 'arn:aws:states:::sns:publish' }) },
    'the resource arn:aws:states:::sns:publish of the state Wait',
  ],
  [
    { Wait: task('poll', { Retry: [{ ...PATIENT, JitterStrategy: 'FULL' }] }) },
    'JitterStrategy FULL of the state Wait',
  ],
])('what is not played can be stored, but not executed: %#', async (declared, what) => {
  await machine(declared);
  await expect(run()).rejects.toThrow(
    `The local AWS plays states of type Task with a Lambda function, their Retry and their Catch, but not ${what}.`,
  );
});

test.each([
  [{ Wait: task('poll', { Next: 'Wait' }) }, 'The state Wait needs either Next or End.'],
  [{ Other: task('poll') }, 'StartAt does not name a state.'],
  [
    { Wait: task('poll', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'None' }] }) },
    'names None, which is not a state.',
  ],
])('a wrong definition is refused: %#', async (declared, why) => {
  await expect(machine(declared)).rejects.toMatchObject({
    name: 'InvalidDefinition',
    message: expect.stringContaining(why) as string,
  });
});

test('a role that Step Functions cannot assume is refused', async () => {
  const refused = machine({ Wait: task('poll') }, { roleArn: roleArn('function') });
  await expect(refused).rejects.toThrow('Neither the global service principal states.amazonaws.com');
});

test('an execution keeps its definition, its name is free once, and it ends with its state machine', async () => {
  await makeFunction('poll', `throw new Error('not yet');`);
  await machine({ Wait: task('poll', { Retry: [PATIENT] }) });
  const start = () => states.startExecution({ stateMachineArn: MACHINE, name: 'one', input: '{}' });
  await start();
  await expect(start()).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  await aws.clock.advance(20);
  const { executions } = await states.listExecutions({ stateMachineArn: MACHINE });
  expect(executions).toMatchObject([{ name: 'one', status: 'RUNNING' }]);
  await states.deleteStateMachine({ stateMachineArn: MACHINE });
  const calls = aws.calls.length;
  await aws.clock.advance(3600);
  expect(aws.calls).toHaveLength(calls);
  await expect(states.describeStateMachine({ stateMachineArn: MACHINE })).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
  });
});
