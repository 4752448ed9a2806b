import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { ServiceError, clientConfiguration } from '#local-aws';
import type { StackScenario } from './stack-scenario';
import type { ResourceDeclaration } from './template';

const FAMILY = 'worker';

/** The logical id of the worker. */
export const WORKER = 'Worker';

/**
 * Another ECS service in the stack, a sibling of the deployment. The tasks of its second version never become healthy, so
 * that its update is in progress until the test lets it fail.
 */
export class Worker {
  private constructor(
    private readonly scenario: StackScenario,
    private readonly taskDefinitions: string[],
  ) {}

  static async prepare(scenario: StackScenario): Promise<Worker> {
    const ecs = new ECSClient(clientConfiguration(scenario.aws, 'AKIDSETUP'));
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
    const worker = new Worker(scenario, [await register(), await register()]);
    scenario.aws.ecs.neverHealthy(worker.taskDefinitions[1]!);
    return worker;
  }

  /** The worker as a resource of the template. */
  resource(version: 1 | 2): Record<string, ResourceDeclaration> {
    return {
      [WORKER]: {
        Type: 'AWS::ECS::Service',
        Properties: {
          ServiceName: FAMILY,
          Cluster: this.scenario.service.clusterName,
          LaunchType: 'FARGATE',
          DesiredCount: 1,
          TaskDefinition: this.taskDefinitions[version - 1],
          NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-1'] } },
        },
      },
    };
  }

  /** Lets CloudFormation's next poll of the worker fail. It comes within seconds. */
  fail(): void {
    this.scenario.aws.faults.fail(
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
