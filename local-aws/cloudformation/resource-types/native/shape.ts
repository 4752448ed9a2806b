import { didYouMean } from '../../values/did-you-mean';
import { isList, isMap, scalarText, type Value, type ValueMap } from '../../values/value';

/** The shape of a property. `map` has free keys, `json` may be any value. */
export type Shape = 'string' | 'number' | 'boolean' | 'map' | 'json' | readonly [Shape] | Fields;
export interface Fields {
  readonly [name: string]: Shape;
}

export const TAGS: Shape = [{ Key: 'string', Value: 'string' }];

function isFields(shape: Shape): shape is Fields {
  return typeof shape === 'object' && !Array.isArray(shape);
}

function itemShape(shape: Shape): Shape | undefined {
  return typeof shape === 'object' && Array.isArray(shape) ? (shape[0] as Shape) : undefined;
}

function isCall(value: ValueMap): boolean {
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && (key === 'Ref' || key?.startsWith('Fn::') === true);
}

/**
 * One sentence for each declared property that the shape does not have. Functions are not entered.
 * @param place of the value, e.g. `.NetworkConfiguration`
 */
export function unknownProperties(typeName: string, shape: Shape, value: Value, place = ''): string[] {
  const item = itemShape(shape);
  if (item !== undefined) {
    return isList(value)
      ? value.flatMap((inner, index) => unknownProperties(typeName, item, inner, `${place}.${index}`))
      : [];
  }
  if (!isFields(shape) || !isMap(value) || isCall(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = shape[name];
    if (field === undefined)
      return [
        `${place}.${name}: ${typeName} has no property ${[...place.split('.').filter(isName), name].join('.')}${didYouMean([name], Object.keys(shape))}`,
      ];
    return unknownProperties(typeName, field, inner, `${place}.${name}`);
  });
}

function isName(part: string): boolean {
  return part !== '' && !/^\d+$/.test(part);
}

/**
 * The names of declared properties that the shape does not have, with dots. List items and functions are entered, maps of
 * free keys are not.
 */
export function unknownNames(shape: Shape, value: Value, place: readonly string[] = []): string[] {
  const item = itemShape(shape);
  if (item !== undefined)
    return isList(value) ? [...new Set(value.flatMap((inner) => unknownNames(item, inner, place)))] : [];
  if (!isFields(shape) || !isMap(value) || isCall(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = shape[name];
    return field === undefined ? [[...place, name].join('.')] : unknownNames(field, inner, [...place, name]);
  });
}

/** Only what the shape has. */
export function known(shape: Shape, value: Value): Value {
  const item = itemShape(shape);
  if (item !== undefined) return isList(value) ? value.map((inner) => known(item, inner)) : value;
  if (!isFields(shape) || !isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const field = shape[name];
      return field === undefined ? [] : [[name, known(field, inner)]];
    }),
  );
}

/** The shape with the fields that only the other one has, at every depth. */
export function withOthers(shape: Fields, other: Fields): Fields {
  const merged = Object.entries(shape).map(([name, field]) => {
    const more = other[name];
    return [name, more === undefined ? field : withOthersInside(field, more)] as const;
  });
  return { ...other, ...Object.fromEntries(merged) };
}

function withOthersInside(shape: Shape, other: Shape): Shape {
  const [item, otherItem] = [itemShape(shape), itemShape(other)];
  if (item !== undefined && otherItem !== undefined) return [withOthersInside(item, otherItem)];
  return isFields(shape) && isFields(other) ? withOthers(shape, other) : shape;
}

/** Converts scalars to the types of the shape: a template's `"80"` becomes 80. */
export function cast(shape: Shape, value: Value): Value {
  const item = itemShape(shape);
  if (item !== undefined) return isList(value) ? value.map((inner) => cast(item, inner)) : value;
  if (isFields(shape)) {
    if (!isMap(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, cast(shape[name] ?? 'json', inner)]),
    );
  }
  if (value === null || typeof value === 'object') return value;
  if (shape === 'string') return String(value);
  if (shape === 'number') return Number.isNaN(Number(value)) ? value : Number(value);
  return shape === 'boolean' ? String(value) === 'true' : value;
}

/** One text of CloudFormation's validator for each value of a wrong type. */
export function wrongKinds(shape: Shape, value: Value, place = '#'): string[] {
  const item = itemShape(shape);
  const found = isList(value)
    ? 'JSONArray'
    : isMap(value)
      ? 'JSONObject'
      : typeof value === 'string'
        ? 'String'
        : 'Integer';
  if (item !== undefined) {
    if (!isList(value)) return [`${place}: expected type: JSONArray, found: ${found}`];
    return value.flatMap((inner, index) => wrongKinds(item, inner, `${place}/${index}`));
  }
  if (isFields(shape)) {
    if (!isMap(value)) return [`${place}: expected type: JSONObject, found: ${found}`];
    return Object.entries(value).flatMap(([name, inner]) => {
      const field = shape[name];
      return field === undefined
        ? [`${place}: extraneous key [${name}] is not permitted`]
        : wrongKinds(field, inner, `${place}/${name}`);
    });
  }
  if (shape === 'string' && typeof value === 'object')
    return [`${place}: expected type: String, found: ${found}`];
  if (shape === 'number' && typeof cast(shape, value) !== 'number')
    return [`${place}: expected type: Number, found: ${found}`];
  if (shape === 'boolean' && !['true', 'false'].includes(scalarText(value)))
    return [`${place}: expected type: Boolean, found: ${found}`];
  return [];
}

/** Names whose camel case is not only a lower-case first letter. */
const NAMES: Record<string, string> = {
  ECSServices: 'ecsServices',
  EFSVolumeConfiguration: 'efsVolumeConfiguration',
  FilesystemId: 'fileSystemId',
  IAM: 'iam',
  PlacementStrategies: 'placementStrategy',
};

/** Converts property names to camel case, for the APIs of ECS, CodeDeploy and Logs. */
export function withCamelCaseNames(shape: Shape, value: Value): Value {
  const item = itemShape(shape);
  if (item !== undefined)
    return isList(value) ? value.map((inner) => withCamelCaseNames(item, inner)) : value;
  if (!isFields(shape) || !isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      NAMES[name] ?? name.charAt(0).toLowerCase() + name.slice(1),
      withCamelCaseNames(shape[name] ?? 'json', inner),
    ]),
  );
}
