import type { CapacityProviderStrategyItem, NetworkConfiguration } from '@aws-sdk/client-ecs';
import { parse } from 'yaml';

/** The lifecycle events that may have a hook. */
export const HOOK_EVENTS = [
  'BeforeInstall',
  'AfterInstall',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
] as const;

export type HookEvent = (typeof HOOK_EVENTS)[number];

/** The content of an AppSpec for Amazon ECS. */
export interface AppSpec {
  taskDefinition: string;
  containerName: string;
  containerPort: number;
  platformVersion: string | undefined;
  networkConfiguration: NetworkConfiguration | undefined;
  capacityProviderStrategy: CapacityProviderStrategyItem[] | undefined;
  /** Name or ARN of the function of each hook. */
  hooks: Partial<Record<HookEvent, string>>;
}

/** An AppSpec that CodeDeploy cannot use. The deployment's error text ends with `message`. */
export class InvalidAppSpec extends Error {}

/**
 * Reads an AppSpec, YAML or JSON. The case of keys makes no difference, and any version is accepted.
 * (AWS CodeDeploy User Guide, "AppSpec file structure", "AppSpec 'resources' section", "AppSpec 'hooks' section".)
 * @throws InvalidAppSpec
 */
export function parseAppSpec(text: string): AppSpec {
  const document = asMap(parseText(text), 'The AppSpec file');
  const resources = asList(required(document, 'resources', 'The AppSpec file'), 'resources');
  const [resource, ...others] = resources;
  if (resource === undefined || others.length > 0)
    throw new InvalidAppSpec('The AppSpec file must contain exactly one resource.');
  const [target] = Object.values(asMap(resource, 'resources'));
  const service = asMap(target, 'The resource');
  if (asText(required(service, 'Type', 'The resource'), 'Type') !== 'AWS::ECS::Service')
    throw new InvalidAppSpec('The Type of the resource must be AWS::ECS::Service.');
  const properties = asMap(required(service, 'Properties', 'The resource'), 'Properties');
  const loadBalancer = asMap(required(properties, 'LoadBalancerInfo', 'Properties'), 'LoadBalancerInfo');
  return {
    taskDefinition: taskDefinitionArn(
      asText(required(properties, 'TaskDefinition', 'Properties'), 'TaskDefinition'),
    ),
    containerName: asText(required(loadBalancer, 'ContainerName', 'LoadBalancerInfo'), 'ContainerName'),
    containerPort: asNumber(required(loadBalancer, 'ContainerPort', 'LoadBalancerInfo'), 'ContainerPort'),
    platformVersion: optional(find(properties, 'PlatformVersion'), (value) =>
      asText(value, 'PlatformVersion'),
    ),
    networkConfiguration: optional(find(properties, 'NetworkConfiguration'), network),
    capacityProviderStrategy: optional(find(properties, 'CapacityProviderStrategy'), strategy),
    hooks: hooks(find(document, 'hooks')),
  };
}

function parseText(text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new InvalidAppSpec(
      'The input AppSpec file is a not well-formed yaml. The template cannot be parsed.',
    );
  }
}

function taskDefinitionArn(value: string): string {
  if (!/^arn:[^:]+:ecs:[^:]+:[^:]+:task-definition\/[^:]+:\d+$/.test(value))
    throw new InvalidAppSpec(`The task definition ${value} is not an ARN with a revision.`);
  return value;
}

function network(value: unknown): NetworkConfiguration {
  const vpc = asMap(
    required(asMap(value, 'NetworkConfiguration'), 'AwsvpcConfiguration', 'NetworkConfiguration'),
    'AwsvpcConfiguration',
  );
  const publicIp = asText(required(vpc, 'AssignPublicIp', 'AwsvpcConfiguration'), 'AssignPublicIp');
  if (publicIp !== 'ENABLED' && publicIp !== 'DISABLED')
    throw new InvalidAppSpec('AssignPublicIp must be ENABLED or DISABLED.');
  return {
    awsvpcConfiguration: {
      subnets: texts(required(vpc, 'Subnets', 'AwsvpcConfiguration'), 'Subnets'),
      securityGroups: texts(required(vpc, 'SecurityGroups', 'AwsvpcConfiguration'), 'SecurityGroups'),
      assignPublicIp: publicIp,
    },
  };
}

function strategy(value: unknown): CapacityProviderStrategyItem[] {
  return asList(value, 'CapacityProviderStrategy').map((item) => {
    const map = asMap(item, 'CapacityProviderStrategy');
    const base = optional(find(map, 'Base'), (number) => asNumber(number, 'Base'));
    const weight = optional(find(map, 'Weight'), (number) => asNumber(number, 'Weight'));
    return {
      capacityProvider: asText(
        required(map, 'CapacityProvider', 'CapacityProviderStrategy'),
        'CapacityProvider',
      ),
      ...(base === undefined ? {} : { base }),
      ...(weight === undefined ? {} : { weight }),
    };
  });
}

function hooks(value: unknown): Partial<Record<HookEvent, string>> {
  if (value === undefined || value === null) return {};
  const found: Partial<Record<HookEvent, string>> = {};
  for (const [name, target] of asList(value, 'hooks').flatMap((hook) =>
    Object.entries(asMap(hook, 'hooks')),
  )) {
    const event = HOOK_EVENTS.find((known) => known.toLowerCase() === name.toLowerCase());
    if (!event)
      throw new InvalidAppSpec(`${name} is not a lifecycle event that a function can be hooked to.`);
    if (found[event]) throw new InvalidAppSpec(`The lifecycle event ${event} has more than one function.`);
    found[event] = asText(target, event);
  }
  return found;
}

type Mapping = Record<string, unknown>;

function find(map: Mapping, key: string): unknown {
  const name = Object.keys(map).find((candidate) => candidate.toLowerCase() === key.toLowerCase());
  return name === undefined ? undefined : map[name];
}

function required(map: Mapping, key: string, place: string): unknown {
  const value = find(map, key);
  if (value === undefined || value === null) throw new InvalidAppSpec(`${place} has no ${key}.`);
  return value;
}

function optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : read(value);
}

function asMap(value: unknown, place: string): Mapping {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidAppSpec(`${place} must be a map.`);
  return { ...value };
}

function asList(value: unknown, place: string): unknown[] {
  if (!Array.isArray(value)) throw new InvalidAppSpec(`${place} must be a list.`);
  return value;
}

function asText(value: unknown, place: string): string {
  if (typeof value !== 'string' || value === '') throw new InvalidAppSpec(`${place} must be a string.`);
  return value;
}

function asNumber(value: unknown, place: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw new InvalidAppSpec(`${place} must be a number.`);
  return value;
}

function texts(value: unknown, place: string): string[] {
  return asList(value, place).map((item) => asText(item, place));
}
