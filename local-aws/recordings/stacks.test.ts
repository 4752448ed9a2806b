import {
  DescribeStackResourceCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { accountPerTest } from '../cloudformation/fixtures/account';
import { nestedPerTest } from '../cloudformation/fixtures/nested';
import { thingTemplate } from '../cloudformation/fixtures/things';
import { eventLines } from '../cloudformation/stacks/event-lines';
import type { Stack } from '../cloudformation/stacks/stack';
import { answerTo, RECORDINGS } from '.';
import { membersOf } from './members-of';

const account = accountPerTest();
const { create: createNested, write } = nestedPerTest(account);

/** The statuses of a resource with its physical id, `old` for the first one; events of one status are one row. */
function statusesOf(stack: Stack, logicalId: string): string[][] {
  const events = stack.events.filter(({ LogicalResourceId }) => LogicalResourceId === logicalId);
  const first = events.find(({ PhysicalResourceId: id }) => id)?.PhysicalResourceId;
  const rows: string[][] = [];
  for (const { ResourceStatus: status = '', PhysicalResourceId: id } of events) {
    if (rows.at(-1)?.[0] === status) rows.pop();
    rows.push([status, id === first ? 'old' : 'new']);
  }
  return rows;
}

describe('events', () => {
  test('of a resource that an update replaces', async () => {
    const stack = await account.create(thingTemplate({ Thing: { Name: 'a' } }));
    await account.update(stack, thingTemplate({ Thing: { Name: 'b' } }));
    expect(statusesOf(stack, 'Thing')).toEqual(RECORDINGS.replacedResource.answers);
  });

  test('of a replaced resource that is retained', async () => {
    const $with = { UpdateReplacePolicy: 'Retain' };
    const stack = await account.create(thingTemplate({ Thing: { Name: 'a', $with } }));
    await account.update(stack, thingTemplate({ Thing: { Name: 'b', $with } }));
    expect(statusesOf(stack, 'Thing')).toEqual(RECORDINGS.retainedResource.answers);
  });

  test('of a stack whose nested stack fails at a resource of a registered type', async () => {
    const recorded = RECORDINGS.nestedStackOfARegisteredType.answers;
    write('inner.json', thingTemplate({ Thing: { FailOn: 'CREATE' } }));
    const Nested = {
      Type: 'AWS::CloudFormation::Stack',
      DependsOn: 'First',
      Properties: { TemplateURL: './inner.json' },
    };
    const First = { Type: 'Test::Things::Thing', Properties: { Color: 'red' } };
    // The recorded stack kept what it had made: it was created without a rollback.
    const stack = await createNested(JSON.stringify({ Resources: { First, Nested } }), 'parent', {
      disableRollback: true,
    });
    // A published table has lost the space that these reasons end with.
    const neutral = (text: string) => text.replaceAll(/arn:\S+/g, '…').trim();
    expect(eventLines(stack).map(neutral)).toEqual(
      recorded.map(([logicalId, status, reason]) =>
        neutral([logicalId, status, reason].filter(Boolean).join(' ')),
      ),
    );
  });
});

describe('texts', () => {
  const text = (change: string) => answerTo(RECORDINGS.failedRegisteredType.answers, change).message;

  test('of a handler that fails, and of the stack that rolls back', async () => {
    const recorded = text('handlerFails');
    const [, Message = ''] = /"(.*)"/.exec(recorded) ?? [];
    const stack = await account.create(
      thingTemplate({ BrokenWaitCondition: { FailOn: 'CREATE', ErrorCode: 'NotStabilized', Message } }),
    );
    const reasons = stack.events.map(({ ResourceStatusReason = '' }) =>
      ResourceStatusReason.replace(/RequestToken: [0-9a-f-]{36}/, 'RequestToken: ***'),
    );
    expect(reasons).toContain(recorded);
    expect(reasons).toContain(text('stackRollsBack'));
  });

  test('of attributes that the type does not have, or does not answer', async () => {
    const output = (attribute: string) => ({ Value: { Value: { 'Fn::GetAtt': ['Thing', attribute] } } });
    const neutral = (recorded: string) =>
      recorded
        .replace(/srvAddress|SrvAddress/, 'Walked')
        .replace('MongoDB::Atlas::Cluster', 'Test::Things::Thing');
    await expect(account.create(thingTemplate({ Thing: {} }, output('Wheels')))).rejects.toThrow(
      neutral(text('attributeIsUnknown')).replace('Walked', 'Wheels'),
    );
    const stack = await account.create(thingTemplate({ Thing: {} }, output('Walked')));
    expect(stack.events.map(({ ResourceStatusReason = '' }) => ResourceStatusReason).join('\n')).toContain(
      neutral(text('attributeIsMissing')),
    );
  });

  test('of updates that are refused', async () => {
    const template = thingTemplate({ Thing: {} });
    await account.create(template);
    const update = (TemplateBody?: string) =>
      account.client.send(new UpdateStackCommand({ StackName: 'shop', TemplateBody }));
    for (const [change, body] of [
      ['withoutChanges', template],
      ['withoutTemplate', undefined],
    ] as const) {
      const { code, message } = answerTo(RECORDINGS.stackRefusals.answers, change);
      await expect(update(body)).rejects.toMatchObject({ name: code, message });
    }
  });
});

describe('answers', () => {
  test('DescribeStackResource of a resource of a registered type', async () => {
    await account.create(thingTemplate({ Thing: {} }));
    const { StackResourceDetail: { LastUpdatedTimestamp, ...shown } = {} } = await account.client.send(
      new DescribeStackResourceCommand({ StackName: 'shop', LogicalResourceId: 'Thing' }),
    );
    // The recording has the time by the name of DescribeStackResources.
    expect(
      membersOf({ ...shown, Metadata: undefined, Timestamp: LastUpdatedTimestamp?.toISOString() }),
    ).toEqual(membersOf(RECORDINGS.resourceOfARegisteredType.answers));
    const { DriftInformation, ResourceStatus } = RECORDINGS.resourceOfARegisteredType.answers;
    expect(shown).toMatchObject({ DriftInformation, ResourceStatus });
  });

  test('the drift of a changed resource', async () => {
    await account.create(thingTemplate({ Thing: { Size: 3, Name: 'a' } }));
    account.changeThings((things) => Object.assign(things['thing-1']!, { Size: 4, Name: 'b' }));
    await account.client.send(new DetectStackDriftCommand({ StackName: 'shop' }));
    await account.aws.clock.advance(1);
    const { StackResourceDrifts } = await account.client.send(
      new DescribeStackResourceDriftsCommand({ StackName: 'shop' }),
    );
    const recorded = RECORDINGS.driftedResource.answers.StackResourceDrift;
    const [drift] = StackResourceDrifts ?? [];
    const { StackResourceDriftStatus, PropertyDifferences } = recorded;
    // What the properties are called is the type's matter.
    expect(Object.keys(drift ?? {}).sort()).toEqual(Object.keys(recorded).sort());
    expect(membersOf(drift?.PropertyDifferences)).toEqual(membersOf(PropertyDifferences));
    const types = ({ DifferenceType }: { DifferenceType?: string | undefined }) => DifferenceType;
    expect(drift).toMatchObject({ StackResourceDriftStatus });
    expect(new Set(drift?.PropertyDifferences?.map(types))).toEqual(new Set(PropertyDifferences.map(types)));
  });
});
