import { Failure } from '../../runtime/messages/failure';
import type { DesiredGroup } from '../src/identity';
import { validate } from '../src/validate';
import { desired, listener, pairOf } from './examples';

const PAIRS = 'LoadBalancerInfo.TargetGroupPairInfoList';
const READY = 'BlueGreenDeploymentConfiguration.DeploymentReadyOption';
const BLUE = 'BlueGreenDeploymentConfiguration.TerminateBlueInstancesOnDeploymentSuccess';
const alarms = (...names: string[]) => names.map((name) => ({ name }));
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `n${n}`);
const triggers = (...names: string[]) =>
  names.map((triggerName) => ({
    triggerName,
    triggerTargetArn: 'arn:aws:sns:us-east-1:123456789012:topic',
    triggerEvents: ['DeploymentFailure' as const],
  }));

/** As from a caller that has not applied the schema. */
const unchecked = (changes: object) => changes as Partial<DesiredGroup>;

/** @returns the sentence, or undefined when the group is accepted */
function refusalOf(changes: Partial<DesiredGroup>, tags: Record<string, string> = {}): string | undefined {
  try {
    validate(desired(changes), tags);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    expect((error as Failure).code).toBe('InvalidRequest');
    return (error as Failure).message;
  }
}

describe('validate accepts', () => {
  test.each<{ reason: string; changes: Partial<DesiredGroup>; tags?: Record<string, string> }>([
    { reason: 'the least that a template must say', changes: {} },
    { reason: 'a test listener', changes: { loadBalancerInfo: pairOf(['a', 'b'], ['p'], ['t']) } },
    {
      reason: 'the style that an ECS group has anyway, in full or in part',
      changes: { deploymentStyle: { deploymentType: 'BLUE_GREEN' } },
    },
    {
      reason: 'a wait of 0 with CONTINUE_DEPLOYMENT, as CodeDeploy itself reports it',
      changes: ready('CONTINUE_DEPLOYMENT', 0),
    },
    { reason: 'the longest wait for traffic', changes: ready('STOP_DEPLOYMENT', 7200) },
    { reason: 'the longest termination wait', changes: blue({ terminationWaitTimeInMinutes: 2880 }) },
    {
      reason: 'rollback switched off without events',
      changes: { autoRollbackConfiguration: { enabled: false } },
    },
    {
      reason: 'rollback with an event',
      changes: { autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] } },
    },
    { reason: 'alarms switched off', changes: { alarmConfiguration: { enabled: false } } },
    {
      reason: 'ten alarms',
      changes: { alarmConfiguration: { enabled: true, alarms: alarms(...numbered(10)) } },
    },
    { reason: 'ten triggers', changes: { triggerConfigurations: triggers(...numbered(10)) } },
    {
      reason: 'a canary behind an Application Load Balancer',
      changes: { deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' },
    },
    {
      reason: 'all at once behind a Network Load Balancer',
      changes: {
        deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
        loadBalancerInfo: pairOf(['a', 'b'], [listener('net/shop/1/prod')]),
      },
    },
    {
      reason:
        'a configuration of the user’s own behind a Network Load Balancer: only CodeDeploy knows what it does',
      changes: {
        deploymentConfigName: 'EcsCanaryOfOurs',
        loadBalancerInfo: pairOf(['a', 'b'], [listener('net/shop/1/prod')]),
      },
    },
    {
      reason: 'as many tags as fit with the reserved ones',
      changes: {},
      tags: Object.fromEntries(numbered(47).map((key) => [key, ''])),
    },
  ])('$reason', ({ changes, tags }) => {
    expect(refusalOf(changes, tags)).toBeUndefined();
  });
});

describe('validate refuses', () => {
  test.each<{ reason: string; changes: Partial<DesiredGroup>; sentence: string }>([
    {
      reason: 'no service',
      changes: { ecsServices: [] },
      sentence: 'ECSServices must name exactly one service, not 0. [OneService]',
    },
    {
      reason: 'two services: CodeDeploy deploys one a group',
      changes: { ecsServices: ['a', 'b'].map((serviceName) => ({ clusterName: 'main', serviceName })) },
      sentence: 'ECSServices must name exactly one service, not 2. [OneService]',
    },
    {
      reason: 'no pair of target groups',
      changes: { loadBalancerInfo: { targetGroupPairInfoList: [] } },
      sentence: `${PAIRS} must have exactly one entry, not 0. [OneTargetGroupPair]`,
    },
    {
      reason: 'one target group: there is nothing to switch to',
      changes: { loadBalancerInfo: pairOf(['blue']) },
      sentence: `${PAIRS}.TargetGroups must name exactly two target groups. [TwoTargetGroups]`,
    },
    {
      reason: 'the same target group twice',
      changes: { loadBalancerInfo: pairOf(['blue', 'blue']) },
      sentence: `${PAIRS}.TargetGroups must name two different target groups; both are blue. [DifferentTargetGroups]`,
    },
    {
      reason: 'two production listeners',
      changes: { loadBalancerInfo: pairOf(['a', 'b'], ['p', 'q']) },
      sentence: `${PAIRS}.ProdTrafficRoute.ListenerArns must have exactly one listener, not 2. [OneListener]`,
    },
    {
      reason: 'a test route without a listener',
      changes: { loadBalancerInfo: pairOf(['a', 'b'], ['p'], []) },
      sentence: `${PAIRS}.TestTrafficRoute.ListenerArns must have exactly one listener, not 0. [OneListener]`,
    },
    {
      reason: 'a deployment in place',
      changes: unchecked({ deploymentStyle: { deploymentType: 'IN_PLACE' } }),
      sentence:
        'DeploymentStyle.DeploymentType must be BLUE_GREEN: an ECS service has no other. [DeploymentType]',
    },
    {
      reason: 'a deployment that does not steer traffic',
      changes: unchecked({ deploymentStyle: { deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' } }),
      sentence:
        'DeploymentStyle.DeploymentOption must be WITH_TRAFFIC_CONTROL: an ECS service has no other. [DeploymentOption]',
    },
    {
      reason: 'a wait with CONTINUE_DEPLOYMENT',
      changes: ready('CONTINUE_DEPLOYMENT', 5),
      sentence: `${READY}.WaitTimeInMinutes must be absent or 0 with CONTINUE_DEPLOYMENT, which does not wait. With STOP_DEPLOYMENT the deployment waits 5 minutes for an approval. [ReadyWaitWithoutStop]`,
    },
    {
      reason: 'a wait without an action, which is CONTINUE_DEPLOYMENT',
      changes: ready(undefined, 5),
      sentence: `${READY}.WaitTimeInMinutes must be absent or 0 with CONTINUE_DEPLOYMENT, which does not wait. With STOP_DEPLOYMENT the deployment waits 5 minutes for an approval. [ReadyWaitWithoutStop]`,
    },
    {
      reason: 'STOP_DEPLOYMENT without a wait: there would be no time to approve it',
      changes: ready('STOP_DEPLOYMENT', undefined),
      sentence: `${READY}.WaitTimeInMinutes must be 1 to 7200 with STOP_DEPLOYMENT: the deployment waits that long for an approval. [ReadyWaitRange]`,
    },
    {
      reason: 'a wait of more than 120 hours',
      changes: ready('STOP_DEPLOYMENT', 7201),
      sentence: `${READY}.WaitTimeInMinutes must be 1 to 7200 with STOP_DEPLOYMENT: the deployment waits that long for an approval. [ReadyWaitRange]`,
    },
    {
      reason: 'KEEP_ALIVE, which is for instances',
      changes: unchecked({
        blueGreenDeploymentConfiguration: {
          terminateBlueInstancesOnDeploymentSuccess: { action: 'KEEP_ALIVE' },
        },
      }),
      sentence: `${BLUE}.Action must be TERMINATE: CodeDeploy does not keep the old task set of an ECS service. To keep it for a while, set TerminationWaitTimeInMinutes. [TerminationAction]`,
    },
    {
      reason: 'a termination wait of more than 48 hours',
      changes: blue({ terminationWaitTimeInMinutes: 2881 }),
      sentence: `${BLUE}.TerminationWaitTimeInMinutes must be 0 to 2880 (48 hours). [TerminationWaitRange]`,
    },
    {
      reason: 'a negative termination wait',
      changes: blue({ terminationWaitTimeInMinutes: -1 }),
      sentence: `${BLUE}.TerminationWaitTimeInMinutes must be 0 to 2880 (48 hours). [TerminationWaitRange]`,
    },
    {
      reason: 'rollback that nothing starts',
      changes: { autoRollbackConfiguration: { enabled: true } },
      sentence:
        'AutoRollbackConfiguration.Events must name at least one event when Enabled is true. [RollbackEvents]',
    },
    {
      reason: 'alarms switched on without one',
      changes: { alarmConfiguration: { enabled: true } },
      sentence: 'AlarmConfiguration.Alarms must name at least one alarm when Enabled is true. [NoAlarms]',
    },
    {
      reason: 'eleven alarms',
      changes: { alarmConfiguration: { enabled: true, alarms: alarms(...numbered(11)) } },
      sentence: 'AlarmConfiguration.Alarms can have at most 10 alarms, not 11. [TooManyAlarms]',
    },
    {
      reason: 'an alarm named twice',
      changes: { alarmConfiguration: { enabled: true, alarms: alarms('5xx', 'latency', '5xx') } },
      sentence: 'AlarmConfiguration.Alarms names the alarm 5xx twice. [SameAlarm]',
    },
    {
      reason: 'eleven triggers',
      changes: { triggerConfigurations: triggers(...numbered(11)) },
      sentence: 'TriggerConfigurations can have at most 10 triggers, not 11. [TooManyTriggers]',
    },
    {
      reason: 'two triggers of one name',
      changes: { triggerConfigurations: triggers('mail', 'mail') },
      sentence: 'TriggerConfigurations has two triggers with the name mail. [SameTrigger]',
    },
    {
      reason: 'a predefined configuration for servers',
      changes: { deploymentConfigName: 'CodeDeployDefault.OneAtATime' },
      sentence:
        'DeploymentConfigName CodeDeployDefault.OneAtATime is not for ECS. Names of predefined configurations for ECS begin with CodeDeployDefault.ECS, such as CodeDeployDefault.ECSAllAtOnce. [PredefinedConfigNotForEcs]',
    },
    {
      reason: 'a canary behind a Network Load Balancer',
      changes: {
        deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
        loadBalancerInfo: pairOf(['a', 'b'], [listener('net/shop/1/prod')]),
      },
      sentence:
        'DeploymentConfigName CodeDeployDefault.ECSCanary10Percent5Minutes shifts traffic in steps, which needs an Application Load Balancer; ProdTrafficRoute is a listener of a Network Load Balancer. Use CodeDeployDefault.ECSAllAtOnce. [StepsNeedApplicationLoadBalancer]',
    },
    {
      reason: 'one tag key with two values: which one would it be?',
      changes: {
        tags: [
          { key: 'team', value: 'a' },
          { key: 'team', value: 'b' },
        ],
      },
      sentence: 'Tags has the key team twice. [SameTagKey]',
    },
  ])('$reason', ({ changes, sentence }) => {
    expect(refusalOf(changes)).toBe(sentence);
  });

  test('a reserved tag, whether of the resource or of the stack', () => {
    expect(refusalOf({}, { 'org-codedeploy:ecs-deployment': 'mine' })).toBe(
      'The tag org-codedeploy:ecs-deployment cannot be set, neither in Tags nor for the stack: keys that begin with org-codedeploy: are reserved for this resource type. [ReservedTag]',
    );
  });

  test('more tags than fit with the reserved ones', () => {
    expect(refusalOf({}, Object.fromEntries(numbered(48).map((key) => [key, ''])))).toBe(
      "Tags and the stack's tags are 48 together; a deployment group can have 47 and three reserved ones. [TooManyTags]",
    );
  });

  test('everything that is wrong at once, a sentence each', () => {
    expect(
      refusalOf({
        ecsServices: [],
        loadBalancerInfo: pairOf(['blue', 'blue']),
      }),
    ).toBe(
      `ECSServices must name exactly one service, not 0. [OneService] ${PAIRS}.TargetGroups must name two different target groups; both are blue. [DifferentTargetGroups]`,
    );
  });
});

function ready(
  actionOnTimeout: 'CONTINUE_DEPLOYMENT' | 'STOP_DEPLOYMENT' | undefined,
  waitTimeInMinutes: number | undefined,
): Partial<DesiredGroup> {
  return {
    blueGreenDeploymentConfiguration: { deploymentReadyOption: { actionOnTimeout, waitTimeInMinutes } },
  };
}

function blue(option: { terminationWaitTimeInMinutes: number }): Partial<DesiredGroup> {
  return { blueGreenDeploymentConfiguration: { terminateBlueInstancesOnDeploymentSuccess: option } };
}
