import { constructName, generateConstruct } from './constructs';
import type { TypeSchema } from './schema';

const schemaOf = (parts: Partial<TypeSchema>): TypeSchema => ({
  typeName: 'Acme::Some::Thing',
  description: 'Some thing.',
  definitions: {},
  properties: {},
  required: [],
  ...parts,
});

test('the construct is named after the type, in any namespace', () => {
  expect(constructName('Org::CodeDeploy::EcsDeployment')).toBe('CfnEcsDeployment');
  expect(generateConstruct(schemaOf({}))).toContain("CFN_RESOURCE_TYPE_NAME = 'Acme::Some::Thing';");
});

test('read-only properties are attributes, the others properties, optional unless the schema requires them', () => {
  const source = generateConstruct(
    schemaOf({
      properties: {
        Name: { type: 'string', description: 'A name.' },
        Size: { type: 'integer' },
        Arn: { type: 'string' },
      },
      required: ['Name'],
      readOnlyProperties: ['/properties/Arn'],
    }),
  );
  expect(source).toContain(
    'export interface CfnThingProps {\n/** A name. */\nreadonly name: string;\nreadonly size?: number;\n}',
  );
  expect(source).toContain('readonly attrArn: string;');
  expect(source).toContain(
    "name: { name: 'Name', kind: text, required: true },\nsize: { name: 'Size', kind: number },",
  );
});

test('the kind of an object stands above those that name it', () => {
  const object = (properties: TypeSchema['properties']) => ({ type: 'object', properties });
  const source = generateConstruct(
    schemaOf({
      properties: { Outer: { $ref: '#/definitions/OuterPart' } },
      definitions: {
        OuterPart: object({ Inner: { type: 'array', items: { $ref: '#/definitions/ECSPart' } } }),
        ECSPart: object({ On: { type: 'boolean' } }),
      },
    }),
  );
  expect(source).toContain("inner: { name: 'Inner', kind: list(ECS_PART) },");
  expect(source.indexOf('const ECS_PART = ')).toBeLessThan(source.indexOf('const OUTER_PART = '));
  expect(source).toContain(
    'readonly inner?: (CfnThing.ECSPartProperty | cdk.IResolvable)[] | cdk.IResolvable;',
  );
  expect(source).toContain('readonly on?: boolean | cdk.IResolvable;');
});

test('a taggable type has a TagManager in place of its list of tags', () => {
  const source = generateConstruct(
    schemaOf({
      properties: { Tags: { type: 'array', items: { $ref: '#/definitions/Tag' } } },
      definitions: { Tag: { type: 'object', properties: { Key: { type: 'string' } } } },
      tagging: { taggable: true, tagProperty: '/properties/Tags' },
    }),
  );
  expect(source).toContain('readonly tags?: cdk.CfnTag[];');
  expect(source).toContain('readonly tags: cdk.TagManager;');
  expect(source).toContain("tags: { name: 'Tags', kind: list(tag) },");
  expect(source).not.toContain('TagProperty');
});

test.each([
  ['number', { Ratio: { type: 'number' } }, 'Ratio: there is no construct property of the type number.'],
  [
    'object without a name',
    { Place: { type: 'object' } },
    'Place: an object needs a definition, for its name.',
  ],
])('a %s is refused by name', (_kind, properties, message) => {
  expect(() => generateConstruct(schemaOf({ properties }))).toThrow(message);
});
