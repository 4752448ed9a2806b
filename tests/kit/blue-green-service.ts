import { CodeDeployClient, CreateApplicationCommand } from '@aws-sdk/client-codedeploy';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { LocalAws } from '../../local-aws/local-aws';
import { inProcess } from './in-process';

export interface BlueGreenService {
  clusterName: string;
  clusterArn: string;
  serviceName: string;
  serviceArn: string;
  loadBalancerArn: string;
  dnsName: string;
  /** By name and by ARN; the first one is the service's at the beginning. */
  targetGroups: [TargetGroupNames, TargetGroupNames];
  productionListenerArn: string;
  testListenerArn: string;
  productionPort: number;
  testPort: number;
  serviceRoleArn: string;
  applicationName: string;
  /** Three revisions, ARNs; the service runs the first. They answer `version 1` to `version 3`. */
  taskDefinitions: [string, string, string];
  containerName: string;
  containerPort: number;
}

export interface TargetGroupNames {
  name: string;
  arn: string;
}

/** Configuration of the SDK's clients for the local AWS. */
export function clientConfiguration(aws: Pick<LocalAws, 'endpoint' | 'region'>, accessKeyId = 'AKIDTEST') {
  return {
    endpoint: aws.endpoint,
    region: aws.region,
    credentials: { accessKeyId, secretAccessKey: 'secret' },
  };
}

export interface BlueGreenServiceOptions {
  /** Goes in front of every name, so that one account can have several. Default: `web`. */
  name?: string;
  desiredCount?: number;
  loadBalancerType?: 'application' | 'network';
  controller?: 'CODE_DEPLOY' | 'ECS';
  /** Whether to wait until the tasks are steady. Default: true. */
  steady?: boolean;
  /** Whether to go without HTTP, which is quicker. Default: false. */
  inProcess?: boolean;
}

/**
 * Sets up what a deployment group needs: cluster, load balancer, two target groups, production and test
 * listener, service role, application, three revisions of a task definition, and a service that runs the first.
 */
export async function createBlueGreenService(
  aws: LocalAws,
  options: BlueGreenServiceOptions = {},
): Promise<BlueGreenService> {
  const {
    name = 'web',
    desiredCount = 1,
    loadBalancerType = 'application',
    controller = 'CODE_DEPLOY',
  } = options;
  const { elb, iam, codeDeploy, ecs } = options.inProcess ? withoutHttp(aws) : overHttp(aws);
  const front = await createFront(elb, name, loadBalancerType);
  const serviceRoleArn = await createServiceRole(iam, aws, `${name}-codedeploy`);
  const applicationName = `${name}-application`;
  await codeDeploy.send(new CreateApplicationCommand({ applicationName, computePlatform: 'ECS' }));

  const clusterName = `${name}-cluster`;
  const { cluster } = await ecs.send(new CreateClusterCommand({ clusterName }));
  const container = { containerName: 'app', containerPort: 8080 };
  const taskDefinitions: BlueGreenService['taskDefinitions'] = [
    await registerVersion(ecs, name, container, 1),
    await registerVersion(ecs, name, container, 2),
    await registerVersion(ecs, name, container, 3),
  ];
  const { service } = await ecs.send(
    new CreateServiceCommand({
      cluster: clusterName,
      serviceName: name,
      taskDefinition: taskDefinitions[0],
      desiredCount,
      launchType: 'FARGATE',
      deploymentController: { type: controller },
      loadBalancers: [{ targetGroupArn: front.targetGroups[0].arn, ...container }],
      networkConfiguration: {
        awsvpcConfiguration: { subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'] },
      },
    }),
  );
  if (options.steady ?? true) {
    const { startSeconds, healthySeconds } = aws.ecs.timing;
    await aws.clock.advance(startSeconds + healthySeconds);
  }
  return {
    ...front,
    ...container,
    clusterName,
    clusterArn: cluster!.clusterArn!,
    serviceName: name,
    serviceArn: service!.serviceArn!,
    serviceRoleArn,
    applicationName,
    taskDefinitions,
  };
}

interface Clients {
  elb: ElasticLoadBalancingV2Client;
  iam: IAMClient;
  codeDeploy: CodeDeployClient;
  ecs: ECSClient;
}

function overHttp(aws: LocalAws): Clients {
  const configuration = clientConfiguration(aws, 'AKIDSETUP');
  return {
    elb: new ElasticLoadBalancingV2Client(configuration),
    iam: new IAMClient(configuration),
    codeDeploy: new CodeDeployClient(configuration),
    ecs: new ECSClient(configuration),
  };
}

function withoutHttp(aws: LocalAws): Clients {
  const caller = 'AKIDSETUP';
  return {
    elb: inProcess(ElasticLoadBalancingV2Client, aws.loadBalancing, caller),
    iam: inProcess(IAMClient, aws.iam, caller),
    codeDeploy: inProcess(CodeDeployClient, aws.codeDeploy, caller),
    ecs: inProcess(ECSClient, aws.ecs, caller),
  };
}

async function createFront(
  elb: ElasticLoadBalancingV2Client,
  name: string,
  type: 'application' | 'network',
): Promise<
  Pick<
    BlueGreenService,
    | 'loadBalancerArn'
    | 'dnsName'
    | 'targetGroups'
    | 'productionListenerArn'
    | 'testListenerArn'
    | 'productionPort'
    | 'testPort'
  >
> {
  const { LoadBalancers: created } = await elb.send(
    new CreateLoadBalancerCommand({ Name: `${name}-lb`, Type: type, Subnets: ['subnet-1', 'subnet-2'] }),
  );
  const { LoadBalancerArn: loadBalancerArn, DNSName: dnsName } = created![0]!;
  const protocol = type === 'network' ? 'TCP' : 'HTTP';
  const targetGroup = async (suffix: string): Promise<TargetGroupNames> => {
    const { TargetGroups } = await elb.send(
      new CreateTargetGroupCommand({
        Name: `${name}-${suffix}`,
        Protocol: protocol,
        Port: 80,
        VpcId: 'vpc-1',
        TargetType: 'ip',
      }),
    );
    return { name: `${name}-${suffix}`, arn: TargetGroups![0]!.TargetGroupArn! };
  };
  const targetGroups: [TargetGroupNames, TargetGroupNames] = [
    await targetGroup('blue'),
    await targetGroup('green'),
  ];
  const listener = async (port: number): Promise<string> => {
    const { Listeners } = await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: loadBalancerArn!,
        Protocol: protocol,
        Port: port,
        DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroups[0].arn }],
      }),
    );
    return Listeners![0]!.ListenerArn!;
  };
  return {
    loadBalancerArn: loadBalancerArn!,
    dnsName: dnsName!,
    targetGroups,
    productionListenerArn: await listener(80),
    testListenerArn: await listener(8080),
    productionPort: 80,
    testPort: 8080,
  };
}

/** A role that CodeDeploy may assume, with AWS's own policy for ECS. */
export async function createServiceRole(
  iam: IAMClient,
  aws: Pick<LocalAws, 'partition'>,
  roleName: string,
): Promise<string> {
  const { Role: role } = await iam.send(
    new CreateRoleCommand({
      RoleName: roleName,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'codedeploy.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      }),
    }),
  );
  await iam.send(
    new AttachRolePolicyCommand({
      RoleName: roleName,
      PolicyArn: `arn:${aws.partition}:iam::aws:policy/AWSCodeDeployRoleForECS`,
    }),
  );
  return role!.Arn!;
}

/** Registers a revision whose container answers `version <version>`. */
export async function registerVersion(
  ecs: ECSClient,
  family: string,
  container: { containerName: string; containerPort: number },
  version: number,
): Promise<string> {
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      containerDefinitions: [
        {
          name: container.containerName,
          image: `public.ecr.aws/nginx/nginx:1.${version}`,
          portMappings: [{ containerPort: container.containerPort }],
          environment: [{ name: 'RESPONSE', value: `version ${version}` }],
        },
      ],
    }),
  );
  return taskDefinition!.taskDefinitionArn!;
}
