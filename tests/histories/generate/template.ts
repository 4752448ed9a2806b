import type { BlueGreenService, ValueMap } from '#local-aws';
import type { GroupName } from '../world/account-view';
import type { Setup, TemplateInput, Version } from './history';

export const STACK = 'shop';
/** Another team's stack. */
export const OTHER_STACK = 'other';
/** The logical ids that an EcsDeployment gets by stack refactorings, in turn. */
export const LOGICAL_IDS = ['Deployment', 'Release'] as const;

export const GROUP_TYPE = 'Org::CodeDeploy::EcsDeploymentGroup';
export const DEPLOYMENT_TYPE = 'Org::CodeDeploy::EcsDeployment';
export const SIBLING_TYPE = 'Test::Histories::Sibling';

export const ALARM = 'errors';
export const HOOK_FUNCTION = 'smoke-test';

const PLANS = {
  allAtOnce: 'CodeDeployDefault.ECSAllAtOnce',
  canary: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
  linear: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes',
};

/** How long each plan takes to shift all traffic. */
export const SHIFT_MINUTES = { allAtOnce: 0, canary: 5, linear: 27 };

/** The properties of the deployment group, by the names that CodeDeploy's API and the resource type share. */
export function groupProperties(
  setup: Setup,
  service: BlueGreenService,
  { applicationName, deploymentGroupName }: GroupName,
): ValueMap {
  const { plan, testListener, automaticRollback, rollsBackStops, watchesAlarm } = setup;
  return {
    ApplicationName: applicationName,
    DeploymentGroupName: deploymentGroupName,
    ServiceRoleArn: service.serviceRoleArn,
    DeploymentConfigName: PLANS[plan],
    DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
    LoadBalancerInfo: {
      TargetGroupPairInfoList: [
        {
          TargetGroups: service.targetGroups.map(({ name }) => ({ Name: name })),
          ProdTrafficRoute: { ListenerArns: [service.productionListenerArn] },
          ...(testListener && { TestTrafficRoute: { ListenerArns: [service.testListenerArn] } }),
        },
      ],
    },
    BlueGreenDeploymentConfiguration: waits(setup),
    AutoRollbackConfiguration: automaticRollback
      ? {
          Enabled: true,
          Events: [
            'DEPLOYMENT_FAILURE',
            'DEPLOYMENT_STOP_ON_ALARM',
            ...(rollsBackStops ? ['DEPLOYMENT_STOP_ON_REQUEST'] : []),
          ],
        }
      : { Enabled: false },
    AlarmConfiguration: { Enabled: watchesAlarm, Alarms: watchesAlarm ? [{ Name: ALARM }] : [] },
  };
}

function waits({ readyWaitMinutes, terminationWaitMinutes }: Setup): ValueMap {
  return {
    DeploymentReadyOption: readyWaitMinutes
      ? { ActionOnTimeout: 'STOP_DEPLOYMENT', WaitTimeInMinutes: readyWaitMinutes }
      : { ActionOnTimeout: 'CONTINUE_DEPLOYMENT', WaitTimeInMinutes: 0 },
    TerminateBlueInstancesOnDeploymentSuccess: {
      Action: 'TERMINATE',
      TerminationWaitTimeInMinutes: terminationWaitMinutes,
    },
  };
}

/** The same properties as input of CreateDeploymentGroup, whose names begin in lower case. */
export function asApiInput(properties: ValueMap, service: BlueGreenService): object {
  const input = lowerCased(properties) as object;
  return { ...input, ecsServices: [servicePair(service, ['clusterName', 'serviceName'])] };
}

function lowerCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      lowerCased(inner),
    ]),
  );
}

function servicePair(service: BlueGreenService, [cluster, name]: [string, string]): ValueMap {
  return { [cluster]: service.clusterName, [name]: service.serviceName };
}

/** What the templates of a history share. */
export interface TemplateContext {
  setup: Setup;
  service: BlueGreenService;
  group: GroupName;
  /** The container's ports in each version. */
  ports: Record<Version, readonly [number, ...number[]]>;
}

/** What differs from one template to the next, besides what its input says. */
export interface TemplateOptions {
  /** Makes the sibling change in each update; absent: the template has no sibling. */
  serial: number | undefined;
  /** The logical id of the EcsDeployment. */
  logicalId: string;
  /** Whether the template declares the group. Default: as the setup says. */
  group?: boolean;
  /** Whether CloudFormation keeps the group and the EcsDeployment when they leave the stack. */
  retained?: boolean;
}

/** The template of a stack. */
export function templateOf(
  context: TemplateContext,
  input: TemplateInput,
  { serial, logicalId, group: declaresGroup = context.setup.groupInStack, retained = false }: TemplateOptions,
): string {
  const { sibling, version } = input;
  const { setup, service, group } = context;
  const hasDeployment = version !== 'absent';
  const policy = retained && { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
  const Resources = {
    ...(declaresGroup && {
      Group: {
        Type: GROUP_TYPE,
        ...policy,
        Properties: {
          ...groupProperties(setup, service, group),
          ECSServices: [servicePair(service, ['ClusterName', 'ServiceName'])],
        },
      },
    }),
    ...(hasDeployment && {
      [logicalId]: {
        Type: DEPLOYMENT_TYPE,
        ...policy,
        ...(declaresGroup && { DependsOn: 'Group' }),
        Properties: {
          ApplicationName: group.applicationName,
          DeploymentGroupName: group.deploymentGroupName,
          TaskDefinition: service.taskDefinitions[version - 1],
          ...optionalProperties(input),
          ...taskSetParameters(context, input, version),
        },
      },
    }),
    ...(serial !== undefined && {
      ...(setup.listenerRule && { Rule: listenerRule(service, serial) }),
      Sibling: {
        Type: SIBLING_TYPE,
        ...(hasDeployment && sibling.order === 'afterDeployment' && { DependsOn: logicalId }),
        Properties: { Serial: serial, Seconds: sibling.seconds, Fails: sibling.fails },
      },
    }),
  };
  return JSON.stringify({ Resources });
}

/** A rule that changes in each update. It names both target groups, the first one with all traffic. */
function listenerRule(service: BlueGreenService, serial: number): ValueMap {
  const [first, second] = service.targetGroups;
  const TargetGroups = [
    { TargetGroupArn: first.arn, Weight: 1 },
    { TargetGroupArn: second.arn, Weight: 0 },
  ];
  return {
    Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    Properties: {
      ListenerArn: service.productionListenerArn,
      Priority: 10,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: [`/release-${serial}/*`] } }],
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
    },
  };
}

function taskSetParameters(
  { service, ports }: TemplateContext,
  { parameters: { port, network, platform, strategy } }: TemplateInput,
  version: Version,
): ValueMap {
  return {
    ...(port !== 'none' && {
      ContainerName: service.containerName,
      ContainerPort: ports[version].at(port === 'first' ? 0 : -1) ?? service.containerPort,
    }),
    ...(platform !== 'none' && { PlatformVersion: platform }),
    ...(network !== 'none' && {
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          Subnets: ['subnet-1', 'subnet-2'],
          SecurityGroups: [network],
          AssignPublicIp: 'DISABLED',
        },
      },
    }),
    ...(strategy !== 'none' && {
      CapacityProviderStrategy: [{ CapacityProvider: strategy, Base: 0, Weight: 1 }],
    }),
  };
}

function optionalProperties({
  hook,
  hookPolicy,
  completeWhen,
  whenBusy,
  timeoutInMinutes,
  redeployToken,
}: TemplateInput): ValueMap {
  return {
    CompleteWhen: completeWhen,
    WhenBusy: whenBusy,
    HookPolicy: hookPolicy,
    ...(hook !== 'none' && { Hooks: { [hook]: HOOK_FUNCTION } }),
    ...(timeoutInMinutes !== 'default' && { TimeoutInMinutes: timeoutInMinutes }),
    ...(redeployToken !== 'none' && { RedeployToken: redeployToken }),
  };
}
