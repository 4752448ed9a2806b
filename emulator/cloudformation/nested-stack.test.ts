import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  DescribeStacksCommand,
  RollbackStackCommand,
} from '@aws-sdk/client-cloudformation';
import { accountPerTest } from './fixtures/account';
import { eventLines, thingTemplate } from './fixtures/things';
import type { Stack } from './stack';
import type { ValueMap } from './value';

const account = accountPerTest();

let templateFolder: string;
beforeEach(() => {
  templateFolder = mkdtempSync(path.join(tmpdir(), 'templates-'));
  write('inner.yaml', INNER);
});

/** A thing whose colour is a parameter, and its text as an output. */
const INNER = `
Parameters:
  Color: { Type: String }
  Steps: { Type: Number, Default: 0 }
  FailOn: { Type: String, Default: '' }
  Name: { Type: String, Default: a }
Resources:
  Thing:
    Type: Test::Things::Thing
    Properties: { Color: !Ref Color, Steps: !Ref Steps, FailOn: !Ref FailOn, Name: !Ref Name }
Outputs:
  Text: { Value: !GetAtt Thing.Info.Text }
`;

const write = (file: string, template: string) => {
  writeFileSync(path.join(templateFolder, file), template);
};

/** A template with a nested stack, and with a thing that needs its output. */
function outer(parameters: ValueMap, user: ValueMap = {}, url = './inner.yaml'): string {
  return JSON.stringify({
    Resources: {
      Inner: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { TemplateURL: url, Parameters: { Color: 'red', ...parameters } },
      },
      User: {
        Type: 'Test::Things::Thing',
        Properties: { Color: { 'Fn::GetAtt': ['Inner', 'Outputs.Text'] }, ...user },
      },
    },
  });
}

const create = (template: string) => account.create(template, { templateFolder, tags: { team: 'a' } });
const inner = (stack: Stack): Stack =>
  account.cloudFormation.getStack(account.cloudFormation.physicalId(stack, 'Inner'));
/** The newest events, with the nested stack's own name and id left out. */
const lines = (stack: Stack, after = 0) =>
  eventLines(stack, after).map((line) => line.replaceAll(/arn:\S+|shop-Inner-[A-Z0-9]{12}/g, '…'));

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

  expect(lines(stack, events).slice(1, 3)).toEqual(['Inner UPDATE_IN_PROGRESS', 'Inner UPDATE_COMPLETE']);
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
  await account.aws.clock.advanceUntil(() => lines(stack).at(-1) === 'User UPDATE_IN_PROGRESS', 3600);
  expect(nested.status).toBe('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  expect(account.calls()).not.toContain('DELETE Thing');

  await account.settle();
  expect([stack.status, nested.status]).toEqual(['UPDATE_COMPLETE', 'UPDATE_COMPLETE']);
  expect(account.calls().at(-1)).toBe('DELETE Thing');
});

test('goes back with its parent, though it had come through itself', async () => {
  const stack = await create(outer({}));
  const nested = inner(stack);
  const [events, nestedEvents, calls] = [stack.events.length, nested.events.length, account.calls().length];
  await account.update(stack, outer({ Color: 'blue' }, { FailOn: 'UPDATE', Message: 'No.' }));

  expect(lines(stack, events).slice(-8)).toEqual([
    'User UPDATE_FAILED Resource handler returned message: "No." (RequestToken: …, HandlerErrorCode: InvalidRequest)',
    'shop UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [User]. ',
    'Inner UPDATE_IN_PROGRESS',
    'Inner UPDATE_COMPLETE',
    'User UPDATE_IN_PROGRESS',
    'User UPDATE_COMPLETE',
    'shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'shop UPDATE_ROLLBACK_COMPLETE',
  ]);
  expect(lines(nested, nestedEvents)).toEqual([
    '… UPDATE_IN_PROGRESS User Initiated',
    'Thing UPDATE_IN_PROGRESS',
    'Thing UPDATE_COMPLETE',
    '… UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    '… UPDATE_ROLLBACK_IN_PROGRESS',
    'Thing UPDATE_IN_PROGRESS',
    'Thing UPDATE_COMPLETE',
    '… UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    '… UPDATE_ROLLBACK_COMPLETE',
  ]);
  expect(account.calls(calls).filter((line) => line.startsWith('UPDATE'))).toEqual([
    'UPDATE Thing',
    'UPDATE User',
    'UPDATE Thing!',
    'UPDATE User!',
  ]);
  expect(nested.outputs.Text!.value).toBe('a, red');
});

test('that fails, fails its parent with its state and reason', async () => {
  const stack = await create(outer({}));
  await account.update(stack, outer({ FailOn: 'UPDATE' }));

  expect(lines(stack)).toContain(
    'Inner UPDATE_FAILED Embedded stack … was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource(s) failed to update: [Thing]. ',
  );
  expect([stack.status, inner(stack).status]).toEqual([
    'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
  ]);

  const failed = await account.create(outer({ FailOn: 'CREATE' }), { stackName: 'second', templateFolder });
  expect(eventLines(failed)[3]).toMatch(
    /^Inner CREATE_FAILED Embedded stack arn:\S+ was not successfully created. Currently in ROLLBACK_IN_PROGRESS with reason: The following resource\(s\) failed to create: \[Thing\]. Rollback requested by user.$/,
  );
  expect(failed.status).toBe('ROLLBACK_COMPLETE');
  expect(account.cloudFormation.stacks.all.at(-1)!.status).toBe('DELETE_COMPLETE');
});

test('is cancelled with its parent', async () => {
  const stack = await create(outer({}));
  await account.cloudFormation.updateStack({ stackName: 'shop', template: outer({ Steps: 20 }) });
  await account.aws.clock.advance(42);
  await account.client.send(new CancelUpdateStackCommand({ StackName: 'shop' }));
  await account.settle();

  expect([stack.status, inner(stack).status]).toEqual([
    'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
  ]);
  expect(account.calls().filter((line) => line.endsWith('!'))).toEqual(['UPDATE Thing!']);
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

describe('when its rollback fails', () => {
  async function stuck(): Promise<Stack> {
    const stack = await create(outer({}));
    const fault = { logicalId: 'Thing', action: 'UPDATE', kind: 'fail', message: 'Stuck.' } as const;
    account.cloudFormation.faults.add({ ...fault, rollback: true, times: 1 });
    await account.update(stack, outer({ Color: 'blue' }, { FailOn: 'UPDATE' }));
    return stack;
  }

  test('fails that of its parent, which goes on for both', async () => {
    const stack = await stuck();
    expect([stack.status, inner(stack).status]).toEqual(['UPDATE_ROLLBACK_FAILED', 'UPDATE_ROLLBACK_FAILED']);
    const nestedOnly = new ContinueUpdateRollbackCommand({ StackName: inner(stack).name });
    await expect(account.client.send(nestedOnly)).rejects.toThrow(
      'RollbackUpdatedStack cannot be invoked on child stacks',
    );

    await account.client.send(new ContinueUpdateRollbackCommand({ StackName: 'shop' }));
    await account.settle();
    expect([stack.status, inner(stack).status]).toEqual([
      'UPDATE_ROLLBACK_COMPLETE',
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
  });

  test('its resource is skipped by the names of stack and resource', async () => {
    const stack = await stuck();
    const calls = account.calls().length;
    const ResourcesToSkip = [`${inner(stack).name}.Thing`];
    await expect(
      account.client.send(
        new ContinueUpdateRollbackCommand({ StackName: 'shop', ResourcesToSkip: ['Inner'] }),
      ),
    ).rejects.toThrow('these are not: [Inner]');
    await account.client.send(new ContinueUpdateRollbackCommand({ StackName: 'shop', ResourcesToSkip }));
    await account.settle();

    expect([stack.status, inner(stack).status]).toEqual([
      'UPDATE_ROLLBACK_COMPLETE',
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(account.calls(calls)).toEqual(['UPDATE User!']);
  });
});

test('keeps what succeeded when its parent does, and goes back with it when asked to', async () => {
  const stack = await create(outer({}));
  await account.update(stack, outer({ FailOn: 'UPDATE' }), { disableRollback: true });
  expect([stack.status, inner(stack).status]).toEqual(['UPDATE_FAILED', 'UPDATE_FAILED']);

  await account.client.send(new RollbackStackCommand({ StackName: 'shop' }));
  await account.settle();
  expect([stack.status, inner(stack).status]).toEqual([
    'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
  ]);
});

test('may have a stack nested in it, whose URL leads from its own template', async () => {
  write('middle.yaml', outer({ Color: 'green' }).replace('"Outputs', '"Outputs'));
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
    'Resources.Bucket.Type: the resource type AWS::S3::Bucket is not known here',
  ],
  ['itself', 'endless.yaml', 'is nested in itself'],
])('refuses %s before anything is created', async (_, url, expected) => {
  write('unknown.yaml', 'Resources: { Bucket: { Type: AWS::S3::Bucket } }');
  write('endless.yaml', outer({}, {}, 'endless.yaml'));
  await expect(create(outer({}, {}, url))).rejects.toThrow(expected);
  await expect(create(outer({}, {}, url))).rejects.toThrow('Resources.Inner.Properties.TemplateURL: ');

  expect(account.cloudFormation.stacks.all).toEqual([]);
});
