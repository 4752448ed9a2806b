import { validationError } from './errors';
import { attributeOf, placeholders } from './functions';
import { parseTemplate, type ResourceDeclaration, type Template } from './template';
import { isList, isMap, type Value, type ValueMap } from './value';

/** Where a resource came from, as ModuleInfo of DescribeStackResources has it: innermost module first. */
export interface ModuleInfo {
  TypeHierarchy: string;
  LogicalIdHierarchy: string;
}

/** Fragments by their type names, e.g. `Org::CodeDeploy::EcsBlueGreen::MODULE`. */
export type Modules = ReadonlyMap<string, string>;

export interface Expansion {
  template: Template;
  modules: Record<string, ModuleInfo>;
}

const DEEPEST = 3;

export function isModule(typeName: string): boolean {
  return typeName.endsWith('::MODULE');
}

/**
 * Replaces each module by the resources of its fragment, under logical ids that start with the module's own.
 * References from outside may have a dot between the two or not.
 * Source: AWS CloudFormation User Guide, "Create reusable resource configurations … with CloudFormation modules".
 */
export function expandModules(template: Template, modules: Modules): Expansion {
  return expanded(template, modules, 0);
}

function expanded(template: Template, modules: Modules, depth: number): Expansion {
  const uses = Object.entries(template.Resources).filter(([, resource]) => isModule(resource.Type));
  if (uses.length === 0) return { template, modules: {} };
  if (depth === DEEPEST) throw validationError(`Modules may be nested ${DEEPEST} deep.`);
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
      throw validationError(`Resources.${logicalId}.Type: the module ${resource.Type} is not registered`);
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
    return whole ? whole.map((member) => name + member) : [joined(name, members) ?? name];
  });
  return {
    ...resource,
    Properties: isMap(properties) ? properties : {},
    ...(needs.length === 0 ? {} : { DependsOn: needs }),
  };
}

/** `Module.Resource` as the logical id that it stands for; undefined when it names no member of a module. */
function joined(name: string, members: Map<string, string[]>): string | undefined {
  const [module = '', member = ''] = name.split('.');
  return members.get(module)?.includes(member) === true ? module + member : undefined;
}

/** A value outside of the module: `Module.Resource` and `Module.Resource.Attribute` become the resource's logical id. */
function outside(value: Value, members: Map<string, string[]>): Value {
  if (isList(value)) return value.map((item) => outside(item, members));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === 'Ref' && typeof inner === 'string') return [key, joined(inner, members) ?? inner];
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
  const found = joined(`${module}.${member}`, members);
  if (found === undefined) return argument;
  return [found, typeof attribute === 'string' ? rest.join('.') : attribute];
}

function textOutside(argument: Value, members: Map<string, string[]>): Value {
  const [text, variables] = isList(argument) ? argument : [argument];
  if (typeof text !== 'string') return argument;
  const names = placeholders(text).reduce((result, name) => {
    const [module = '', member = '', ...rest] = name.split('.');
    const found = joined(`${module}.${member}`, members);
    return found === undefined
      ? result
      : result.replaceAll(`\${${name}}`, `\${${[found, ...rest].join('.')}}`);
  }, text);
  return variables === undefined ? names : [names, outside(variables, members)];
}

/** The fragment's sections with the module's logical id before every name and its properties in the place of parameters. */
function prefixed(
  module: string,
  use: ResourceDeclaration,
  fragment: Template,
  outer: Template,
): Pick<Template, 'Resources' | 'Conditions' | 'Mappings'> {
  const given = use.Properties ?? {};
  const unknown = Object.keys(given).filter((name) => !(name in fragment.Parameters));
  if (unknown[0] !== undefined) {
    throw validationError(
      `Resources.${module}.Properties.${unknown[0]}: ${use.Type} has no property ${unknown[0]}`,
    );
  }
  const values: ValueMap = {};
  for (const [name, declaration] of Object.entries(fragment.Parameters)) {
    const value = given[name] ?? declaration.Default;
    if (value === undefined)
      throw validationError(`Resources.${module}.Properties: ${use.Type} needs a value for ${name}`);
    values[name] = listOf(value, declaration.Type);
  }
  const inside = (value: Value): Value => insideModule(value, module, values, fragment);
  const named = <T>(section: Record<string, T>, change: (entry: T) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(section).map(([name, entry]) => [module + name, change(entry)]));
  const conditions = named(fragment.Conditions, inside);
  const existence = (own: string | undefined): string | undefined => {
    if (use.Condition === undefined) return own === undefined ? undefined : module + own;
    if (own === undefined) return use.Condition;
    const both = `${use.Condition}And${module}${own}`;
    conditions[both] = { 'Fn::And': [{ Condition: use.Condition }, { Condition: module + own }] };
    return both;
  };
  if (use.Condition !== undefined && !(use.Condition in outer.Conditions)) {
    throw validationError(`Resources.${module}.Condition: there is no condition ${use.Condition}`);
  }
  const resources = named(fragment.Resources, (resource) => {
    const { Condition: own, DependsOn, ...rest } = resource;
    const properties = inside(resource.Properties ?? {});
    const condition = existence(own);
    const needs = [...[DependsOn ?? []].flat().map((name) => module + name), ...[use.DependsOn ?? []].flat()];
    return {
      ...rest,
      ...(use.DeletionPolicy === undefined ? {} : { DeletionPolicy: use.DeletionPolicy }),
      ...(use.UpdateReplacePolicy === undefined ? {} : { UpdateReplacePolicy: use.UpdateReplacePolicy }),
      Properties: isMap(properties) ? properties : {},
      ...(needs.length === 0 ? {} : { DependsOn: needs }),
      ...(condition === undefined ? {} : { Condition: condition }),
    };
  });
  return {
    Resources: resources,
    Conditions: conditions,
    Mappings: named(fragment.Mappings, (mapping) => mapping),
  };
}

function listOf(value: Value, type: string): Value {
  const isListType = type === 'CommaDelimitedList' || type.startsWith('List<');
  return isListType && typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
}

/** A value of the fragment: parameters give way to the module's properties, other names get the prefix. */
function insideModule(value: Value, module: string, values: ValueMap, fragment: Template): Value {
  const inside = (inner: Value): Value => insideModule(inner, module, values, fragment);
  const own = (name: string): boolean =>
    name in fragment.Resources || name in fragment.Conditions || name in fragment.Mappings;
  if (isList(value)) return value.map(inside);
  if (!isMap(value)) return value;
  const [key, argument] = Object.entries(value)[0] ?? [];
  if (Object.keys(value).length === 1 && key !== undefined && argument !== undefined) {
    if (key === 'Ref' && typeof argument === 'string')
      return values[argument] ?? { Ref: own(argument) ? module + argument : argument };
    if (key === 'Condition' && typeof argument === 'string') return { Condition: module + argument };
    if (key === 'Fn::GetAtt') {
      const [logicalId, attribute] = attributeOf(argument) ?? [];
      return logicalId === undefined || attribute === undefined
        ? value
        : { [key]: [module + logicalId, inside(attribute)] };
    }
    if ((key === 'Fn::If' || key === 'Fn::FindInMap') && isList(argument)) {
      const [name, ...rest] = argument;
      return {
        [key]: [
          typeof name === 'string' && own(name) ? module + name : inside(name ?? null),
          ...rest.map(inside),
        ],
      };
    }
    if (key === 'Fn::Sub') return { [key]: textInside(argument, module, values, fragment) };
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inside(inner)]));
}

function textInside(argument: Value, module: string, values: ValueMap, fragment: Template): Value {
  const [text, variables] = isList(argument) ? argument : [argument];
  if (typeof text !== 'string') return argument;
  const declared = insideModule(variables ?? {}, module, values, fragment);
  const known: ValueMap = isMap(declared) ? { ...declared } : {};
  let result = text;
  for (const name of placeholders(text)) {
    const [head = ''] = name.split('.');
    if (name in known) continue;
    const value = values[name];
    if (value !== undefined) known[name] = value;
    else if (head in fragment.Resources) result = result.replaceAll(`\${${name}}`, `\${${module}${name}}`);
  }
  return Object.keys(known).length === 0 ? result : [result, known];
}
