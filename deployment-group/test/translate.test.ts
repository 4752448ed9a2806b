import type { DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import { ResourceModel } from '../src/models';
import { toCreateInput, toModel, toUpdateInput } from '../src/translate';
import { desired, listener, pairOf } from './examples';

/** What CodeDeploy is sent for the least that a template must say. */
const DEFAULTS = {
  serviceRoleArn: 'arn:aws:iam::123456789012:role/CodeDeploy',
  deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
  ecsServices: [{ clusterName: 'main', serviceName: 'web' }],
  loadBalancerInfo: pairOf(),
  deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
  blueGreenDeploymentConfiguration: {
    deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT', waitTimeInMinutes: 0 },
    terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 0 },
  },
  autoRollbackConfiguration: {
    enabled: true,
    events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
  },
  alarmConfiguration: { enabled: false, ignorePollAlarmFailure: false, alarms: [] },
  triggerConfigurations: [],
};

describe('what CodeDeploy is sent', () => {
  test('a create has every block, and the tags', () => {
    expect(toCreateInput(desired(), { team: 'shop' })).toEqual({
      applicationName: 'shop',
      deploymentGroupName: 'web',
      ...DEFAULTS,
      tags: [{ Key: 'team', Value: 'shop' }],
    });
  });

  test('an update has every block, an explicit nothing for what is not there, no new name and no Auto Scaling groups', () => {
    expect(toUpdateInput(desired())).toEqual({
      applicationName: 'shop',
      currentDeploymentGroupName: 'web',
      ...DEFAULTS,
    });
  });

  test('half a block is completed', () => {
    const input = toUpdateInput(
      desired({
        blueGreenDeploymentConfiguration: {
          deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 60 },
        },
        autoRollbackConfiguration: { enabled: false, events: undefined },
        alarmConfiguration: { enabled: true, ignorePollAlarmFailure: undefined, alarms: [{ name: '5xx' }] },
      }),
    );
    expect(input).toMatchObject({
      blueGreenDeploymentConfiguration: {
        deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 60 },
        terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 0 },
      },
      autoRollbackConfiguration: { enabled: false, events: [] },
      alarmConfiguration: { enabled: true, ignorePollAlarmFailure: false, alarms: [{ name: '5xx' }] },
    });
  });

  test('the other half is completed too', () => {
    const input = toUpdateInput(
      desired({
        blueGreenDeploymentConfiguration: {
          terminateBlueInstancesOnDeploymentSuccess: { terminationWaitTimeInMinutes: 5 },
        },
      }),
    );
    expect(input.blueGreenDeploymentConfiguration).toEqual({
      deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT', waitTimeInMinutes: 0 },
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 5 },
    });
  });
});

describe('what a model shows', () => {
  const identity = {
    applicationName: 'shop',
    deploymentGroupName: 'web',
    arn: 'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:shop/web',
  };
  /** A group as CodeDeploy shows it, with what it adds of its own. */
  const info: DeploymentGroupInfo = {
    applicationName: 'shop',
    deploymentGroupName: 'web',
    deploymentGroupId: '9a3c1b4e-0000-4000-8000-000000000001',
    deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    ec2TagFilters: [],
    onPremisesInstanceTagFilters: [],
    autoScalingGroups: [],
    serviceRoleArn: 'arn:aws:iam::123456789012:role/CodeDeploy',
    triggerConfigurations: [],
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    outdatedInstancesStrategy: 'UPDATE',
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT', waitTimeInMinutes: 0 },
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 5 },
    },
    loadBalancerInfo: pairOf(),
    computePlatform: 'ECS',
    ecsServices: [{ clusterName: 'main', serviceName: 'web' }],
  };
  const shown = (changes: Partial<DeploymentGroupInfo> = {}, asked: Partial<ResourceModel> = {}) =>
    toModel({ ...info, ...changes }, identity, { team: 'shop' }, new ResourceModel(asked)).serialize();

  test('every property of the type, and nothing that only the API knows', () => {
    expect(shown()).toEqual({
      ApplicationName: 'shop',
      DeploymentGroupName: 'web',
      ServiceRoleArn: 'arn:aws:iam::123456789012:role/CodeDeploy',
      DeploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
      ECSServices: [{ ClusterName: 'main', ServiceName: 'web' }],
      LoadBalancerInfo: {
        TargetGroupPairInfoList: [
          {
            TargetGroups: [{ Name: 'blue' }, { Name: 'green' }],
            ProdTrafficRoute: { ListenerArns: [listener('app/shop/1/prod')] },
          },
        ],
      },
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      BlueGreenDeploymentConfiguration: {
        DeploymentReadyOption: { ActionOnTimeout: 'CONTINUE_DEPLOYMENT', WaitTimeInMinutes: 0 },
        TerminateBlueInstancesOnDeploymentSuccess: { Action: 'TERMINATE', TerminationWaitTimeInMinutes: 5 },
      },
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] },
      AlarmConfiguration: { Enabled: false, IgnorePollAlarmFailure: false, Alarms: [] },
      Tags: [{ Key: 'team', Value: 'shop' }],
      DeploymentGroupId: '9a3c1b4e-0000-4000-8000-000000000001',
      Arn: identity.arn,
      Name: 'web',
    });
  });

  test('an empty list only where the request has it', () => {
    expect(shown()).not.toHaveProperty('TriggerConfigurations');
    expect(shown({}, { triggerConfigurations: [] })).toMatchObject({ TriggerConfigurations: [] });
  });

  test('alarms, triggers and a test listener where there are some', () => {
    const trigger = {
      triggerName: 'mail',
      triggerTargetArn: 'arn:aws:sns:us-east-1:123456789012:topic',
      triggerEvents: ['DeploymentFailure' as const],
    };
    expect(
      shown({
        alarmConfiguration: { enabled: true, ignorePollAlarmFailure: true, alarms: [{ name: '5xx' }] },
        triggerConfigurations: [trigger],
        loadBalancerInfo: pairOf(['a', 'b'], ['p'], ['t']),
      }),
    ).toMatchObject({
      AlarmConfiguration: { Enabled: true, IgnorePollAlarmFailure: true, Alarms: [{ Name: '5xx' }] },
      TriggerConfigurations: [
        {
          TriggerName: 'mail',
          TriggerTargetArn: 'arn:aws:sns:us-east-1:123456789012:topic',
          TriggerEvents: ['DeploymentFailure'],
        },
      ],
      LoadBalancerInfo: { TargetGroupPairInfoList: [{ TestTrafficRoute: { ListenerArns: ['t'] } }] },
    });
  });

  test('no test listener where the API shows an empty route: inside a list it would be drift', () => {
    expect(shown({ loadBalancerInfo: pairOf(['a', 'b'], ['p'], []) }).LoadBalancerInfo).toEqual({
      TargetGroupPairInfoList: [
        { TargetGroups: [{ Name: 'a' }, { Name: 'b' }], ProdTrafficRoute: { ListenerArns: ['p'] } },
      ],
    });
  });

  test('what stands for a block that the API leaves out', () => {
    expect(
      shown({
        autoRollbackConfiguration: undefined,
        blueGreenDeploymentConfiguration: undefined,
        triggerConfigurations: undefined,
        ecsServices: undefined,
        loadBalancerInfo: undefined,
      }),
    ).toMatchObject({
      AutoRollbackConfiguration: { Enabled: false, Events: [] },
      BlueGreenDeploymentConfiguration: {
        DeploymentReadyOption: { ActionOnTimeout: 'CONTINUE_DEPLOYMENT', WaitTimeInMinutes: 0 },
        TerminateBlueInstancesOnDeploymentSuccess: { Action: 'TERMINATE', TerminationWaitTimeInMinutes: 0 },
      },
      ECSServices: [],
      LoadBalancerInfo: { TargetGroupPairInfoList: [] },
    });
  });

  test('nothing of entries without the members that make them', () => {
    expect(
      shown({
        alarmConfiguration: { alarms: [{}] },
        triggerConfigurations: [
          { triggerName: 'no topic' },
          { triggerTargetArn: 'no name' },
          { triggerName: 'no events', triggerTargetArn: 'topic' },
        ],
        ecsServices: [{ clusterName: 'main' }],
        loadBalancerInfo: { targetGroupPairInfoList: [{ targetGroups: [{}] }] },
      }),
    ).toMatchObject({
      AlarmConfiguration: { Enabled: false, IgnorePollAlarmFailure: false, Alarms: [] },
      TriggerConfigurations: [{ TriggerName: 'no events', TriggerTargetArn: 'topic', TriggerEvents: [] }],
      ECSServices: [],
      LoadBalancerInfo: {
        TargetGroupPairInfoList: [{ TargetGroups: [], ProdTrafficRoute: { ListenerArns: [] } }],
      },
    });
  });

  const names = { clusterName: 'main', serviceName: 'web' };
  const arns = {
    clusterName: 'arn:aws:ecs:us-east-1:123456789012:cluster/main',
    serviceName: 'arn:aws:ecs:us-east-1:123456789012:service/main/web',
  };
  test.each([
    { reason: 'the user’s names where CodeDeploy has ARNs', actual: arns, asked: [names], shows: names },
    { reason: 'the user’s ARNs where CodeDeploy has names', actual: names, asked: [arns], shows: arns },
    {
      reason: 'what CodeDeploy has, when the request does not say',
      actual: arns,
      asked: undefined,
      shows: arns,
    },
    {
      reason: 'what CodeDeploy has, when it is another service',
      actual: arns,
      asked: [{ ...names, serviceName: 'other' }],
      shows: arns,
    },
    {
      reason: 'what CodeDeploy has, when it is a service of another cluster',
      actual: arns,
      asked: [{ ...names, clusterName: 'other' }],
      shows: arns,
    },
  ])('$reason', ({ actual, asked, shows }) => {
    expect(shown({ ecsServices: [actual] }, { ecsServices: asked }).ECSServices).toEqual([
      { ClusterName: shows.clusterName, ServiceName: shows.serviceName },
    ]);
  });
});
