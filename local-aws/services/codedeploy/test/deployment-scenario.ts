import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import {
  CodeDeploy,
  type CreateDeploymentCommandInput,
  type CreateDeploymentGroupCommandInput,
  type DeploymentInfo,
  type ECSTarget,
} from '@aws-sdk/client-codedeploy';
import { ECS, type RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAM } from '@aws-sdk/client-iam';
import { clientConfiguration, createBlueGreenService } from '../../../fixtures/blue-green-service';
import type { TaskTiming } from '../../ecs/tasks';
import { startLocalAws, type LocalAws } from '../../../local-aws';
import type { CodeDeployOptions } from '../state';

export interface ScenarioOptions extends CodeDeployOptions {
  tasks?: Partial<TaskTiming>;
  /** Whether groups have a test listener. Default: true. */
  testListener?: boolean;
}

export type DeploymentScenario = Awaited<ReturnType<typeof arrange>>;

/**
 * Starts a local AWS with a service on the CODE_DEPLOY controller, and returns short calls for tests of its deployments.
 * The service begins on target group `one`, the test listener on target group `two`, as in recorded deployments.
 */
export async function startDeploymentScenario({
  tasks,
  testListener = true,
  ...options
}: ScenarioOptions = {}): Promise<DeploymentScenario> {
  const aws = await startLocalAws({
    tasks: { startSeconds: 10, healthySeconds: 20, ...tasks },
    codeDeploy: options,
  });
  try {
    return await arrange(aws, testListener);
  } catch (error) {
    // An open server would keep the tests from ending.
    await aws.close();
    throw error;
  }
}

async function arrange(aws: LocalAws, testListener: boolean) {
  const service = await createBlueGreenService(aws);
  const configuration = { ...clientConfiguration(aws), maxAttempts: 1 };
  const codedeploy = new CodeDeploy(configuration);
  const ecs = new ECS(configuration);
  const elb = new ElasticLoadBalancingV2(configuration);
  const iam = new IAM(configuration);
  const cloudWatch = new CloudWatch(configuration);
  const { applicationName, clusterName, serviceName, serviceRoleArn } = service;
  const [one, two] = service.targetGroups;
  await elb.modifyListener({
    ListenerArn: service.testListenerArn,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: two.arn }],
  });

  const group = { applicationName, deploymentGroupName: 'web' };
  const groupInput = {
    ...group,
    serviceRoleArn,
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
          targetGroups: [{ name: one.name }, { name: two.name }],
          prodTrafficRoute: { listenerArns: [service.productionListenerArn] },
          ...(testListener ? { testTrafficRoute: { listenerArns: [service.testListenerArn] } } : {}),
        },
      ],
    },
    ecsServices: [{ clusterName, serviceName }],
  } satisfies CreateDeploymentGroupCommandInput;

  /** An AppSpec for one of the three revisions. */
  const appSpec = (revision: number, hooks: Record<string, string> = {}) =>
    JSON.stringify({
      version: 0,
      Resources: [
        {
          TargetService: {
            Type: 'AWS::ECS::Service',
            Properties: {
              TaskDefinition: service.taskDefinitions[revision - 1],
              LoadBalancerInfo: {
                ContainerName: service.containerName,
                ContainerPort: service.containerPort,
              },
            },
          },
        },
      ],
      Hooks: Object.entries(hooks).map(([event, target]) => ({ [event]: target })),
    });

  const read = async (deploymentId: string): Promise<DeploymentInfo> =>
    (await codedeploy.getDeployment({ deploymentId })).deploymentInfo ?? {};

  const target = async (deploymentId: string): Promise<ECSTarget> => {
    const { targetIds = [] } = await codedeploy.listDeploymentTargets({ deploymentId });
    const { deploymentTarget } = await codedeploy.getDeploymentTarget({
      deploymentId,
      targetId: targetIds[0],
    });
    return deploymentTarget?.ecsTarget ?? {};
  };

  const nameOf = (arn: string | undefined): string =>
    arn === one.arn ? 'one' : arn === two.arn ? 'two' : 'other';
  const roleName = serviceRoleArn.split('/').at(-1);

  return {
    aws,
    clock: aws.clock,
    faults: aws.codeDeploy.faults,
    service,
    codedeploy,
    ecs,
    elb,
    group,
    groupInput,
    appSpec,
    read,
    target,
    prodListener: service.productionListenerArn,
    testListener: service.testListenerArn,

    createGroup: (over: Partial<CreateDeploymentGroupCommandInput> = {}) =>
      codedeploy.createDeploymentGroup({ ...groupInput, ...over }),

    /** @returns the id of a deployment of this revision */
    async deploy(
      revision: number,
      over: Partial<CreateDeploymentCommandInput> & { hooks?: Record<string, string> } = {},
    ): Promise<string> {
      const { hooks, ...members } = over;
      const appSpecContent = { content: appSpec(revision, hooks) };
      const input = { ...group, revision: { revisionType: 'AppSpecContent' as const, appSpecContent } };
      const { deploymentId = '' } = await codedeploy.createDeployment({ ...input, ...members });
      return deploymentId;
    },

    /** @returns the id of a deployment of a new revision, which differs from the third one as given */
    async deployNewRevision(over: Partial<RegisterTaskDefinitionCommandInput>): Promise<string> {
      const { taskDefinition = {} } = await ecs.describeTaskDefinition({
        taskDefinition: service.taskDefinitions[2],
      });
      const { family, containerDefinitions, networkMode, requiresCompatibilities, cpu, memory } =
        taskDefinition;
      const { taskDefinition: made } = await ecs.registerTaskDefinition({
        ...{ family, containerDefinitions, networkMode, requiresCompatibilities, cpu, memory },
        ...over,
      });
      const content = appSpec(3).replace(service.taskDefinitions[2], made?.taskDefinitionArn ?? '');
      const { deploymentId = '' } = await codedeploy.createDeployment({
        ...group,
        revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
      });
      return deploymentId;
    },

    /** Advances the time, five seconds at a time, until the deployment has this status. */
    async until(deploymentId: string, status: string, limitSeconds = 1800): Promise<DeploymentInfo> {
      const end = aws.clock.now() + limitSeconds * 1000;
      let info = await read(deploymentId);
      while (info.status !== status && aws.clock.now() < end) {
        await aws.clock.advance(5);
        info = await read(deploymentId);
      }
      return info;
    },

    /** e.g. `BeforeInstall Succeeded` */
    async events(deploymentId: string): Promise<string[]> {
      const { lifecycleEvents = [] } = await target(deploymentId);
      return lifecycleEvents.map(
        ({ lifecycleEventName = '', status = '' }) => `${lifecycleEventName} ${status}`,
      );
    },

    /** Weights of a listener's default action, e.g. `one:100 two:0`. */
    async weights(listenerArn: string): Promise<string> {
      const { Listeners = [] } = await elb.describeListeners({ ListenerArns: [listenerArn] });
      const groups = Listeners[0]?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups ?? [];
      return groups
        .map(({ TargetGroupArn, Weight = 0 }) => `${nameOf(TargetGroupArn)}:${Weight}`)
        .sort()
        .join(' ');
    },

    /** The service's task sets, e.g. `PRIMARY web:1 one`. */
    async taskSets(): Promise<string[]> {
      const { services = [] } = await ecs.describeServices({ cluster: clusterName, services: [serviceName] });
      return (services[0]?.taskSets ?? [])
        .map(({ status = '', taskDefinition = '', loadBalancers = [] }) => {
          const revision = taskDefinition.split('/').at(-1) ?? '';
          return `${status} ${revision} ${nameOf(loadBalancers[0]?.targetGroupArn)}`;
        })
        .sort();
    },

    /** Creates an alarm if it does not exist, and sets its state to ALARM. */
    async raise(AlarmName: string): Promise<void> {
      const threshold = {
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold' as const,
      };
      await cloudWatch.putMetricAlarm({ AlarmName, MetricName: 'errors', Namespace: 'web', ...threshold });
      await cloudWatch.setAlarmState({ AlarmName, StateValue: 'ALARM', StateReason: 'a test' });
    },

    /** Denies an action to the service role until `allow` is called. */
    async deny(action: string): Promise<void> {
      const Statement = [{ Effect: 'Deny', Action: action, Resource: '*' }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await iam.putRolePolicy({ RoleName: roleName, PolicyName: 'deny', PolicyDocument });
    },

    async allow(): Promise<void> {
      await iam.deleteRolePolicy({ RoleName: roleName, PolicyName: 'deny' });
    },

    /** Replaces the service role's policy by the limited one. */
    async limitRole(): Promise<void> {
      const policy = 'arn:aws:iam::aws:policy/AWSCodeDeployRoleForECS';
      await iam.detachRolePolicy({ RoleName: roleName, PolicyArn: policy });
      await iam.attachRolePolicy({ RoleName: roleName, PolicyArn: `${policy}Limited` });
    },

    /** Changes the trust policy of the service role: EC2 may assume it, CodeDeploy may not. */
    async distrust(): Promise<void> {
      const Statement = [
        { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await iam.updateAssumeRolePolicy({ RoleName: roleName, PolicyDocument });
    },

    close: () => aws.close(),
  };
}
