import { completePage, pagesOf } from './reference';
import type { TypeSchema } from './schema';

const schema: TypeSchema = {
  typeName: 'Org::Some::Type',
  description: 'Some type.',
  definitions: {
    Route: { type: 'object', description: 'A route.', properties: { Port: { type: 'integer' } } },
    Function: { type: 'string', description: 'Name or ARN.' },
  },
  properties: {
    Live: { $ref: '#/definitions/Route', description: 'Where users go.' },
    Hook: { $ref: '#/definitions/Function', description: 'Called at the end.' },
    Plain: { $ref: '#/definitions/Route' },
  },
  required: [],
};

const page = `# Org::Some::Type

#### Live

A route.

_Required_: Yes

#### Hook

_Required_: No

#### Plain

A route.

_Required_: No

## Return Values

### Fn::GetAtt
`;

test('a property that refers to a definition keeps its own description, next to a property without a page', () => {
  const completed = completePage(page, schema, schema);
  expect(completed).toContain('#### Live\n\nWhere users go.\n\n_Required_: Yes\n');
  expect(completed).toContain('#### Hook\n\nCalled at the end. Name or ARN.\n\n_Required_: No\n');
  expect(completed).toContain('#### Plain\n\nA route.\n\n_Required_: No\n');
});

test('the first page of a type leads to the examples, and only that', () => {
  expect(completePage(page, schema, schema)).toContain('yaml): the same with the module');
  expect([...pagesOf(schema)]).toEqual([
    ['README.md', schema],
    ['route.md', schema.definitions.Route],
  ]);
  expect(completePage('## Return Values\n', { type: 'object' }, schema)).toBe('## Return Values\n');
});

test('a property without a section is a page of another schema', () => {
  expect(() => completePage('# Org::Some::Type\n', schema, schema)).toThrow('Live has no section.');
});
