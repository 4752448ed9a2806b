import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import type { Stack } from '../cloudformation/stacks/stack';
import type { LocalAws } from '../local-aws';
import { forwardsOf, inWords } from './traffic';

/**
 * @returns one line for each task set of the stack's services, e.g. `Service: 1 tasks of web:2, PRIMARY`, and one for each
 *   default action or rule that forwards, e.g. `Listener: GreenTargetGroup 100%`, `Listener, rule ShopRule: ShopBlue 100%`
 */
export async function stateLines(aws: LocalAws, stack: Stack): Promise<string[]> {
  const credentials = { accessKeyId: 'COMMANDLINE', secretAccessKey: 'none' };
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
  for (const { listener, rule, shares } of forwardsOf(aws, stack))
    lines.push(`${listener}${rule === undefined ? '' : `, rule ${rule}`}: ${inWords(shares)}`);
  return lines;
}
