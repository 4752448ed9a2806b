import type { RegisterTaskDefinitionResponse } from '@aws-sdk/client-ecs';
import type { BlueGreenService, LocalAws } from '#local-aws';
import type { Version } from '../generate/history';
import type { TemplateContext } from '../generate/template';
import { callService } from './account-view';

const SECOND_PORT = 9090;

/**
 * The container's ports in each version of the service.
 * @param others whether version 2 gets a second port, and version 3 only that one; replaces their task definitions
 */
export function registerPorts(
  aws: LocalAws,
  service: BlueGreenService,
  others: boolean,
): TemplateContext['ports'] {
  const { containerPort } = service;
  if (!others) return { 1: [containerPort], 2: [containerPort], 3: [containerPort] };
  const ports = { 1: [containerPort], 2: [containerPort, SECOND_PORT], 3: [SECOND_PORT] } as const;
  service.taskDefinitions[1] = register(aws, service, 2, ports[2]);
  service.taskDefinitions[2] = register(aws, service, 3, ports[3]);
  return ports;
}

/** @returns the ARN of the new revision */
function register(
  { ecs }: LocalAws,
  { containerName }: BlueGreenService,
  version: Version,
  ports: readonly number[],
): string {
  const input = {
    family: 'ported',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    containerDefinitions: [
      {
        name: containerName,
        image: `public.ecr.aws/nginx/nginx:1.${version}`,
        portMappings: ports.map((containerPort) => ({ containerPort })),
        environment: [{ name: 'RESPONSE', value: `version ${version}` }],
      },
    ],
  };
  const { taskDefinition } = callService(
    ecs,
    'RegisterTaskDefinition',
    input,
  ) as RegisterTaskDefinitionResponse;
  return taskDefinition?.taskDefinitionArn ?? '';
}
