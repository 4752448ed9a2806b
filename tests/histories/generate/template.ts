import type { BlueGreenService, ValueMap } from '#local-aws';
import type { GroupName } from '../world/account-view';
import type { Circumstances, Wish } from './history';

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

/** The properties of the deployment group, by the names that both CodeDeploy's API and the resource type know. */
export function groupProperties(
  { plan, readyWait, terminationWait, testListener, rollsBack, watchesAlarm }: Circumstances,
  service: BlueGreenService,
  { applicationName, deploymentGroupName }: GroupName,
): ValueMap {
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
    BlueGreenDeploymentConfiguration: {
      DeploymentReadyOption: readyWait
        ? { ActionOnTimeout: 'STOP_DEPLOYMENT', WaitTimeInMinutes: readyWait }
        : { ActionOnTimeout: 'CONTINUE_DEPLOYMENT', WaitTimeInMinutes: 0 },
      TerminateBlueInstancesOnDeploymentSuccess: {
        Action: 'TERMINATE',
        TerminationWaitTimeInMinutes: terminationWait,
      },
    },
    AutoRollbackConfiguration: rollsBack
      ? { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] }
      : { Enabled: false },
    AlarmConfiguration: { Enabled: watchesAlarm, Alarms: watchesAlarm ? [{ Name: ALARM }] : [] },
  };
}

/** The same for CodeDeploy's API: names begin in lower case. */
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
 * The stack's template for a wish.
 * @param serial makes the sibling change in each update
 */
export function templateOf(
  wish: Wish,
  circumstances: Circumstances,
  service: BlueGreenService,
  group: GroupName,
  serial: number,
): string {
  const { sibling, version } = wish;
  const declares = version !== 'absent';
  const { groupInStack } = circumstances;
  const Resources = {
    ...(groupInStack && {
      Group: {
        Type: GROUP_TYPE,
        Properties: {
          ...groupProperties(circumstances, service, group),
          ECSServices: [servicePair(service, ['ClusterName', 'ServiceName'])],
        },
      },
    }),
    ...(declares && {
      Deployment: {
        Type: DEPLOYMENT_TYPE,
        ...(groupInStack && { DependsOn: 'Group' }),
        Properties: {
          ApplicationName: group.applicationName,
          DeploymentGroupName: group.deploymentGroupName,
          TaskDefinition: service.taskDefinitions[version - 1],
          ...choices(wish),
        },
      },
    }),
    Sibling: {
      Type: SIBLING_TYPE,
      ...(declares && sibling.order === 'afterwards' && { DependsOn: 'Deployment' }),
      Properties: { Serial: serial, Seconds: sibling.seconds, Fails: sibling.fails },
    },
  };
  return JSON.stringify({ Resources });
}

function choices({
  hook,
  hookPolicy,
  completeWhen,
  whenBusy,
  timeoutInMinutes,
  redeployToken,
}: Wish): ValueMap {
  return {
    CompleteWhen: completeWhen,
    WhenBusy: whenBusy,
    HookPolicy: hookPolicy,
    ...(hook !== 'none' && { Hooks: { [hook]: HOOK_FUNCTION } }),
    ...(timeoutInMinutes !== 'default' && { TimeoutInMinutes: timeoutInMinutes }),
    ...(redeployToken !== 'none' && { RedeployToken: redeployToken }),
  };
}
