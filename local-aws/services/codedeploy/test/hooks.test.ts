import {
  GetLogEventsCommand,
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { strToU8, zipSync } from 'fflate';
import { clientConfiguration } from '../../../fixtures/blue-green-service';
import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;
let roleArn: string;

beforeEach(async () => {
  scenario = await startDeploymentScenario();
  await scenario.createGroup();
  const { Role } = await new IAMClient(clientConfiguration(scenario.aws)).send(
    new CreateRoleCommand({
      RoleName: 'hook',
      AssumeRolePolicyDocument: JSON.stringify({
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      }),
    }),
  );
  roleArn = Role?.Arn ?? '';
});

afterEach(() => scenario.close());

/** Creates a Lambda function. `body` is the code of its handler, which may call `report`. */
async function createFunction(name: string, body: string): Promise<void> {
  const code = `
    const { CodeDeploy } = require('@aws-sdk/client-codedeploy');
    const codedeploy = new CodeDeploy({});
    const report = (event, status) => codedeploy.putLifecycleEventHookExecutionStatus({
      deploymentId: event.DeploymentId,
      lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
      status,
    });
    exports.handler = async (event) => { ${body} };`;
  await new LambdaClient(clientConfiguration(scenario.aws)).send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: roleArn,
      Code: { ZipFile: zipSync({ 'index.js': strToU8(code) }) },
    }),
  );
}

/** The lines that a function has printed. */
async function printed(name: string): Promise<string[]> {
  const logs = new CloudWatchLogsClient(clientConfiguration(scenario.aws));
  const logGroupName = `/aws/lambda/${name}`;
  const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
  const logStreamName = logStreams[0]?.logStreamName;
  const { events = [] } = await logs.send(new GetLogEventsCommand({ logGroupName, logStreamName }));
  return events.map(({ message = '' }) => message);
}

const SUCCEED = "await report(event, 'Succeeded');";
const FAIL = "await report(event, 'Failed');";

test('each hook is called once, with the id of its deployment', async () => {
  const hooks = [
    'BeforeInstall',
    'AfterInstall',
    'AfterAllowTestTraffic',
    'BeforeAllowTraffic',
    'AfterAllowTraffic',
  ];
  for (const hook of hooks) await createFunction(hook, SUCCEED);
  const id = await scenario.deploy(2, { hooks: Object.fromEntries(hooks.map((hook) => [hook, hook])) });
  await scenario.clock.advance(60);
  const reports = scenario.aws.calls.filter(
    ({ operation }) => operation === 'PutLifecycleEventHookExecutionStatus',
  );
  expect(reports.map(({ input }) => input.deploymentId)).toEqual(hooks.map(() => id));
  expect(new Set(reports.map(({ input }) => input.lifecycleEventHookExecutionId)).size).toBe(5);
  expect((await scenario.events(id)).every((event) => event.endsWith('Succeeded'))).toBe(true);
});

test('a hook after test traffic reaches green through the test listener and blue through the production listener', async () => {
  const url = `http://${scenario.service.dnsName}`;
  const test = `await (await fetch('${url}:${scenario.service.testPort}/')).text()`;
  const production = `await (await fetch('${url}:${scenario.service.productionPort}/')).text()`;
  await createFunction('check', `console.log(JSON.stringify([${test}, ${production}])); ${SUCCEED}`);
  await scenario.deploy(2, { hooks: { AfterAllowTestTraffic: 'check' } });
  await scenario.clock.advance(60);
  expect((await printed('check')).join('\n')).toContain('["version 2","version 1"]');
});

test('a hook that reports Failed fails the deployment, which is rolled back', async () => {
  await createFunction('check', FAIL);
  const id = await scenario.deploy(2, { hooks: { AfterAllowTestTraffic: 'check' } });
  await scenario.clock.advance(60);
  const info = await scenario.read(id);
  expect(info).toMatchObject({
    status: 'Failed',
    errorInformation: {
      code: 'HOOK_EXECUTION_FAILURE',
      message:
        'The deployment failed because one or more of the lifecycle event validation functions failed.',
    },
  });
  expect(info.rollbackInfo?.rollbackDeploymentId).toBeDefined();
  expect((await scenario.events(id)).slice(3, 6)).toEqual([
    'AllowTestTraffic Succeeded',
    'AfterAllowTestTraffic Failed',
    'BeforeAllowTraffic Skipped',
  ]);
  expect(await scenario.weights(scenario.testListener)).toBe('one:100 two:0');
});

test('a BeforeInstall hook that fails leaves nothing to roll back', async () => {
  await createFunction('check', FAIL);
  const id = await scenario.deploy(2, { hooks: { BeforeInstall: 'check' } });
  await scenario.clock.advance(20);
  const info = await scenario.read(id);
  expect(info.status).toBe('Failed');
  expect(info.rollbackInfo).toBeUndefined();
  expect(await scenario.taskSets()).toEqual(['PRIMARY web:1 one']);
});

test.each([
  ['never answers', ''],
  ['crashes', "throw new Error('broken');"],
])('a hook that %s times the deployment out after an hour', async (_, body) => {
  await createFunction('check', body);
  const id = await scenario.deploy(2, { hooks: { AfterInstall: 'check' } });
  await scenario.clock.advance(3500);
  expect(await scenario.read(id)).toMatchObject({ status: 'InProgress' });
  await scenario.clock.advance(200);
  expect(await scenario.read(id)).toMatchObject({
    status: 'Failed',
    errorInformation: {
      code: 'TIMEOUT',
      message:
        'The deployment timed out while waiting for a status callback. CodeDeploy expects a status callback within one ' +
        'hour after a deployment hook is invoked.',
    },
  });
});

test('a hook that stops its own deployment is its last event', async () => {
  await createFunction(
    'check',
    `await codedeploy.stopDeployment({ deploymentId: event.DeploymentId, autoRollbackEnabled: true }); ${FAIL}`,
  );
  const id = await scenario.deploy(2, { hooks: { AfterAllowTestTraffic: 'check' } });
  await scenario.clock.advance(120);
  expect(await scenario.read(id)).toMatchObject({
    status: 'Stopped',
    errorInformation: { code: 'MANUAL_STOP' },
  });
  expect(await scenario.weights(scenario.prodListener)).toBe('one:100 two:0');
});

test('a function that does not exist fails the deployment', async () => {
  const id = await scenario.deploy(2, { hooks: { BeforeInstall: 'missing' } });
  await scenario.clock.advance(10);
  expect((await scenario.read(id)).errorInformation?.code).toBe('INVALID_LAMBDA_FUNCTION');
});

test('an alias or a version fails the deployment: functions have none here', async () => {
  await createFunction('check', SUCCEED);
  const id = await scenario.deploy(2, { hooks: { BeforeInstall: 'check:LIVE' } });
  await scenario.clock.advance(10);
  expect((await scenario.read(id)).errorInformation?.code).toBe('INVALID_LAMBDA_FUNCTION');
});

describe('with the policy AWSCodeDeployRoleForECSLimited', () => {
  beforeEach(() => scenario.limitRole());

  test('a function is called when its name has the prefix of hooks', async () => {
    await createFunction('CodeDeployHook_check', SUCCEED);
    const id = await scenario.deploy(2, { hooks: { BeforeInstall: 'CodeDeployHook_check' } });
    await scenario.clock.advance(600);
    expect((await scenario.read(id)).status).toBe('Succeeded');
  });

  test('another function is not called', async () => {
    await createFunction('check', SUCCEED);
    const id = await scenario.deploy(2, { hooks: { BeforeInstall: 'check' } });
    await scenario.clock.advance(10);
    expect((await scenario.read(id)).errorInformation).toMatchObject({
      code: 'IAM_ROLE_PERMISSIONS',
      message: expect.stringContaining('AWSLambda') as string,
    });
  });

  test.each([
    ['arn:aws:iam::123456789012:role/ecsTaskExecutionRole', 'Succeeded', undefined],
    ['ECSTaskExecution-web', 'Succeeded', undefined],
    ['arn:aws:iam::123456789012:role/web', 'Failed', 'IAM_ROLE_PERMISSIONS'],
  ])('tasks with the execution role %s: %s', async (executionRoleArn, status, code) => {
    const id = await scenario.deployNewRevision({ executionRoleArn });
    await scenario.clock.advance(600);
    const { status: found, errorInformation } = await scenario.read(id);
    expect([found, errorInformation?.code]).toEqual([status, code]);
  });
});

test('a function that the service role may not call fails the deployment', async () => {
  await createFunction('check', SUCCEED);
  await scenario.deny('lambda:InvokeFunction');
  const id = await scenario.deploy(2, { hooks: { BeforeInstall: 'check' } });
  await scenario.clock.advance(10);
  expect((await scenario.read(id)).errorInformation).toEqual({
    code: 'IAM_ROLE_PERMISSIONS',
    message: `The IAM role ${scenario.service.serviceRoleArn} does not give you permission to perform operations in the following AWS service: AWSLambda.`,
  });
});

describe('the report of a function', () => {
  interface HookEvent {
    DeploymentId: string;
    LifecycleEventHookExecutionId: string;
  }
  let event: HookEvent;

  beforeEach(async () => {
    await createFunction('later', "console.log('event ' + JSON.stringify(event));");
    await scenario.deploy(2, { hooks: { BeforeInstall: 'later' } });
    await scenario.clock.advance(10);
    const line = (await printed('later')).find((message) => message.includes('event {')) ?? '';
    event = JSON.parse(line.slice(line.indexOf('{'))) as HookEvent;
  });

  const put = (over: object) =>
    scenario.codedeploy.putLifecycleEventHookExecutionStatus({
      deploymentId: event.DeploymentId,
      lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
      status: 'Succeeded',
      ...over,
    });

  test('may come long after the function has ended, and counts once', async () => {
    await scenario.clock.advance(1800);
    const { lifecycleEventHookExecutionId } = await put({});
    expect(lifecycleEventHookExecutionId).toBe(event.LifecycleEventHookExecutionId);
    await expect(put({})).rejects.toMatchObject({ name: 'LifecycleEventAlreadyCompletedException' });
    await scenario.clock.advance(5);
    expect((await scenario.events(event.DeploymentId))[0]).toBe('BeforeInstall Succeeded');
  });

  test('is refused after the end of the deployment', async () => {
    await scenario.clock.advance(3700);
    await expect(put({})).rejects.toMatchObject({ name: 'LifecycleEventAlreadyCompletedException' });
  });

  test.each([
    [
      'another status than Succeeded or Failed',
      { status: 'Skipped' },
      'InvalidLifecycleEventHookExecutionStatusException',
    ],
    [
      'an unknown id',
      { lifecycleEventHookExecutionId: 'bm9ib2R5' },
      'InvalidLifecycleEventHookExecutionIdException',
    ],
    ['no deployment', { deploymentId: undefined }, 'DeploymentIdRequiredException'],
    ['a deployment that does not exist', { deploymentId: 'd-AAAAAAAAA' }, 'DeploymentDoesNotExistException'],
  ])('is refused with %s', async (_, over, name) => {
    await expect(put(over)).rejects.toMatchObject({ name });
  });
});
