import { request } from 'node:http';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import type { Stack } from '../cloudformation/stacks/stack';
import type { LocalAws } from '../local-aws';
import { trafficOf } from './traffic';

/**
 * What a user gets: the body of a request to a load balancer of the local AWS.
 * @param url with the load balancer's DNS name
 */
export async function ask(aws: LocalAws, url: string): Promise<string> {
  const { host, pathname } = new URL(url);
  const { hostname, port } = new URL(aws.endpoint);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path: pathname, headers: { host }, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => {
        resolve(body.trim());
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** Which task definition runs in which task set of the stack's services, and where the listeners send requests. */
export async function placementLines(aws: LocalAws, stack: Stack): Promise<string[]> {
  const credentials = { accessKeyId: 'LOOK', secretAccessKey: 'none' };
  const ecs = new ECSClient({ endpoint: aws.endpoint, region: aws.region, credentials });
  const lines: string[] = [];
  for (const { type, logicalId, physicalId, properties } of stack.resources.values()) {
    if (type !== 'AWS::ECS::Service' || physicalId === undefined) continue;
    const cluster = typeof properties.Cluster === 'string' ? properties.Cluster : 'default';
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [physicalId] }));
    for (const { taskSets = [] } of services ?? []) {
      for (const { status, taskDefinition = '', runningCount = 0 } of taskSets) {
        lines.push(
          `${logicalId}: ${runningCount} tasks of ${taskDefinition.split('/').at(-1) ?? ''}, ${status ?? ''}`,
        );
      }
    }
  }
  ecs.destroy();
  for (const [listener, split] of trafficOf(aws, stack)) lines.push(`${listener}: ${split}`);
  return lines;
}
