import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../../cloudformation/cloudformation';
import { providerOf } from '../../cloudformation/resource-types/provider';
import { dereferenced, type ResourceSchema } from '../../cloudformation/resource-types/registry/schema';
import type { Stack } from '../../cloudformation/stacks/stack';
import { attributeOf } from '../../cloudformation/template/functions';
import type { Template } from '../../cloudformation/template/template';
import { similarNames } from '../../cloudformation/values/did-you-mean';
import { isList, isMap, scalarText, type Value, type ValueMap } from '../../cloudformation/values/value';

const UNKNOWN_PROPERTY = /^#(?<place>\S*): extraneous key \[(?<name>.+)\] is not permitted$/gm;
const BROKEN_RULE = /^#(?<place>\S*): failed validation constraint for keyword \[(?<rule>.+)\]$/gm;
const UNRESOLVED = /Unresolved resource dependencies \[(?<names>[^\]]*)\]/;
const WRONG_ATTRIBUTE =
  /Requested attribute (?<name>\S+) (?:does not exist|must be a readonly property) in schema for (?<type>\S+)/;

/** What CloudFormation does not say about a resource whose properties it refused: the names and values that it takes. */
export function hintsOnFailure(
  types: Pick<CloudFormation, 'registry' | 'findProvider'>,
  stack: Stack,
  event: StackEvent,
): string[] {
  const {
    LogicalResourceId: logicalId = '',
    ResourceType: type = '',
    ResourceStatusReason: reason = '',
  } = event;
  const declared = stack.prepared.resources[logicalId]?.Properties ?? {};
  const schema = types.registry.findProvider(type) && types.registry.getVersion(type).schema;
  if (schema === undefined) return [];
  const unknown = [...reason.matchAll(UNKNOWN_PROPERTY)].map(({ groups }) => {
    const at = schemaAt(schema, pathOf(groups?.place));
    return didYouMean([groups?.name ?? ''], Object.keys(isMap(at?.properties) ? at.properties : {}));
  });
  const rulesByPlace = new Map<string, string[]>();
  for (const { groups } of reason.matchAll(BROKEN_RULE)) {
    const place = groups?.place ?? '';
    rulesByPlace.set(place, [...(rulesByPlace.get(place) ?? []), groups?.rule ?? '']);
  }
  const broken = [...rulesByPlace].flatMap(([place, rules]) => {
    const path = pathOf(place);
    const at = schemaAt(schema, path);
    const demands = rules.flatMap((rule) =>
      at?.[rule] === undefined ? [] : [`${rule} ${textOf(at[rule] ?? null)}`],
    );
    return [
      ...(demands.length > 0 ? [`${path.join('.')} must have ${demands.join(' and ')}.`] : []),
      sourceOf(types, stack, valueIn(declared, path), path),
    ];
  });
  return [...unknown, ...broken].filter((hint) => hint !== '');
}

function textOf(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What CloudFormation does not say when it refuses a template: the names that were probably meant. */
export function hintsOnRefusal(
  types: Pick<CloudFormation, 'findProvider'>,
  template: Pick<Template, 'Parameters' | 'Resources'>,
  message: string,
): string[] {
  const names = UNRESOLVED.exec(message)?.groups?.names?.split(', ') ?? [];
  const declared = [...Object.keys(template.Resources), ...Object.keys(template.Parameters)];
  const { name = '', type = '' } = WRONG_ATTRIBUTE.exec(message)?.groups ?? {};
  const attributes = types.findProvider(type)?.attributeNames ?? [];
  const suggestion = didYouMean(names, declared) || didYouMean([name], attributes);
  if (suggestion !== '') return [suggestion];
  return attributes.length > 0 ? [`Its attributes are ${attributes.join(', ')}.`] : [];
}

function didYouMean(unknown: readonly string[], known: readonly string[]): string {
  const names = similarNames(unknown, known);
  return names.length > 0 ? `Did you mean ${names.join(', ')}?` : '';
}

/** The names and indexes of a place such as `/LoadBalancerInfo/TargetGroups/0`. */
function pathOf(place = ''): string[] {
  return place.split('/').filter((part) => part !== '');
}

function schemaAt(schema: ResourceSchema, path: readonly string[]): ValueMap | undefined {
  let at: ValueMap | undefined = schema;
  for (const part of path) {
    const inner: Value | undefined = isMap(at?.properties) ? at.properties[part] : at?.items;
    at = dereferenced(schema, inner);
  }
  return at;
}

function valueIn(value: Value, path: readonly string[]): Value | undefined {
  let at: Value | undefined = value;
  for (const part of path) at = isList(at) ? at[Number(part)] : isMap(at) ? at[part] : undefined;
  return at;
}

/** Where a refused value comes from, and which attribute was probably meant. */
function sourceOf(
  types: Pick<CloudFormation, 'findProvider'>,
  stack: Stack,
  value: Value | undefined,
  path: readonly string[],
): string {
  if (typeof value === 'string') return `It is ${JSON.stringify(value)}.`;
  if (!isMap(value)) return '';
  const attribute = attributeOf(value['Fn::GetAtt'] ?? null);
  if (attribute) return `The value comes from !GetAtt ${attribute[0]}.${scalarText(attribute[1])}.`;
  if (typeof value.Ref !== 'string') return '';
  const name = value.Ref;
  const parameter = stack.prepared.parameters[name];
  if (parameter !== undefined) return `!Ref ${name} gives ${JSON.stringify(parameter)}.`;
  const resource = stack.prepared.resources[name];
  if (!resource) return '';
  const gives = stack.events.findLast(
    ({ LogicalResourceId, PhysicalResourceId }) => LogicalResourceId === name && PhysicalResourceId !== '',
  )?.PhysicalResourceId;
  const meant = attributeFor(path, providerOf(types, resource.Type).attributeNames ?? []);
  const advice = meant === undefined ? '' : `; use !GetAtt ${name}.${meant}`;
  return `!Ref ${name} gives ${gives ?? 'something else'}${advice}.`;
}

/** The attribute that has the kind of value that a property's name ends with: for `ListenerArns` an ARN, for `GroupName` a name. */
function attributeFor(path: readonly string[], attributes: readonly string[]): string | undefined {
  const property = path.findLast((part) => !/^\d+$/.test(part)) ?? '';
  const kind = /(Arn|Name|Id)s?$/.exec(property)?.[1];
  const fitting = attributes.filter((name) => kind !== undefined && name.endsWith(kind));
  return fitting.sort((one, other) => one.length - other.length)[0];
}
