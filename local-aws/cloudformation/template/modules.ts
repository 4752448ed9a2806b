import { didYouMean } from '../values/did-you-mean';
import { validationError } from '../values/errors';
import { isList, isMap, type Value } from '../values/value';
import { attributeOf, placeholders } from './functions';
import { prefixed } from './module-fragment';
import { parseTemplate, type ResourceDeclaration, type Template } from './template';
import { WHERE_TYPES_ARE_LISTED } from './where-types-are-listed';

/** The modules that a resource comes from, innermost first, as ModuleInfo of DescribeStackResources. */
export interface ModuleInfo {
  TypeHierarchy: string;
  LogicalIdHierarchy: string;
}

/** The templates of modules by type name, e.g. `Org::CodeDeploy::EcsBlueGreen::MODULE`. */
export type Modules = ReadonlyMap<string, string>;

export interface Expansion {
  template: Template;
  modules: Record<string, ModuleInfo>;
}

const MAXIMUM_DEPTH = 3;

export function isModule(typeName: string): boolean {
  return typeName.endsWith('::MODULE');
}

/**
 * Replaces each module by the resources of its fragment. Their logical ids get the module's logical id as a prefix.
 * References from outside of the module may put a dot after the prefix.
 * Source: AWS CloudFormation User Guide, "Create reusable resource configurations … with CloudFormation modules".
 */
export function expandModules(template: Template, modules: Modules): Expansion {
  return expanded(template, modules, 0);
}

function expanded(template: Template, modules: Modules, depth: number): Expansion {
  const uses = Object.entries(template.Resources).filter(([, resource]) => isModule(resource.Type));
  if (uses.length === 0) return { template, modules: {} };
  if (depth === MAXIMUM_DEPTH) throw validationError(`Modules may be nested ${MAXIMUM_DEPTH} deep.`);
  const resources: Record<string, ResourceDeclaration> = {};
  const conditions = { ...template.Conditions };
  const mappings = { ...template.Mappings };
  const info: Record<string, ModuleInfo> = {};
  const members = new Map<string, string[]>();
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    if (!isModule(resource.Type)) {
      resources[logicalId] = resource;
      continue;
    }
    const fragment = modules.get(resource.Type);
    if (fragment === undefined)
      throw validationError(
        `Resources.${logicalId}.Type: the module ${resource.Type} is not registered${didYouMean([resource.Type], [...modules.keys()])}\n${WHERE_TYPES_ARE_LISTED}`,
      );
    const inner = expanded(parseTemplate(fragment), modules, depth + 1);
    const own = prefixed(logicalId, resource, inner.template, template);
    Object.assign(resources, own.Resources);
    Object.assign(conditions, own.Conditions);
    Object.assign(mappings, own.Mappings);
    members.set(logicalId, Object.keys(inner.template.Resources));
    for (const member of Object.keys(inner.template.Resources)) {
      const deeper = inner.modules[member];
      info[logicalId + member] = {
        TypeHierarchy: [...(deeper ? [deeper.TypeHierarchy] : []), resource.Type].join('/'),
        LogicalIdHierarchy: [...(deeper ? [deeper.LogicalIdHierarchy] : []), logicalId].join('/'),
      };
    }
  }
  const renamed = (value: Value): Value => outside(value, members);
  return {
    template: {
      ...template,
      Conditions: conditions,
      Mappings: mappings,
      Resources: Object.fromEntries(
        Object.entries(resources).map(([name, resource]) => [
          name,
          withReferences(resource, renamed, members),
        ]),
      ),
      Outputs: Object.fromEntries(
        Object.entries(template.Outputs).map(([name, output]) => [
          name,
          { ...output, Value: renamed(output.Value) },
        ]),
      ),
    },
    modules: info,
  };
}

function withReferences(
  resource: ResourceDeclaration,
  renamed: (value: Value) => Value,
  members: Map<string, string[]>,
): ResourceDeclaration {
  const properties = renamed(resource.Properties ?? {});
  const needs = [resource.DependsOn ?? []].flat().flatMap((name) => {
    const whole = members.get(name);
    return whole ? whole.map((member) => name + member) : [memberId(name, members) ?? name];
  });
  return {
    ...resource,
    Properties: isMap(properties) ? properties : {},
    ...(needs.length === 0 ? {} : { DependsOn: needs }),
  };
}

/** The logical id of `Module.Resource`; undefined when the module has no such resource. */
function memberId(name: string, members: Map<string, string[]>): string | undefined {
  const [module = '', member = ''] = name.split('.');
  return members.get(module)?.includes(member) === true ? module + member : undefined;
}

/** Replaces `Module.Resource` and `Module.Resource.Attribute` in a value outside of modules. */
function outside(value: Value, members: Map<string, string[]>): Value {
  if (isList(value)) return value.map((item) => outside(item, members));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === 'Ref' && typeof inner === 'string') return [key, memberId(inner, members) ?? inner];
      if (key === 'Fn::GetAtt') return [key, attributeOutside(inner, members)];
      if (key === 'Fn::Sub') return [key, textOutside(inner, members)];
      return [key, outside(inner, members)];
    }),
  );
}

function attributeOutside(argument: Value, members: Map<string, string[]>): Value {
  const [logicalId, attribute] = attributeOf(argument) ?? [];
  if (logicalId === undefined || attribute === undefined) return argument;
  const whole = typeof attribute === 'string' ? `${logicalId}.${attribute}` : logicalId;
  const [module = '', member = '', ...rest] = whole.split('.');
  const found = memberId(`${module}.${member}`, members);
  if (found === undefined) return argument;
  return [found, typeof attribute === 'string' ? rest.join('.') : attribute];
}

function textOutside(argument: Value, members: Map<string, string[]>): Value {
  const [text, variables] = isList(argument) ? argument : [argument];
  if (typeof text !== 'string') return argument;
  const names = placeholders(text).reduce((result, name) => {
    const [module = '', member = '', ...rest] = name.split('.');
    const found = memberId(`${module}.${member}`, members);
    return found === undefined
      ? result
      : result.replaceAll(`\${${name}}`, `\${${[found, ...rest].join('.')}}`);
  }, text);
  return variables === undefined ? names : [names, outside(variables, members)];
}
