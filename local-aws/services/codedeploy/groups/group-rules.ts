import type {
  BlueGreenDeploymentConfiguration,
  ComputePlatform,
  LoadBalancerInfo,
  TriggerConfig,
  UpdateDeploymentGroupInput,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../core/service';
import type { CodeDeployReadings } from '../readings';
import { checkAlarms, checkAutoRollback } from './alarm-rules';

/** The input for a deployment group, without names and tags. */
export type GroupDraft = Omit<
  UpdateDeploymentGroupInput,
  'applicationName' | 'currentDeploymentGroupName' | 'newDeploymentGroupName'
>;

const MAXIMUM_TRIGGERS = 10;
const TRIGGER_EVENTS: readonly string[] = [
  ...['DeploymentStart', 'DeploymentSuccess', 'DeploymentFailure', 'DeploymentStop', 'DeploymentRollback'],
  ...['DeploymentReady', 'InstanceStart', 'InstanceSuccess', 'InstanceFailure', 'InstanceReady'],
];

const refuse = (code: string, message: string): never => {
  throw new ServiceError(code, message);
};

/** The errors that AWS does not document. */
type Errors = Pick<CodeDeployReadings, 'blueGreenError' | 'pairError'>;

/**
 * Checks the input for a deployment group by the rules of its compute platform, without other resources of the account. The
 * order is the one of CodeDeploy's recorded answers: style, load balancer, blue/green, the rest.
 * @throws the exceptions Invalid… and …LimitExceeded of CreateDeploymentGroup and UpdateDeploymentGroup
 */
export function checkGroup(platform: ComputePlatform, draft: GroupDraft, errors: Errors): void {
  if (platform === 'ECS') checkEcsGroup(draft, errors);
  else checkOtherGroup(platform, draft);
  checkTriggers(draft.triggerConfigurations ?? []);
  checkAlarms(draft.alarmConfiguration);
  checkAutoRollback(draft.autoRollbackConfiguration);
}

function checkEcsGroup(draft: GroupDraft, errors: Errors): void {
  const { deploymentType, deploymentOption } = draft.deploymentStyle ?? {};
  if (deploymentType !== 'BLUE_GREEN' || deploymentOption !== 'WITH_TRAFFIC_CONTROL')
    refuse(
      'InvalidDeploymentStyleException',
      'For ECS deployment, the deployment type must be BLUE_GREEN, and deployment option must be WITH_TRAFFIC_CONTROL.',
    );
  checkLoadBalancer(draft.loadBalancerInfo, errors);
  checkBlueGreen(draft.blueGreenDeploymentConfiguration, errors);
  if (draft.autoScalingGroups !== undefined)
    refuse(
      'InvalidAutoScalingGroupException',
      'For ECS deployment group, autoScalingGroups can not be specified',
    );
  const serverOnly = [
    draft.ec2TagFilters,
    draft.onPremisesInstanceTagFilters,
    draft.ec2TagSet?.ec2TagSetList,
  ];
  if ([...serverOnly, draft.onPremisesTagSet?.onPremisesTagSetList].some((list) => (list ?? []).length > 0))
    refuse('InvalidInputException', 'For ECS deployment group, tag filters can not be specified');
  const services = draft.ecsServices ?? [];
  if (services.length !== 1)
    refuse(
      'InvalidECSServiceException',
      'For ECS deployment group, exactly one ECS service must be specified',
    );
  if (services.some(({ clusterName, serviceName }) => !clusterName || !serviceName))
    refuse('InvalidECSServiceException', 'The ECS service must be specified by clusterName and serviceName');
}

function checkLoadBalancer(info: LoadBalancerInfo | undefined, { pairError }: Errors): void {
  const invalid = (message: string) => refuse('InvalidLoadBalancerInfoException', message);
  if (!info) return invalid('For ECS deployment group, loadBalancerInfo must be specified');
  if (info.elbInfoList) invalid('For ECS deployment group, loadBalancerInfo must not contain elbInfo list');
  if (info.targetGroupInfoList)
    invalid('For ECS deployment group, loadBalancerInfo must not contain targetGroupInfo list');
  const [pair, ...others] = info.targetGroupPairInfoList ?? [];
  if (!pair || others.length > 0)
    return invalid('For ECS deployment group, loadBalancerInfo must contain exactly one target group pair');
  const names = (pair.targetGroups ?? []).map(({ name }) => name ?? '');
  if (names.length !== 2 || names[0] === names[1] || names.includes(''))
    refuse(pairError, 'Target group pair must have distinct target groups.');
  if (pair.prodTrafficRoute?.listenerArns?.length !== 1)
    refuse(pairError, 'The production traffic route must have exactly one listener.');
  if (pair.testTrafficRoute && pair.testTrafficRoute.listenerArns?.length !== 1)
    refuse(pairError, 'The test traffic route must have exactly one listener.');
}

function checkBlueGreen(
  configuration: BlueGreenDeploymentConfiguration | undefined,
  { blueGreenError }: Errors,
): void {
  const invalid = (message: string) => refuse('InvalidBlueGreenDeploymentConfigurationException', message);
  if (!configuration)
    return invalid('For ECS deployment group, blueGreenDeploymentConfiguration must be specified');
  const { terminateBlueInstancesOnDeploymentSuccess: terminate, deploymentReadyOption: ready } =
    configuration;
  const wait = ready?.waitTimeInMinutes ?? 0;
  if (ready?.actionOnTimeout === 'STOP_DEPLOYMENT' && wait <= 0)
    invalid("Deployment ready action cannot be set to 'STOP_DEPLOYMENT' when timeout is not specified");
  if (ready?.actionOnTimeout !== 'STOP_DEPLOYMENT' && wait !== 0)
    invalid("Deployment ready action cannot be set to 'CONTINUE_DEPLOYMENT' when timeout is specified");
  const wrong = (message: string) => refuse(blueGreenError, message);
  if (terminate && terminate.action !== 'TERMINATE')
    wrong('For ECS deployment group, the action on blue instances must be TERMINATE');
  const termination = terminate?.terminationWaitTimeInMinutes ?? 0;
  if (termination < 0 || termination > 2880)
    wrong('The termination wait time must be between 0 and 2880 minutes');
  if (configuration.greenFleetProvisioningOption)
    wrong('For ECS deployment group, greenFleetProvisioningOption can not be specified');
}

function checkOtherGroup(platform: ComputePlatform, draft: GroupDraft): void {
  if (draft.ecsServices?.length)
    refuse(
      'InvalidECSServiceException',
      `Should not specify ECS services parameter for ${platform} deployment group`,
    );
  const { elbInfoList, targetGroupInfoList } = draft.loadBalancerInfo ?? {};
  const withTraffic = draft.deploymentStyle?.deploymentOption === 'WITH_TRAFFIC_CONTROL';
  if (platform === 'Server' && withTraffic && !elbInfoList?.length && !targetGroupInfoList?.length)
    refuse(
      'InvalidLoadBalancerInfoException',
      'The specification for load balancing in the deployment group is invalid. The deploymentOption value is set to ' +
        'WITH_TRAFFIC_CONTROL, but either no load balancer was specified in elbInfoList or no target group was ' +
        'specified in targetGroupInfoList.',
    );
}

function checkTriggers(triggers: TriggerConfig[]): void {
  if (triggers.length > MAXIMUM_TRIGGERS)
    refuse('TriggerTargetsLimitExceededException', `At most ${MAXIMUM_TRIGGERS} triggers can be specified.`);
  const names = triggers.map(({ triggerName }) => triggerName ?? '');
  const invalid = (message: string) => refuse('InvalidTriggerConfigException', message);
  if (names.includes('')) invalid('A trigger must have a name.');
  if (new Set(names).size < names.length) invalid('A trigger name is specified more than once.');
  for (const { triggerName = '', triggerEvents = [] } of triggers) {
    if (triggerEvents.length === 0) invalid(`The trigger ${triggerName} has no event.`);
    const unknown = triggerEvents.find((event) => !TRIGGER_EVENTS.includes(event));
    if (unknown !== undefined) invalid(`The trigger ${triggerName} has an invalid event: ${unknown}`);
  }
}
