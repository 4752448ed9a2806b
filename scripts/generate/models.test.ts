import { generateModels } from './models';
import { toPropertyName } from './names';
import type { TypeSchema } from './schema';

const schemaOf = (parts: Partial<TypeSchema>): TypeSchema => ({
  typeName: 'Org::Some::Type',
  description: 'Some type.',
  definitions: {},
  properties: {},
  required: [],
  ...parts,
});

describe('the generated source', () => {
  test('leaves optional what the schema does not require, and says what the schema says of it', () => {
    const source = generateModels(
      schemaOf({
        properties: {
          Name: { type: 'string', description: 'A name.' },
          Mode: { type: 'string', enum: ['FAST', 'SAFE'] },
        },
        required: ['Name'],
      }),
    );
    expect(source).toContain("/** A name. */\nname: string;\nmode?: 'FAST' | 'SAFE' | undefined;");
  });

  test('names write-only properties for code that has to leave them out of an answer', () => {
    const source = generateModels(
      schemaOf({ properties: { Hooks: { type: 'string' } }, writeOnlyProperties: ['/properties/Hooks'] }),
    );
    expect(source).toContain("WRITE_ONLY_PROPERTIES = ['hooks']");
  });

  test.each([
    [
      'number',
      { Ratio: { type: 'number' } },
      'ResourceProperties.Ratio: there is no model of the type number.',
    ],
    [
      'list of numbers',
      { Ports: { type: 'array', items: { type: 'integer' } } },
      'ResourceProperties.Ports: there is no model of a list of numbers or booleans.',
    ],
    [
      'object without a name',
      { Place: { type: 'object' } },
      'ResourceProperties.Place: an object needs a definition, for its name.',
    ],
    [
      'definition that is not there',
      { Place: { $ref: '#/definitions/Place' } },
      "#/definitions/Place is not in the schema's definitions.",
    ],
  ])('refuses a %s, naming it', (_kind, properties, message) => {
    expect(() => generateModels(schemaOf({ properties }))).toThrow(message);
  });
});

test.each([
  ['ApplicationName', 'applicationName'],
  ['ECSServices', 'ecsServices'],
  ['Arn', 'arn'],
  ['ARN', 'arn'],
])('spells %s as the AWS SDK does: %s', (name, property) => {
  expect(toPropertyName(name)).toBe(property);
});
