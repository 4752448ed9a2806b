import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openAccount, ServiceError, type Account, type Stack } from '#local-aws';
import { bundle } from '../bundle';
import { RESOURCE_TYPES, ROOT } from '../types';

const ACCESS_KEY = 'WATCHER';
const STACK = 'shop';
/** Virtual time that passes before each look of the watch. */
const SECONDS_A_LOOK = 10;

/** The example, with an alarm in its group and a nested stack. */
const TEMPLATE = readFileSync(path.join(ROOT, 'examples', 'blue-green.yaml'), 'utf8')
  .replace(
    '\nResources:\n',
    `
Resources:
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: { Namespace: shop, MetricName: errors, Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanThreshold }
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: nested.yaml
      Parameters: { Version: !Ref Version }
`,
  )
  .replace(
    '      LoadBalancerInfo:\n',
    '      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: !Ref Alarm }] }\n      LoadBalancerInfo:\n',
  );

interface End {
  code: number | null;
  output: string;
  report: string;
}

/** Is sent when the watch has printed a text. */
interface Interruption {
  after: string;
}

let account: Account;
let stack: Stack;
const folder = mkdtempSync(path.join(tmpdir(), 'watch-'));

/** Runs `npm run watch` in a process of its own, until it ends. */
async function watch(...words: string[]): Promise<End> {
  return run({}, undefined, words);
}

/** @param changes of the environment */
async function watchIn(changes: NodeJS.ProcessEnv, ...words: string[]): Promise<End> {
  return run(changes, undefined, words);
}

async function watchUntil(interruption: Interruption, ...words: string[]): Promise<End> {
  return run({}, interruption, words);
}

async function run(
  changes: NodeJS.ProcessEnv,
  interruption: Interruption | undefined,
  words: string[],
): Promise<End> {
  const report = path.join(folder, 'run.html');
  const all = [
    '--import',
    'tsx',
    path.join(ROOT, 'scripts', 'watch.ts'),
    '--endpoint-url',
    account.aws.endpoint,
  ];
  const env = {
    ...process.env,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    AWS_REGION: undefined,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: 'none',
    ...changes,
  };
  const options = ['--interval', '0.01', '--report', report, ...words];
  const program = spawn(process.execPath, [...all, ...options], { env });
  let output = '';
  let isInterrupted = false;
  for (const stream of [program.stdout, program.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      if (interruption === undefined || isInterrupted || !output.includes(interruption.after)) return;
      isInterrupted = true;
      program.kill('SIGINT');
    });
  const code = await new Promise<number | null>((resolve) => program.on('close', resolve));
  return { code, output, report: code === 2 ? '' : readFileSync(report, 'utf8') };
}

const update = (parameters: Record<string, string>): Promise<Stack> =>
  account.cloudFormation.updateStack({ stackName: STACK, parameters });

beforeAll(async () => {
  const types = (await Promise.all(RESOURCE_TYPES.map(bundle))).map(({ zip }) => zip);
  account = await openAccount({ types, modules: [ROOT] });
  const { aws, cloudFormation } = account;
  const parameters = { VpcId: 'vpc-1', SubnetIds: 'subnet-1,subnet-2' };
  const template = TEMPLATE.replace('nested.yaml', `file://${path.join(__dirname, 'nested.yaml')}`);
  stack = await cloudFormation.createStack({
    stackName: STACK,
    template,
    templateFolder: __dirname,
    parameters,
  });
  await cloudFormation.settle(stack);
  expect(stack.status).toBe('CREATE_COMPLETE');
  const isOfWatch = {
    when: (_: unknown, { accessKeyId }: { accessKeyId: string }) => accessKeyId === ACCESS_KEY,
  };
  // Time passes only while the watch looks.
  aws.faults.before(
    { service: 'cloudformation', operation: 'DescribeStackEvents', lasting: true, ...isOfWatch },
    ({ input }) =>
      /\/(shop|plain)\//.test(String(input.StackName)) ? aws.clock.advance(SECONDS_A_LOOK) : undefined,
  );
});
afterAll(async () => {
  await account.close();
  rmSync(folder, { recursive: true });
});

/** The time that an operation took, in minutes. */
const minutesOf = (begun: number): number => (account.aws.clock.now() - begun) / 60_000;

test('a whole update: every kind of event, exit code 0, and few calls', async () => {
  const { aws } = account;
  const [begun, callsBefore] = [aws.clock.now(), aws.calls.length];
  await update({ Version: '2' });
  const { code, output, report } = await watch('--stack-name', STACK);
  expect(output).toMatch(/UPDATE_IN_PROGRESS +shop\n/);
  expect(output).toMatch(/ProductionListener +BlueTargetGroup 90%, GreenTargetGroup 10%\n/);
  expect(output).toMatch(/ProductionListener +GreenTargetGroup 100%\n/);
  expect(output).toMatch(/UPDATE_COMPLETE +shop-Nested-\w+\/Setting\n/);
  // Those of the nested stack have their place among the others.
  const times = output.match(/^\d\d:\d\d:\d\d/gm);
  expect(times).toEqual(times?.toSorted());
  expect(output.replaceAll(/\s+/g, ' ')).toMatch(
    /The operation ended after 16 min \d+ s: UPDATE_COMPLETE\. Users get shop-web:2 from GreenTargetGroup\. The report is in \S+run\.html\. $/,
  );
  expect(code).toBe(0);
  expect(report).toMatch(/AfterAllowTestTraffic<tspan class="hook[^"]*"> · CodeDeployHook_shop<\/tspan>/);
  expect(report).toMatch(/termination wait 5 min [0-9]+ s<\/text>/);
  const calls = aws.calls.slice(callsBefore).filter(({ accessKeyId }) => accessKeyId === ACCESS_KEY);
  // One look every ten seconds of virtual time, as on AWS.
  expect(calls.length / minutesOf(begun)).toBeLessThan(48);
});

test('the policy in the documentation allows exactly the calls of the watch', () => {
  const policy = JSON.parse(readFileSync(path.join(ROOT, 'docs', 'watch-policy.json'), 'utf8')) as {
    Statement: [{ Action: string[] }];
  };
  const made = account.aws.calls
    .filter(({ accessKeyId }) => accessKeyId === ACCESS_KEY)
    .map(({ service, operation }) => `${service}:${operation}`);
  expect([...new Set(made)].sort()).toEqual(policy.Statement[0].Action);
});

test('a refused update: it survives throttling and expired credentials, and exits with 1', async () => {
  const { faults } = account.aws;
  await update({ Version: '3', Answer: 'broken' });
  const ofWatch = (_: unknown, { accessKeyId }: { accessKeyId: string }) => accessKeyId === ACCESS_KEY;
  // The SDK itself asks three times.
  faults.throttle({ service: 'codedeploy', operation: 'GetDeployment', when: ofWatch, count: 3 });
  const expired = new ServiceError(
    'ExpiredTokenException',
    'The security token included in the request is expired',
    403,
  );
  faults.fail({ service: 'ecs', operation: 'DescribeServices', when: ofWatch, count: 1 }, expired);
  const { code, output, report } = await watch('--stack-name', stack.id);
  expect(output).toContain('AWS throttles the calls of the watch. It looks less often.');
  expect(output.replaceAll(/\s+/g, ' ')).toContain(
    'AWS does not take the credentials (ExpiredTokenException). Renew them; the watch goes on by itself.',
  );
  expect(output).toContain('AWS answers again.');
  expect(output).toMatch(/The operation ended after [^\n]+: UPDATE_ROLLBACK_COMPLETE\. Users/);
  expect(code).toBe(1);
  expect(report).toContain('HOOK_EXECUTION_FAILURE');
});

test('a cancelled update: the rollback belongs to the operation', async () => {
  await update({ Version: '4', Answer: 'ok' });
  const cancelled = account.aws.clock.after(300, () => {
    account.cloudFormation.cancelUpdateStack(STACK);
  });
  const { code, output } = await watch('--stack-name', STACK);
  cancelled();
  expect(output).toMatch(
    /GreenTargetGroup 90%, BlueTargetGroup 10%\n[^]*UPDATE_ROLLBACK_IN_PROGRESS[^]*GreenTargetGroup 100%\n/,
  );
  expect(output).toMatch(/The operation ended after [^\n]+: UPDATE_ROLLBACK_COMPLETE\. Users/);
  expect(code).toBe(1);
});

test('a stack without these types: its events, and no deployment', async () => {
  const properties = { LoadBalancerAttributes: [], Subnets: ['subnet-1', 'subnet-2'] };
  const LoadBalancer = {
    Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    Properties: properties,
  };
  const template = JSON.stringify({ Resources: { LoadBalancer } });
  await account.cloudFormation.createStack({ stackName: 'plain', template });
  const { code, output, report } = await watch('--stack-name', 'plain');
  expect(output).toMatch(/CREATE_COMPLETE +LoadBalancer\n/);
  expect(output).toMatch(/The operation ended after [^\n]+: CREATE_COMPLETE\.\n/);
  expect(output).not.toContain('deployment');
  expect(code).toBe(0);
  expect(report).toContain('LoadBalancer');
});

test('a watch that is interrupted says that the operation goes on, and so does its report', async () => {
  await update({ Version: '5' });
  const { code, output, report } = await watchUntil({ after: '90%' }, '--stack-name', STACK);
  expect(output).toMatch(
    /\nThe watch was interrupted at \d\d:\d\d:\d\d; the operation goes on without it\.\nThe report is in \S+\.\n$/,
  );
  expect(report).toMatch(/The watch was interrupted at [\d:]+; the operation goes on without it\./);
  expect(code).toBe(130);
  await account.cloudFormation.settle(stack);
});

test('the report of a watch on an idle stack says that nothing happened', async () => {
  const { code, output, report } = await watchUntil({ after: 'waits for its next' }, '--stack-name', 'plain');
  expect(output).toMatch(/\nThe watch was interrupted at [\d:]+\.\nThe report is in \S+\.\n$/);
  expect(report).toContain('Nothing happened while the watch ran.');
  expect(report).not.toMatch(/<svg|<table/);
  expect(code).toBe(130);
});

test('no region, no credentials, a local AWS that is not there: a sentence and exit code 2', async () => {
  const nothing = { AWS_CONFIG_FILE: folder, AWS_SHARED_CREDENTIALS_FILE: folder, AWS_PROFILE: undefined };
  const place = await watchIn({ ...nothing, AWS_DEFAULT_REGION: undefined }, '--stack-name', STACK);
  expect([place.code, place.output]).toEqual([
    2,
    'There is no region. Give it with --region, or set AWS_REGION.\n',
  ]);
  const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
  const who = await watchIn(
    { ...nothing, ...none, AWS_EC2_METADATA_DISABLED: 'true' },
    '--stack-name',
    STACK,
  );
  expect([who.code, who.output]).toEqual([
    2,
    'There are no AWS credentials. Log in, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and start the watch again.\n',
  ]);
  const away = await watch('--stack-name', STACK, '--endpoint-url', 'http://127.0.0.1:1');
  expect([away.code, away.output]).toEqual([
    2,
    'AWS cannot be reached at 127.0.0.1:1 (ECONNREFUSED). Look at the network, the region (us-east-1) and --endpoint-url.\n',
  ]);
});

test('a stack that does not exist, credentials that never worked, a missing permission: a sentence and exit code 2', async () => {
  const absent = await watch('--stack-name', 'none');
  expect([absent.code, absent.output]).toEqual([2, 'There is no stack none in this account and region.\n']);
  const { faults } = account.aws;
  const expired = new ServiceError('ExpiredTokenException', 'The security token is expired', 403);
  faults.fail({ service: 'cloudformation', operation: 'DescribeStacks', count: 1 }, expired);
  const early = await watch('--stack-name', STACK);
  expect([early.code, early.output]).toEqual([
    2,
    'AWS does not take the credentials (ExpiredTokenException). Log in, or set AWS_PROFILE, and start the watch again.\n',
  ]);
  faults.deny({ service: 'cloudformation', operation: 'ListStackResources', count: 1 });
  const { code, output } = await watch('--stack-name', STACK);
  expect(code).toBe(2);
  expect(output).toContain('A permission is missing: User: ');
  expect(output).toContain('docs/see-it.md has the policy of the watch.');
});
