import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { ServiceError, clientConfiguration } from '#local-aws';
import type { Shop } from './stack-scenario';
import type { Declaration } from './template';

const FAMILY = 'worker';

/** The sibling's resource name. */
export const WORKER = 'Worker';

/**
 * Another service of the stack, which nothing depends on: the tasks of its second version never get healthy, so that
 * its update goes on until the test lets it fail.
 */
export class Worker {
  private constructor(
    private readonly shop: Shop,
    private readonly taskDefinitions: string[],
  ) {}

  static async prepare(shop: Shop): Promise<Worker> {
    const ecs = new ECSClient(clientConfiguration(shop.aws, 'AKIDSETUP'));
    const register = async (): Promise<string> => {
      const { taskDefinition } = await ecs.send(
        new RegisterTaskDefinitionCommand({
          family: FAMILY,
          networkMode: 'awsvpc',
          requiresCompatibilities: ['FARGATE'],
          cpu: '256',
          memory: '512',
          containerDefinitions: [{ name: FAMILY, image: 'public.ecr.aws/nginx/nginx:stable' }],
        }),
      );
      return taskDefinition!.taskDefinitionArn!;
    };
    const worker = new Worker(shop, [await register(), await register()]);
    shop.aws.ecs.neverHealthy(worker.taskDefinitions[1]!);
    return worker;
  }

  /** As a resource of the template. */
  resource(version: 1 | 2): Record<string, Declaration> {
    return {
      [WORKER]: {
        Type: 'AWS::ECS::Service',
        Properties: {
          ServiceName: FAMILY,
          Cluster: this.shop.service.clusterName,
          LaunchType: 'FARGATE',
          DesiredCount: 1,
          TaskDefinition: this.taskDefinitions[version - 1],
          NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-1'] } },
        },
      },
    };
  }

  /** CloudFormation's next look at the service, a few seconds from now at most, fails. */
  fail(): void {
    this.shop.aws.faults.fail(
      {
        service: 'ecs',
        operation: 'DescribeServices',
        count: 1,
        when: ({ services }) => JSON.stringify(services).includes(FAMILY),
      },
      new ServiceError('InvalidParameterException', 'The worker does not start.'),
    );
  }
}
