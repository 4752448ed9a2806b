import { providerOf } from '../resource-types/provider';
import { pseudoParameter } from '../template/condition-scope';
import { evaluate, type Scope } from '../template/functions';
import type { Prepared } from '../template/prepared';
import { unresolved } from '../template/unresolved';
import { UnresolvedValue } from '../values/errors';
import { isMap, toValue, type Value, type ValueMap } from '../values/value';
import { readResource } from './read-resource';
import type { Stack, StackResource } from './stack';
import type { StackEnvironment } from './stack-environment';

/**
 * The scope of a stack's resources and outputs.
 * @param imported called with the name of each export that a value uses
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

/** A scope with a placeholder for every value of a resource, for comparing two templates without calling a handler. */
export function comparisonScope(environment: StackEnvironment, stack: Stack, prepared: Prepared): Scope {
  return {
    ...stackScope(environment, stack, prepared, () => undefined),
    reference: async (logicalId) => `\${${logicalId}}`,
    attribute: async (logicalId, name) => `\${${logicalId}.${name}}`,
    imported: async (name) => `\${import ${name}}`,
  };
}

/**
 * A scope for the properties of a nested stack in a change set. CloudFormation looks up no value of a resource or an export
 * there, also when it exists (aws-cloudformation/cloudformation-coverage-roadmap#759).
 */
export function unresolvedScope(environment: StackEnvironment, stack: Stack, prepared: Prepared): Scope {
  return {
    ...stackScope(environment, stack, prepared, () => undefined),
    reference: async (logicalId) => unresolved(stack.name, logicalId, 'Ref'),
    attribute: async (logicalId, name) => unresolved(stack.name, `${logicalId}.${name}`, 'Fn::GetAtt'),
    imported: async (name) => unresolved(stack.name, name, 'Fn::ImportValue'),
  };
}

function resourceOf(stack: Stack, logicalId: string): StackResource {
  const resource = stack.resources.get(logicalId);
  if (!resource) throw new UnresolvedValue(`Template error: resource ${logicalId} is not part of the stack.`);
  return resource;
}

/** Fn::GetAtt: reads the resource when a value is needed first, and keeps the answer until the resource changes. */
async function attributeOf(
  environment: StackEnvironment,
  stack: Stack,
  resource: StackResource,
  name: string,
): Promise<Value> {
  const problem = providerOf(environment, resource.type).checkAttribute(name);
  if (problem !== undefined) throw new UnresolvedValue(problem);
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

/** Evaluates every function in the declared properties of a resource. */
export async function resolveProperties(properties: ValueMap | undefined, scope: Scope): Promise<ValueMap> {
  const evaluated = await evaluate(properties ?? {}, scope);
  return isMap(evaluated) ? evaluated : {};
}
