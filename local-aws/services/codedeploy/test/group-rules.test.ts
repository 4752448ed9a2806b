import { checkGroup, type GroupDraft } from '../groups/group-rules';
import { defaultReadings } from '../readings';

const legal: GroupDraft = {
  serviceRoleArn: 'arn:aws:iam::123456789012:role/deploy',
  deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
  blueGreenDeploymentConfiguration: {
    deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT', waitTimeInMinutes: 0 },
    terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 5 },
  },
  loadBalancerInfo: {
    targetGroupPairInfoList: [
      { targetGroups: [{ name: 'one' }, { name: 'two' }], prodTrafficRoute: { listenerArns: ['prod'] } },
    ],
  },
  ecsServices: [{ clusterName: 'cluster', serviceName: 'web' }],
};

const blueGreen = (over: GroupDraft['blueGreenDeploymentConfiguration']): GroupDraft => ({
  blueGreenDeploymentConfiguration: { ...legal.blueGreenDeploymentConfiguration, ...over },
});

const pair = (over: object): GroupDraft => ({
  loadBalancerInfo: {
    targetGroupPairInfoList: [{ ...legal.loadBalancerInfo?.targetGroupPairInfoList?.[0], ...over }],
  },
});

const check = (platform: 'ECS' | 'Server', draft: GroupDraft) => {
  checkGroup(platform, draft, defaultReadings());
};

const alarms = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `alarm-${index}` }));

test('a group of the documentation is valid', () => {
  expect(() => {
    check('ECS', legal);
  }).not.toThrow();
});

const cases: [reason: string, draft: GroupDraft, code: string, message: string][] = [
  [
    'an in-place style',
    { deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITH_TRAFFIC_CONTROL' } },
    'InvalidDeploymentStyleException',
    'For ECS deployment, the deployment type must be BLUE_GREEN, and deployment option must be WITH_TRAFFIC_CONTROL.',
  ],
  [
    'no load balancer',
    { loadBalancerInfo: undefined },
    'InvalidLoadBalancerInfoException',
    'For ECS deployment group, loadBalancerInfo must be specified',
  ],
  [
    'a classic load balancer',
    { loadBalancerInfo: { elbInfoList: [{ name: 'elb' }] } },
    'InvalidLoadBalancerInfoException',
    'For ECS deployment group, loadBalancerInfo must not contain elbInfo list',
  ],
  [
    'single target groups',
    { loadBalancerInfo: { targetGroupInfoList: [{ name: 'one' }] } },
    'InvalidLoadBalancerInfoException',
    'For ECS deployment group, loadBalancerInfo must not contain targetGroupInfo list',
  ],
  [
    'the same target group twice',
    pair({ targetGroups: [{ name: 'one' }, { name: 'one' }] }),
    'InvalidTargetGroupPairException',
    'Target group pair must have distinct target groups.',
  ],
  [
    'two production listeners',
    pair({ prodTrafficRoute: { listenerArns: ['a', 'b'] } }),
    'InvalidTargetGroupPairException',
    'exactly one listener',
  ],
  [
    'a test route without a listener',
    pair({ testTrafficRoute: { listenerArns: [] } }),
    'InvalidTargetGroupPairException',
    'exactly one listener',
  ],
  [
    'no blue/green configuration',
    { blueGreenDeploymentConfiguration: undefined },
    'InvalidBlueGreenDeploymentConfigurationException',
    'For ECS deployment group, blueGreenDeploymentConfiguration must be specified',
  ],
  [
    'a wait with CONTINUE_DEPLOYMENT',
    blueGreen({ deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT', waitTimeInMinutes: 5 } }),
    'InvalidBlueGreenDeploymentConfigurationException',
    "Deployment ready action cannot be set to 'CONTINUE_DEPLOYMENT' when timeout is specified",
  ],
  [
    'STOP_DEPLOYMENT without a wait',
    blueGreen({ deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT' } }),
    'InvalidBlueGreenDeploymentConfigurationException',
    'STOP_DEPLOYMENT',
  ],
  [
    'KEEP_ALIVE for blue',
    blueGreen({ terminateBlueInstancesOnDeploymentSuccess: { action: 'KEEP_ALIVE' } }),
    'InvalidBlueGreenDeploymentConfigurationException',
    'TERMINATE',
  ],
  [
    'a termination wait above two days',
    blueGreen({
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 2881 },
    }),
    'InvalidBlueGreenDeploymentConfigurationException',
    'between 0 and 2880',
  ],
  [
    'green fleet provisioning',
    blueGreen({ greenFleetProvisioningOption: { action: 'DISCOVER_EXISTING' } }),
    'InvalidBlueGreenDeploymentConfigurationException',
    'greenFleetProvisioningOption',
  ],
  [
    'Auto Scaling groups, even none',
    { autoScalingGroups: [] },
    'InvalidAutoScalingGroupException',
    'For ECS deployment group, autoScalingGroups can not be specified',
  ],
  ['tag filters', { ec2TagFilters: [{ Key: 'a' }] }, 'InvalidInputException', 'tag filters'],
  ['no service', { ecsServices: [] }, 'InvalidECSServiceException', 'exactly one ECS service'],
  ['half a service', { ecsServices: [{ serviceName: 'web' }] }, 'InvalidECSServiceException', 'clusterName'],
  [
    'enabled alarms without an alarm',
    { alarmConfiguration: { enabled: true, alarms: [] } },
    'InvalidAlarmConfigException',
    'no alarm',
  ],
  [
    'eleven alarms',
    { alarmConfiguration: { enabled: true, alarms: alarms(11) } },
    'AlarmsLimitExceededException',
    'At most 10',
  ],
  [
    'an alarm twice',
    { alarmConfiguration: { enabled: true, alarms: [...alarms(1), ...alarms(1)] } },
    'InvalidAlarmConfigException',
    'more than once',
  ],
  [
    'an alarm name of 256 characters',
    { alarmConfiguration: { enabled: true, alarms: [{ name: 'a'.repeat(256) }] } },
    'InvalidAlarmConfigException',
    '255',
  ],
  [
    'enabled rollback without events',
    { autoRollbackConfiguration: { enabled: true } },
    'InvalidAutoRollbackConfigException',
    'no event',
  ],
  [
    'a trigger without events',
    { triggerConfigurations: [{ triggerName: 'mail', triggerTargetArn: 'topic', triggerEvents: [] }] },
    'InvalidTriggerConfigException',
    'no event',
  ],
];

test.each(cases)('refuses %s', (_, draft, code, message) => {
  expect(() => {
    check('ECS', { ...legal, ...draft });
  }).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error);
});

test('a Server group has no ECS service', () => {
  expect(() => {
    check('Server', legal);
  }).toThrow('Should not specify ECS services parameter for Server deployment group');
});

test('a pair of target groups is refused for the Server platform, the default of applications', () => {
  expect(() => {
    check('Server', { ...legal, ecsServices: undefined });
  }).toThrow('The specification for load balancing in the deployment group is invalid.');
});
