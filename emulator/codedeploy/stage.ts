import {
  CodeDeploy as CodeDeployClient,
  type CreateDeploymentCommandInput,
  type CreateDeploymentGroupCommandInput,
  type DeploymentInfo,
  type ECSTarget,
} from '@aws-sdk/client-codedeploy';
import { ECS } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Ecs } from '../ecs/ecs';
import type { TaskTiming } from '../ecs/tasks';
import { startLocalAws } from '../local-aws';
import { CodeDeploy } from './codedeploy';
import type { CodeDeployOptions } from './state';

export interface StageOptions extends CodeDeployOptions {
  tasks?: Partial<TaskTiming>;
  /** Without it the load balancer has a production listener only. */
  testListener?: boolean;
}

export type Stage = Awaited<ReturnType<typeof setStage>>;

/** A service on the CODE_DEPLOY controller, behind a load balancer, ready to be deployed to; everything over HTTP. */
export async function setStage({ tasks, testListener = true, ...options }: StageOptions = {}) {
  const aws = await startLocalAws();
  const ecs = new Ecs(aws, aws.loadBalancing, { startSeconds: 10, healthySeconds: 20, ...tasks });
  const roles = { usable: true, denied: new Set<string>() };
  const alarms = new Map<string, 'OK' | 'ALARM'>();
  const functions = new Map<string, (event: unknown) => Promise<void>>();
  const codeDeploy = new CodeDeploy(
    {
      ...aws,
      ecs: ecs.taskSets,
      loadBalancing: aws.loadBalancing.routing,
      roles: { canAssume: () => roles.usable, allows: (_, action) => !roles.denied.has(action) },
      alarms: { state: (name) => alarms.get(name) },
      functions: {
        exists: (name) => functions.has(name),
        invoke: async (name, event) => {
          await functions.get(name)?.(event);
        },
      },
      topics: { exists: (arn) => arn.endsWith(':topic') },
    },
    options,
  );
  aws.register('ecs', ecs);
  aws.register('codedeploy', codeDeploy);
  const config = {
    endpoint: aws.endpoint,
    region: aws.region,
    credentials: { accessKeyId: 'AKIDTEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
  };
  const clients = {
    codedeploy: new CodeDeployClient(config),
    ecs: new ECS(config),
    elb: new ElasticLoadBalancingV2(config),
  };
  const network = await layOut(clients, testListener);
  await aws.clock.advance(120);

  const groupInput = {
    applicationName: 'shop',
    deploymentGroupName: 'web',
    serviceRoleArn: `arn:aws:iam::${aws.accountId}:role/deploy`,
    deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT' },
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 5 },
    },
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: [{ name: 'one' }, { name: 'two' }],
          prodTrafficRoute: { listenerArns: [network.prodListener] },
          ...(network.testListener ? { testTrafficRoute: { listenerArns: [network.testListener] } } : {}),
        },
      ],
    },
    ecsServices: [{ clusterName: 'cluster', serviceName: 'web' }],
  } satisfies CreateDeploymentGroupCommandInput;

  const { codedeploy } = clients;
  const read = async (deploymentId: string): Promise<DeploymentInfo> =>
    (await codedeploy.getDeployment({ deploymentId })).deploymentInfo ?? {};
  const appSpec = (revision: number, hooks: Record<string, string> = {}) =>
    JSON.stringify({
      version: 0,
      Resources: [
        {
          TargetService: {
            Type: 'AWS::ECS::Service',
            Properties: {
              TaskDefinition: network.taskDefinitions[revision - 1],
              LoadBalancerInfo: { ContainerName: 'web', ContainerPort: 80 },
            },
          },
        },
      ],
      Hooks: Object.entries(hooks).map(([event, target]) => ({ [event]: target })),
    });

  return {
    aws,
    clock: aws.clock,
    codeDeploy,
    ecsService: ecs,
    ...clients,
    ...network,
    roles,
    alarms,
    functions,
    groupInput,
    appSpec,
    read,

    async createGroup(over: Partial<CreateDeploymentGroupCommandInput> = {}): Promise<void> {
      await codedeploy.createApplication({ applicationName: 'shop', computePlatform: 'ECS' });
      await codedeploy.createDeploymentGroup({ ...groupInput, ...over });
    },

    /** @returns the id of a deployment of this revision */
    async deploy(
      revision: number,
      over: Partial<CreateDeploymentCommandInput> & { hooks?: Record<string, string> } = {},
    ): Promise<string> {
      const { hooks, ...members } = over;
      const { deploymentId = '' } = await codedeploy.createDeployment({
        applicationName: 'shop',
        deploymentGroupName: 'web',
        revision: { revisionType: 'AppSpecContent', appSpecContent: { content: appSpec(revision, hooks) } },
        ...members,
      });
      return deploymentId;
    },

    /** Moves time on, second by second, until the deployment has this status or another of its last ones. */
    async until(deploymentId: string, status: string, limitSeconds = 7200): Promise<DeploymentInfo> {
      const end = aws.clock.now() + limitSeconds * 1000;
      let info = await read(deploymentId);
      while (info.status !== status && aws.clock.now() < end) {
        await aws.clock.advance(1);
        info = await read(deploymentId);
      }
      return info;
    },

    async target(deploymentId: string): Promise<ECSTarget> {
      const { targetIds = [] } = await codedeploy.listDeploymentTargets({ deploymentId });
      const [targetId] = targetIds;
      const { deploymentTarget } = await codedeploy.getDeploymentTarget({ deploymentId, targetId });
      return deploymentTarget?.ecsTarget ?? {};
    },

    /** e.g. `BeforeInstall Succeeded` */
    async events(deploymentId: string): Promise<string[]> {
      const { lifecycleEvents = [] } = await this.target(deploymentId);
      return lifecycleEvents.map(
        ({ lifecycleEventName = '', status = '' }) => `${lifecycleEventName} ${status}`,
      );
    },

    /** Weights of a listener's default action, e.g. `one:100 two:0`. */
    async weights(listenerArn: string): Promise<string> {
      const { Listeners = [] } = await clients.elb.describeListeners({ ListenerArns: [listenerArn] });
      const groups = Listeners[0]?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups ?? [];
      return groups
        .map(({ TargetGroupArn, Weight = 0 }) => `${nameOf(TargetGroupArn)}:${Weight}`)
        .sort()
        .join(' ');
    },

    /** The service's task sets, e.g. `PRIMARY web:1 one`. */
    async taskSets(): Promise<string[]> {
      const { services = [] } = await clients.ecs.describeServices({ cluster: 'cluster', services: ['web'] });
      return (services[0]?.taskSets ?? [])
        .map(
          ({ status = '', taskDefinition = '', loadBalancers = [] }) =>
            `${status} ${taskDefinition.split('/').at(-1) ?? ''} ${nameOf(loadBalancers[0]?.targetGroupArn)}`,
        )
        .sort();
    },

    close: () => aws.close(),
  };
}

const nameOf = (targetGroupArn = ''): string => targetGroupArn.split('/')[1] ?? '';

interface Clients {
  ecs: ECS;
  elb: ElasticLoadBalancingV2;
}

/** The test listener begins on the empty target group, as in the recorded deployments. */
async function layOut({ ecs, elb }: Clients, withTestListener: boolean) {
  const { LoadBalancers = [] } = await elb.createLoadBalancer({
    Name: 'web',
    Subnets: ['subnet-1', 'subnet-2'],
  });
  const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn;
  const createTargetGroup = async (Name: string) => {
    const input = { Name, Protocol: 'HTTP', Port: 80, VpcId: 'vpc-1', TargetType: 'ip' } as const;
    return (await elb.createTargetGroup(input)).TargetGroups?.[0]?.TargetGroupArn ?? '';
  };
  const createListener = async (Port: number, TargetGroupArn: string) => {
    const input = { LoadBalancerArn, Port, Protocol: 'HTTP' as const };
    const { Listeners = [] } = await elb.createListener({
      ...input,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    });
    return Listeners[0]?.ListenerArn ?? '';
  };
  const one = await createTargetGroup('one');
  const two = await createTargetGroup('two');
  const prodListener = await createListener(80, one);
  const testListener = withTestListener ? await createListener(8080, two) : undefined;
  await ecs.createCluster({ clusterName: 'cluster' });
  const taskDefinitions: string[] = [];
  for (const version of [1, 2, 3]) {
    const { taskDefinition } = await ecs.registerTaskDefinition({
      family: 'web',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'web', image: `web:${version}`, portMappings: [{ containerPort: 80 }] }],
    });
    taskDefinitions.push(taskDefinition?.taskDefinitionArn ?? '');
  }
  await ecs.createService({
    cluster: 'cluster',
    serviceName: 'web',
    taskDefinition: 'web:1',
    desiredCount: 1,
    launchType: 'FARGATE',
    deploymentController: { type: 'CODE_DEPLOY' },
    loadBalancers: [{ targetGroupArn: one, containerName: 'web', containerPort: 80 }],
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
  });
  return { prodListener, testListener, taskDefinitions };
}
