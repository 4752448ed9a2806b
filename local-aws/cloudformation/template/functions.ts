import { cidrBlocks } from '../values/cidr';
import { UnresolvedValue } from '../values/errors';
import { isList, isMap, scalarText, type Value, type ValueMap } from '../values/value';

/** Where the functions of a template find their values. */
export interface Scope {
  /** The value of a parameter or pseudo parameter; undefined when there is none with this name. */
  parameter(name: string): Value | undefined;
  mappings: Record<string, Record<string, ValueMap>>;
  condition(name: string): Promise<boolean>;
  /** Ref of a resource: its physical id. */
  reference(logicalId: string): Promise<Value>;
  /** Fn::GetAtt: the value of an attribute, read from the resource. */
  attribute(logicalId: string, name: string): Promise<Value>;
  /** Fn::ImportValue: the value that another stack exports. */
  imported(name: string): Promise<Value>;
  region: string;
}

/** Ref of AWS::NoValue: the property is omitted. */
const NO_VALUE = Symbol('AWS::NoValue');
type Evaluated = Value | typeof NO_VALUE;
type Function = (argument: Value, scope: Scope) => Promise<Evaluated>;

/**
 * Evaluates every function in a value.
 * @returns the value without functions; undefined for AWS::NoValue
 * @throws UnresolvedValue when an argument is invalid or a value cannot be read
 */
export async function evaluate(value: Value, scope: Scope): Promise<Value | undefined> {
  const evaluated = await withoutFunctions(value, scope);
  return evaluated === NO_VALUE ? undefined : evaluated;
}

/** The name of the function that a map calls, e.g. `Fn::Sub`; undefined for plain data. */
export function functionName(value: Value): string | undefined {
  if (!isMap(value)) return undefined;
  const [key, ...others] = Object.keys(value);
  return others.length === 0 &&
    key !== undefined &&
    (key === 'Ref' || key.startsWith('Fn::') || (key === 'Condition' && typeof value[key] === 'string'))
    ? key
    : undefined;
}

async function withoutFunctions(value: Value, scope: Scope): Promise<Evaluated> {
  if (isList(value)) {
    const items: Value[] = [];
    for (const item of value) {
      const inner = await withoutFunctions(item, scope);
      if (inner !== NO_VALUE) items.push(inner);
    }
    return items;
  }
  if (!isMap(value)) return value;
  const name = functionName(value);
  const call = name === undefined ? undefined : FUNCTIONS[name];
  if (name !== undefined && call) return call(value[name] ?? null, scope);
  const result: ValueMap = {};
  for (const [key, item] of Object.entries(value)) {
    const inner = await withoutFunctions(item, scope);
    if (inner !== NO_VALUE) result[key] = inner;
  }
  return result;
}

async function list(argument: Value, scope: Scope, name: string): Promise<Value[]> {
  const evaluated = await withoutFunctions(argument, scope);
  if (evaluated === NO_VALUE || !isList(evaluated))
    throw new UnresolvedValue(`Template error: ${name} takes a list.`);
  return evaluated;
}

async function text(argument: Value | undefined, scope: Scope, name: string): Promise<string> {
  const evaluated = await withoutFunctions(argument ?? null, scope);
  if (evaluated === NO_VALUE || evaluated === null || typeof evaluated === 'object') {
    throw new UnresolvedValue(`Template error: every value of ${name} must be a string.`);
  }
  return String(evaluated);
}

function items(argument: Value, name: string, minimum: number): Value[] {
  if (!isList(argument) || argument.length < minimum)
    throw new UnresolvedValue(`Template error: ${name} takes a list of ${minimum} values.`);
  return argument;
}

async function lookUp(name: string, scope: Scope): Promise<Evaluated> {
  if (name === 'AWS::NoValue') return NO_VALUE;
  return scope.parameter(name) ?? (await scope.reference(name));
}

/** The two parts of Fn::GetAtt's argument, from `Logical.Attribute` or `[Logical, Attribute]`. */
export function attributeOf(argument: Value): [string, Value] | undefined {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return dot === -1 ? undefined : [argument.slice(0, dot), argument.slice(dot + 1)];
  }
  const [logicalId, name] = isList(argument) ? argument : [];
  return typeof logicalId === 'string' && name !== undefined ? [logicalId, name] : undefined;
}

/** In characters: as many as the largest template in S3 has bytes. Functions in functions can double a text at each level. */
const LONGEST_TEXT = 1_048_576;

/** @throws UnresolvedValue before a text is made that is too long */
function refuseLongText(length: number, name: string): void {
  if (length > LONGEST_TEXT)
    throw new UnresolvedValue(
      `Template error: ${name} makes a text of more than ${LONGEST_TEXT} characters.`,
    );
}

const PLACEHOLDER = /\$\{([^}]*)\}/g;

/** The names in a text of Fn::Sub, without the escaped `${!…}`. */
export function placeholders(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)]
    .map((match) => (match[1] ?? '').trim())
    .filter((name) => !name.startsWith('!'));
}

async function substituted(argument: Value, scope: Scope): Promise<Value> {
  const [template, variables]: Value[] = isList(argument) ? argument : [argument, {}];
  if (typeof template !== 'string') throw new UnresolvedValue('Template error: Fn::Sub takes a string.');
  const values = new Map<string, string>();
  for (const name of new Set(placeholders(template))) {
    const own = isMap(variables) ? variables[name] : undefined;
    const dot = name.indexOf('.');
    const call: Value =
      dot === -1 ? { Ref: name } : { 'Fn::GetAtt': [name.slice(0, dot), name.slice(dot + 1)] };
    values.set(name, await text(own ?? call, scope, 'Fn::Sub'));
  }
  const added = [...template.matchAll(PLACEHOLDER)].reduce(
    (sum, [, name = '']) => sum + (values.get(name.trim())?.length ?? 0),
    template.length,
  );
  refuseLongText(added, 'Fn::Sub');
  return template.replaceAll(PLACEHOLDER, (whole, name: string) =>
    name.startsWith('!') ? `\${${name.slice(1)}}` : (values.get(name.trim()) ?? whole),
  );
}

async function truth(argument: Value, scope: Scope): Promise<boolean> {
  const evaluated = await withoutFunctions(argument, scope);
  return evaluated === true || evaluated === 'true';
}

async function truths(argument: Value, scope: Scope, name: string): Promise<boolean[]> {
  return Promise.all(items(argument, name, 1).map((item) => truth(item, scope)));
}

const FUNCTIONS: Record<string, Function> = {
  Ref: (argument, scope) => lookUp(scalarText(argument), scope),
  Condition: (argument, scope) => scope.condition(scalarText(argument)),
  'Fn::GetAtt': async (argument, scope) => {
    const found = attributeOf(argument);
    if (!found)
      throw new UnresolvedValue(
        'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
      );
    return scope.attribute(found[0], await text(found[1], scope, 'Fn::GetAtt'));
  },
  'Fn::Sub': substituted,
  'Fn::Join': async (argument, scope) => {
    const [delimiter, parts] = items(argument, 'Fn::Join', 2);
    const values = await list(parts ?? null, scope, 'Fn::Join');
    const texts = await Promise.all(values.map((value) => text(value, scope, 'Fn::Join')));
    const between = scalarText(delimiter);
    refuseLongText(
      texts.reduce((sum, { length }) => sum + length + between.length, 0),
      'Fn::Join',
    );
    return texts.join(between);
  },
  'Fn::Split': async (argument, scope) => {
    const [delimiter, source] = items(argument, 'Fn::Split', 2);
    return (await text(source, scope, 'Fn::Split')).split(scalarText(delimiter));
  },
  'Fn::Select': async (argument, scope) => {
    const [position, from] = items(argument, 'Fn::Select', 2);
    const index = Number(await text(position, scope, 'Fn::Select'));
    const chosen = (await list(from ?? null, scope, 'Fn::Select'))[index];
    if (chosen === undefined)
      throw new UnresolvedValue(
        'Template error: Fn::Select cannot select nonexistent value at index ' + String(index),
      );
    return chosen;
  },
  'Fn::If': async (argument, scope) => {
    const [name, whenTrue, whenFalse] = items(argument, 'Fn::If', 3);
    return withoutFunctions(
      ((await scope.condition(scalarText(name))) ? whenTrue : whenFalse) ?? null,
      scope,
    );
  },
  'Fn::FindInMap': async (argument, scope) => {
    const [map, first, second, more] = await list(argument, scope, 'Fn::FindInMap');
    const found = scope.mappings[scalarText(map)]?.[scalarText(first)]?.[scalarText(second)];
    if (found === undefined) {
      if (isMap(more) && more.DefaultValue !== undefined) return more.DefaultValue;
      throw new UnresolvedValue(
        `Template error: Unable to get mapping for ${scalarText(map)}::${scalarText(first)}::${scalarText(second)}`,
      );
    }
    return found;
  },
  'Fn::Base64': async (argument, scope) => {
    const encoded = Buffer.from(await text(argument, scope, 'Fn::Base64')).toString('base64');
    refuseLongText(encoded.length, 'Fn::Base64');
    return encoded;
  },
  'Fn::ImportValue': async (argument, scope) =>
    scope.imported(await text(argument, scope, 'Fn::ImportValue')),
  'Fn::GetAZs': async (argument, scope) => {
    const region = (await text(argument, scope, 'Fn::GetAZs')) || scope.region;
    return ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
  },
  'Fn::Cidr': async (argument, scope) => {
    const [block, count, bits] = await list(argument, scope, 'Fn::Cidr');
    return cidrBlocks(scalarText(block), Number(count), Number(bits ?? 8));
  },
  'Fn::Length': async (argument, scope) => (await list(argument, scope, 'Fn::Length')).length,
  'Fn::ToJsonString': async (argument, scope) => {
    const evaluated = await withoutFunctions(argument, scope);
    if (evaluated === NO_VALUE || typeof evaluated !== 'object')
      throw new UnresolvedValue('Template error: Fn::ToJsonString takes a map or a list.');
    const json = JSON.stringify(evaluated);
    refuseLongText(json.length, 'Fn::ToJsonString');
    return json;
  },
  'Fn::And': async (argument, scope) => (await truths(argument, scope, 'Fn::And')).every(Boolean),
  'Fn::Or': async (argument, scope) => (await truths(argument, scope, 'Fn::Or')).some(Boolean),
  'Fn::Not': async (argument, scope) => !(await truths(argument, scope, 'Fn::Not'))[0],
  'Fn::Equals': async (argument, scope) => {
    const [left, right] = await list(argument, scope, 'Fn::Equals');
    return JSON.stringify(left) === JSON.stringify(right) || scalarText(left) === scalarText(right);
  },
};

/** Names of the functions that the engine supports. */
export const KNOWN_FUNCTIONS: readonly string[] = Object.keys(FUNCTIONS);
