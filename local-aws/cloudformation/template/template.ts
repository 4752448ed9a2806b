import {
  isAlias,
  type Document,
  isMap as isYamlMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type ScalarTag,
  type Tags,
  type CollectionTag,
} from 'yaml';
import { validationError } from '../values/errors';
import { isMap, scalarText, toValue, type Value, type ValueMap } from '../values/value';
import { extended } from './language-extensions';

export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';

export interface ParameterDeclaration {
  Type: string;
  Default?: Value;
  AllowedPattern?: string;
  AllowedValues?: Value[];
  MinLength?: Value;
  MaxLength?: Value;
  MinValue?: Value;
  MaxValue?: Value;
  NoEcho?: Value;
  ConstraintDescription?: string;
  Description?: string;
}

export interface ResourceDeclaration {
  Type: string;
  Properties?: ValueMap;
  DependsOn?: string | string[];
  Condition?: string;
  DeletionPolicy?: DeletionPolicy;
  UpdateReplacePolicy?: DeletionPolicy;
  Metadata?: Value;
  UpdatePolicy?: Value;
  CreationPolicy?: Value;
}

export interface OutputDeclaration {
  Value: Value;
  Description?: string;
  Export?: { Name: Value };
  Condition?: string;
}

export interface Template {
  AWSTemplateFormatVersion?: string;
  Description?: string;
  Transform?: Value;
  Metadata?: Value;
  Parameters: Record<string, ParameterDeclaration>;
  Mappings: Record<string, Record<string, ValueMap>>;
  Conditions: ValueMap;
  Rules?: Value;
  Resources: Record<string, ResourceDeclaration>;
  Outputs: Record<string, OutputDeclaration>;
}

/** The functions that have a short form in YAML (AWS CloudFormation Template Reference, "Intrinsic functions"). */
const SHORT_FORMS = [
  'And', 'Base64', 'Cidr', 'Contains', 'Equals', 'FindInMap', 'ForEach', 'GetAZs', 'If', 'ImportValue', 'Join',
  'Length', 'Not', 'Or', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform',
]; // prettier-ignore

function longForm(tag: string): string {
  const name = tag.slice(1);
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}

/** `!GetAtt Resource.Attribute`: the first dot separates the logical id from the attribute's name. */
function attributeArgument(argument: Value): Value {
  if (typeof argument !== 'string') return argument;
  const dot = argument.indexOf('.');
  return dot === -1 ? argument : [argument.slice(0, dot), argument.slice(dot + 1)];
}

const shortTags: (ScalarTag | CollectionTag)[] = [...SHORT_FORMS, 'Ref', 'Condition', 'GetAtt'].flatMap(
  (name) => {
    const tag = `!${name}`;
    return [
      { tag, resolve: (text: string) => text },
      { tag, collection: 'seq' as const },
      { tag, collection: 'map' as const },
    ];
  },
);

/** CloudFormation's YAML 1.1 lacks some tags: dates stay texts, and so do `y` and `n`. */
function supportedTags(tag: Tags[number]): Tags {
  if (typeof tag === 'string') return [tag];
  if (/:(timestamp|binary|omap|pairs|set)$/.test(tag.tag)) return [];
  if (!tag.tag.endsWith(':bool') || tag.collection !== undefined || !tag.test) return [tag];
  return [{ ...tag, test: new RegExp(tag.test.source.replace(/\b[YN]\|[yn]\|/, '')) }];
}

/** The levels of lists and maps in a template. */
const DEEPEST_NESTING = 100;

function tooDeep(): Error {
  return validationError(
    `Template format error: lists and maps are nested more than ${DEEPEST_NESTING} levels deep.`,
  );
}

/** The text of a key. A list or a map as a key is refused: JSON has none. */
function keyOf(key: unknown): string {
  if (isScalar(key)) return String(key.value);
  throw validationError('Template format error: every key must be a string.');
}

/** Converts a YAML node to a value. Every short form becomes a map with one key. */
function plain(node: unknown, depth = 0): Value {
  if (depth > DEEPEST_NESTING) throw tooDeep();
  if (isScalar(node))
    return node.tag?.startsWith('!') === true ? short(node.tag, toValue(node.value)) : toValue(node.value);
  if (isAlias(node))
    throw validationError('Template error: YAML aliases are not allowed in CloudFormation templates');
  const inner = isSeq(node)
    ? node.items.map((item) => plain(item, depth + 1))
    : isYamlMap(node)
      ? Object.fromEntries(node.items.map((pair) => [keyOf(pair.key), plain(pair.value, depth + 1)]))
      : null;
  const tag = isSeq(node) || isYamlMap(node) ? node.tag : undefined;
  return tag?.startsWith('!') === true ? short(tag, inner) : inner;
}

function short(tag: string, argument: Value): ValueMap {
  return { [longForm(tag)]: tag === '!GetAtt' ? attributeArgument(argument) : argument };
}

/**
 * Far more levels than a template may have, and far fewer than the parser's stack allows. Near the end of the stack V8 may
 * not only throw: when it compiles a regular expression there, it ends the process.
 */
const DEEPEST_PARSED = 1000;

/** The nesting of a text at most: by brackets, by list items in one line, and by indentation. */
function nestingOf(text: string): number {
  let [open, deepest] = [0, 0];
  for (const character of text) {
    if (character === '[' || character === '{') open += 1;
    else if (character === ']' || character === '}') open -= 1;
    deepest = Math.max(deepest, open);
  }
  for (const line of text.split('\n')) {
    const indentation = /^[ -]*/.exec(line)?.[0] ?? '';
    deepest = Math.max(deepest, indentation.length / 2);
  }
  return deepest;
}

function read(text: string): Document {
  if (nestingOf(text) > DEEPEST_PARSED) throw tooDeep();
  const lines = new LineCounter();
  const document = parseDocument(text, {
    customTags: (tags) => [...tags.flatMap(supportedTags), ...shortTags],
    lineCounter: lines,
    version: '1.1',
    prettyErrors: false,
    merge: false,
  });
  const problem = document.errors[0] ?? document.warnings[0];
  // The parser follows the nesting with its stack, which ends long before the memory does.
  if (problem?.code === 'RESOURCE_EXHAUSTION') throw tooDeep();
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw validationError(
      `Template format error: YAML not well-formed. (line ${line}, column ${col}): ${problem.message}`,
    );
  }
  return document;
}

const SECTIONS = [
  'AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Rules', 'Mappings', 'Conditions', 'Transform',
  'Resources', 'Outputs', 'Hooks', 'Globals',
]; // prettier-ignore

/**
 * Parses a template in YAML or JSON. Short forms of functions get their long form, loops their entries.
 * @param parameters values of all parameters, for the loops; absent, the defaults count, and a loop over a parameter without
 * one has no entries
 * @throws ServiceError ValidationError `Template format error: …`
 */
export function parseTemplate(text: string, parameters?: Readonly<Record<string, Value>>): Template {
  const root = plain(read(text).contents);
  if (!isMap(root)) throw validationError('Template format error: unsupported structure.');
  const unknown = Object.keys(root).filter((section) => !SECTIONS.includes(section));
  if (unknown.length > 0)
    throw validationError(`Invalid template property or properties [${unknown.join(', ')}]`);
  if (!isMap(root.Resources) || Object.keys(root.Resources).length === 0) {
    throw validationError('Template format error: At least one Resources member must be defined.');
  }
  const empty = placeOfNull(root);
  if (empty !== undefined)
    throw validationError(`Template format error: [${empty}] 'null' values are not allowed in templates`);
  const parameter = (name: string): Value | undefined =>
    parameters ? parameters[name] : defaultOf(root.Parameters, name);
  return withSections(extended(root, parameter, parameters !== undefined));
}

/** The default of a parameter, as a list when its type is one. */
function defaultOf(parameters: Value | undefined, name: string): Value | undefined {
  const declared = isMap(parameters) ? parameters[name] : undefined;
  if (!isMap(declared) || declared.Default === undefined) return undefined;
  return scalarText(declared.Type).includes('List')
    ? scalarText(declared.Default)
        .split(',')
        .map((item) => item.trim())
    : declared.Default;
}

/** The place of the first null, e.g. `/Resources/Log/Properties`. An empty property of YAML is null. */
function placeOfNull(value: Value, place = ''): string | undefined {
  if (value === null) return place;
  if (typeof value !== 'object') return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = placeOfNull(inner, `${place}/${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function withSections(root: ValueMap): Template {
  for (const section of ['Parameters', 'Mappings', 'Conditions', 'Resources', 'Outputs']) {
    const declared = root[section] ?? {};
    if (!isMap(declared)) throw validationError(`Template format error: '${section}' must be an object.`);
    for (const [name, entry] of Object.entries(declared)) {
      if (!isMap(entry))
        throw validationError(
          `Template format error: Any ${section} member must be an object. (${section}.${name})`,
        );
    }
  }
  for (const [name, resource] of Object.entries(root.Resources as Record<string, ValueMap>)) {
    if (typeof resource.Type !== 'string') {
      throw validationError(
        `Template format error: [/Resources/${name}] Every Resources object must contain a Type member.`,
      );
    }
  }
  const empty = { Parameters: {}, Mappings: {}, Conditions: {}, Outputs: {} };
  // The shapes of the sections were checked above; their content is checked where it is used.
  return { ...empty, ...root } as unknown as Template;
}
