import { accountPerTest } from '../../fixtures/account';
import { thingTemplate } from '../../fixtures/things';
import { eventLines } from '../../stacks/event-lines';

const account = accountPerTest();

const seconds = () => (account.aws.clock.now() - Date.UTC(2026, 0, 1)) / 1000;
const moments = new Map<string, number>();
const noteMoments = () => {
  moments.clear();
  account.cloudFormation.whenEvent((stack) => {
    moments.set(eventLines(stack).at(-1)!.split(' ').slice(0, 2).join(' '), seconds());
  });
};

test('a resource fails at the moment that a test names, while another one is in progress', async () => {
  const stack = await account.create(thingTemplate({ Thing: {}, Sibling: {} }));
  account.cloudFormation.faults.add({
    logicalId: 'Sibling',
    action: 'UPDATE',
    kind: 'failed',
    message: 'Now.',
    when: () => account.calls().filter((line) => line === 'UPDATE Thing').length === 3,
    times: 1,
  });
  await account.update(stack, thingTemplate({ Thing: { Steps: 9 }, Sibling: { Color: 'blue' } }));

  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(account.calls(2)).toEqual([
    'UPDATE Thing',
    'UPDATE Sibling',
    'UPDATE Thing',
    'UPDATE Thing',
    'UPDATE Thing!',
    'UPDATE Sibling!',
  ]);
});

test('a resource that fails later stays in progress until then, although its handler has succeeded', async () => {
  noteMoments();
  account.cloudFormation.faults.add({
    logicalId: 'Thing',
    action: 'CREATE',
    kind: 'failed',
    afterSeconds: 90,
  });
  await account.create(thingTemplate({ Thing: {} }));

  expect(moments.get('Thing CREATE_FAILED')).toBe(90);
});

test('a request is delivered twice at once, and only the first answer counts', async () => {
  account.cloudFormation.faults.add({
    logicalId: 'Thing',
    action: 'CREATE',
    kind: 'deliveredTwice',
    fromCall: 2,
    calls: 1,
  });
  await account.create(thingTemplate({ Thing: { Steps: 2 } }));

  const steps = account.requests().map(({ callbackContext }) => callbackContext);
  expect(steps).toEqual([null, { step: 1 }, { step: 1 }, { step: 2 }]);
});

test('a request is delivered again later, after the end of the operation', async () => {
  account.cloudFormation.faults.add({
    logicalId: 'Thing',
    action: 'CREATE',
    kind: 'deliveredTwice',
    afterSeconds: 100,
    calls: 1,
  });
  const stack = await account.create(thingTemplate({ Thing: { Id: undefined, Steps: 1 } } as never));
  expect(account.calls()).toEqual(['CREATE Thing', 'CREATE Thing']);
  const before = stack.events.length;
  await account.aws.clock.advance(100);

  const [first, , late] = account.requests();
  expect(late).toEqual({
    ...first,
    requestData: {
      ...first!.requestData,
      callerCredentials: late!.requestData.callerCredentials,
      providerCredentials: late!.requestData.providerCredentials,
    },
  });
  expect(stack.events).toHaveLength(before);
});

test('after a lost answer the same request is sent again a minute later, with the same token and context', async () => {
  noteMoments();
  account.cloudFormation.faults.add({
    logicalId: 'Thing',
    action: 'UPDATE',
    kind: 'answerLost',
    fromCall: 2,
  });
  const stack = await account.create(thingTemplate({ Thing: {} }));
  await account.update(stack, thingTemplate({ Thing: { Steps: 1, Color: 'blue' } }));

  const updates = account.requests().slice(1);
  expect(updates.map(({ callbackContext }) => callbackContext)).toEqual([null, { step: 1 }, { step: 1 }]);
  expect(new Set(updates.map(({ bearerToken }) => bearerToken)).size).toBe(1);
  expect(moments.get('Thing UPDATE_COMPLETE')).toBe(70);
});

test('three lost answers end the operation', async () => {
  account.cloudFormation.faults.add({ logicalId: 'Thing', action: 'CREATE', kind: 'answerLost', calls: 3 });
  const stack = await account.create(thingTemplate({ Thing: {} }));

  expect(eventLines(stack)[2]).toBe(
    'Thing CREATE_FAILED Resource handler returned message: "The handler has not answered." (RequestToken: …, HandlerErrorCode: InternalFailure)',
  );
  expect(account.calls()).toEqual(['CREATE Thing', 'CREATE Thing', 'CREATE Thing']);
});
