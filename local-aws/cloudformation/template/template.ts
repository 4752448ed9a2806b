import { validationError } from '../values/errors';
import { isMap, scalarText, type Value, type ValueMap } from '../values/value';
import { extended } from './language-extensions';
import { readTemplate } from './read-yaml';
import { TRANSFORM_FUNCTION, transformsIn } from './transforms';

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

const SECTIONS = [
  'AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Rules', 'Mappings', 'Conditions', 'Transform',
  'Resources', 'Outputs', 'Hooks', 'Globals',
]; // prettier-ignore
const SECTIONS_OF_MAPS = ['Parameters', 'Mappings', 'Conditions', 'Resources', 'Outputs'];

/**
 * Parses a template in YAML or JSON. Short forms of functions get their long form, loops their entries.
 * @param parameters values of all parameters, for the loops; absent, the defaults count, and a loop over a parameter without
 * one has no entries
 * @throws ServiceError ValidationError `Template format error: …`
 */
export function parseTemplate(text: string, parameters?: Readonly<Record<string, Value>>): Template {
  const root = readTemplate(text);
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
  return withLoops(root, parameters);
}

/**
 * Parses a template as its author wrote it. What a transform will put into it is missing.
 * @throws ServiceError ValidationError `Template format error: …`
 */
export function parseUnprocessed(text: string): Template {
  const root = readTemplate(text);
  if (!isMap(root) || transformsIn(root).length === 0) return parseTemplate(text);
  const sections = Object.entries(root).map(([name, section]): [string, Value] => [
    name,
    SECTIONS_OF_MAPS.includes(name) && isMap(section) ? withoutTransforms(section) : section,
  ]);
  return withLoops({ Resources: {}, ...Object.fromEntries(sections) }, undefined);
}

function withoutTransforms(section: ValueMap): ValueMap {
  const isLeftOut = ([name, entry]: [string, Value]): boolean =>
    name === TRANSFORM_FUNCTION || (isMap(entry) && TRANSFORM_FUNCTION in entry && !('Type' in entry));
  return Object.fromEntries(Object.entries(section).filter((entry) => !isLeftOut(entry)));
}

/** The template with the entries of its loops. */
function withLoops(root: ValueMap, parameters: Readonly<Record<string, Value>> | undefined): Template {
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
  for (const section of SECTIONS_OF_MAPS) {
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
