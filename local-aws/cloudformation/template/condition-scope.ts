import { dnsSuffix, type AccountContext } from '../../core/account-context';
import { UnresolvedValue } from '../values/errors';
import type { StackIdentity } from '../values/stack-identity';
import type { Value, ValueMap } from '../values/value';
import type { Scope } from './functions';
import type { ParameterValues } from './parameters';

/**
 * The value of a pseudo parameter; undefined for any other name.
 * Source: AWS CloudFormation User Guide, "Pseudo parameters".
 */
export function pseudoParameter(
  account: AccountContext,
  stack: StackIdentity,
  name: string,
): Value | undefined {
  const values: ValueMap = {
    'AWS::AccountId': account.accountId,
    'AWS::NotificationARNs': [],
    'AWS::Partition': account.partition,
    'AWS::Region': account.region,
    'AWS::StackId': stack.id,
    'AWS::StackName': stack.name,
    'AWS::URLSuffix': dnsSuffix(account),
  };
  return values[name];
}

/**
 * The scope of conditions: they may use parameters, mappings and other conditions only.
 * @param conditions those that have been evaluated so far
 */
export function conditionScope(
  account: AccountContext,
  stack: StackIdentity,
  parameters: ParameterValues,
  mappings: Scope['mappings'],
  conditions: Readonly<Record<string, boolean>>,
): Scope {
  const none = (what: string) => () =>
    Promise.reject(new UnresolvedValue(`Template error: a condition cannot refer to ${what}.`));
  return {
    region: account.region,
    mappings,
    parameter: (name) => parameters[name] ?? pseudoParameter(account, stack, name),
    condition: async (name) => {
      if (!Object.hasOwn(conditions, name))
        throw new UnresolvedValue(`Template error: Condition ${name} is not declared.`);
      return conditions[name] === true;
    },
    reference: none('a resource'),
    attribute: none('an attribute'),
    imported: none('an export'),
  };
}
