import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { TaskSetParameters } from './task-set';

/**
 * Chooses container name and port for a template that leaves them out, when the desired task definition lacks those of
 * the running task set: its only container with a port mapping, and the only port of that container.
 * @param written the parameters as the template has them
 * @param parameters the same, completed from the running task set
 * @returns `parameters`, with another container and port when they were chosen
 */
export function withOnlyContainer(
  written: TaskSetParameters,
  parameters: TaskSetParameters,
  taskDefinition: TaskDefinition | undefined,
): TaskSetParameters {
  const mapped = (taskDefinition?.containerDefinitions ?? []).flatMap(({ name, portMappings = [] }) => {
    const ports = portMappings.flatMap(({ containerPort }) => containerPort ?? []);
    return name !== undefined && ports.length > 0 ? [{ name, ports }] : [];
  });
  const current = mapped.find(({ name }) => name === parameters.containerName);
  if (parameters.containerPort !== undefined && current?.ports.includes(parameters.containerPort))
    return parameters;
  const [only, ...others] = mapped;
  const [port, ...otherPorts] = only?.ports ?? [];
  if (!only || others.length > 0 || port === undefined || otherPorts.length > 0) return parameters;
  const fits =
    (written.containerName === undefined || written.containerName === only.name) &&
    (written.containerPort === undefined || written.containerPort === port);
  return fits ? { ...parameters, containerName: only.name, containerPort: port } : parameters;
}
