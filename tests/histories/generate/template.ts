import type { BlueGreenService, ValueMap } from '#local-aws';
import type { GroupName } from '../world/account-view';
import type { Setup, TemplateInput } from './history';

export const STACK = 'shop';

const GROUP_TYPE = 'Org::CodeDeploy::EcsDeploymentGroup';
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
  const { plan, testListener, automaticRollback, watchesAlarm } = setup;
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
      ? { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] }
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

/**
 * The stack's template.
 * @param serial makes the sibling change in each update
 */
export function templateOf(
  input: TemplateInput,
  setup: Setup,
  service: BlueGreenService,
  group: GroupName,
  serial: number,
): string {
  const { sibling, version } = input;
  const hasDeployment = version !== 'absent';
  const { groupInStack } = setup;
  const Resources = {
    ...(groupInStack && {
      Group: {
        Type: GROUP_TYPE,
        Properties: {
          ...groupProperties(setup, service, group),
          ECSServices: [servicePair(service, ['ClusterName', 'ServiceName'])],
        },
      },
    }),
    ...(hasDeployment && {
      Deployment: {
        Type: DEPLOYMENT_TYPE,
        ...(groupInStack && { DependsOn: 'Group' }),
        Properties: {
          ApplicationName: group.applicationName,
          DeploymentGroupName: group.deploymentGroupName,
          TaskDefinition: service.taskDefinitions[version - 1],
          ...optionalProperties(input),
        },
      },
    }),
    Sibling: {
      Type: SIBLING_TYPE,
      ...(hasDeployment && sibling.order === 'afterDeployment' && { DependsOn: 'Deployment' }),
      Properties: { Serial: serial, Seconds: sibling.seconds, Fails: sibling.fails },
    },
  };
  return JSON.stringify({ Resources });
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
