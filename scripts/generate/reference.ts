import type { PropertySchema, TypeSchema } from './schema';

const EXAMPLES = `## Examples

- [examples/blue-green.yaml](../../examples/blue-green.yaml): a service with load balancer, group, deployment and hook
- [examples/module.yaml](../../examples/module.yaml): the same with the module \`Org::CodeDeploy::EcsBlueGreen::MODULE\`
- [examples/](../../examples/README.md): more, among them an approved canary and two services behind one load balancer
`;

/** The files of a type's reference and the object that each is about: the CLI names a definition's page in lower case. */
export function pagesOf(schema: TypeSchema): Map<string, PropertySchema> {
  const nested = Object.entries(schema.definitions).filter(([, definition]) => definition.type === 'object');
  return new Map<string, PropertySchema>([
    ['README.md', schema],
    ...nested.map(([name, definition]) => [`${name.toLowerCase()}.md`, definition] as const),
  ]);
}

/**
 * A page of the reference with what the CloudFormation CLI leaves out: it puts the definition's description, or none, in
 * the place of that of a property which refers to one. The first page of a type (that of its schema) leads to the examples too.
 * @param owner the object that the page is about
 * @throws Error naming a property that the page has no place for
 */
export function completePage(page: string, owner: PropertySchema, schema: TypeSchema): string {
  const referring = Object.entries(owner.properties ?? {}).filter(([, { $ref }]) => $ref !== undefined);
  const described = referring.reduce((text, [name, property]) => {
    const description = descriptionOf(property, schema);
    return description === undefined ? text : describe(text, name, description);
  }, page);
  return owner === schema ? described.replace('## Return Values\n', `${EXAMPLES}\n$&`) : described;
}

/** Objects have a page of their own that describes them; what refers to anything else says both. */
function descriptionOf({ $ref, description }: PropertySchema, schema: TypeSchema): string | undefined {
  const definition = schema.definitions[$ref?.split('/').at(-1) ?? ''];
  if (description === undefined || definition?.type === 'object') return description;
  return [description, definition?.description].filter((text) => text !== undefined).join(' ');
}

function describe(page: string, name: string, description: string): string {
  const [before, after] = page.split(`#### ${name}\n`);
  const rest = after?.indexOf('_Required_:') ?? -1;
  if (before === undefined || after === undefined || rest < 0) throw new Error(`${name} has no section.`);
  return `${before}#### ${name}\n\n${description}\n\n${after.slice(rest)}`;
}
