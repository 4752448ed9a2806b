import { fromGroupInfo, targetIdOf } from '../src/desired-state/group';

const key = { applicationName: 'shop', deploymentGroupName: 'blue-green' };

test('a group is cut to what matters to a deployment', () => {
  const info = {
    ecsServices: [{ clusterName: 'cluster', serviceName: 'web' }],
    deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: [{ name: 'blue' }, { name: 'green' }],
          prodTrafficRoute: { listenerArns: ['production'] },
          testTrafficRoute: { listenerArns: ['test'] },
        },
      ],
    },
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT' as const, waitTimeInMinutes: 30 },
      terminateBlueInstancesOnDeploymentSuccess: {
        action: 'TERMINATE' as const,
        terminationWaitTimeInMinutes: 5,
      },
    },
    alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
    lastSuccessfulDeployment: { deploymentId: 'd-1' },
    lastAttemptedDeployment: { deploymentId: 'd-2', status: 'InProgress' as const },
  };
  expect(fromGroupInfo(info, key)).toEqual({
    ...key,
    clusterName: 'cluster',
    serviceName: 'web',
    deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    targetGroupNames: ['blue', 'green'],
    productionListenerArn: 'production',
    hasTestListener: true,
    readyWaitMinutes: 30,
    terminationWaitMinutes: 5,
    watchesAlarms: true,
    hasSucceeded: true,
    lastAttempt: { deploymentId: 'd-2', status: 'InProgress', createTime: undefined, endTime: undefined },
  });
});

test('what CodeDeploy leaves out is none', () => {
  expect(fromGroupInfo({}, key)).toEqual({
    ...key,
    clusterName: 'default',
    serviceName: '',
    deploymentConfigName: '',
    targetGroupNames: [],
    productionListenerArn: undefined,
    hasTestListener: false,
    readyWaitMinutes: 0,
    terminationWaitMinutes: 0,
    watchesAlarms: false,
    hasSucceeded: false,
    lastAttempt: undefined,
  });
  const unnamed = { loadBalancerInfo: { targetGroupPairInfoList: [{ targetGroups: [{}] }] } };
  expect(fromGroupInfo(unnamed, key).targetGroupNames).toEqual([]);
});

test.each([
  ['names', 'cluster', 'web'],
  [
    'ARNs',
    'arn:aws:ecs:us-east-1:123456789012:cluster/cluster',
    'arn:aws:ecs:us-east-1:123456789012:service/cluster/web',
  ],
])('the target of its deployments by %s', (_what, clusterName, serviceName) => {
  expect(targetIdOf({ clusterName, serviceName })).toBe('cluster:web');
});
