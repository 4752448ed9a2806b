import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { accountPerTest } from '../../fixtures/account';
import { INNER, nestedLines, nestedPerTest, outer } from '../../fixtures/nested';
import { thingTemplate } from '../../fixtures/things';

const account = accountPerTest();
const { create, inner, write } = nestedPerTest(account);

test('a nested stack is a stack: it has parameters, the parent’s tags, and outputs that other resources use', async () => {
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

test('every update of the parent visits a nested stack, and does nothing when nothing in it has changed', async () => {
  const stack = await create(outer({}));
  const [events, nested] = [stack.events.length, inner(stack).events.length];
  await account.update(stack, outer({}, { Size: 3 }));

  expect(nestedLines(stack, events).slice(1, 3)).toEqual([
    'Inner UPDATE_IN_PROGRESS',
    'Inner UPDATE_COMPLETE',
  ]);
  expect(inner(stack).events).toHaveLength(nested);
});

test('a nested stack is updated for a changed parameter, and for a changed template at the same URL', async () => {
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

test('a nested stack cleans up when its parent does', async () => {
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

test('a nested stack is created and deleted with its parent, and deleted when the template drops it', async () => {
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

test('a nested stack stays when its DeletionPolicy says so', async () => {
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

test('a stack nested two levels deep has a URL relative to the template of its parent', async () => {
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
    'an object in S3 that does not exist',
    'https://s3.amazonaws.com/templates/inner.yaml',
    'S3 error: The specified bucket does not exist: templates',
  ],
  [
    'a URL of another host',
    'https://example.com/inner.yaml',
    'Use the URL of an object in S3, a path relative to the template',
  ],
  ['a file outside of the named folders', '../../etc/passwd', /is not a file below a folder that was named/],
  ['a file URL outside of them', 'file:///etc/passwd', /is not a file below a folder that was named/],
  ['a missing file', 'missing.yaml', /TemplateURL missing.yaml cannot be read: .*ENOENT/],
  [
    'a type that is not supported',
    'unknown.yaml',
    'Resources.Bucket.Type: the resource type AWS::S4::Bucket is not supported',
  ],
  ['a template that nests itself', 'endless.yaml', 'is nested in itself'],
])('refuses %s before anything is created', async (_, url, expected) => {
  write('unknown.yaml', 'Resources: { Bucket: { Type: AWS::S4::Bucket } }');
  write('endless.yaml', outer({}, {}, 'endless.yaml'));
  await expect(create(outer({}, {}, url))).rejects.toThrow(expected);
  await expect(create(outer({}, {}, url))).rejects.toThrow('Resources.Inner.Properties.TemplateURL: ');

  expect(account.cloudFormation.stacks.all).toEqual([]);
});
