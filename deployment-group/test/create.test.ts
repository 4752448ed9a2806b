import { TagResourceCommand } from '@aws-sdk/client-codedeploy';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { ServiceError, clientConfiguration } from '#local-aws';
import { DEFAULTS, startGroupScenario, type GroupScenario } from './group-scenario';

const CREATE = { service: 'codedeploy', operation: 'CreateDeploymentGroup' };
const OWNER_TAG = 'org-codedeploy:ecs-deployment-group';

let scenario: GroupScenario;
beforeEach(async () => {
  scenario = await startGroupScenario();
});
afterEach(async () => {
  await scenario.close();
});

describe('create', () => {
  test('makes the group with two calls and answers what there is', async () => {
    const { operations, properties, groupArn } = scenario;
    const { answer, calls, seconds } = await operations.create(properties);
    expect(answer).toEqual({
      status: 'SUCCESS',
      message: '',
      callbackDelaySeconds: 0,
      resourceModel: {
        ...properties,
        ...DEFAULTS,
        DeploymentGroupId: (await scenario.findGroup())?.deploymentGroupId,
        Arn: groupArn,
      },
    });
    expect(calls).toEqual(['CreateDeploymentGroup', 'GetDeploymentGroup']);
    expect(seconds).toBe(0);
  });

  test('takes every property, numbers and booleans as CloudFormation sends them', async () => {
    const { aws, operations, properties, service } = scenario;
    const { TopicArn } = await new SNSClient(clientConfiguration(aws)).send(
      new CreateTopicCommand({ Name: 'deployments' }),
    );
    const everything = {
      ...properties,
      DeploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
      LoadBalancerInfo: {
        TargetGroupPairInfoList: [
          {
            TargetGroups: service.targetGroups.map(({ name }) => ({ Name: name })),
            ProdTrafficRoute: { ListenerArns: [service.productionListenerArn] },
            TestTrafficRoute: { ListenerArns: [service.testListenerArn] },
          },
        ],
      },
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      BlueGreenDeploymentConfiguration: {
        DeploymentReadyOption: { ActionOnTimeout: 'STOP_DEPLOYMENT', WaitTimeInMinutes: 30 },
        TerminateBlueInstancesOnDeploymentSuccess: { Action: 'TERMINATE', TerminationWaitTimeInMinutes: 60 },
      },
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_STOP_ON_REQUEST'] },
      AlarmConfiguration: { Enabled: true, IgnorePollAlarmFailure: true, Alarms: [{ Name: '5xx' }] },
      TriggerConfigurations: [
        {
          TriggerName: 'mail',
          TriggerTargetArn: TopicArn,
          TriggerEvents: ['DeploymentFailure', 'DeploymentRollback'],
        },
      ],
      Tags: [{ Key: 'team', Value: 'shop' }],
    };
    const { answer } = await operations.create(everything);
    expect(answer.status).toBe('SUCCESS');
    expect(answer.resourceModel).toMatchObject(everything);
  });

  test('merges stack tags and tags, the resource’s own winning, and adds the owner tag, which the answer does not show', async () => {
    const { operations, properties } = scenario;
    const { answer } = await operations.create(
      { ...properties, Tags: [{ Key: 'team', Value: 'shop' }] },
      { stackTags: { team: 'stack', stage: 'prod' } },
    );
    expect(answer.resourceModel?.Tags).toEqual([
      { Key: 'stage', Value: 'prod' },
      { Key: 'team', Value: 'shop' },
    ]);
    expect(await scenario.groupTags()).toEqual({
      team: 'shop',
      stage: 'prod',
      [OWNER_TAG]: expect.stringMatching(/^[0-9a-f]{12} [0-9a-f]{12}@\w{8} shop\/Group$/) as string,
    });
  });

  test('names a group that the template does not name', async () => {
    const { operations, properties } = scenario;
    const { answer } = await operations.create({ ...properties, DeploymentGroupName: undefined });
    expect(answer.resourceModel?.DeploymentGroupName).toMatch(/^shop-Group-[0-9a-f]{12}$/);
  });

  test('goes on after throttling, with the identifier in every answer', async () => {
    const { aws, operations, properties } = scenario;
    aws.faults.throttle({ ...CREATE, count: 2 });
    const { answers } = await operations.create({ ...properties, DeploymentGroupName: undefined });
    expect(answers.map(({ status }) => status)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'SUCCESS']);
    const names = answers.map(({ resourceModel }) => resourceModel?.DeploymentGroupName);
    expect(new Set(names).size).toBe(1);
  });

  test('waits for a group that CodeDeploy does not show yet', async () => {
    const { aws, operations, properties } = scenario;
    aws.faults.fail({ service: 'codedeploy', operation: 'GetDeploymentGroup', count: 2 }, notThere());
    const { answer, calls, seconds } = await operations.create(properties);
    expect(answer.status).toBe('SUCCESS');
    expect(calls).toEqual([
      'CreateDeploymentGroup',
      'GetDeploymentGroup',
      'GetDeploymentGroup',
      'GetDeploymentGroup',
    ]);
    expect(seconds).toBe(10);
  });

  test('gives up on a group that CodeDeploy does not show for a minute', async () => {
    const { aws, operations, properties } = scenario;
    aws.faults.fail({ service: 'codedeploy', operation: 'GetDeploymentGroup' }, notThere());
    const { answer, seconds } = await operations.create(properties);
    expect(answer).toMatchObject({
      status: 'FAILED',
      errorCode: 'NotStabilized',
      message:
        'CodeDeploy has created the deployment group web-group of application web-application, but does not show it 60 seconds later. Retry. [CreatedButNotVisible]',
    });
    expect(seconds).toBe(60);
  });
});

describe('a create that CloudFormation delivers again', () => {
  test('succeeds when the first answer was lost', async () => {
    const { aws, operations, properties } = scenario;
    aws.faults.loseResponse({ ...CREATE, count: 1 });
    const { answer, calls } = await operations.create(properties);
    expect(answer).toMatchObject({ status: 'SUCCESS', resourceModel: { ...properties, ...DEFAULTS } });
    expect(calls).toEqual([
      'CreateDeploymentGroup',
      'CreateDeploymentGroup',
      'ListTagsForResource',
      'GetDeploymentGroup',
    ]);
  });

  test('finds the group that it named itself', async () => {
    const { aws, operations, properties } = scenario;
    aws.faults.loseResponse({ ...CREATE, count: 1 });
    const { answers } = await operations.create({ ...properties, DeploymentGroupName: undefined });
    expect(answers.map(({ status }) => status)).toEqual(['IN_PROGRESS', 'SUCCESS']);
    const names = answers.map(({ resourceModel }) => resourceModel?.DeploymentGroupName);
    expect(new Set(names).size).toBe(1);
  });

  test('succeeds with the same token, because CloudFormation delivers slow requests twice', async () => {
    const { operations, properties } = scenario;
    const first = await operations.create(properties, { token: 'one' });
    const second = await operations.create(properties, { token: 'one' });
    expect(second.answer).toEqual(first.answer);
  });

  test('knows its own group also by its service', async () => {
    const { aws, operations, properties } = scenario;
    await operations.create(properties, { token: 'one' });
    aws.faults.fail(
      { ...CREATE, count: 1 },
      new ServiceError('ECSServiceMappingLimitExceededException', 'The service has a deployment group.'),
    );
    const { answer } = await operations.create(properties, { token: 'one' });
    expect(answer.status).toBe('SUCCESS');
  });
});

describe('a group that another stack made', () => {
  test('answers AlreadyExists without a model, and stays untouched', async () => {
    const { operations, properties } = scenario;
    await operations.create(properties);
    const before = [await scenario.findGroup(), await scenario.groupTags()];
    const { answer, calls } = await operations.create({
      ...properties,
      DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
      Tags: [{ Key: 'team', Value: 'other' }],
    });
    expect(answer).toEqual({
      status: 'FAILED',
      errorCode: 'AlreadyExists',
      message:
        'There is already a deployment group web-group of application web-application, and this resource has not created it. Choose another DeploymentGroupName, or import that group into the stack. AWS says: Deployment Group already exists: web-group (DeploymentGroupAlreadyExistsException) [GroupAlreadyExists]',
      callbackDelaySeconds: 0,
    });
    expect(calls).toEqual(['CreateDeploymentGroup', 'ListTagsForResource']);
    expect([await scenario.findGroup(), await scenario.groupTags()]).toEqual(before);
  });

  test('survives the deletion that follows when CloudFormation had the name already', async () => {
    const { aws, operations, properties } = scenario;
    await operations.create(properties, { stackId: 'arn:aws:cloudformation:us-east-1:1:stack/other/1' });
    aws.faults.throttle({ ...CREATE, count: 1 });
    const { answers } = await operations.create(properties);
    expect(answers.map(({ status, errorCode }) => errorCode ?? status)).toEqual([
      'IN_PROGRESS',
      'AlreadyExists',
    ]);
    const { answer } = await operations.delete(answers[0]!.resourceModel!, { rollback: true });
    expect(answer).toMatchObject({
      status: 'FAILED',
      errorCode: 'NotFound',
      message:
        'This resource has not created the deployment group web-group of application web-application. The group stays as it is. See the failure of the create that came before. [GroupOfAnotherOwner]',
    });
    expect(await scenario.findGroup()).toBeDefined();
  });

  test('has the service already: the message says that a service belongs to one group', async () => {
    const { operations, properties } = scenario;
    await operations.create(properties);
    const { answer } = await operations.create({ ...properties, DeploymentGroupName: 'another' });
    expect(answer).toMatchObject({
      status: 'FAILED',
      errorCode: 'ServiceLimitExceeded',
      message: expect.stringMatching(
        /^ECSServices: the service web in cluster web-cluster belongs to another deployment group\. .*a service belongs to one group\. .* AWS says: /,
      ) as string,
    });
    expect(answer.resourceModel).toBeUndefined();
  });
});

test('the tag that Org::CodeDeploy::EcsDeployment keeps does not hide the group’s own owner tag', async () => {
  const { codeDeploy, operations, properties, groupArn } = scenario;
  await operations.create(properties, { token: 'one' });
  await codeDeploy.send(
    new TagResourceCommand({
      ResourceArn: groupArn,
      Tags: [{ Key: 'org-codedeploy:ecs-deployment', Value: 'owner' }],
    }),
  );
  const { answer } = await operations.create(properties, { token: 'one' });
  expect(answer.status).toBe('SUCCESS');
  expect(answer.resourceModel?.Tags).toEqual([]);
});

const notThere = () =>
  new ServiceError('DeploymentGroupDoesNotExistException', 'No Deployment Group found for name: web-group');
