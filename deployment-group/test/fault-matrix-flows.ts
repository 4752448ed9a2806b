import { TagResourceCommand } from '@aws-sdk/client-codedeploy';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { inProcess } from '#local-aws';
import type { Flow, Open, Operation, Properties } from '#test-kit';
import { withTestListener, type GroupScenario } from './group-scenario';

/** The tokens are fixed, so that the owner tags of two runs are the same. */
async function withGroup(open: Open<GroupScenario>, more: Properties = {}): Promise<GroupScenario> {
  const scenario = await open();
  const { properties, operations } = scenario;
  const stackTags = { stage: 'prod' };
  await operations.create({ ...properties, ...more }, { token: 'token-of-the-create', stackTags });
  return scenario;
}

function create(scenario: GroupScenario, properties: Properties): Operation {
  return scenario.operations.begin('CREATE', {
    properties,
    token: 'token-of-the-create',
    stackTags: { stage: 'prod' },
  });
}

function update(scenario: GroupScenario, from: Properties, to: Properties, stage = 'prod'): Operation {
  const { properties, operations } = scenario;
  return operations.begin('UPDATE', {
    properties: { ...properties, ...to },
    previousProperties: { ...properties, ...from },
    token: 'token-of-the-update',
    stackTags: { stage },
    previousStackTags: { stage: 'prod' },
  });
}

function remove({ operations, properties }: GroupScenario, rollback = false): Operation {
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

/** Everything that an update may change. */
const everything = (scenario: GroupScenario): Properties => {
  return {
    DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
    ...waits(30, 60),
    LoadBalancerInfo: withTestListener(scenario).LoadBalancerInfo,
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

async function createTopic({ aws }: GroupScenario): Promise<void> {
  await inProcess(SNSClient, aws.sns, 'AKIDTEST').send(new CreateTopicCommand({ Name: 'deployments' }));
}

/** A delete some seconds after an operator has started a deployment; in the first ten, its tasks do not get healthy. */
const deleteWhile = (
  name: string,
  change: Properties,
  seconds: number,
  end = 'SUCCESS, groups: none, version 1: user Stopped',
): Flow<GroupScenario> => ({
  name,
  end,
  begin: async (open) => {
    const scenario = await withGroup(open, change);
    if (seconds <= 10) scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
    await scenario.deployByHand(2);
    await scenario.aws.clock.advance(seconds);
    return { scenario, operation: remove(scenario) };
  },
});

export const flows: Flow<GroupScenario>[] = [
  {
    name: 'a create',
    end: 'SUCCESS, groups: web-group ECSAllAtOnce stage=prod 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scenario = await open();
      return { scenario, operation: create(scenario, scenario.properties) };
    },
  },
  {
    name: 'a create of a group that the template does not name',
    end: 'SUCCESS, groups: shop-Group-77d394490dec ECSAllAtOnce stage=prod 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scenario = await open();
      return {
        scenario,
        operation: create(scenario, { ...scenario.properties, DeploymentGroupName: undefined }),
      };
    },
  },
  {
    name: 'a create whose topic comes late',
    end: 'SUCCESS, groups: web-group ECSAllAtOnce mail stage=prod 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scenario = await open();
      const Name = `late-${scenario.service.serviceName}`;
      const sns = inProcess(SNSClient, scenario.aws.sns, 'AKIDTEST');
      scenario.aws.clock.after(20, async () => {
        await sns.send(new CreateTopicCommand({ Name }));
      });
      const TriggerTargetArn = `arn:aws:sns:us-east-1:123456789012:${Name}`;
      const TriggerConfigurations = [{ ...trigger, TriggerTargetArn }];
      return { scenario, operation: create(scenario, { ...scenario.properties, TriggerConfigurations }) };
    },
  },
  {
    name: 'a create of a replacement while the first group still holds the service',
    end: 'ServiceLimitExceeded, groups: web-group ECSAllAtOnce stage=prod 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scenario = await withGroup(open);
      const properties = { ...scenario.properties, DeploymentGroupName: 'another' };
      const operation = scenario.operations.begin('CREATE', {
        properties,
        token: 'token-of-the-replacement',
      });
      return { scenario, operation };
    },
  },
  {
    name: 'a create of a group that another stack has made',
    end: 'AlreadyExists, groups: web-group ECSAllAtOnce 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scenario = await open();
      await scenario.operations.create(scenario.properties, {
        logicalResourceId: 'Other',
        token: 'another-token',
      });
      return { scenario, operation: create(scenario, scenario.properties) };
    },
  },
  {
    name: 'an update of everything',
    end: 'SUCCESS, groups: web-group ECSCanary10Percent5Minutes mail stage=prod team=shop cost=42 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scenario = await withGroup(open);
      await createTopic(scenario);
      return { scenario, operation: update(scenario, {}, everything(scenario)) };
    },
  },
  {
    name: 'an update that only removes',
    end: 'SUCCESS, groups: web-group ECSAllAtOnce stage=prod 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scenario = await open();
      await createTopic(scenario);
      const all = everything(scenario);
      await create(scenario, { ...scenario.properties, ...all }).run();
      return { scenario, operation: update(scenario, all, {}) };
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
      const scenario = await withGroup(open, { Tags });
      const reserved = [{ Key: 'org-codedeploy:ecs-deployment', Value: 'owner' }];
      await scenario.codeDeploy.send(
        new TagResourceCommand({ ResourceArn: scenario.groupArn, Tags: reserved }),
      );
      const changed = [
        { Key: 'team', Value: 'sales' },
        { Key: 'new', Value: '2' },
      ];
      return { scenario, operation: update(scenario, { Tags }, { Tags: changed }, 'test') };
    },
  },
  {
    name: 'a delete',
    end: 'SUCCESS, groups: none, version 1: none deployed',
    begin: async (open) => {
      const scenario = await withGroup(open);
      return { scenario, operation: remove(scenario) };
    },
  },
  {
    name: 'a delete in a stack rollback',
    end: 'SUCCESS, groups: none, version 1: none deployed',
    begin: async (open) => {
      const scenario = await withGroup(open);
      return { scenario, operation: remove(scenario, true) };
    },
  },
  {
    name: 'a delete in a stack rollback of what another stack has made',
    end: 'SUCCESS, groups: web-group ECSAllAtOnce 1 reserved, version 1: none deployed',
    begin: async (open) => {
      const scenario = await open();
      await scenario.operations.create(scenario.properties, {
        logicalResourceId: 'Other',
        token: 'another-token',
      });
      return { scenario, operation: remove(scenario, true) };
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
      const scenario = await withGroup(open, {
        DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
      });
      const deploymentId = await scenario.deployByHand(2);
      await scenario.aws.clock.advance(90);
      await scenario.stopByHand(deploymentId);
      await scenario.aws.clock.advance(3);
      return { scenario, operation: remove(scenario) };
    },
  },
];
