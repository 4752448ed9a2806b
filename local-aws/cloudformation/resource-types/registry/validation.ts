import { Ajv, type ErrorObject } from 'ajv';
import { BadPattern, matchesPattern } from '../../../core/patterns';
import { isList, isMap, valueAt, type ValueMap } from '../../values/value';
import { pathsOf, type ResourceSchema } from './schema';

const TYPE_NAMES: Record<string, string> = {
  string: 'String',
  integer: 'Integer',
  number: 'Number',
  boolean: 'Boolean',
  array: 'JSONArray',
  object: 'JSONObject',
  null: 'Null',
};

/** By the text of the schema: a type is often registered more than once, in accounts of their own or as a new version. */
const validators = new Map<string, (properties: ValueMap) => string[]>();

/** The validator of a schema. It is compiled once, because that takes longer than most stacks do. */
export function validatorOf(schema: ResourceSchema): (properties: ValueMap) => string[] {
  const text = JSON.stringify(schema);
  const known = validators.get(text);
  if (known) return known;
  const validator = compile(schema);
  validators.set(text, validator);
  return validator;
}

/**
 * Compiles the validator of a schema. It returns the texts of CloudFormation's own validator, e.g.
 * `#: extraneous key [B] is not permitted`. A scalar is valid when it can be converted to the schema's type, because a
 * template's `"80"` and 80 are the same.
 */
function compile(schema: ResourceSchema): (properties: ValueMap) => string[] {
  const { properties, required, additionalProperties, definitions, allOf, anyOf, oneOf, patternProperties } =
    schema;
  const rules = {
    type: 'object',
    properties,
    required,
    additionalProperties,
    definitions,
    allOf,
    anyOf,
    oneOf,
    patternProperties,
  };
  const present = Object.fromEntries(Object.entries(rules).filter(([, rule]) => rule !== undefined));
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    verbose: true,
    coerceTypes: true,
    validateFormats: false,
    code: { regExp: limitedPattern },
    logger: false,
  });
  const validate = ajv.compile(present);
  const readOnly = pathsOf(schema, 'readOnlyProperties');
  return (given) => {
    const forbidden = readOnly
      .filter((path) => valueAt(given, path) !== undefined)
      .map((path) => `${pointer(path.slice(0, -1))}: extraneous key [${path.at(-1) ?? ''}] is not permitted`);
    // The validator converts scalars in place.
    validate(structuredClone(given));
    return [...new Set([...forbidden, ...(validate.errors ?? []).filter(isCause).map(textOf)])];
  };
}

/** Patterns of a schema whose time is limited: a text that takes longer does not match. */
const limitedPattern = Object.assign(
  (pattern: string, flags: string) => {
    // Ajv reports a pattern that is none when it compiles the schema.
    new RegExp(pattern, flags);
    return {
      // Ajv tells patterns apart by their texts.
      toString: () => `/${pattern}/${flags}`,
      test: (text: string): boolean => {
        try {
          return matchesPattern(pattern, text, flags);
        } catch (error) {
          if (error instanceof BadPattern) return false;
          throw error;
        }
      },
    };
  },
  { code: 'limitedPattern' },
);

/** The error of an `if` only repeats the errors of its branches. */
function isCause(error: ErrorObject): boolean {
  return error.keyword !== 'if';
}

function textOf(error: ErrorObject): string {
  const place = `#${error.instancePath}`;
  const parameters = error.params as Record<string, unknown>;
  if (error.keyword === 'additionalProperties') {
    return `${place}: extraneous key [${String(parameters.additionalProperty)}] is not permitted`;
  }
  if (error.keyword === 'required')
    return `${place}: required key [${String(parameters.missingProperty)}] not found`;
  if (error.keyword === 'type') {
    return `${place}: expected type: ${TYPE_NAMES[String(parameters.type)] ?? String(parameters.type)}, found: ${foundType(error.data)}`;
  }
  return `${place}: failed validation constraint for keyword [${error.keyword}]`;
}

function foundType(data: unknown): string {
  if (isList(data)) return 'JSONArray';
  if (isMap(data)) return 'JSONObject';
  if (data === null) return 'Null';
  return typeof data === 'number' ? 'Integer' : typeof data === 'boolean' ? 'Boolean' : 'String';
}

function pointer(path: string[]): string {
  return ['#', ...path].join('/');
}
