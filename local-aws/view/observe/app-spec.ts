import { parse } from 'yaml';

/** What an AppSpec says about a deployment. */
export interface Specified {
  /** Family and revision of the task definition, e.g. `web:2`. */
  version: string | undefined;
  /** The name of the function of each lifecycle event that has a hook. */
  hooks: Readonly<Record<string, string>>;
}

/**
 * Reads an AppSpec for ECS (AWS CodeDeploy User Guide, "AppSpec file structure for Amazon ECS deployments").
 * @param content JSON or YAML; members that are missing or of other kinds are left out
 */
export function readAppSpec(content: string): Specified {
  let root: unknown;
  try {
    root = parse(content);
  } catch {
    return { version: undefined, hooks: {} };
  }
  const [resource] = listIn(root, 'Resources');
  const [target] = Object.values(Object(resource) as Record<string, unknown>);
  const taskDefinition = member(member(target, 'Properties'), 'TaskDefinition');
  const hooks = listIn(root, 'Hooks').flatMap((each) =>
    Object.entries(Object(each) as Record<string, unknown>),
  );
  return {
    version: typeof taskDefinition === 'string' ? versionOf(taskDefinition) : undefined,
    hooks: Object.fromEntries(
      hooks.flatMap(([event, name]) => (typeof name === 'string' ? [[event, functionName(name)]] : [])),
    ),
  };
}

/** Family and revision of a task definition's ARN, e.g. `web:2`. */
export function versionOf(taskDefinition: string): string {
  return taskDefinition.split('/').at(-1) ?? taskDefinition;
}

/** The name in a function's ARN, without its version or alias. */
function functionName(nameOrArn: string): string {
  return /:function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function listIn(value: unknown, name: string): unknown[] {
  const found = member(value, name);
  return Array.isArray(found) ? found : [];
}
