/**
 * Shapes whose schemas the types do without, by the client that has them. What only such a shape refers to goes with it.
 * In JSON the content then arrives as AWS sends it, with timestamps as numbers; in XML it is left out.
 */
const UNREAD: Readonly<Record<string, readonly string[]>> = {
  // The handlers read what the JSON of these answers has, and no timestamp.
  'client-ecs': ['Services', 'TaskDefinition$'],
  'client-elastic-load-balancing-v2': [
    'CertificateList',
    'MutualAuthenticationAttributes$',
    'RuleConditionList',
    'RuleTransformList',
  ],
};

/**
 * Leaves the schemas of unread shapes out of a client.
 * @param path of the client's schemas_0.js
 * @param source its content
 * @throws Error when the client no longer has one of the shapes
 */
export function withoutUnreadShapes(path: string, source: string): string {
  const [, client = ''] = /@aws-sdk\/(client-[^/]+)\//.exec(path) ?? [];
  return (UNREAD[client] ?? []).reduce((rest, shape) => withoutShape(client, rest, shape), source);
}

/** The SDK's schema for "nothing": what AWS sends in its place is ignored or passed on unchanged. */
function withoutShape(client: string, source: string, shape: string): string {
  const name = shape.replace('$', '\\$');
  const definition = new RegExp(`^((?:export )?var ${name} = )\\[[\\s\\S]*?;$`, 'm');
  if (!definition.test(source)) throw new Error(`@aws-sdk/${client} has no shape ${shape} any more.`);
  return source.replace(definition, '$1"unit";');
}
