import { UnresolvedValue, validationError } from '../values/errors';
import { isList, isMap, scalarText, type Value } from '../values/value';
import { evaluate, functionName, type Scope } from './functions';
import type { ParameterValues } from './parameters';
import type { Template } from './template';

/** What the rules of a template are asked about. */
interface RuleScope {
  template: Template;
  parameters: ParameterValues;
  scope: Scope;
}

/**
 * Refuses parameters that break a rule of the template.
 * Source: AWS CloudFormation User Guide, "Rules section structure and syntax".
 * @param scope of conditions, because rules may use parameters only
 * @throws ServiceError ValidationError with the descriptions of all failed assertions
 */
export async function checkRules(
  template: Template,
  parameters: ParameterValues,
  scope: Scope,
): Promise<void> {
  const { Rules } = template;
  const rules = { template, parameters, scope };
  const failures: string[] = [];
  for (const [name, rule] of Object.entries(isMap(Rules) ? Rules : {})) {
    if (!isMap(rule)) throw validationError(`Template format error: Rules.${name} must be an object.`);
    try {
      if (rule.RuleCondition !== undefined && !(await holds(rule.RuleCondition, rules))) continue;
      for (const assertion of isList(rule.Assertions) ? rule.Assertions.filter(isMap) : []) {
        if (await holds(assertion.Assert ?? null, rules)) continue;
        failures.push(
          `Rule ${name} failed: ${scalarText(assertion.AssertDescription ?? 'an assertion is false')}`,
        );
      }
    } catch (error) {
      if (!(error instanceof UnresolvedValue)) throw error;
      throw validationError(`Rules.${name}: ${error.message}`);
    }
  }
  if (failures.length > 0) throw validationError(failures.join('\n'));
}

/** Functions that only rules may use, besides those of conditions. */
async function holds(value: Value, rules: RuleScope): Promise<boolean> {
  const name = functionName(value);
  const argument = isMap(value) && name !== undefined ? (value[name] ?? null) : null;
  const all = () => Promise.all((isList(argument) ? argument : []).map((one) => holds(one, rules)));
  switch (name) {
    case 'Fn::Not':
      return !(await all())[0];
    case 'Fn::And':
      return (await all()).every(Boolean);
    case 'Fn::Or':
      return (await all()).some(Boolean);
    case 'Fn::Contains':
    case 'Fn::EachMemberEquals':
    case 'Fn::EachMemberIn': {
      const [first = null, second = null] = isList(argument) ? argument : [];
      const [left, right] = [await texts(first, rules), await texts(second, rules)];
      if (name === 'Fn::Contains') return right.every((one) => left.includes(one));
      if (name === 'Fn::EachMemberEquals') return left.every((one) => one === right[0]);
      return left.every((one) => right.includes(one));
    }
    case undefined:
    default:
      return scalarText(await evaluate(value, rules.scope)) === 'true';
  }
}

/** A list of texts, or one text as a list. */
async function texts(value: Value, { template, parameters, scope }: RuleScope): Promise<string[]> {
  if (functionName(value) === 'Fn::RefAll' && isMap(value)) {
    const type = scalarText(value['Fn::RefAll']);
    const named = Object.entries(template.Parameters).filter(([, { Type }]) => Type === type);
    return named.flatMap(([name]) => listOf(parameters[name])).map(scalarText);
  }
  return listOf(await evaluate(value, scope)).map(scalarText);
}

const listOf = (value: Value | undefined): Value[] =>
  isList(value) ? value : value === undefined ? [] : [value];
