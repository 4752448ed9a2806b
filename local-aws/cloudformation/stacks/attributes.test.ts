import { accountPerTest } from '../fixtures/account';
import { thingTemplate } from '../fixtures/things';
import { eventLines } from './event-lines';

const account = accountPerTest();

describe('Fn::GetAtt', () => {
  const withValue = (attribute: string) => ({ Value: { Value: { 'Fn::GetAtt': ['Thing', attribute] } } });

  test('reads the resource by its identifier when the value is needed', async () => {
    const stack = await account.create(thingTemplate({ Thing: { Name: 'a' } }, withValue('Info.Text')));

    expect(stack.outputs.Value!.value).toBe('a, red');
    expect(account.requests()[1]).toMatchObject({
      action: 'READ',
      requestData: { resourceProperties: { Id: 'thing-1' } },
    });
  });

  test('reads the resource again only after an update', async () => {
    const stack = await account.create(thingTemplate({ Thing: {}, Other: {} }, withValue('Id')));
    await account.update(
      stack,
      thingTemplate({ Thing: {}, Other: { Color: 'blue' } }, withValue('Info.Text')),
    );
    expect(account.calls(2)).toEqual(['READ Thing', 'UPDATE Other']);

    await account.update(
      stack,
      thingTemplate({ Thing: { Color: 'blue' }, Other: { Color: 'blue' } }, withValue('Info.Text')),
    );
    expect(account.calls(4)).toEqual(['UPDATE Thing', 'READ Thing']);
    expect(stack.outputs.Value!.value).toBe('nameless, blue');
  });

  test('accepts read-only properties only', async () => {
    await expect(account.create(thingTemplate({ Thing: {} }, withValue('Color')))).rejects.toThrow(
      'Requested attribute Color must be a readonly property in schema for Test::Things::Thing',
    );
    await expect(account.create(thingTemplate({ Thing: {} }, withValue('Wheels')))).rejects.toThrow(
      'Requested attribute Wheels does not exist in schema for Test::Things::Thing',
    );
  });

  test('fails the resource that uses a value which cannot be read', async () => {
    const stack = await account.create(
      thingTemplate({ Thing: {}, User: { Name: { 'Fn::GetAtt': ['Thing', 'Walked'] } } }),
    );

    expect(eventLines(stack)[5]).toBe(
      'User CREATE_FAILED Unable to retrieve Walked attribute for Test::Things::Thing',
    );
  });
});
