import {
  ListDeploymentGroupsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-codedeploy';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { ServiceError, clientConfiguration } from '#local-aws';
import { DEFAULTS, startGroupScenario, type GroupScenario } from './group-scenario';

const CREATE = { service: 'codedeploy', operation: 'CreateDeploymentGroup' };
const OTHER_STACK = { stackId: 'arn:aws:cloudformation:us-east-1:1:stack/other/1' };
const OWNER_TAG = 'org-codedeploy:ecs-deployment-group';

let scenario: GroupScenario;
beforeEach(async () => {
  scenario = await startGroupScenario();
});
afterEach(async () => {
  await scenario.close();
});

/** Removes every tag of the group. */
async function removeTags(): Promise<void> {
  const { Tags = [] } = await scenario.codeDeploy.send(
    new ListTagsForResourceCommand({ ResourceArn: scenario.groupArn }),
  );
  await scenario.codeDeploy.send(
    new UntagResourceCommand({ ResourceArn: scenario.groupArn, TagKeys: Tags.map(({ Key = '' }) => Key) }),
  );
}

describe('create', () => {
  test('makes the group with three calls and answers what there is', async () => {
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
        Name: 'web-group',
      },
    });
    expect(calls).toEqual(['CreateDeploymentGroup', 'GetDeploymentGroup', 'ListTagsForResource']);
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

  test('sits out a throttled call within its first invocation', async () => {
    const { aws, operations, properties } = scenario;
    aws.faults.throttle({ ...CREATE, count: 2 });
    const { answers } = await operations.create({ ...properties, DeploymentGroupName: undefined });
    expect(answers.map(({ status }) => status)).toEqual(['SUCCESS']);
  });

  test('waits for a group that CodeDeploy does not show yet', async () => {
    const { aws, operations, properties } = scenario;
    aws.faults.fail({ service: 'codedeploy', operation: 'GetDeploymentGroup', count: 2 }, notThere());
    const { answer, calls, seconds } = await operations.create(properties);
    expect(answer.status).toBe('SUCCESS');
    expect(calls).toEqual([
      'CreateDeploymentGroup',
      'GetDeploymentGroup',
      'ListTagsForResource',
      'GetDeploymentGroup',
      'ListTagsForResource',
      'GetDeploymentGroup',
      'ListTagsForResource',
    ]);
    expect(seconds).toBe(10);
  });

  test('has its identifier before AWS refuses to show it: a stack that rolls back deletes it', async () => {
    const { aws, operations, properties } = scenario;
    aws.faults.fail(
      { service: 'codedeploy', operation: 'GetDeploymentGroup' },
      new ServiceError('AccessDeniedException', 'No.'),
    );
    const { answer, answers } = await operations.create(properties);
    expect(answers.map(({ status, errorCode }) => errorCode ?? status)).toEqual([
      'IN_PROGRESS',
      'AccessDenied',
    ]);
    expect(answers[0]?.resourceModel).toMatchObject({ DeploymentGroupName: 'web-group' });
    expect(answer.status).toBe('FAILED');
  });

  test('fails when CodeDeploy does not show the group for a minute', async () => {
    const { aws, operations, properties } = scenario;
    aws.faults.fail({ service: 'codedeploy', operation: 'GetDeploymentGroup' }, notThere());
    const { answer, seconds } = await operations.create(properties);
    expect(answer).toMatchObject({
      status: 'FAILED',
      errorCode: 'NotStabilized',
      message:
        'CodeDeploy has created the deployment group web-group of application web-application, but does not show it 60 seconds later. Let CloudFormation roll back, which deletes the group, then create it again. If it lasts, see the AWS Health Dashboard. [CreatedButNotVisible]',
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
      'GetDeploymentGroup',
      'ListTagsForResource',
      'GetDeploymentGroup',
      'ListTagsForResource',
    ]);
  });

  test('waits for its tag when the first answer was lost and the tag shows late', async () => {
    const { aws, operations, properties } = scenario;
    aws.codeDeploy.faults.staleTagSeconds = 5;
    aws.faults.loseResponse({ ...CREATE, count: 1 });
    const { answers, calls } = await operations.create(properties);
    expect(answers.map(({ status }) => status)).toEqual(['IN_PROGRESS', 'SUCCESS']);
    expect(calls.filter((call) => call === 'CreateDeploymentGroup')).toHaveLength(2);
  });

  describe('takes no group for its own that is there after a first attempt without an answer', () => {
    const noAnswer = (): void => {
      scenario.aws.faults.fail({ ...CREATE, count: 1 }, new ServiceError('InternalFailure', 'No.', 500));
    };

    test('when the group has no tags', async () => {
      const { operations, properties } = scenario;
      await operations.create(properties);
      await removeTags();
      noAnswer();
      const { answer, seconds } = await operations.create(properties, OTHER_STACK);
      expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'AlreadyExists' });
      expect(answer.message).toContain('it was not created by a resource of this type. Choose another');
      expect(seconds).toBe(60);
      const deletion = await operations.delete(properties, OTHER_STACK);
      expect(deletion.answer.errorCode).toBe('NotFound');
      expect(await scenario.findGroup()).toBeDefined();
    });

    test('when the tag of another owner shows', async () => {
      const { aws, operations, properties } = scenario;
      await operations.create(properties);
      aws.codeDeploy.faults.staleTagSeconds = 5;
      noAnswer();
      const { answer, seconds } = await operations.create(properties, OTHER_STACK);
      expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'AlreadyExists' });
      expect(answer.message).toContain('it belongs to shop/Group.');
      expect(seconds).toBe(5);
    });
  });

  test('takes no group without tags for its own when no answer was lost', async () => {
    const { aws, operations, properties } = scenario;
    aws.codeDeploy.faults.staleTagSeconds = 5;
    await operations.begin('CREATE', { properties, token: 'one' }).step();
    const { answers } = await operations.create(properties, { token: 'two' });
    expect(answers.map(({ errorCode }) => errorCode)).toEqual(['AlreadyExists']);
  });

  test('finds the group that it named itself', async () => {
    const { aws, operations, properties } = scenario;
    aws.faults.loseResponse({ ...CREATE, count: 1 });
    const { answers } = await operations.create({ ...properties, DeploymentGroupName: undefined });
    expect(answers.map(({ status }) => status)).toEqual(['SUCCESS']);
    const { deploymentGroups } = await scenario.codeDeploy.send(
      new ListDeploymentGroupsCommand({ applicationName: properties.ApplicationName as string }),
    );
    expect(deploymentGroups).toEqual([answers[0]?.resourceModel?.DeploymentGroupName]);
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

test('a create takes over the group that an earlier create of the same resource has left behind', async () => {
  const { operations, properties } = scenario;
  await operations.create({ ...properties, Tags: [{ Key: 'old', Value: '1' }] }, { token: 'lost' });
  const { answer } = await operations.create(
    {
      ...properties,
      DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
      Tags: [{ Key: 'team', Value: 'shop' }],
    },
    { token: 'next' },
  );
  expect(answer).toMatchObject({
    status: 'SUCCESS',
    resourceModel: { DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' },
  });
  expect(await scenario.groupTags()).toMatchObject({ team: 'shop' });
});

test('outside of stacks a second create is no orphan', async () => {
  const { operations, properties } = scenario;
  await operations.create(properties, { stackId: null });
  const { answer } = await operations.create(properties, { stackId: null });
  expect(answer.errorCode).toBe('AlreadyExists');
});

test('a create succeeds only when its tag shows', async () => {
  const { aws, operations, properties } = scenario;
  const { operations: played } = aws.codeDeploy;
  let late = 2;
  aws.register('codedeploy', {
    operations: {
      ...played,
      ListTagsForResource: (input, context) =>
        late-- > 0 ? Promise.resolve({ Tags: [] }) : played.ListTagsForResource!(input, context),
    },
  });
  const { answer, seconds } = await operations.create(properties);
  expect([answer.status, seconds]).toEqual(['SUCCESS', 10]);
});

describe('a group that another stack made', () => {
  test('answers AlreadyExists without a model, and stays untouched', async () => {
    const { operations, properties } = scenario;
    await operations.create(properties, OTHER_STACK);
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
        'There is already a deployment group web-group of application web-application: it belongs to other/Group. Choose another DeploymentGroupName, or import that group into the stack. When another stack declares it, first remove it there with `DeletionPolicy: Retain`. When no stack has it any more, you can also delete it with `aws deploy delete-deployment-group`. AWS says: Deployment Group already exists: web-group (DeploymentGroupAlreadyExistsException) [GroupAlreadyExists]',
      callbackDelaySeconds: 0,
    });
    expect(calls).toEqual(['CreateDeploymentGroup', 'GetDeploymentGroup', 'ListTagsForResource']);
    expect([await scenario.findGroup(), await scenario.groupTags()]).toEqual(before);
  });

  test.each([false, true])(
    'survives the deletion that follows when CloudFormation has its identifier (stack rollback: %s)',
    async (rollback) => {
      const { aws, operations, properties } = scenario;
      // The role is new, so the first answer is IN_PROGRESS: the name is free. Then another stack takes it.
      aws.faults.fail(
        { ...CREATE, count: 1 },
        new ServiceError('InvalidRoleException', 'Cannot assume role.'),
      );
      const create = operations.begin('CREATE', { properties });
      expect(await create.step()).toMatchObject({ status: 'IN_PROGRESS' });
      await operations.create(properties, OTHER_STACK);
      expect((await create.run()).answer.errorCode).toBe('AlreadyExists');
      const { answer } = await operations.delete(create.answers[0]!.resourceModel!, { rollback });
      expect(answer).toMatchObject({
        status: 'FAILED',
        errorCode: 'NotFound',
        message:
          'The deployment group web-group of application web-application does not belong to this resource: its owner is other/Group. The group stays as it is. Nothing is left to delete here. To delete the group, remove it where it is declared, or run `aws deploy delete-deployment-group` when no stack declares it. [GroupOfAnotherOwner]',
      });
      expect(await scenario.findGroup()).toBeDefined();
    },
  );

  test('is named before a new role, of which CodeDeploy speaks first', async () => {
    const { aws, operations, properties } = scenario;
    await operations.create(properties, OTHER_STACK);
    aws.faults.fail(CREATE, new ServiceError('InvalidRoleException', 'Cannot assume role.'));
    const { answers } = await operations.create(properties);
    expect(answers.map(({ errorCode, resourceModel }) => [errorCode, resourceModel])).toEqual([
      ['AlreadyExists', undefined],
    ]);
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
  expect(answer.resourceModel).not.toHaveProperty('Tags');
});

const notThere = () =>
  new ServiceError('DeploymentGroupDoesNotExistException', 'No Deployment Group found for name: web-group');
