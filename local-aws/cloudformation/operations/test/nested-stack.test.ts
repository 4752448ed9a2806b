import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { accountPerTest } from '../../fixtures/account';
import { INNER, nestedLines, nestedPerTest, outer } from '../../fixtures/nested';
import { thingTemplate } from '../../fixtures/things';

const account = accountPerTest();
const { create, inner, write } = nestedPerTest(account);

test('is a stack of its own: with parameters, the parent’s tags, and outputs that others refer to', async () => {
  const stack = await create(outer({ Color: 'green' }));

  expect(stack.status).toBe('CREATE_COMPLETE');
  expect(stack.resources.get('User')!.properties.Color).toBe('a, green');
  const { Stacks } = await account.client.send(new DescribeStacksCommand({ StackName: inner(stack).id }));
  expect(Stacks).toMatchObject([
    {
      StackName: expect.stringMatching(/^shop-Inner-[A-Z0-9]{12}$/) as string,
      StackStatus: 'CREATE_COMPLETE',
      ParentId: stack.id,
      RootId: stack.id,
      Tags: [{ Key: 'team', Value: 'a' }],
    },
  ]);
});

test('is visited by every update of its parent, and is done when nothing has changed in it', async () => {
  const stack = await create(outer({}));
  const [events, nested] = [stack.events.length, inner(stack).events.length];
  await account.update(stack, outer({}, { Size: 3 }));

  expect(nestedLines(stack, events).slice(1, 3)).toEqual([
    'Inner UPDATE_IN_PROGRESS',
    'Inner UPDATE_COMPLETE',
  ]);
  expect(inner(stack).events).toHaveLength(nested);
});

test('follows a changed parameter, and a changed template behind the same URL', async () => {
  const stack = await create(outer({}));
  await account.update(stack, outer({ Color: 'blue' }));
  expect(stack.resources.get('User')!.properties.Color).toBe('a, blue');
  expect(inner(stack).status).toBe('UPDATE_COMPLETE');

  await expect(account.update(stack, outer({ Color: 'blue' }))).rejects.toThrow(
    'No updates are to be performed.',
  );
  write(
    'inner.yaml',
    INNER.replace(
      'Resources:',
      'Resources:\n  More: { Type: Test::Things::Thing, Properties: { Color: red } }',
    ),
  );
  await account.update(stack, outer({ Color: 'blue' }));
  expect([...inner(stack).resources.keys()]).toEqual(['Thing', 'More']);
});

test('cleans up only when its parent does', async () => {
  const stack = await create(outer({}));
  const nested = inner(stack);
  await account.cloudFormation.updateStack({
    stackName: 'shop',
    template: outer({ Name: 'b', Color: 'blue' }, { Steps: 2 }),
  });
  await account.aws.clock.advanceUntil(() => nestedLines(stack).at(-1) === 'User UPDATE_IN_PROGRESS', 3600);
  expect(nested.status).toBe('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  expect(account.calls()).not.toContain('DELETE Thing');

  await account.settle();
  expect([stack.status, nested.status]).toEqual(['UPDATE_COMPLETE', 'UPDATE_COMPLETE']);
  expect(account.calls().at(-1)).toBe('DELETE Thing');
});

test('is created and deleted with its parent, or taken away from it', async () => {
  const stack = await create(outer({}));
  const nested = inner(stack);
  await account.update(stack, thingTemplate({ User: {} }));
  expect([stack.status, nested.status]).toEqual(['UPDATE_COMPLETE', 'DELETE_COMPLETE']);

  await account.update(stack, outer({}));
  const second = inner(stack);
  account.cloudFormation.deleteStack('shop');
  await account.cloudFormation.settle(stack);
  expect([stack.status, second.status]).toEqual(['DELETE_COMPLETE', 'DELETE_COMPLETE']);
});

test('stays where DeletionPolicy says so', async () => {
  const template = outer({}).replace(
    '"Properties":{"TemplateURL"',
    '"DeletionPolicy":"Retain","Properties":{"TemplateURL"',
  );
  const stack = await create(template);
  const nested = inner(stack);
  account.cloudFormation.deleteStack('shop');
  await account.cloudFormation.settle(stack);

  expect([stack.status, nested.status]).toEqual(['DELETE_COMPLETE', 'CREATE_COMPLETE']);
});

test('may have a stack nested in it, whose URL leads from its own template', async () => {
  write('middle.yaml', outer({ Color: 'green' }));
  const stack = await create(
    JSON.stringify({
      Resources: {
        Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'middle.yaml' } },
      },
    }),
  );
  const middle = inner(stack);

  expect(inner(middle).status).toBe('CREATE_COMPLETE');
  expect(account.cloudFormation.stacks.rootOf(inner(middle))).toBe(stack);
});

test.each([
  [
    'a URL of S3',
    'https://s3.amazonaws.com/templates/inner.yaml',
    'there is no S3: write a path relative to the template',
  ],
  ['no file', 'missing.yaml', /TemplateURL missing.yaml cannot be read: .*ENOENT/],
  [
    'a type that is not known',
    'unknown.yaml',
    'Resources.Bucket.Type: the resource type AWS::S3::Bucket is not supported',
  ],
  ['itself', 'endless.yaml', 'is nested in itself'],
])('refuses %s before anything is created', async (_, url, expected) => {
  write('unknown.yaml', 'Resources: { Bucket: { Type: AWS::S3::Bucket } }');
  write('endless.yaml', outer({}, {}, 'endless.yaml'));
  await expect(create(outer({}, {}, url))).rejects.toThrow(expected);
  await expect(create(outer({}, {}, url))).rejects.toThrow('Resources.Inner.Properties.TemplateURL: ');

  expect(account.cloudFormation.stacks.all).toEqual([]);
});
