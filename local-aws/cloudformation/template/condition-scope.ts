import { UnresolvedValue } from '../values/errors';
import { evaluate, type Scope } from './functions';
import { providerOf, type StackEnvironment } from '../stacks/stack-environment';
import type { ParameterValues } from './parameters';
import type { Prepared } from './prepare';
import { readResource } from '../stacks/read-resource';
import type { Stack, StackResource } from '../stacks/stack';
import { isMap, toValue, type Value, type ValueMap } from '../values/value';

export interface StackName {
  id: string;
  name: string;
}

/** Values of the pseudo parameters (AWS CloudFormation User Guide, "Pseudo parameters"). */
export function pseudoParameter(
  environment: StackEnvironment,
  stack: StackName,
  name: string,
): Value | undefined {
  const values: ValueMap = {
    'AWS::AccountId': environment.accountId,
    'AWS::NotificationARNs': [],
    'AWS::Partition': environment.partition,
    'AWS::Region': environment.region,
    'AWS::StackId': stack.id,
    'AWS::StackName': stack.name,
    'AWS::URLSuffix': environment.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
  return values[name];
}

/** Where conditions look things up: parameters and mappings only. */
export function conditionScope(
  environment: StackEnvironment,
  stack: StackName,
  parameters: ParameterValues,
  mappings: Scope['mappings'],
  conditions: ValueMap,
): Scope {
  const none = (what: string) => () =>
    Promise.reject(new UnresolvedValue(`Template error: a condition cannot refer to ${what}.`));
  const scope: Scope = {
    region: environment.region,
    mappings,
    parameter: (name) => parameters[name] ?? pseudoParameter(environment, stack, name),
    condition: async (name) => {
      const declared = conditions[name];
      if (declared === undefined)
        throw new UnresolvedValue(`Template error: Condition ${name} is not declared.`);
      return (await evaluate(declared, scope)) === true;
    },
    reference: none('a resource'),
    attribute: none('an attribute'),
    imported: none('an export'),
  };
  return scope;
}

/**
 * Where the values of a stack's resources and outputs look things up.
 * @param imported called with the name of each export that is used
 */
export function stackScope(
  environment: StackEnvironment,
  stack: Stack,
  prepared: Prepared,
  imported: (name: string) => void,
): Scope {
  return {
    region: environment.region,
    mappings: prepared.template.Mappings,
    parameter: (name) => prepared.parameters[name] ?? pseudoParameter(environment, stack, name),
    condition: async (name) => prepared.conditions[name] ?? false,
    reference: async (logicalId) => resourceOf(stack, logicalId).physicalId ?? '',
    attribute: (logicalId, name) => attributeOf(environment, stack, resourceOf(stack, logicalId), name),
    imported: async (name) => {
      const found = environment.findExport(name);
      if (!found) throw new UnresolvedValue(`No export named ${name} found.`);
      imported(name);
      return found.value;
    },
  };
}

/** A scope that leaves every value of a resource as a mark, to compare two templates before anything is called. */
export function comparisonScope(environment: StackEnvironment, stack: Stack, prepared: Prepared): Scope {
  return {
    ...stackScope(environment, stack, prepared, () => undefined),
    reference: async (logicalId) => `\${${logicalId}}`,
    attribute: async (logicalId, name) => `\${${logicalId}.${name}}`,
    imported: async (name) => `\${import ${name}}`,
  };
}

function resourceOf(stack: Stack, logicalId: string): StackResource {
  const resource = stack.resources.get(logicalId);
  if (!resource) throw new UnresolvedValue(`Template error: resource ${logicalId} is not part of the stack.`);
  return resource;
}

/** Fn::GetAtt: what READ answers, when the value is needed; kept until the resource changes. */
async function attributeOf(
  environment: StackEnvironment,
  stack: Stack,
  resource: StackResource,
  name: string,
): Promise<Value> {
  const refused = providerOf(environment, resource.type).checkAttribute(name);
  if (refused !== undefined) throw new UnresolvedValue(refused);
  resource.attributes ??= await readAttributes(environment, stack, resource, name);
  const value = providerOf(environment, resource.type).attribute(resource.attributes, name);
  if (value === undefined)
    throw new UnresolvedValue(`Unable to retrieve ${name} attribute for ${resource.type}`);
  return toValue(value);
}

async function readAttributes(
  environment: StackEnvironment,
  stack: Stack,
  resource: StackResource,
  name: string,
): Promise<ValueMap> {
  const { status, model, message, errorCode } = await readResource(
    environment,
    stack,
    resource.logicalId,
    resource,
  );
  if (status === 'SUCCESS' && model) return model;
  const code = errorCode === undefined ? '' : ` (HandlerErrorCode: ${errorCode})`;
  throw new UnresolvedValue(
    `Unable to retrieve ${name} attribute for ${resource.type}, with error message ${message ?? 'null'}${code}`,
  );
}

/** The properties of a declared resource, every function worked out. */
export async function resolveProperties(properties: ValueMap | undefined, scope: Scope): Promise<ValueMap> {
  const evaluated = await evaluate(properties ?? {}, scope);
  return isMap(evaluated) ? evaluated : {};
}
