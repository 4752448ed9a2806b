import { CreateApplicationCommand } from '@aws-sdk/client-codedeploy';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeLoadBalancersCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AttachRolePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import type { Clients } from './clients';
import { waitFor, type Clock } from './clock';
import { CONTAINER, NAME, POLICY_ARN, TAG, TARGET_GROUPS } from './names';

export interface Network {
  vpc: string;
  subnets: readonly string[];
}

export interface Account {
  roleArn: string;
  productionListenerArn: string;
  testListenerArn: string;
  /** The service's first task is in the first. */
  targetGroupArns: readonly [string, string];
  /** The service runs the first. */
  taskDefinitions: readonly [string, string];
}

const UPPER_TAG = [{ Key: TAG.key, Value: TAG.value }];

const TRUST = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'codedeploy.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
};

/**
 * Makes what a deployment group needs: an internal load balancer with two listeners, two target groups, a cluster, a service
 * with one Fargate task, a role and an application. Everything is in the VPC's default security group.
 * @throws the SDK's errors, and an Error when the service does not become steady within ten minutes
 */
export async function setUp(clients: Clients, clock: Clock, network: Network): Promise<Account> {
  const roleArn = await createRole(clients);
  await clients.codeDeploy.send(
    new CreateApplicationCommand({ applicationName: NAME, computePlatform: 'ECS', tags: UPPER_TAG }),
  );
  const { targetGroupArns, listenerArns } = await createFront(clients, clock, network);
  const taskDefinitions = [await registerVersion(clients, 1), await registerVersion(clients, 2)] as const;
  const tags = [TAG];
  await clients.ecs.send(new CreateClusterCommand({ clusterName: NAME, tags }));
  await clients.ecs.send(
    new CreateServiceCommand({
      cluster: NAME,
      serviceName: NAME,
      taskDefinition: taskDefinitions[0],
      desiredCount: 1,
      launchType: 'FARGATE',
      deploymentController: { type: 'CODE_DEPLOY' },
      loadBalancers: [{ targetGroupArn: targetGroupArns[0], ...CONTAINER }],
      // The task loads a public image.
      networkConfiguration: {
        awsvpcConfiguration: { subnets: [...network.subnets], assignPublicIp: 'ENABLED' },
      },
      tags,
    }),
  );
  await untilSteady(clients, clock);
  return {
    roleArn,
    productionListenerArn: listenerArns[0],
    testListenerArn: listenerArns[1],
    targetGroupArns,
    taskDefinitions,
  };
}

async function createRole({ iam }: Clients): Promise<string> {
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: NAME,
      AssumeRolePolicyDocument: JSON.stringify(TRUST),
      Tags: UPPER_TAG,
    }),
  );
  await iam.send(new AttachRolePolicyCommand({ RoleName: NAME, PolicyArn: POLICY_ARN }));
  return Role?.Arn ?? '';
}

async function createFront({ elb }: Clients, clock: Clock, { vpc, subnets }: Network) {
  const create = async (Name: string): Promise<string> => {
    const { TargetGroups } = await elb.send(
      new CreateTargetGroupCommand({
        Name,
        VpcId: vpc,
        Port: CONTAINER.containerPort,
        Protocol: 'HTTP',
        TargetType: 'ip',
        HealthCheckIntervalSeconds: 10,
        HealthyThresholdCount: 2,
        Tags: UPPER_TAG,
      }),
    );
    return TargetGroups?.[0]?.TargetGroupArn ?? '';
  };
  const targetGroupArns = [await create(TARGET_GROUPS[0]), await create(TARGET_GROUPS[1])] as const;
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({ Name: NAME, Subnets: [...subnets], Scheme: 'internal', Tags: UPPER_TAG }),
  );
  const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  const active = await waitFor(clock, 600, async () => {
    const answer = await elb.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [LoadBalancerArn] }));
    return answer.LoadBalancers?.[0]?.State?.Code === 'active' ? true : undefined;
  });
  if (!active) throw new Error('The load balancer was not active after ten minutes.');
  const listen = async (Port: number): Promise<string> => {
    const { Listeners } = await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn,
        Port,
        Protocol: 'HTTP',
        DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArns[0] }],
        Tags: UPPER_TAG,
      }),
    );
    return Listeners?.[0]?.ListenerArn ?? '';
  };
  return { targetGroupArns, listenerArns: [await listen(80), await listen(8080)] as const };
}

async function registerVersion({ ecs }: Clients, version: 1 | 2): Promise<string> {
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: NAME,
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      containerDefinitions: [
        {
          name: CONTAINER.containerName,
          image: 'public.ecr.aws/nginx/nginx:stable',
          portMappings: [{ containerPort: CONTAINER.containerPort }],
          environment: [{ name: 'VERSION', value: String(version) }],
        },
      ],
      tags: [TAG],
    }),
  );
  return taskDefinition?.taskDefinitionArn ?? '';
}

async function untilSteady({ ecs }: Clients, clock: Clock): Promise<void> {
  const steady = await waitFor(
    clock,
    600,
    async () => {
      const { services } = await ecs.send(new DescribeServicesCommand({ cluster: NAME, services: [NAME] }));
      return services?.[0]?.taskSets?.[0]?.stabilityStatus === 'STEADY_STATE' ? true : undefined;
    },
    5,
  );
  if (!steady)
    throw new Error(
      'The service was not steady after ten minutes. Its task loads a public image and answers health checks, so the ' +
        "subnets need a route to the internet, and the VPC's default security group has to let its members reach each other.",
    );
}
