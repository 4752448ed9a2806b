import type { LoadBalancer } from '@aws-sdk/client-ecs';
import type { TrafficResponse } from '../elasticloadbalancing/targets';
import { ServiceError } from '../../core/service';
import type { StoredTaskDefinition } from './task-definitions';

/**
 * What a container answers to any HTTP request: the text of its environment variable `RESPONSE`, with the status of
 * `RESPONSE_STATUS` (200 without it). Without the variable, the name of its image.
 */
export function containerResponse(
  taskDefinition: StoredTaskDefinition,
  containerName: string,
): TrafficResponse {
  const container = taskDefinition.containerDefinitions.find(({ name }) => name === containerName);
  const variable = (name: string) => container?.environment?.find((each) => each.name === name)?.value;
  return {
    status: Number(variable('RESPONSE_STATUS') ?? 200),
    headers: { 'content-type': 'text/html' },
    body: variable('RESPONSE') ?? container?.image ?? '',
  };
}

/**
 * @throws ServiceError when the task definition has no such container, or the container no such port. Deployments of
 * CodeDeploy quote these texts.
 */
export function checkContainers(
  taskDefinition: StoredTaskDefinition,
  loadBalancers: readonly LoadBalancer[],
): void {
  for (const { containerName = '', containerPort } of loadBalancers) {
    const container = taskDefinition.containerDefinitions.find(({ name }) => name === containerName);
    if (!container) {
      throw new ServiceError(
        'InvalidParameterException',
        `The container ${containerName} does not exist in the task definition.`,
      );
    }
    if (!container.portMappings?.some((mapping) => mapping.containerPort === containerPort)) {
      throw new ServiceError(
        'InvalidParameterException',
        `The container ${containerName} did not have a container port ${containerPort} defined.`,
      );
    }
  }
}
