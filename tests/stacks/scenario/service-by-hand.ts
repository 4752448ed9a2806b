import { CreateServiceCommand, DeleteServiceCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientConfiguration } from '#local-aws';
import type { StackScenario } from './stack-scenario';

/** What an operator does to the ECS service, besides the stack. */
export class ServiceByHand {
  readonly #ecs: ECSClient;

  constructor(private readonly scenario: StackScenario) {
    this.#ecs = new ECSClient(clientConfiguration(scenario.aws, 'AKIDBYHAND'));
  }

  async delete(): Promise<void> {
    const { clusterName: cluster, serviceName: service } = this.scenario.service;
    await this.#ecs.send(new DeleteServiceCommand({ cluster, service, force: true }));
    await this.scenario.wait(120);
  }

  /** By default as it was: on CODE_DEPLOY, in the target group to which the production listener leads now. */
  async createAgain(
    version: 1 | 2,
    {
      controller = 'CODE_DEPLOY',
      targetGroupArn = this.scenario.service.targetGroups[1].arn,
    }: { controller?: 'CODE_DEPLOY' | 'ECS'; targetGroupArn?: string } = {},
  ): Promise<void> {
    const { clusterName: cluster, serviceName, taskDefinitions, ...service } = this.scenario.service;
    const { containerName, containerPort } = service;
    await this.#ecs.send(
      new CreateServiceCommand({
        cluster,
        serviceName,
        taskDefinition: taskDefinitions[version - 1],
        desiredCount: 1,
        launchType: 'FARGATE',
        deploymentController: { type: controller },
        loadBalancers: [{ targetGroupArn, containerName, containerPort }],
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1', 'subnet-2'] } },
      }),
    );
    await this.scenario.wait(120);
  }

  /** Creates a target group that the deployment group does not name, with a rule of the production listener. */
  async createTargetGroup(): Promise<string> {
    const elb = new ElasticLoadBalancingV2Client(clientConfiguration(this.scenario.aws, 'AKIDBYHAND'));
    const { TargetGroups = [] } = await elb.send(
      new CreateTargetGroupCommand({ Name: 'other', Port: 8080, Protocol: 'HTTP', TargetType: 'ip' }),
    );
    const TargetGroupArn = TargetGroups[0]!.TargetGroupArn!;
    await elb.send(
      new CreateRuleCommand({
        ListenerArn: this.scenario.service.productionListenerArn,
        Priority: 7,
        Actions: [{ Type: 'forward', TargetGroupArn }],
        Conditions: [{ Field: 'path-pattern', Values: ['/other'] }],
      }),
    );
    return TargetGroupArn;
  }
}
