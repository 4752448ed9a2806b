import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateApplicationCommand } from '@aws-sdk/client-codedeploy';
import { CreateClusterCommand } from '@aws-sdk/client-ecs';
import { DescribeLoadBalancersCommand, RemoveTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceError } from '#local-aws';
import { Interrupted } from './account/clock';
import { findNamed } from './account/named';
import { NAME, TAG } from './account/names';
import { BadArguments, parseOrder } from './options';
import { ProbeAccount } from './probe-account';
import { QUESTIONS } from './questions/questions';
import { redact, type Report } from './report/report';
import { ask, remove } from './run';
import { WITHOUT_DEPLOYMENT } from './scope';
import { setUp } from './account/set-up';

let account: ProbeAccount;

beforeEach(async () => {
  account = await ProbeAccount.open();
});
afterEach(() => account.close());

test('a whole run writes a report without account ids and ARNs, and leaves nothing', async () => {
  expect(await ask(account.options(), account.surroundings())).toBe(0);
  await account.expectNothingLeft();
  expect(account.said.at(-1)).toContain(`${QUESTIONS.length} confirmed, 0 contradicted, 0 undecided.`);
  const [json, html] = await Promise.all(
    ['report.json', 'report.html'].map((name) => readFile(join(account.output, name), 'utf8')),
  );
  expect((JSON.parse(json!) as Report).findings).toHaveLength(QUESTIONS.length);
  for (const text of [json, html]) {
    expect(text).not.toMatch(/123456789012|arn:aws|AKID|ASIA|d-[A-Z0-9]{9}/);
    expect(text).toContain('dep-22');
  }
});

test('a contradiction is named', async () => {
  account.aws.codeDeploy.readings.neverSetRollback = 'absent';
  expect(await ask(account.options({ only: ['grp-16'] }), account.surroundings())).toBe(0);
  expect(account.said.join('\n')).toContain('grp-16: AWS has "is absent"');
  expect(account.said.at(-1)).toContain('0 confirmed, 1 contradicted, 0 undecided.');
  expect(account.aws.calls.filter(({ operation }) => operation === 'CreateDeployment')).toEqual([]);
});

test('what needs no deployment is decided without one', async () => {
  expect(await ask(account.options({ only: [...WITHOUT_DEPLOYMENT] }), account.surroundings())).toBe(0);
  expect(account.said.at(-1)).toContain(
    `${WITHOUT_DEPLOYMENT.length} confirmed, 0 contradicted, 0 undecided.`,
  );
  expect(account.aws.calls.filter(({ operation }) => operation === 'CreateDeployment')).toEqual([]);
});

test('without a yes nothing is made', async () => {
  expect(await ask(account.options({ yes: false }), account.surroundings())).toBe(1);
  expect(account.said.at(-1)).toBe('Nothing was done.');
  expect(account.aws.calls.filter(({ operation }) => operation.startsWith('Create'))).toEqual([]);
});

test('an interrupted run removes what it has made', async () => {
  let sleeps = 0;
  const sleep = async (seconds: number) => {
    sleeps += 1;
    if (sleeps === 20) throw new Interrupted();
    await account.aws.clock.advance(seconds);
  };
  expect(await ask(account.options(), account.surroundings(sleep))).toBe(1);
  expect(account.said.join('\n')).toContain('The run ended early: The run was interrupted.');
  await account.expectNothingLeft();
});

/** Every call of the set-up that makes something. */
const CREATIONS = [
  ['iam', 'CreateRole'],
  ['iam', 'AttachRolePolicy'],
  ['codedeploy', 'CreateApplication'],
  ['elasticloadbalancing', 'CreateTargetGroup'],
  ['elasticloadbalancing', 'CreateLoadBalancer'],
  ['elasticloadbalancing', 'CreateListener'],
  ['ecs', 'RegisterTaskDefinition'],
  ['ecs', 'CreateCluster'],
  ['ecs', 'CreateService'],
] as const;

test.each(CREATIONS)(
  'a run that may not call %s:%s says so and leaves nothing',
  async (service, operation) => {
    await account.expectEarlyEnd(service, operation, 'grp-16');
  },
);

test('a wrong VPC is named', async () => {
  const error = new ServiceError('ValidationError', "The vpc ID 'vpc-1' does not exist");
  account.aws.faults.fail({ service: 'elasticloadbalancing', operation: 'CreateTargetGroup' }, error);
  expect(await ask(account.options(), account.surroundings())).toBe(1);
  expect(account.said.join('\n')).toContain("The vpc ID 'vpc-1' does not exist");
  await account.expectNothingLeft();
});

test('what cannot be removed is named, hinders the next run, and --clean removes it later', async () => {
  account.aws.faults.deny({ service: 'ecs', operation: 'DeleteCluster', count: 1 });
  account.aws.faults.deny({ service: 'codedeploy', operation: 'DeleteApplication', count: 1 });
  expect(await ask(account.options({ only: ['grp-16'] }), account.surroundings())).toBe(1);
  expect(account.said.join('\n')).toContain('The application could not be removed');
  expect(await ask(account.options(), account.surroundings())).toBe(1);
  expect(account.said.at(-1)).toContain('Remove it first');
  expect(await remove(account.surroundings())).toBe(true);
  await account.expectNothingLeft();
});

test("--clean removes what has the probe's tag; what only has its name stays, and is named", async () => {
  const { clients, clock } = account.surroundings();
  await setUp(clients, clock, account.options());
  const { LoadBalancers } = await clients.elb.send(new DescribeLoadBalancersCommand({ Names: [NAME] }));
  const ResourceArns = [LoadBalancers?.[0]?.LoadBalancerArn ?? ''];
  await clients.elb.send(new RemoveTagsCommand({ ResourceArns, TagKeys: [TAG.key] }));

  // The first target group is behind a listener of the load balancer that stays.
  expect(await remove(account.surroundings())).toBe(false);
  expect(account.said).toContain(
    "The load balancer org-codedeploy-probe is not the probe's and stays: it has not the tag org-codedeploy: probe.",
  );
  const { own, taskDefinitions, foreign } = await findNamed(clients, clock);
  expect([[...own], taskDefinitions, foreign.length]).toEqual([['first target group'], [], 1]);
});

test('a run does not begin where others have its names, and --clean leaves them alone', async () => {
  const { clients } = account.surroundings();
  await clients.ecs.send(new CreateClusterCommand({ clusterName: NAME }));
  await clients.codeDeploy.send(
    new CreateApplicationCommand({ applicationName: NAME, computePlatform: 'ECS' }),
  );
  expect(await ask(account.options(), account.surroundings())).toBe(1);
  expect(account.said).toEqual([
    expect.stringMatching(/^The application .* is not the probe's and stays/),
    expect.stringMatching(/^The cluster .* is not the probe's and stays/),
    'The probe needs these names. Ask in a region or an account in which they are free.',
  ]);
  expect(await remove(account.surroundings())).toBe(true);
  expect(account.said.at(-1)).toBe('Nothing of the probe is left.');
  expect(account.aws.calls.filter(({ operation }) => operation.startsWith('Delete'))).toEqual([]);
});

test.each([
  [['--vpc', 'vpc-1'], 'There is no region'],
  [['--region', 'us-east-1'], 'There is no VPC'],
  [['--region', 'us-east-1', '--vpc', 'vpc-1', '--subnets', 'subnet-1'], 'needs two subnets'],
  [
    ['--region', 'us-east-1', '--vpc', 'vpc-1', '--subnets', 'subnet-1,subnet-2', '--only', 'dep-99'],
    'There is no question dep-99',
  ],
  [['--regoin', 'us-east-1'], "Unknown option '--regoin'"],
  [['--region', 'us-east-1', '--part', 'ecs'], 'There is no part ecs: give codedeploy or cloudformation.'],
])('%j is refused', (args, sentence) => {
  expect(() => parseOrder(args, ['dep-22'], {})).toThrow(BadArguments);
  expect(() => parseOrder(args, ['dep-22'], {})).toThrow(sentence);
});

test('redact shortens ARNs and takes out account ids', () => {
  expect(
    redact('arn:aws:iam::123456789012:role/a/probe in 123456789012 by AKIAIOSFODNN7EXAMPLE, d-ABCDEFGH1'),
  ).toBe('…/probe in (account) by (access key), d-…');
});
