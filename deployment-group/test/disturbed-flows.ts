import { StopDeploymentCommand, TagResourceCommand } from '@aws-sdk/client-codedeploy';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Flow, Open } from '../../tests/kit/disturbance-matrix';
import { inProcess } from '#local-aws';
import type { Operation, Properties } from '#test-kit';
import { deploy, type Setting } from './setting';

/** The tokens are fixed, so that the marks of two runs are the same. */
async function created(open: Open<Setting>, more: Properties = {}): Promise<Setting> {
  const scene = await open();
  const { properties, operations } = scene;
  const stackTags = { stage: 'prod' };
  await operations.create({ ...properties, ...more }, { token: 'token-of-the-create', stackTags });
  return scene;
}

function create(scene: Setting, properties: Properties): Operation {
  return scene.operations.begin('CREATE', {
    properties,
    token: 'token-of-the-create',
    stackTags: { stage: 'prod' },
  });
}

function update(scene: Setting, from: Properties, to: Properties, stage = 'prod'): Operation {
  const { properties, operations } = scene;
  return operations.begin('UPDATE', {
    properties: { ...properties, ...to },
    previousProperties: { ...properties, ...from },
    token: 'token-of-the-update',
    stackTags: { stage },
    previousStackTags: { stage: 'prod' },
  });
}

function remove({ operations, properties }: Setting, rollback = false): Operation {
  return operations.begin('DELETE', { properties, rollback, token: 'token-of-the-delete' });
}

const waits = (ready: number, termination: number): Properties => ({
  BlueGreenDeploymentConfiguration: {
    DeploymentReadyOption: {
      ActionOnTimeout: ready ? 'STOP_DEPLOYMENT' : 'CONTINUE_DEPLOYMENT',
      WaitTimeInMinutes: ready,
    },
    TerminateBlueInstancesOnDeploymentSuccess: { TerminationWaitTimeInMinutes: termination },
  },
});

/** Everything that an update may change, beside the network of the service. */
const everything = ({ service, properties }: Setting): Properties => {
  const info = properties.LoadBalancerInfo as { TargetGroupPairInfoList: Properties[] };
  const [pair] = info.TargetGroupPairInfoList;
  return {
    DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
    ...waits(30, 60),
    LoadBalancerInfo: {
      TargetGroupPairInfoList: [{ ...pair, TestTrafficRoute: { ListenerArns: [service.testListenerArn] } }],
    },
    AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_STOP_ON_REQUEST'] },
    AlarmConfiguration: { Enabled: true, IgnorePollAlarmFailure: true, Alarms: [{ Name: '5xx' }] },
    TriggerConfigurations: [trigger],
    Tags: [
      { Key: 'team', Value: 'shop' },
      { Key: 'cost', Value: '42' },
    ],
  };
};

const trigger = {
  TriggerName: 'mail',
  TriggerTargetArn: 'arn:aws:sns:us-east-1:123456789012:deployments',
  TriggerEvents: ['DeploymentFailure'],
};

async function createTopic({ aws }: Setting): Promise<void> {
  await inProcess(SNSClient, aws.sns, 'AKIDTEST').send(new CreateTopicCommand({ Name: 'deployments' }));
}

/** A delete so many seconds after somebody has started a deployment; the first ten, tasks do not get healthy. */
const deleteWhile = (
  name: string,
  change: Properties,
  seconds: number,
  end = 'SUCCESS, groups: none, version 1: user Stopped',
): Flow<Setting> => ({
  name,
  end,
  begin: async (open) => {
    const scene = await created(open, change);
    if (seconds <= 10) scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[1]);
    await deploy(scene, 2);
    await scene.aws.clock.advance(seconds);
    return { scene, chain: remove(scene) };
  },
});

export const flows: Flow<Setting>[] = [
  {
    name: 'a create',
    end: 'SUCCESS, groups: web-group ECSAllAtOnce stage=prod 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scene = await open();
      return { scene, chain: create(scene, scene.properties) };
    },
  },
  {
    name: 'a create of a group that the template does not name',
    end: 'SUCCESS, groups: shop-Group-77d394490dec ECSAllAtOnce stage=prod 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scene = await open();
      return { scene, chain: create(scene, { ...scene.properties, DeploymentGroupName: undefined }) };
    },
  },
  {
    name: 'a create whose topic comes late',
    end: 'SUCCESS, groups: web-group ECSAllAtOnce mail stage=prod 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scene = await open();
      const Name = `late-${scene.service.serviceName}`;
      const sns = inProcess(SNSClient, scene.aws.sns, 'AKIDTEST');
      scene.aws.clock.after(20, async () => {
        await sns.send(new CreateTopicCommand({ Name }));
      });
      const TriggerTargetArn = `arn:aws:sns:us-east-1:123456789012:${Name}`;
      const TriggerConfigurations = [{ ...trigger, TriggerTargetArn }];
      return { scene, chain: create(scene, { ...scene.properties, TriggerConfigurations }) };
    },
  },
  {
    name: 'a create beside a group that holds the service, as that of a replacement',
    end: 'ServiceLimitExceeded, groups: web-group ECSAllAtOnce stage=prod 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scene = await created(open);
      const properties = { ...scene.properties, DeploymentGroupName: 'another' };
      const chain = scene.operations.begin('CREATE', { properties, token: 'token-of-the-replacement' });
      return { scene, chain };
    },
  },
  {
    name: 'a create of a group that somebody else has made',
    end: 'AlreadyExists, groups: web-group ECSAllAtOnce 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scene = await open();
      await scene.operations.create(scene.properties, { logicalResourceId: 'Other', token: 'another-token' });
      return { scene, chain: create(scene, scene.properties) };
    },
  },
  {
    name: 'an update of everything',
    end: 'SUCCESS, groups: web-group ECSCanary10Percent5Minutes mail stage=prod team=shop cost=42 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scene = await created(open);
      await createTopic(scene);
      return { scene, chain: update(scene, {}, everything(scene)) };
    },
  },
  {
    name: 'an update that only removes',
    end: 'SUCCESS, groups: web-group ECSAllAtOnce stage=prod 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scene = await open();
      await createTopic(scene);
      const all = everything(scene);
      await create(scene, { ...scene.properties, ...all }).run();
      return { scene, chain: update(scene, all, {}) };
    },
  },
  {
    name: 'an update of tags only',
    end: 'SUCCESS, groups: web-group ECSAllAtOnce stage=test team=sales new=2 2 reserved, version 1: none deployed',
    begin: async (open) => {
      const Tags = [
        { Key: 'team', Value: 'shop' },
        { Key: 'old', Value: '1' },
      ];
      const scene = await created(open, { Tags });
      const reserved = [{ Key: 'org-codedeploy:ecs-deployment', Value: 'owner' }];
      await scene.codeDeploy.send(new TagResourceCommand({ ResourceArn: scene.arn, Tags: reserved }));
      const changed = [
        { Key: 'team', Value: 'sales' },
        { Key: 'new', Value: '2' },
      ];
      return { scene, chain: update(scene, { Tags }, { Tags: changed }, 'test') };
    },
  },
  {
    name: 'a delete',
    end: 'SUCCESS, groups: none, version 1: none deployed',
    begin: async (open) => {
      const scene = await created(open);
      return { scene, chain: remove(scene) };
    },
  },
  {
    name: 'a delete in a stack rollback',
    end: 'SUCCESS, groups: none, version 1: none deployed',
    begin: async (open) => {
      const scene = await created(open);
      return { scene, chain: remove(scene, true) };
    },
  },
  {
    name: 'a delete in a stack rollback of what somebody else has made',
    end: 'SUCCESS, groups: web-group ECSAllAtOnce 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scene = await open();
      await scene.operations.create(scene.properties, { logicalResourceId: 'Other', token: 'another-token' });
      return { scene, chain: remove(scene, true) };
    },
  },
  deleteWhile('a delete when a deployment has just been created', {}, 0),
  deleteWhile('a delete while the new tasks do not get healthy', {}, 10),
  deleteWhile(
    'a delete in the middle of the shift',
    { DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' },
    90,
  ),
  deleteWhile('a delete in the ready wait', waits(60, 0), 90),
  deleteWhile(
    'a delete in the termination wait',
    waits(0, 60),
    90,
    'SUCCESS, groups: none, version 2: user Succeeded',
  ),
  {
    name: 'a delete while a rollback runs',
    end: 'SUCCESS, groups: none, version 1: user Stopped',
    begin: async (open) => {
      const scene = await created(open, {
        DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
      });
      const deploymentId = await deploy(scene, 2);
      await scene.aws.clock.advance(90);
      await scene.codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true }));
      await scene.aws.clock.advance(3);
      return { scene, chain: remove(scene) };
    },
  },
];
