import { BadPattern, matchesPattern } from '../../core/patterns';
import { didYouMean } from '../values/did-you-mean';
import { validationError } from '../values/errors';
import { isList, scalarText, type Value } from '../values/value';
import type { ParameterDeclaration, Template } from './template';
import { isUnresolved } from './unresolved';

export type ParameterValues = Record<string, Value>;

/** The parameters of a stack: what the request gave, and what the template's functions get. */
export interface ResolvedParameters {
  /** By name: the text of the request, or the default. For `AWS::SSM::Parameter::Value<…>` the name of the SSM parameter. */
  texts: Record<string, string>;
  values: ParameterValues;
}

const SCALAR = /^(String|Number|AWS::SSM::Parameter::Name|AWS::[A-Za-z0-9]+(::[A-Za-z0-9]+)+)$/;
const LIST = /^(CommaDelimitedList|List<(String|Number|AWS::[A-Za-z0-9:]+)>)$/;

/** Parameter types whose value is the name of an SSM parameter. */
const STORED = /^AWS::SSM::Parameter::Value<(.+)>$/;

/** Reads an SSM parameter by its name, for `AWS::SSM::Parameter::Value<…>`. */
export type StoredParameter = (name: string) => Promise<string>;

/**
 * Gives every declared parameter its value: that of the request, else the previous one, else the default. Lists are
 * split and trimmed. SSM parameters are read anew.
 * Source: AWS CloudFormation User Guide, "Parameters".
 * @param given parameter values of the request
 * @param previous texts of the stack's parameters, which count before the defaults
 * @throws ServiceError ValidationError
 */
export async function resolveParameters(
  template: Template,
  given: Record<string, string>,
  previous: Readonly<Record<string, string>>,
  stored: StoredParameter,
): Promise<ResolvedParameters> {
  const undeclared = Object.keys(given).filter((name) => !(name in template.Parameters));
  if (undeclared.length > 0) {
    const suggestion = didYouMean(undeclared, Object.keys(template.Parameters));
    throw validationError(`Parameters: [${undeclared.join(', ')}] do not exist in the template${suggestion}`);
  }
  const missing: string[] = [];
  const texts: Record<string, string> = {};
  const values: ParameterValues = {};
  for (const [name, declaration] of Object.entries(template.Parameters)) {
    const text = given[name] ?? previous[name] ?? textOf(declaration.Default);
    if (text === undefined) missing.push(name);
    else {
      texts[name] = text;
      values[name] = await resolveParameter(name, declaration, text, stored);
    }
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  return { texts, values };
}

/** Whether the value of a parameter is the name of an SSM parameter. */
export function isStored({ Type }: ParameterDeclaration): boolean {
  return STORED.test(Type);
}

function textOf(value: Value | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return isList(value)
    ? value.map(scalarText).join(',')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
}

async function resolveParameter(
  name: string,
  declaration: ParameterDeclaration,
  text: string,
  stored: StoredParameter,
): Promise<Value> {
  const inner = STORED.exec(declaration.Type)?.[1];
  const type = inner ?? declaration.Type;
  if (!SCALAR.test(type) && !LIST.test(type)) {
    throw validationError(`Template format error: Unrecognized parameter type: ${declaration.Type}`);
  }
  const resolved = inner === undefined ? text : await stored(text);
  if (inner === undefined && !isUnresolved(resolved)) checkConstraints(name, declaration, resolved);
  if (!LIST.test(type)) return resolved;
  return resolved === '' ? [] : resolved.split(',').map((item) => item.trim());
}

function checkConstraints(name: string, declaration: ParameterDeclaration, text: string): void {
  const fail = (rule: string): never => {
    const because = declaration.ConstraintDescription ?? rule;
    throw validationError(`Parameter '${name}' failed to satisfy constraint: ${because}`);
  };
  const items = LIST.test(declaration.Type) ? text.split(',').map((item) => item.trim()) : [text];
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = declaration;
  if (
    declaration.Type.includes('Number') &&
    items.some((item) => item === '' || Number.isNaN(Number(item)))
  ) {
    throw validationError(`Parameter '${name}' must be a number.`);
  }
  const allowed = AllowedValues?.map(scalarText);
  for (const item of items) {
    if (allowed?.includes(item) === false) {
      throw validationError(`Parameter '${name}' must be one of AllowedValues`);
    }
    if (AllowedPattern !== undefined && !fits(name, AllowedPattern, item)) {
      throw validationError(
        declaration.ConstraintDescription === undefined
          ? `Parameter '${name}' must match pattern ${AllowedPattern}`
          : `Parameter '${name}' failed to satisfy constraint: ${declaration.ConstraintDescription}`,
      );
    }
    if (MinLength !== undefined && item.length < Number(MinLength))
      fail(`Member must have length greater than or equal to ${scalarText(MinLength)}`);
    if (MaxLength !== undefined && item.length > Number(MaxLength))
      fail(`Member must have length less than or equal to ${scalarText(MaxLength)}`);
    if (MinValue !== undefined && Number(item) < Number(MinValue))
      fail(`must be a number not less than ${scalarText(MinValue)}`);
    if (MaxValue !== undefined && Number(item) > Number(MaxValue))
      fail(`must be a number not greater than ${scalarText(MaxValue)}`);
  }
}

function fits(name: string, pattern: string, text: string): boolean {
  try {
    return matchesPattern(`^(?:${pattern})$`, text);
  } catch (error) {
    if (error instanceof BadPattern)
      throw validationError(`Parameters.${name}.AllowedPattern: ${error.message}`);
    throw error;
  }
}
