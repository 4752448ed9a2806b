import { TagResourceCommand } from '@aws-sdk/client-codedeploy';
import { IAMClient } from '@aws-sdk/client-iam';
import { ServiceError, clientConfiguration, createServiceRole } from '#local-aws';
import type { Operation, Ended, Properties } from '#test-kit';
import { fromTagValue, toTagValue } from '../../runtime/owner/owner-tag';
import { DEFAULTS, startGroupScenario, withTestListener, type GroupScenario } from './group-scenario';

let scenario: GroupScenario;
beforeEach(async () => {
  scenario = await startGroupScenario();
});
afterEach(async () => {
  await scenario.close();
});

const OWNER_TAG = 'org-codedeploy:ecs-deployment-group';

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

const tags = (values: Record<string, string>) =>
  Object.entries(values).map(([Key, Value]) => ({ Key, Value }));

test('an update that AWS kept from its tag leaves the group to its rollback, on a host whose clock is behind', async () => {
  const { aws, operations, properties } = scenario;
  await operations.create(properties);
  await aws.clock.advance(60);
  const desired = { ...properties, ...blocks };
  aws.faults.throttle({ service: 'codedeploy', count: 1 });
  const undone = operations.begin('UPDATE', { properties: desired, previousProperties: properties });
  await undone.step();
  const startedAt = aws.clock.now() - 5_000;
  await operations.update(desired, properties, { rollback: true });
  const Value = toTagValue({ ...fromTagValue((await scenario.groupTags())[OWNER_TAG] ?? ''), startedAt });
  const Tags = [{ Key: OWNER_TAG, Value }];
  await scenario.codeDeploy.send(new TagResourceCommand({ ResourceArn: scenario.groupArn, Tags }));
  expect((await undone.run()).answer).toMatchObject({ errorCode: 'ResourceConflict' });
  const { deploymentConfigName } = (await scenario.findGroup()) ?? {};
  expect(deploymentConfigName).toBe('CodeDeployDefault.ECSAllAtOnce');
});

describe('update', () => {
  test('changes the group with four calls and answers what there is', async () => {
    const { operations, properties, groupArn } = scenario;
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
        DeploymentGroupId: (await scenario.findGroup())?.deploymentGroupId,
        Arn: groupArn,
        Name: 'web-group',
      },
    });
    expect(calls).toEqual([
      'ListTagsForResource',
      'TagResource',
      'UpdateDeploymentGroup',
      'GetDeploymentGroup',
    ]);
  });

  test('removes what the template no longer has', async () => {
    const { operations, properties } = scenario;
    const full = { ...properties, ...blocks };
    await operations.create(full);
    const { answer } = await operations.update(full, properties);
    expect(answer.resourceModel).toMatchObject({ ...properties, ...DEFAULTS });
    expect(await scenario.findGroup()).toMatchObject({
      alarmConfiguration: { enabled: false, ignorePollAlarmFailure: false, alarms: [] },
      triggerConfigurations: [],
    });
  });

  test('keeps the test listener, and removes it when the template does', async () => {
    const { operations, properties } = scenario;
    const tested = withTestListener(scenario);
    await operations.create(tested);
    const kept = await operations.update(tested, { ...tested, ...blocks });
    expect(kept.answer.resourceModel?.LoadBalancerInfo).toEqual(tested.LoadBalancerInfo);
    const without = await operations.update(tested, properties);
    expect(without.answer.resourceModel?.LoadBalancerInfo).toEqual(properties.LoadBalancerInfo);
  });

  test('never sends Auto Scaling groups nor a new name', async () => {
    const { aws, operations, properties } = scenario;
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

  test('replaces as many tags as a group can have', async () => {
    const { operations, properties } = scenario;
    const many = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 47 }, (_, n) => [`${prefix}${n}`, 'x']));
    const before = { ...properties, Tags: tags(many('old')) };
    await operations.create(before);
    const { answer } = await operations.update(before, { ...properties, Tags: tags(many('new')) });
    expect(answer.status).toBe('SUCCESS');
    expect(await scenario.groupTags()).toEqual({ ...many('new'), [OWNER_TAG]: expect.any(String) as string });
  });

  test('is made again when the answer was lost', async () => {
    const { aws, operations, properties } = scenario;
    await operations.create(properties);
    aws.faults.loseResponse({ ...UPDATE, count: 1 });
    const { answer, calls } = await operations.update(properties, { ...properties, ...blocks });
    expect(answer).toMatchObject({ status: 'SUCCESS', resourceModel: blocks });
    expect(calls.filter((call) => call === 'UpdateDeploymentGroup')).toHaveLength(2);
  });

  test('refuses bad input before any call', async () => {
    const { operations, properties } = scenario;
    await operations.create(properties);
    const { answer, calls } = await operations.update(properties, {
      ...properties,
      AlarmConfiguration: { Enabled: true },
    });
    expect(answer).toMatchObject({
      errorCode: 'InvalidRequest',
      message: 'AlarmConfiguration.Alarms must name at least one alarm when Enabled is true. [NoAlarms]',
    });
    expect(calls).toEqual([]);
  });

  test('explains what CodeDeploy refuses, and leaves the tags of users alone', async () => {
    const { operations, properties } = scenario;
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
    expect(calls).toEqual(['ListTagsForResource', 'TagResource', 'UpdateDeploymentGroup']);
    expect(Object.keys(await scenario.groupTags())).toEqual([OWNER_TAG]);
  });

  test('answers NotFound for a group that is not there', async () => {
    const { operations, properties } = scenario;
    const { answer } = await operations.update(properties, properties);
    expect(answer).toMatchObject({
      errorCode: 'NotFound',
      message:
        'There is no deployment group web-group of application web-application for ECS. Create it again under this name if it was deleted by mistake, or remove the resource from the template. AWS says: No Deployment Group found for name: web-group (DeploymentGroupDoesNotExistException) [NoSuchGroup]',
    });
  });

  test('answers NotFound for a group that is deleted in the middle of it', async () => {
    const { aws, operations, properties } = scenario;
    await operations.create(properties);
    aws.faults.fail(
      { service: 'codedeploy', operation: 'GetDeploymentGroup' },
      new ServiceError('DeploymentGroupDoesNotExistException', 'No Deployment Group found.'),
    );
    const { answer } = await operations.update(properties, properties);
    expect(answer.errorCode).toBe('NotFound');
  });

  test('waits for a new role', async () => {
    const { aws, operations, properties } = scenario;
    await operations.create(properties);
    aws.iam.propagationSeconds = 60;
    const ServiceRoleArn = await createServiceRole(new IAMClient(clientConfiguration(aws)), aws, 'new-role');
    const { answer, seconds } = await operations.update(properties, { ...properties, ServiceRoleArn });
    expect(answer).toMatchObject({ status: 'SUCCESS', resourceModel: { ServiceRoleArn } });
    expect(seconds).toBe(65);
  });
});

describe('tags', () => {
  test('are changed by difference, and those of others stay', async () => {
    const { codeDeploy, operations, properties, groupArn } = scenario;
    const before = { ...properties, Tags: tags({ keep: '1', change: '1', remove: '1' }) };
    await operations.create(before);
    await codeDeploy.send(
      new TagResourceCommand({
        ResourceArn: groupArn,
        Tags: tags({ cost: '42', 'org-codedeploy:ecs-deployment': 'owner' }),
      }),
    );
    const reserved = await scenario.groupTags();
    const { answer, calls } = await operations.update(before, {
      ...properties,
      Tags: tags({ keep: '1', change: '2', add: '1' }),
    });
    expect(answer.resourceModel?.Tags).toEqual(tags({ add: '1', change: '2', cost: '42', keep: '1' }));
    expect(calls).toEqual([
      'ListTagsForResource',
      'TagResource',
      'UpdateDeploymentGroup',
      'UntagResource',
      'TagResource',
      'GetDeploymentGroup',
    ]);
    const expected: Record<string, unknown> = { ...reserved, add: '1', change: '2' };
    delete expected.remove;
    expect(await scenario.groupTags()).toEqual({ ...expected, [OWNER_TAG]: expect.any(String) as string });
  });

  test('of the stack change although the properties do not', async () => {
    const { operations, properties } = scenario;
    await operations.create(properties, { stackTags: { stage: 'test', owner: 'me' } });
    const { answer } = await operations.update(properties, properties, {
      stackTags: { stage: 'prod' },
      previousStackTags: { stage: 'test', owner: 'me' },
    });
    expect(answer.resourceModel?.Tags).toEqual(tags({ stage: 'prod' }));
  });

  test('are right when the update is made again after half of it', async () => {
    const { aws, operations, properties } = scenario;
    const before = { ...properties, Tags: tags({ old: '1' }) };
    await operations.create(before);
    aws.faults.throttle({ service: 'codedeploy', operation: 'UntagResource', count: 1 });
    const { answer, calls } = await operations.update(before, { ...properties, Tags: tags({ new: '1' }) });
    expect(answer.resourceModel?.Tags).toEqual(tags({ new: '1' }));
    expect(calls.filter((call) => call === 'TagResource')).toHaveLength(2);
  });
});

describe('a superseded update, which CloudFormation has cancelled, ends without touching anything', () => {
  const conflict = {
    status: 'FAILED',
    errorCode: 'ResourceConflict',
    message:
      'A newer operation works on the deployment group web-group of application web-application; this operation ends without a change. Wait for the end of the newer operation. [Superseded]',
  };
  const changed = { DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' };

  /** An update that cannot be done yet. */
  async function waiting(more: Properties, token?: string): Promise<Operation> {
    const { aws, operations, properties } = scenario;
    const superseded = operations.begin('UPDATE', {
      properties: { ...properties, ...changed, ...more },
      previousProperties: properties,
      ...(token && { token }),
    });
    expect((await superseded.step()).status).toBe('IN_PROGRESS');
    await aws.clock.advance(1);
    return superseded;
  }

  async function goBack(): Promise<void> {
    const { operations, properties } = scenario;
    const { answer } = await operations.update({ ...properties, ...changed }, properties, { rollback: true });
    expect(answer.status).toBe('SUCCESS');
  }

  async function expectNothing(
    { answer, calls }: Pick<Ended, 'answer' | 'calls'>,
    before: string[],
  ): Promise<void> {
    expect(answer).toMatchObject(conflict);
    expect(calls.slice(before.length)).toEqual(['ListTagsForResource']);
    expect(await scenario.findGroup()).toMatchObject({
      deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    });
  }

  test('while it waits for a new role', async () => {
    const { aws, operations, properties } = scenario;
    await operations.create(properties);
    aws.iam.propagationSeconds = 60;
    const ServiceRoleArn = await createServiceRole(new IAMClient(clientConfiguration(aws)), aws, 'new-role');
    const superseded = await waiting({ ServiceRoleArn });
    await goBack();
    await aws.clock.advance(60);
    const before = superseded.calls();
    await superseded.step();
    await expectNothing(superseded.ended(), before);
  });

  test('while it is throttled', async () => {
    const { aws, operations, properties } = scenario;
    await operations.create(properties);
    aws.faults.throttle({ service: 'codedeploy', count: 1 });
    const superseded = await waiting({});
    await goBack();
    const before = superseded.calls();
    await superseded.step();
    await expectNothing(superseded.ended(), before);
  });

  test('when CloudFormation delivers its first event again', async () => {
    const { aws, operations, properties } = scenario;
    await operations.create(properties);
    aws.iam.propagationSeconds = 60;
    const ServiceRoleArn = await createServiceRole(new IAMClient(clientConfiguration(aws)), aws, 'new-role');
    await waiting({ ServiceRoleArn }, 'cancelled');
    await goBack();
    await aws.clock.advance(60);
    const again = operations.begin('UPDATE', {
      properties: { ...properties, ...changed, ServiceRoleArn },
      previousProperties: properties,
      token: 'cancelled',
    });
    await again.step();
    await expectNothing(again.ended(), []);
  });
});
