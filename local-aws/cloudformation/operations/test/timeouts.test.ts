import { accountPerTest, openThingAccount } from '../../fixtures/account';
import { thingTemplate } from '../../fixtures/things';
import { eventLines } from '../../stacks/event-lines';

const account = accountPerTest();

const TIMED_OUT = 'Resource timed out waiting for completion (RequestToken: …)';
const endless = { Steps: 10_000, DelaySeconds: 600 };
const minutes = ({ created, events }: Awaited<ReturnType<typeof account.create>>, line: string): number => {
  const event = events.find(
    ({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}` === line,
  );
  return (event!.Timestamp!.getTime() - created.getTime()) / 60_000;
};

test('a create that stays in progress fails after the timeout of its schema', async () => {
  const stack = await account.create(thingTemplate({ Thing: endless }));

  expect(eventLines(stack)).toContain(`Thing CREATE_FAILED ${TIMED_OUT}`);
  expect(minutes(stack, 'Thing CREATE_FAILED')).toBe(30);
  expect([stack.status, account.calls().at(-1)]).toEqual(['ROLLBACK_COMPLETE', 'DELETE Thing!']);
});

test('an update that stays in progress fails and is rolled back', async () => {
  const stack = await account.create(thingTemplate({ Thing: {} }));
  await account.update(stack, thingTemplate({ Thing: endless }));

  expect(eventLines(stack)).toContain(`Thing UPDATE_FAILED ${TIMED_OUT}`);
  expect([stack.status, account.calls().at(-1)]).toEqual(['UPDATE_ROLLBACK_COMPLETE', 'UPDATE Thing!']);
});

test('a delete that stays in progress fails the deletion of the stack', async () => {
  const stack = await account.create(thingTemplate({ Thing: {} }));
  account.cloudFormation.faults.add({
    logicalId: 'Thing',
    action: 'DELETE',
    kind: 'failed',
    when: () => false,
    times: 1,
  });
  account.cloudFormation.deleteStack('shop');
  await account.cloudFormation.settle(stack);
  expect([stack.status, stack.resources.get('Thing')!.reason]).toEqual([
    'DELETE_FAILED',
    expect.stringMatching(/^Resource timed out waiting for completion/) as string,
  ]);

  account.cloudFormation.deleteStack('shop');
  await account.cloudFormation.settle(stack);
  expect(stack.status).toBe('DELETE_COMPLETE');
});

test.each([
  ['two hours by default', {}, 120],
  ['a day and a half at the maximum', { timeoutInMinutes: 2160 }, 2160],
])('the timeout is %s', async (_, limit, expected) => {
  const create = { permissions: [], ...limit };
  const other = { permissions: [] };
  const patient = await openThingAccount({}, { handlers: { create, read: other, delete: other } });
  const stack = await patient.create(thingTemplate({ Thing: endless }));

  expect(minutes(stack, 'Thing CREATE_FAILED')).toBe(expected);
  await patient.close();
});

test('a timeout ends the operation during a callback delay, too', async () => {
  const stack = await account.create(thingTemplate({ Thing: { ...endless, DelaySeconds: 3600 } }));

  expect(account.calls()).toEqual(['CREATE Thing', 'DELETE Thing!']);
  expect(minutes(stack, 'Thing CREATE_FAILED')).toBe(30);
});
