import type { ValueMap } from '../../values/value';
import { comparedProperties, propertyDifferences } from './differences';
import type { ResourceSchema } from './schema';

const schema: ResourceSchema = {
  typeName: 'Test::Things::Nested',
  definitions: {
    Pair: {
      type: 'object',
      properties: {
        Groups: { type: 'array', insertionOrder: false, items: { $ref: '#/definitions/Group' } },
        Port: { type: 'integer' },
      },
    },
    Group: { type: 'object', properties: { Name: { type: 'string' } } },
  },
  properties: {
    Id: { type: 'string' },
    Secret: { type: 'string' },
    Pairs: { type: 'array', items: { $ref: '#/definitions/Pair' } },
    Pair: { $ref: '#/definitions/Pair' },
  },
  readOnlyProperties: ['/properties/Id'],
  writeOnlyProperties: ['/properties/Secret', '/properties/Pair/Port'],
  primaryIdentifier: ['/properties/Id'],
};

const groups = (...names: string[]) => names.map((Name) => ({ Name }));

test.each<[string, ValueMap, ValueMap, string[]]>([
  ['no difference', { Pairs: [{ Port: 1 }] }, { Pairs: [{ Port: 1 }] }, []],
  ['a number written as a string', { Pairs: [{ Port: '1' }] }, { Pairs: [{ Port: 1 }] }, []],
  [
    'another order of an unordered list in a list',
    { Pairs: [{ Groups: groups('a', 'b') }] },
    { Pairs: [{ Groups: groups('b', 'a') }] },
    [],
  ],
  [
    'a member that the template does not set',
    { Pair: { Groups: [] } },
    { Pair: { Groups: [], Port: 1 } },
    [],
  ],
  ['write-only properties', { Secret: 'x', Pair: { Port: 1 } }, { Pair: { Port: 2 } }, []],
  [
    'another nested value',
    { Pairs: [{ Port: 1 }, { Port: 2 }] },
    { Pairs: [{ Port: 1 }, { Port: 3 }] },
    ['NOT_EQUAL /Pairs/1/Port 2 3'],
  ],
  [
    'another order of an ordered list',
    { Pairs: [{ Port: 1 }, { Port: 2 }] },
    { Pairs: [{ Port: 2 }, { Port: 1 }] },
    ['NOT_EQUAL /Pairs/0/Port 1 2', 'NOT_EQUAL /Pairs/1/Port 2 1'],
  ],
  [
    'an added member of a list',
    { Pairs: [{ Port: 1 }] },
    { Pairs: [{ Port: 1 }, { Port: 2 }] },
    ['ADD /Pairs/1 null {"Port":2}'],
  ],
  [
    'a removed member of a list',
    { Pairs: [{ Port: 1 }, { Port: 2 }] },
    { Pairs: [{ Port: 1 }] },
    ['REMOVE /Pairs/1 {"Port":2} null'],
  ],
  ['another kind of value', { Pairs: [] }, { Pairs: 'none' }, ['NOT_EQUAL /Pairs [] none']],
  [
    'a removed property',
    { Pair: { Groups: groups('a') } },
    {},
    ['REMOVE /Pair {"Groups":[{"Name":"a"}]} null'],
  ],
])('%s', (_, expected, actual, differences) => {
  expect(
    propertyDifferences(schema, expected, actual).map(
      ({ DifferenceType, PropertyPath, ExpectedValue, ActualValue }) =>
        [DifferenceType, PropertyPath, ExpectedValue, ActualValue].join(' '),
    ),
  ).toEqual(differences);
});

test('read-only and write-only properties are not compared', () => {
  expect(comparedProperties(schema, { Id: 'a', Secret: 'b', Pair: { Port: 1, Groups: [] } })).toEqual({
    Pair: { Groups: [] },
  });
});
