import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { PutBucketTaggingCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { ServiceError } from '#local-aws';
import { Interrupted } from './account/clock';
import { OBSERVER, STACKS, TAG } from './account/names';
import { packObservers } from './observer/package';
import { ProbeAccount } from './probe-account';
import { ask, remove } from './run';
import { scopeOf } from './scope';
import { setUpTypes } from './account/set-up-types';
import { templateOf } from './observe/stack-calls';

let account: ProbeAccount;

beforeEach(async () => {
  account = await ProbeAccount.open();
});
afterEach(() => account.close());

test('about CloudFormation alone, a run needs no network', async () => {
  const { ids } = scopeOf(['cfn-15', 'cfn-19'], 'cloudformation');
  expect(
    await ask(
      account.options({ only: [...ids], part: 'cloudformation', vpc: '', subnets: [] }),
      account.surroundings(),
    ),
  ).toBe(0);
  expect(account.said.at(-1)).toContain('2 confirmed, 0 contradicted, 0 undecided.');
  expect(account.aws.calls.filter(({ service }) => service === 'ecs')).toEqual([]);
});

/** The same package with another description. */
function renamed(zip: Uint8Array, description: string): Uint8Array {
  const files = unzipSync(zip);
  const schema = JSON.parse(strFromU8(files['schema.json'] ?? new Uint8Array())) as object;
  return zipSync({ ...files, 'schema.json': strToU8(JSON.stringify({ ...schema, description })) });
}

/** Every call of the set-up of types that makes something. */
const REGISTRATIONS = [
  ['s3', 'CreateBucket'],
  ['s3', 'PutBucketTagging'],
  ['iam', 'CreateRole'],
  ['iam', 'PutRolePolicy'],
  ['s3', 'PutObject'],
  ['cloudformation', 'RegisterType'],
  ['cloudformation', 'DescribeTypeRegistration'],
] as const;

test.each(REGISTRATIONS)(
  'a run about types that may not call %s:%s says so and leaves nothing',
  async (service, operation) => {
    await account.expectEarlyEnd(service, operation, 'cfn-15');
  },
);

/** Calls about stacks, of which each ends only what needs it. */
const OF_STACKS = [
  ['cfn-15', 'cloudformation', 'CreateStack'],
  ['cfn-08', 'cloudformation', 'CancelUpdateStack'],
  ['cfn-05', 'cloudformation', 'ContinueUpdateRollback'],
  ['cfn-14', 'cloudformation', 'RollbackStack'],
  ['cfn-20', 'cloudformation', 'CreateChangeSet'],
  ['cfn-45', 'cloudformation', 'DetectStackDrift'],
  ['cfn-49', 'cloudformation', 'CreateStackRefactor'],
  ['cc-02', 'cloudcontrolapi', 'CreateResource'],
] as const;

test.each(OF_STACKS)(
  '%s without %s:%s is not decided, and leaves nothing',
  async (id, service, operation) => {
    account.aws.faults.deny({ service, operation, lasting: true });
    expect(await ask(account.options({ only: [id] }), account.surroundings())).toBe(1);
    const sentence = `What .*${id}.* need was not observed to its end: .*${operation}`;
    expect(account.said.join('\n')).toMatch(new RegExp(sentence));
    await account.expectNothingLeft();
  },
);

test('a call that the user may not make is no answer of CodeDeploy', async () => {
  account.aws.faults.deny({ service: 'codedeploy', operation: 'GetApplicationRevision', lasting: true });
  expect(await ask(account.options({ only: ['dep-04'] }), account.surroundings())).toBe(1);
  expect(account.said.join('\n')).toMatch(/The run ended early: AccessDenied.*GetApplicationRevision/);
  await account.expectNothingLeft();
});

test('a type of another maker with the name is left alone, and no run begins', async () => {
  const packages = await packObservers();
  const foreign = renamed(packages[OBSERVER], 'Another program made this.');
  account.cloudFormation.registry.register(foreign);
  expect(await ask(account.options({ only: ['cfn-15'] }), account.surroundings())).toBe(1);
  expect(account.said).toEqual([
    `The type ${OBSERVER} is registered already and stays: its description is not the probe's.`,
    'The probe needs these names. Ask in a region or an account in which they are free.',
  ]);
  expect(await remove(account.surroundings())).toBe(true);
  expect(account.cloudFormation.registry.findProvider(OBSERVER)).toBeDefined();
});

test('a package that the registry does not take is named', async () => {
  const error = new ServiceError('ValidationError', 'The package is not good.');
  account.aws.faults.fail({ service: 'cloudformation', operation: 'RegisterType' }, error);
  expect(await ask(account.options({ only: ['cfn-15'] }), account.surroundings())).toBe(1);
  expect(account.said.join('\n')).toContain('The package is not good.');
  await account.expectNothingLeft();
});

test('an interrupted run removes types and stacks, also one that is being updated', async () => {
  const sleep = async (seconds: number) => {
    const stack = account.cloudFormation.findStack(STACKS.cancelled);
    if (stack?.status === 'UPDATE_IN_PROGRESS') throw new Interrupted();
    await account.aws.clock.advance(seconds);
  };
  expect(await ask(account.options({ only: ['cfn-08'] }), account.surroundings(sleep))).toBe(1);
  expect(account.said.join('\n')).toContain('The run ended early: The run was interrupted.');
  await account.expectNothingLeft();
});

test('--clean removes types and stacks that a run has left behind, and another bucket stays', async () => {
  const { clients, clock } = account.surroundings();
  const bucket = await setUpTypes(clients, clock);
  const Tags = [{ Key: TAG.key, Value: TAG.value }];
  const TemplateBody = templateOf({ Left: { Value: '1' } });
  await clients.cloudFormation.send(
    new CreateStackCommand({ StackName: STACKS.rolledBack, TemplateBody, Tags }),
  );
  account.aws.faults.deny({ service: 's3', operation: 'DeleteBucket', count: 1 });
  expect(await remove(account.surroundings(), ['cloudformation'])).toBe(false);
  expect(account.said).toContainEqual(expect.stringMatching(/^The bucket could not be removed/));
  await clients.s3.send(new PutBucketTaggingCommand({ Bucket: bucket, Tagging: { TagSet: [] } }));
  await clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'theirs', Body: 'x' }));
  expect(await remove(account.surroundings())).toBe(true);
  expect(account.said.at(-1)).toBe('Nothing of the probe is left.');
});
