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
import { toValue, type Value, type ValueMap } from '../values/value';

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

function read(text: string, tags: readonly (ScalarTag | CollectionTag)[]): Document {
  if (nestingOf(text) > DEEPEST_PARSED) throw tooDeep();
  const lines = new LineCounter();
  const document = parseDocument(text, {
    customTags: (usual) => [...usual.flatMap(supportedTags), ...tags],
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

/**
 * Reads a template in YAML or JSON. Short forms of functions get their long form.
 * @throws ServiceError ValidationError `Template format error: …`
 */
export function readTemplate(text: string): Value {
  return plain(read(text, shortTags).contents);
}

/**
 * Reads data in YAML or JSON, without short forms of functions.
 * @throws ServiceError ValidationError `Template format error: …`
 */
export function readData(text: string): Value {
  return plain(read(text, []).contents);
}
