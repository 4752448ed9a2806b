import { TagResourceCommand } from '@aws-sdk/client-codedeploy';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientConfiguration } from '#local-aws';
import { StackScenario } from './scenario/stack-scenario';
import { CANARY, loadBalancerInfo, waits } from './scenario/template';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

const RESERVED = 'org-codedeploy:';

describe('an update that only removes a property of the group', () => {
  async function updated(before: object, after: object) {
    await scenario.create({ group: { ...before } });
    await scenario.update({ group: { ...after } });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(scenario.callsOf('CreateDeployment')).toBe(0);
    return scenario.groupInfo();
  }

  test('removes the test listener', async () => {
    const [before, after] = [true, false].map((test) => ({
      LoadBalancerInfo: loadBalancerInfo(scenario.service, test),
    }));
    const { loadBalancerInfo: info } = await updated(before!, after!);
    expect(info?.targetGroupPairInfoList?.[0]?.testTrafficRoute?.listenerArns ?? []).toEqual([]);
    expect(info?.targetGroupPairInfoList?.[0]?.prodTrafficRoute?.listenerArns).toEqual([
      scenario.service.productionListenerArn,
    ]);
  });

  test('removes the alarms', async () => {
    await scenario.operator.setAlarm('errors', 'OK');
    const info = await updated({ AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'errors' }] } }, {});
    expect(info.alarmConfiguration).toMatchObject({ enabled: false, alarms: [] });
  });

  test('removes the triggers', async () => {
    const sns = new SNSClient(clientConfiguration(scenario.aws));
    const { TopicArn: TriggerTargetArn } = await sns.send(new CreateTopicCommand({ Name: 'news' }));
    const trigger = { TriggerName: 'news', TriggerTargetArn, TriggerEvents: ['DeploymentSuccess'] };
    const info = await updated({ TriggerConfigurations: [trigger] }, {});
    expect(info.triggerConfigurations ?? []).toEqual([]);
  });

  test('removes events of the automatic rollback', async () => {
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

  test('removes the configuration of the automatic rollback and restores the default', async () => {
    const info = await updated({ AutoRollbackConfiguration: { Enabled: false, Events: [] } }, {});
    expect(info.autoRollbackConfiguration).toEqual({
      enabled: true,
      events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
    });
  });

  test('removes the waits', async () => {
    const info = await updated(waits({ ready: 30, termination: 60 }), {});
    expect(info.blueGreenDeploymentConfiguration).toMatchObject({
      deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT' },
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 0 },
    });
  });

  test('removes the deployment configuration and restores the default', async () => {
    const info = await updated(
      { DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' },
      { DeploymentConfigName: undefined },
    );
    expect(info.deploymentConfigName).toBe('CodeDeployDefault.ECSAllAtOnce');
  });
});

describe('tags of the stack', () => {
  test('are set, changed and removed on the group, and CloudFormation does not update the deployment', async () => {
    await scenario.create(
      { group: { Tags: [{ Key: 'team', Value: 'web' }] } },
      { tags: { stage: 'test', team: 'none' } },
    );
    expect(await scenario.tags()).toEqual({ stage: 'test', team: 'web' });

    await scenario.update(
      { group: { Tags: [{ Key: 'team', Value: 'web' }] } },
      { tags: { stage: 'production' } },
    );
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.tags()).toEqual({ stage: 'production', team: 'web' });
    expect(scenario.events.lines().filter((line) => line.startsWith('Deployment '))).toEqual([]);

    await scenario.update({}, { tags: {} });
    expect(await scenario.tags()).toEqual({});
  });

  test('are as before after a stack rollback', async () => {
    await scenario.create({}, { tags: { stage: 'test' } });
    await scenario.update(
      { version: 2, deployment: { ContainerPort: 9090 } },
      { tags: { stage: 'production' } },
    );
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.tags()).toEqual({ stage: 'test' });
  });

  test('leave a tag alone that an operator has set on the group', async () => {
    await scenario.create({}, { tags: { stage: 'test' } });
    await scenario.codeDeploy.send(
      new TagResourceCommand({
        ResourceArn: await scenario.groupArn(),
        Tags: [{ Key: 'cost', Value: '42' }],
      }),
    );
    await scenario.update({}, { tags: { stage: 'production' } });
    expect(await scenario.tags()).toEqual({ stage: 'production', cost: '42' });
  });

  test.each([
    ['of the stack', {}, { tags: { 'org-codedeploy:ecs-deployment': 'mine' } }],
    ['of the group', { group: { Tags: [{ Key: 'org-codedeploy:x', Value: 'mine' }] } }, {}],
  ])('%s under the reserved prefix fail the create', async (_, template, options) => {
    await scenario.create(template, options);
    expect(scenario.events.failure('Group')).toMatch(
      /message: "The tag org-codedeploy:[a-z-]+ cannot be set, neither in Tags nor for the stack: keys that begin with org-codedeploy: are reserved for this resource type\. \[ReservedTag\]" /,
    );
    expect(await scenario.groupNames()).toEqual([]);
  });
});

describe('the reserved tags', () => {
  test('survive each update of the group and show nowhere in the stack', async () => {
    await scenario.create({}, { tags: { stage: 'test' } });
    const before = await scenario.allTags();
    expect(Object.keys(before).sort()).toEqual([
      'org-codedeploy:ecs-deployment',
      'org-codedeploy:ecs-deployment-group',
      'stage',
    ]);

    const updates: [object, Record<string, string>][] = [
      [waits({ termination: 5 }), { stage: 'test' }],
      [{ Tags: [{ Key: 'team', Value: 'web' }] }, { stage: 'test' }],
      [{}, { stage: 'production' }],
      [{ LoadBalancerInfo: loadBalancerInfo(scenario.service, false) }, {}],
    ];
    for (const [group, tags] of updates) {
      await scenario.update({ group: { ...group } }, { tags });
      expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
      expect(await scenario.allTags()).toMatchObject(reserved(before));
    }

    expect(JSON.stringify(scenario.stack.events)).not.toContain(RESERVED);
    expect(JSON.stringify([...scenario.stack.resources.values()])).not.toContain(RESERVED);
    await scenario.update({ version: 2, group: {} });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 2');
  });
});

/** The reserved tags with the part of their values that names the owner. The rest names the newest operation. */
function reserved(tags: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(tags)
      .filter(([key]) => key.startsWith(RESERVED))
      .map(([key, value]) => [key, expect.stringMatching(`^${value.split(' ')[0] ?? ''} `)]),
  );
}

describe("a group with an active deployment of an operator's", () => {
  test('is updated at once, and the deployment keeps the settings that it started with', async () => {
    await scenario.create({ group: CANARY });
    await scenario.deployByHand(3);
    await scenario.untilDeployment('traffic shift');
    await scenario.update({ group: { ...CANARY, ...waits({ termination: 60 }) } });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(scenario.callsOf('StopDeployment')).toBe(0);
    await scenario.wait(900);
    expect(await scenario.deployments()).toEqual(['version 3 by hand Succeeded']);
  });

  test('is deleted after the handler has stopped the deployment and its rollback has ended', async () => {
    await scenario.create({ group: CANARY });
    await scenario.deployByHand(3);
    await scenario.untilDeployment('traffic shift');
    const sns = { Type: 'AWS::SNS::Topic' };
    await scenario.update({ resources: { Group: undefined, Deployment: undefined, Topic: sns } });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.groupNames()).toEqual([]);
    expect(await scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);
    expect(await scenario.answer()).toBe('version 1');
  });
});
