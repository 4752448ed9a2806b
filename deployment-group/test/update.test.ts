import { TagResourceCommand } from '@aws-sdk/client-codedeploy';
import { IAMClient } from '@aws-sdk/client-iam';
import { ServiceError } from '../../emulator/service';
import { clientConfiguration, createServiceRole } from '../../testing/blue-green-service';
import type { Properties } from '../../testing/operation';
import { DEFAULTS, findGroup, open, tagsOf, type Setting } from './setting';

let setting: Setting;
beforeEach(async () => {
  setting = await open();
});
afterEach(async () => {
  await setting.aws.close();
});

const UPDATE = { service: 'codedeploy', operation: 'UpdateDeploymentGroup' };

/** Blocks that the least template does not have. */
const blocks: Properties = {
  DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
  BlueGreenDeploymentConfiguration: {
    DeploymentReadyOption: { ActionOnTimeout: 'STOP_DEPLOYMENT', WaitTimeInMinutes: 30 },
    TerminateBlueInstancesOnDeploymentSuccess: { Action: 'TERMINATE', TerminationWaitTimeInMinutes: 60 },
  },
  AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_STOP_ON_REQUEST'] },
  AlarmConfiguration: { Enabled: true, IgnorePollAlarmFailure: true, Alarms: [{ Name: '5xx' }] },
};

function withTestListener({ properties, service }: Setting): Properties {
  const info = properties.LoadBalancerInfo as { TargetGroupPairInfoList: Properties[] };
  const pair = {
    ...info.TargetGroupPairInfoList[0],
    TestTrafficRoute: { ListenerArns: [service.testListenerArn] },
  };
  return { ...properties, LoadBalancerInfo: { TargetGroupPairInfoList: [pair] } };
}

const tags = (values: Record<string, string>) =>
  Object.entries(values).map(([Key, Value]) => ({ Key, Value }));

describe('G3 update', () => {
  test('changes the group with three calls and answers what there is', async () => {
    const { operations, properties, arn } = setting;
    await operations.create(properties);
    const desired = { ...properties, ...blocks };
    const { answer, calls } = await operations.update(properties, desired);
    expect(answer).toEqual({
      status: 'SUCCESS',
      message: '',
      callbackDelaySeconds: 0,
      resourceModel: {
        ...DEFAULTS,
        ...desired,
        DeploymentGroupId: (await findGroup(setting))?.deploymentGroupId,
        Arn: arn,
      },
    });
    expect(calls).toEqual(['UpdateDeploymentGroup', 'ListTagsForResource', 'GetDeploymentGroup']);
  });

  test('takes away what the template no longer has', async () => {
    const { operations, properties } = setting;
    const full = { ...properties, ...blocks };
    await operations.create(full);
    const { answer } = await operations.update(full, properties);
    expect(answer.resourceModel).toMatchObject({ ...properties, ...DEFAULTS });
    expect(await findGroup(setting)).toMatchObject({
      alarmConfiguration: { enabled: false, ignorePollAlarmFailure: false, alarms: [] },
      triggerConfigurations: [],
    });
  });

  test('keeps the test listener, and takes it away when the template does', async () => {
    const { operations, properties } = setting;
    const tested = withTestListener(setting);
    await operations.create(tested);
    const kept = await operations.update(tested, { ...tested, ...blocks });
    expect(kept.answer.resourceModel?.LoadBalancerInfo).toEqual(tested.LoadBalancerInfo);
    const without = await operations.update(tested, properties);
    expect(without.answer.resourceModel?.LoadBalancerInfo).toEqual(properties.LoadBalancerInfo);
  });

  test('never sends Auto Scaling groups nor a new name', async () => {
    const { aws, operations, properties } = setting;
    await operations.create(properties);
    await operations.update(properties, properties);
    const input = aws.calls.find(({ operation }) => operation === 'UpdateDeploymentGroup')?.input;
    expect(Object.keys(input!).sort()).toEqual([
      'alarmConfiguration',
      'applicationName',
      'autoRollbackConfiguration',
      'blueGreenDeploymentConfiguration',
      'currentDeploymentGroupName',
      'deploymentConfigName',
      'deploymentStyle',
      'ecsServices',
      'loadBalancerInfo',
      'serviceRoleArn',
      'triggerConfigurations',
    ]);
  });

  test('is made again when the answer was lost', async () => {
    const { aws, operations, properties } = setting;
    await operations.create(properties);
    aws.faults.loseResponse({ ...UPDATE, count: 1 });
    const { answer, calls } = await operations.update(properties, { ...properties, ...blocks });
    expect(answer).toMatchObject({ status: 'SUCCESS', resourceModel: blocks });
    expect(calls.filter((call) => call === 'UpdateDeploymentGroup')).toHaveLength(2);
  });

  test('refuses bad input before any call', async () => {
    const { operations, properties } = setting;
    await operations.create(properties);
    const { answer, calls } = await operations.update(properties, {
      ...properties,
      AlarmConfiguration: { Enabled: true },
    });
    expect(answer).toMatchObject({
      errorCode: 'InvalidRequest',
      message: 'AlarmConfiguration.Alarms must name at least one alarm when Enabled is true.',
    });
    expect(calls).toEqual([]);
  });

  test('explains what CodeDeploy refuses, and leaves the tags alone', async () => {
    const { operations, properties } = setting;
    await operations.create(properties);
    const { answer, calls } = await operations.update(properties, {
      ...properties,
      DeploymentConfigName: 'Ours',
      Tags: tags({ team: 'shop' }),
    });
    expect(answer).toMatchObject({
      errorCode: 'InvalidRequest',
      message: expect.stringMatching(
        /^DeploymentConfigName: there is no deployment configuration Ours/,
      ) as string,
    });
    expect(calls).toEqual(['UpdateDeploymentGroup']);
  });

  test('answers NotFound for a group that is not there', async () => {
    const { operations, properties } = setting;
    const { answer } = await operations.update(properties, properties);
    expect(answer).toMatchObject({
      errorCode: 'NotFound',
      message:
        'AWS says: No Deployment Group found for name: web-group (DeploymentGroupDoesNotExistException)',
    });
  });

  test('answers NotFound for a group that goes in the middle of it', async () => {
    const { aws, operations, properties } = setting;
    await operations.create(properties);
    aws.faults.fail(
      { service: 'codedeploy', operation: 'GetDeploymentGroup' },
      new ServiceError('DeploymentGroupDoesNotExistException', 'No Deployment Group found.'),
    );
    const { answer } = await operations.update(properties, properties);
    expect(answer.errorCode).toBe('NotFound');
  });

  test('G2 waits for a new role', async () => {
    const { aws, operations, properties } = setting;
    await operations.create(properties);
    aws.iam.propagationSeconds = 60;
    const ServiceRoleArn = await createServiceRole(new IAMClient(clientConfiguration(aws)), aws, 'new-role');
    const { answer, seconds } = await operations.update(properties, { ...properties, ServiceRoleArn });
    expect(answer).toMatchObject({ status: 'SUCCESS', resourceModel: { ServiceRoleArn } });
    expect(seconds).toBe(65);
  });
});

describe('G3 tags', () => {
  test('are changed by difference, and what others put there stays', async () => {
    const { codeDeploy, operations, properties, arn } = setting;
    const before = { ...properties, Tags: tags({ keep: '1', change: '1', remove: '1' }) };
    await operations.create(before);
    await codeDeploy.send(
      new TagResourceCommand({
        ResourceArn: arn,
        Tags: tags({ cost: '42', 'org-codedeploy:ecs-deployment': 'owner' }),
      }),
    );
    const reserved = await tagsOf(setting);
    const { answer, calls } = await operations.update(before, {
      ...properties,
      Tags: tags({ keep: '1', change: '2', add: '1' }),
    });
    expect(answer.resourceModel?.Tags).toEqual(tags({ add: '1', change: '2', cost: '42', keep: '1' }));
    expect(calls).toEqual([
      'UpdateDeploymentGroup',
      'ListTagsForResource',
      'TagResource',
      'UntagResource',
      'GetDeploymentGroup',
    ]);
    const expected: Record<string, string> = { ...reserved, add: '1', change: '2' };
    delete expected.remove;
    expect(await tagsOf(setting)).toEqual(expected);
  });

  test('of the stack change although the properties do not', async () => {
    const { operations, properties } = setting;
    await operations.create(properties, { stackTags: { stage: 'test', owner: 'me' } });
    const { answer } = await operations.update(properties, properties, {
      stackTags: { stage: 'prod' },
      previousStackTags: { stage: 'test', owner: 'me' },
    });
    expect(answer.resourceModel?.Tags).toEqual(tags({ stage: 'prod' }));
  });

  test('are right when the update is made again after half of it', async () => {
    const { aws, operations, properties } = setting;
    const before = { ...properties, Tags: tags({ old: '1' }) };
    await operations.create(before);
    aws.faults.throttle({ service: 'codedeploy', operation: 'UntagResource', count: 1 });
    const { answer, calls } = await operations.update(before, { ...properties, Tags: tags({ new: '1' }) });
    expect(answer.resourceModel?.Tags).toEqual(tags({ new: '1' }));
    expect(calls.filter((call) => call === 'TagResource')).toHaveLength(1);
  });

  test('the mark of the create survives, so that the create is known again', async () => {
    const { operations, properties } = setting;
    await operations.create(properties, { token: 'one' });
    await operations.update(properties, { ...properties, ...blocks, Tags: tags({ team: 'shop' }) });
    const { answer } = await operations.create(properties, { token: 'one' });
    expect(answer.status).toBe('SUCCESS');
  });
});
