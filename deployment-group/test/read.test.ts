import {
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
  DeleteApplicationCommand,
  TagResourceCommand,
  UpdateDeploymentGroupCommand,
} from '@aws-sdk/client-codedeploy';
import { DEFAULTS, startGroupScenario, type GroupScenario } from './group-scenario';

let scenario: GroupScenario;
beforeEach(async () => {
  scenario = await startGroupScenario();
});
afterEach(async () => {
  await scenario.close();
});

const identifier = ({ properties }: GroupScenario) => ({
  ApplicationName: properties.ApplicationName,
  DeploymentGroupName: properties.DeploymentGroupName,
});

describe('read', () => {
  test('answers with two calls what create answered, from the identifier alone', async () => {
    const { operations, properties } = scenario;
    const created = await operations.create({ ...properties, Tags: [{ Key: 'team', Value: 'shop' }] });
    const { answer, calls } = await operations.read(identifier(scenario));
    expect(answer).toEqual(created.answer);
    expect(calls).toEqual(['GetDeploymentGroup', 'ListTagsForResource']);
  });

  test('shows every default, so that a template that writes one finds it', async () => {
    const { operations, properties } = scenario;
    await operations.create({ ...properties, ...DEFAULTS });
    const { answer } = await operations.read(identifier(scenario));
    expect(answer.resourceModel).toMatchObject({ ...properties, ...DEFAULTS });
  });

  test('shows what an operator changed outside of the stack', async () => {
    const { codeDeploy, operations, properties } = scenario;
    await operations.create(properties);
    await codeDeploy.send(
      new UpdateDeploymentGroupCommand({
        applicationName: properties.ApplicationName as string,
        currentDeploymentGroupName: 'web-group',
        alarmConfiguration: { enabled: true, alarms: [{ name: '5xx' }] },
      }),
    );
    const { answer } = await operations.read(properties);
    expect(answer.resourceModel?.AlarmConfiguration).toEqual({
      Enabled: true,
      IgnorePollAlarmFailure: false,
      Alarms: [{ Name: '5xx' }],
    });
  });

  test('shows tags of the stack and of others, but neither the reserved ones', async () => {
    const { codeDeploy, operations, properties, groupArn } = scenario;
    await operations.create(properties, { stackTags: { stage: 'prod' } });
    await codeDeploy.send(
      new TagResourceCommand({
        ResourceArn: groupArn,
        Tags: [
          { Key: 'org-codedeploy:ecs-deployment', Value: 'owner' },
          { Key: 'cost', Value: '42' },
        ],
      }),
    );
    const { answer } = await operations.read(identifier(scenario));
    expect(answer.resourceModel?.Tags).toEqual([
      { Key: 'cost', Value: '42' },
      { Key: 'stage', Value: 'prod' },
    ]);
  });

  test('answers NotFound for a group that is not there', async () => {
    const { operations } = scenario;
    const { answer, calls } = await operations.read(identifier(scenario));
    expect(answer).toEqual({
      status: 'FAILED',
      errorCode: 'NotFound',
      message:
        'There is no deployment group web-group of application web-application for ECS. Create it again under this name if it was deleted by mistake, or remove the resource from the template. [NoSuchGroup]',
      callbackDelaySeconds: 0,
    });
    expect(calls).toEqual(['GetDeploymentGroup']);
  });

  test('answers NotFound when the application was deleted', async () => {
    const { codeDeploy, operations, properties } = scenario;
    await operations.create(properties);
    await codeDeploy.send(
      new DeleteApplicationCommand({ applicationName: properties.ApplicationName as string }),
    );
    const { answer } = await operations.read(identifier(scenario));
    expect(answer.errorCode).toBe('NotFound');
  });

  test('answers NotFound for a group that is not for ECS', async () => {
    const { codeDeploy, operations, properties } = scenario;
    await codeDeploy.send(
      new CreateApplicationCommand({ applicationName: 'functions', computePlatform: 'Lambda' }),
    );
    await codeDeploy.send(
      new CreateDeploymentGroupCommand({
        applicationName: 'functions',
        deploymentGroupName: 'web-group',
        deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
        deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
        serviceRoleArn: properties.ServiceRoleArn as string,
      }),
    );
    const { answer } = await operations.read({ ...identifier(scenario), ApplicationName: 'functions' });
    expect(answer.errorCode).toBe('NotFound');
  });

  test('fails when CodeDeploy throttles it for long: a READ has to answer at once', async () => {
    const { aws, operations, properties } = scenario;
    await operations.create(properties);
    aws.faults.throttle({ service: 'codedeploy', operation: 'GetDeploymentGroup' });
    const { answer } = await operations.read(identifier(scenario));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'Throttling' });
  });

  test('needs both parts of the identifier', async () => {
    const { answer } = await scenario.operations.read({ DeploymentGroupName: 'web-group' });
    expect(answer).toMatchObject({
      errorCode: 'InvalidRequest',
      message: 'ApplicationName is required. Set it. [PropertyRequired]',
    });
  });
});

test('a group that an operator made can be imported', async () => {
  const { codeDeploy, operations, properties, service } = scenario;
  await codeDeploy.send(
    new CreateDeploymentGroupCommand({
      applicationName: service.applicationName,
      deploymentGroupName: 'web-group',
      serviceRoleArn: service.serviceRoleArn,
      deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      blueGreenDeploymentConfiguration: {},
      ecsServices: [{ clusterName: service.clusterArn, serviceName: service.serviceArn }],
      loadBalancerInfo: {
        targetGroupPairInfoList: [
          {
            targetGroups: service.targetGroups.map(({ name }) => ({ name })),
            prodTrafficRoute: { listenerArns: [service.productionListenerArn] },
          },
        ],
      },
    }),
  );
  const { answer } = await operations.read(identifier(scenario));
  const imported = {
    ...properties,
    ...DEFAULTS,
    ECSServices: [{ ClusterName: service.clusterArn, ServiceName: service.serviceArn }],
    AutoRollbackConfiguration: { Enabled: false, Events: [] },
  };
  expect(answer).toMatchObject({ status: 'SUCCESS', resourceModel: imported });

  const updated = await operations.update(imported, { ...imported, Tags: [{ Key: 'team', Value: 'shop' }] });
  expect(updated.answer).toMatchObject({
    status: 'SUCCESS',
    resourceModel: { ...imported, Tags: [{ Key: 'team', Value: 'shop' }] },
  });
  expect((await operations.delete(identifier(scenario))).answer.status).toBe('SUCCESS');
  expect(await scenario.findGroup()).toBeUndefined();
});

test('more tags than a page of CodeDeploy holds are all shown', async () => {
  await scenario.close();
  scenario = await startGroupScenario({ localAws: { codeDeploy: { pageSize: 2 } } });
  const { operations, properties } = scenario;
  const Tags = ['a', 'b', 'c', 'd'].map((Key) => ({ Key, Value: '' }));
  await operations.create({ ...properties, Tags });
  const { answer, calls } = await operations.read(identifier(scenario));
  expect(answer.resourceModel?.Tags).toEqual(Tags);
  expect(calls.filter((call) => call === 'ListTagsForResource')).toHaveLength(3);
});
