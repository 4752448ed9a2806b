import { TagResourceCommand } from '@aws-sdk/client-codedeploy';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientConfiguration } from '#local-aws';
import { Shop } from './stack-scenario';
import { loadBalancerInfo, waits } from './template';

let shop: Shop;
beforeEach(async () => {
  shop = await Shop.open();
});
afterEach(() => shop.close());

const RESERVED = 'org-codedeploy:';

describe('an update that only removes something from the group', () => {
  async function updated(before: object, after: object) {
    await shop.create({ group: { ...before } });
    await shop.update({ group: { ...after } });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(shop.callsOf('CreateDeployment')).toBe(0);
    return shop.groupInfo();
  }

  test('takes the test listener away', async () => {
    const [before, after] = [true, false].map((test) => ({
      LoadBalancerInfo: loadBalancerInfo(shop.service, test),
    }));
    const { loadBalancerInfo: info } = await updated(before!, after!);
    expect(info?.targetGroupPairInfoList?.[0]?.testTrafficRoute?.listenerArns ?? []).toEqual([]);
    expect(info?.targetGroupPairInfoList?.[0]?.prodTrafficRoute?.listenerArns).toEqual([
      shop.service.productionListenerArn,
    ]);
  });

  test('takes the alarms away', async () => {
    await shop.byHand.setAlarm('errors', 'OK');
    const info = await updated({ AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'errors' }] } }, {});
    expect(info.alarmConfiguration).toMatchObject({ enabled: false, alarms: [] });
  });

  test('takes the triggers away', async () => {
    const sns = new SNSClient(clientConfiguration(shop.aws));
    const { TopicArn: TriggerTargetArn } = await sns.send(new CreateTopicCommand({ Name: 'news' }));
    const trigger = { TriggerName: 'news', TriggerTargetArn, TriggerEvents: ['DeploymentSuccess'] };
    const info = await updated({ TriggerConfigurations: [trigger] }, {});
    expect(info.triggerConfigurations ?? []).toEqual([]);
  });

  test('takes rollback events away', async () => {
    const info = await updated(
      {
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST'],
        },
      },
      { AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] } },
    );
    expect(info.autoRollbackConfiguration).toEqual({ enabled: true, events: ['DEPLOYMENT_FAILURE'] });
  });

  test('takes the whole rollback configuration away, and the default is back', async () => {
    const info = await updated({ AutoRollbackConfiguration: { Enabled: false, Events: [] } }, {});
    expect(info.autoRollbackConfiguration).toEqual({
      enabled: true,
      events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
    });
  });

  test('takes the waits away', async () => {
    const info = await updated(waits({ ready: 30, termination: 60 }), {});
    expect(info.blueGreenDeploymentConfiguration).toMatchObject({
      deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT' },
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 0 },
    });
  });

  test('takes the traffic plan away', async () => {
    const info = await updated(
      { DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' },
      { DeploymentConfigName: undefined },
    );
    expect(info.deploymentConfigName).toBe('CodeDeployDefault.ECSAllAtOnce');
  });
});

describe('tags of the stack', () => {
  test('reach the group, and change and go with the stack, without a call of the deployment', async () => {
    await shop.create(
      { group: { Tags: [{ Key: 'team', Value: 'web' }] } },
      { tags: { stage: 'test', team: 'none' } },
    );
    expect(await shop.tags()).toEqual({ stage: 'test', team: 'web' });

    await shop.update(
      { group: { Tags: [{ Key: 'team', Value: 'web' }] } },
      { tags: { stage: 'production' } },
    );
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.tags()).toEqual({ stage: 'production', team: 'web' });
    expect(shop.events().filter((line) => line.startsWith('Deployment '))).toEqual([]);

    await shop.update({}, { tags: {} });
    expect(await shop.tags()).toEqual({});
  });

  test('that are rolled back are as before', async () => {
    await shop.create({}, { tags: { stage: 'test' } });
    await shop.update({ version: 2, deployment: { ContainerPort: 9090 } }, { tags: { stage: 'production' } });
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.tags()).toEqual({ stage: 'test' });
  });

  test('leave what somebody else has put on the group', async () => {
    await shop.create({}, { tags: { stage: 'test' } });
    await shop.codeDeploy.send(
      new TagResourceCommand({ ResourceArn: await shop.groupArn(), Tags: [{ Key: 'cost', Value: '42' }] }),
    );
    await shop.update({}, { tags: { stage: 'production' } });
    expect(await shop.tags()).toEqual({ stage: 'production', cost: '42' });
  });

  test.each([
    ['of the stack', {}, { tags: { 'org-codedeploy:ecs-deployment': 'mine' } }],
    ['of the group', { group: { Tags: [{ Key: 'org-codedeploy:x', Value: 'mine' }] } }, {}],
  ])('%s under the reserved prefix are refused in one sentence', async (_, choices, options) => {
    await shop.create(choices, options);
    expect(shop.failure('Group')).toMatch(
      /message: "The tag org-codedeploy:[a-z-]+ cannot be set, neither in Tags nor for the stack: keys that begin with org-codedeploy: are reserved for this resource type\." /,
    );
    expect(await shop.groupNames()).toEqual([]);
  });
});

describe('the reserved tags', () => {
  test('survive each update of the group, and are shown nowhere', async () => {
    await shop.create({}, { tags: { stage: 'test' } });
    const before = await shop.allTags();
    expect(Object.keys(before).sort()).toEqual([
      'org-codedeploy:ecs-deployment',
      'org-codedeploy:ecs-deployment-group',
      'stage',
    ]);

    const updates: [object, Record<string, string>][] = [
      [waits({ termination: 5 }), { stage: 'test' }],
      [{ Tags: [{ Key: 'team', Value: 'web' }] }, { stage: 'test' }],
      [{}, { stage: 'production' }],
      [{ LoadBalancerInfo: loadBalancerInfo(shop.service, false) }, {}],
    ];
    for (const [group, tags] of updates) {
      await shop.update({ group: { ...group } }, { tags });
      expect(shop.stack.status).toBe('UPDATE_COMPLETE');
      expect(await shop.allTags()).toMatchObject(reserved(before));
    }

    expect(JSON.stringify(shop.stack.events)).not.toContain(RESERVED);
    expect(JSON.stringify([...shop.stack.resources.values()])).not.toContain(RESERVED);
    await shop.update({ version: 2, group: {} });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.answer()).toBe('version 2');
  });
});

/** The reserved tags, and whose the resources are by them; which operation was the last changes. */
function reserved(tags: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(tags)
      .filter(([key]) => key.startsWith(RESERVED))
      .map(([key, value]) => [key, expect.stringMatching(`^${value.split(' ')[0] ?? ''} `)]),
  );
}

describe('a group in which a deployment of somebody else is running', () => {
  const canary = { DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' };

  test('is updated at once, and the deployment goes on by the settings that it began with', async () => {
    await shop.create({ group: canary });
    await shop.byHand.deploy(await shop.group(), 3);
    await shop.until('mid-shift');
    await shop.update({ group: { ...canary, ...waits({ termination: 60 }) } });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(shop.callsOf('StopDeployment')).toBe(0);
    await shop.wait(900);
    expect(await shop.deployments()).toEqual(['version 3 by hand Succeeded']);
  });

  test('is removed once the deployment has been stopped and its rollback has ended', async () => {
    await shop.create({ group: canary });
    await shop.byHand.deploy(await shop.group(), 3);
    await shop.until('mid-shift');
    const sns = { Type: 'AWS::SNS::Topic' };
    await shop.update({ resources: { Group: undefined, Deployment: undefined, Topic: sns } });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.groupNames()).toEqual([]);
    expect(await shop.taskSets()).toBe('version 1 PRIMARY');
    expect(await shop.answer()).toBe('version 1');
  });
});
