import {
  CreateApplicationCommand,
  CreateDeploymentConfigCommand,
  TagResourceCommand,
} from '@aws-sdk/client-codedeploy';
import { IAMClient } from '@aws-sdk/client-iam';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { ServiceError } from '../../emulator/service';
import {
  clientConfiguration,
  createBlueGreenService,
  createServiceRole,
} from '../../testing/blue-green-service';
import type { Properties } from '../../testing/operation';
import { DEFAULTS, findGroup, open, propertiesFor, tagsOf, type Setting } from './setting';

const CREATE = { service: 'codedeploy', operation: 'CreateDeploymentGroup' };
const MARK = 'org-codedeploy:ecs-deployment-group';

let setting: Setting;
beforeEach(async () => {
  setting = await open();
});
afterEach(async () => {
  await setting.aws.close();
});

describe('create', () => {
  test('makes the group with two calls and answers what there is', async () => {
    const { operations, properties, arn } = setting;
    const { answer, calls, seconds } = await operations.create(properties);
    expect(answer).toEqual({
      status: 'SUCCESS',
      message: '',
      callbackDelaySeconds: 0,
      resourceModel: {
        ...properties,
        ...DEFAULTS,
        DeploymentGroupId: (await findGroup(setting))?.deploymentGroupId,
        Arn: arn,
      },
    });
    expect(calls).toEqual(['CreateDeploymentGroup', 'GetDeploymentGroup']);
    expect(seconds).toBe(0);
  });

  test('takes every property, numbers and booleans as CloudFormation sends them', async () => {
    const { aws, operations, properties, service } = setting;
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

  test('merges stack tags and tags, the resource’s own winning, and adds one that nobody sees', async () => {
    const { operations, properties } = setting;
    const { answer } = await operations.create(
      { ...properties, Tags: [{ Key: 'team', Value: 'shop' }] },
      { stackTags: { team: 'stack', stage: 'prod' } },
    );
    expect(answer.resourceModel?.Tags).toEqual([
      { Key: 'stage', Value: 'prod' },
      { Key: 'team', Value: 'shop' },
    ]);
    expect(await tagsOf(setting)).toEqual({
      team: 'shop',
      stage: 'prod',
      [MARK]: expect.stringMatching(/^[0-9a-f]{12} [0-9a-f]{12}$/) as string,
    });
  });

  test('names a group that the template does not name', async () => {
    const { operations, properties } = setting;
    const { answer } = await operations.create({ ...properties, DeploymentGroupName: undefined });
    expect(answer.resourceModel?.DeploymentGroupName).toMatch(/^shop-Group-[0-9a-f]{12}$/);
  });

  test('goes on where CodeDeploy throttles, with the identifier in every answer', async () => {
    const { aws, operations, properties } = setting;
    aws.faults.throttle({ ...CREATE, count: 2 });
    const { answers } = await operations.create({ ...properties, DeploymentGroupName: undefined });
    expect(answers.map(({ status }) => status)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'SUCCESS']);
    const names = answers.map(({ resourceModel }) => resourceModel?.DeploymentGroupName);
    expect(new Set(names).size).toBe(1);
  });

  test('waits for a group that CodeDeploy does not show yet', async () => {
    const { aws, operations, properties } = setting;
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
    const { aws, operations, properties } = setting;
    aws.faults.fail({ service: 'codedeploy', operation: 'GetDeploymentGroup' }, notThere());
    const { answer, seconds } = await operations.create(properties);
    expect(answer).toMatchObject({
      status: 'FAILED',
      errorCode: 'NotStabilized',
      message:
        'CodeDeploy has created the deployment group web-group of application web-application, but does not show it 60 seconds later.',
    });
    expect(seconds).toBe(60);
  });
});

describe('G1 a create that comes again', () => {
  test('succeeds when the first answer was lost', async () => {
    const { aws, operations, properties } = setting;
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
    const { aws, operations, properties } = setting;
    aws.faults.loseResponse({ ...CREATE, count: 1 });
    const { answers } = await operations.create({ ...properties, DeploymentGroupName: undefined });
    expect(answers.map(({ status }) => status)).toEqual(['IN_PROGRESS', 'SUCCESS']);
    const names = answers.map(({ resourceModel }) => resourceModel?.DeploymentGroupName);
    expect(new Set(names).size).toBe(1);
  });

  test('succeeds with the same token, because CloudFormation delivers slow requests twice', async () => {
    const { operations, properties } = setting;
    const first = await operations.create(properties, { token: 'one' });
    const second = await operations.create(properties, { token: 'one' });
    expect(second.answer).toEqual(first.answer);
  });

  test('knows its own group also by its service', async () => {
    const { aws, operations, properties } = setting;
    await operations.create(properties, { token: 'one' });
    aws.faults.fail(
      { ...CREATE, count: 1 },
      new ServiceError('ECSServiceMappingLimitExceededException', 'The service has a deployment group.'),
    );
    const { answer } = await operations.create(properties, { token: 'one' });
    expect(answer.status).toBe('SUCCESS');
  });
});

describe('G1 a group that somebody else made', () => {
  test('answers AlreadyExists without a model, and stays untouched', async () => {
    const { operations, properties } = setting;
    await operations.create(properties);
    const before = [await findGroup(setting), await tagsOf(setting)];
    const { answer, calls } = await operations.create({
      ...properties,
      DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
      Tags: [{ Key: 'team', Value: 'other' }],
    });
    expect(answer).toEqual({
      status: 'FAILED',
      errorCode: 'AlreadyExists',
      message:
        'There is a deployment group web-group of application web-application already, and it was not made by this resource. Choose another DeploymentGroupName, or import that group into the stack. AWS says: Deployment Group already exists: web-group (DeploymentGroupAlreadyExistsException)',
      callbackDelaySeconds: 0,
    });
    expect(calls).toEqual(['CreateDeploymentGroup', 'ListTagsForResource']);
    expect([await findGroup(setting), await tagsOf(setting)]).toEqual(before);
  });

  test('survives the deletion that follows when CloudFormation had the name already', async () => {
    const { aws, operations, properties } = setting;
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
        'The deployment group web-group of application web-application was not made by this resource, and is left as it is.',
    });
    expect(await findGroup(setting)).toBeDefined();
  });

  test('has the service already: the sentence says that a service belongs to one group', async () => {
    const { operations, properties } = setting;
    await operations.create(properties);
    const { answer } = await operations.create({ ...properties, DeploymentGroupName: 'another' });
    expect(answer).toMatchObject({
      status: 'FAILED',
      errorCode: 'ServiceLimitExceeded',
      message: expect.stringMatching(
        /^ECSServices: the service web in cluster web-cluster belongs to another deployment group, and it can belong to one only\. .* AWS says: /,
      ) as string,
    });
    expect(answer.resourceModel).toBeUndefined();
  });
});

describe('G2 what IAM has not spread yet', () => {
  test('a role that is seen after two minutes only', async () => {
    const { aws, operations, properties } = setting;
    aws.iam.propagationSeconds = 120;
    const ServiceRoleArn = await newRole(setting);
    const { answer, answers, seconds } = await operations.create({ ...properties, ServiceRoleArn });
    expect(answer.status).toBe('SUCCESS');
    expect(answers.slice(0, 3).map(({ callbackDelaySeconds }) => callbackDelaySeconds)).toEqual([5, 10, 10]);
    expect(answers[0]?.message).toBe(
      `The role or a topic may be too new to be seen by CodeDeploy. AWS CodeDeploy does not have the permissions required to assume the role ${ServiceRoleArn}.`,
    );
    expect(seconds).toBeGreaterThanOrEqual(120);
    expect(seconds).toBeLessThanOrEqual(130);
  });

  test('a role that is never seen fails after five minutes, with what to look at', async () => {
    const { aws, operations, properties } = setting;
    aws.iam.propagationSeconds = 3600;
    const ServiceRoleArn = await newRole(setting);
    const { answer, seconds } = await operations.create({ ...properties, ServiceRoleArn });
    expect(answer).toMatchObject({
      status: 'FAILED',
      errorCode: 'InvalidRequest',
      message: `ServiceRoleArn: the role ${ServiceRoleArn} must exist and let codedeploy.amazonaws.com assume it. AWS says: AWS CodeDeploy does not have the permissions required to assume the role ${ServiceRoleArn}. (InvalidRoleException)`,
    });
    expect(answer.resourceModel).toBeUndefined();
    expect(seconds).toBeGreaterThanOrEqual(300);
    expect(seconds).toBeLessThanOrEqual(310);
  });

  test('throttling in between does not begin the five minutes anew', async () => {
    const { aws, operations, properties } = setting;
    aws.iam.propagationSeconds = 3600;
    const ServiceRoleArn = await newRole(setting);
    const chain = operations.begin('CREATE', { properties: { ...properties, ServiceRoleArn } });
    await chain.step();
    const since = chain.answer.callbackContext?.phase;
    aws.faults.throttle({ ...CREATE, count: 1 });
    await chain.wait();
    await chain.step();
    expect(chain.answer.callbackContext?.phase).toEqual(since);
  });

  test('a topic that is there a little later', async () => {
    const { aws, operations, properties } = setting;
    const chain = operations.begin('CREATE', {
      properties: { ...properties, TriggerConfigurations: [trigger('deployments')] },
    });
    await chain.step();
    expect(chain.answer).toMatchObject({ status: 'IN_PROGRESS', callbackDelaySeconds: 5 });
    await new SNSClient(clientConfiguration(aws)).send(new CreateTopicCommand({ Name: 'deployments' }));
    const { answer, seconds } = await chain.run();
    expect(answer.status).toBe('SUCCESS');
    expect(seconds).toBe(5);
  });

  test('another flaw of a trigger fails at once', async () => {
    const { aws, operations, properties } = setting;
    aws.faults.fail(CREATE, new ServiceError('InvalidTriggerConfigException', 'A trigger must have a name.'));
    const { answers } = await operations.create(properties);
    expect(answers).toEqual([
      expect.objectContaining({
        status: 'FAILED',
        errorCode: 'InvalidRequest',
        message:
          'TriggerConfigurations cannot be used as they are. AWS says: A trigger must have a name. (InvalidTriggerConfigException)',
      }),
    ]);
  });
});

describe('G8 bad input', () => {
  test.each<{ reason: string; change: (properties: Properties) => Properties; sentence: RegExp }>([
    {
      reason: 'two equal target groups',
      change: withPair({ TargetGroups: [{ Name: 'web-blue' }, { Name: 'web-blue' }] }),
      sentence:
        /^LoadBalancerInfo\.TargetGroupPairInfoList\.TargetGroups must name two different target groups/,
    },
    {
      reason: 'a wait with CONTINUE_DEPLOYMENT',
      change: withBlueGreen({ DeploymentReadyOption: { WaitTimeInMinutes: 5 } }),
      sentence: /DeploymentReadyOption\.WaitTimeInMinutes must be absent or 0 with CONTINUE_DEPLOYMENT/,
    },
    {
      reason: 'KEEP_ALIVE',
      change: withBlueGreen({ TerminateBlueInstancesOnDeploymentSuccess: { Action: 'KEEP_ALIVE' } }),
      sentence: /TerminateBlueInstancesOnDeploymentSuccess\.Action must be TERMINATE/,
    },
    {
      reason: 'a word where a number belongs',
      change: withBlueGreen({
        TerminateBlueInstancesOnDeploymentSuccess: { TerminationWaitTimeInMinutes: 'an hour' },
      }),
      sentence: /TerminationWaitTimeInMinutes must be a whole number, not "an hour"/,
    },
    {
      reason: 'a configuration for servers',
      change: (properties) => ({ ...properties, DeploymentConfigName: 'CodeDeployDefault.OneAtATime' }),
      sentence: /^DeploymentConfigName CodeDeployDefault\.OneAtATime is not for ECS/,
    },
    {
      reason: 'a reserved tag',
      change: (properties) => ({
        ...properties,
        Tags: [{ Key: 'org-codedeploy:ecs-deployment', Value: 'x' }],
      }),
      sentence: /^The tag org-codedeploy:ecs-deployment cannot be set/,
    },
    {
      reason: 'no role',
      change: (properties) => ({ ...properties, ServiceRoleArn: undefined }),
      sentence: /^ServiceRoleArn is required/,
    },
  ])('is refused before any call: $reason', async ({ change, sentence }) => {
    const { operations, properties } = setting;
    const { answer, calls } = await operations.create(change(properties));
    expect(answer).toMatchObject({
      status: 'FAILED',
      errorCode: 'InvalidRequest',
      message: expect.stringMatching(sentence) as string,
    });
    expect(answer.resourceModel).toBeUndefined();
    expect(calls).toEqual([]);
  });

  test('a reserved tag of the stack is refused before any call', async () => {
    const { operations, properties } = setting;
    const { answer, calls } = await operations.create(properties, {
      stackTags: { 'org-codedeploy:mine': 'x' },
    });
    expect(answer.errorCode).toBe('InvalidRequest');
    expect(calls).toEqual([]);
  });

  test.each<{ reason: string; change: Properties; sentence: string }>([
    {
      reason: 'an application that is not there',
      change: { ApplicationName: 'nowhere' },
      sentence:
        'ApplicationName: there is no application nowhere in this account and region. AWS says: No application found for name: nowhere (ApplicationDoesNotExistException)',
    },
    {
      reason: 'a service that is not there',
      change: { ECSServices: [{ ClusterName: 'web-cluster', ServiceName: 'nobody' }] },
      sentence:
        'ECSServices: the service nobody in cluster web-cluster must exist, and the role arn:aws:iam::123456789012:role/web-codedeploy must allow ecs:DescribeServices. AWS says: Could not load ECS service information for cluster: web-cluster, service: nobody.',
    },
    {
      reason: 'a configuration that is not there',
      change: { DeploymentConfigName: 'Ours' },
      sentence:
        'DeploymentConfigName: there is no deployment configuration Ours in this account and region. AWS says: ',
    },
  ])('$reason: property and rule, then CodeDeploy’s own text', async ({ change, sentence }) => {
    const { operations, properties } = setting;
    const { answer } = await operations.create({ ...properties, ...change });
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
    expect(answer.message.slice(0, sentence.length)).toBe(sentence);
    expect(answer.resourceModel).toBeUndefined();
  });

  test.each(['Server', 'Lambda'] as const)(
    'an application for %s: the sentence names the compute platform',
    async (computePlatform) => {
      const { codeDeploy, operations, properties } = setting;
      await codeDeploy.send(new CreateApplicationCommand({ applicationName: 'other', computePlatform }));
      const { answer, calls } = await operations.create({ ...properties, ApplicationName: 'other' });
      expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
      expect(answer.message).toContain(
        `ApplicationName: the application other is for the compute platform ${computePlatform}; this type needs one with ComputePlatform ECS. AWS says: `,
      );
      expect(calls).toEqual(['CreateDeploymentGroup', 'GetApplication']);
    },
  );

  test('a service with another controller', async () => {
    const { aws, operations } = setting;
    const other = await createBlueGreenService(aws, { name: 'rolling', controller: 'ECS' });
    const { answer } = await operations.create(propertiesFor(other));
    expect(answer).toMatchObject({
      status: 'FAILED',
      errorCode: 'InvalidRequest',
      message:
        "ECSServices: the service rolling in cluster rolling-cluster must have DeploymentController.Type CODE_DEPLOY, the only one under which CodeDeploy can deploy it. AWS says: Deployment group's ECS service must be configured for a CODE_DEPLOY deployment controller. (InvalidECSServiceException)",
    });
  });

  test('a canary behind a Network Load Balancer, predefined or of the user’s own', async () => {
    const { aws, codeDeploy, operations } = setting;
    const network = await createBlueGreenService(aws, { name: 'net', loadBalancerType: 'network' });
    const predefined = await operations.create({
      ...propertiesFor(network),
      DeploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
    });
    expect(predefined.answer.message).toMatch(/shifts traffic in steps, which needs an Application Load Bal/);
    expect(predefined.calls).toEqual([]);

    await codeDeploy.send(
      new CreateDeploymentConfigCommand({
        deploymentConfigName: 'Ours',
        computePlatform: 'ECS',
        trafficRoutingConfig: {
          type: 'TimeBasedCanary',
          timeBasedCanary: { canaryPercentage: 20, canaryInterval: 5 },
        },
      }),
    );
    const own = await operations.create({ ...propertiesFor(network), DeploymentConfigName: 'Ours' });
    expect(own.answer).toMatchObject({
      errorCode: 'InvalidRequest',
      message:
        'DeploymentConfigName Ours does not fit: behind a Network Load Balancer traffic moves all at once, with CodeDeployDefault.ECSAllAtOnce. AWS says: Only ALB supports gradual traffic routing, use AllAtOnce Traffic routing instead when you create/update Deployment group. (InvalidTrafficRoutingConfigurationException)',
    });
  });

  test('a permission that is missing is named', async () => {
    const { aws, operations, properties } = setting;
    aws.faults.deny(CREATE);
    const { answer } = await operations.create(properties);
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'AccessDenied' });
    expect(answer.message).toMatch(/^Allow codedeploy:CreateDeploymentGroup in the execution role/);
  });
});

test('the tag that Org::CodeDeploy::EcsDeployment keeps does not hide the group’s own mark', async () => {
  const { codeDeploy, operations, properties, arn } = setting;
  await operations.create(properties, { token: 'one' });
  await codeDeploy.send(
    new TagResourceCommand({
      ResourceArn: arn,
      Tags: [{ Key: 'org-codedeploy:ecs-deployment', Value: 'owner' }],
    }),
  );
  const { answer } = await operations.create(properties, { token: 'one' });
  expect(answer.status).toBe('SUCCESS');
  expect(answer.resourceModel?.Tags).toEqual([]);
});

const notThere = () =>
  new ServiceError('DeploymentGroupDoesNotExistException', 'No Deployment Group found for name: web-group');

const newRole = ({ aws }: Setting) =>
  createServiceRole(new IAMClient(clientConfiguration(aws)), aws, 'new-role');

const trigger = (topic: string) => ({
  TriggerName: 'mail',
  TriggerTargetArn: `arn:aws:sns:us-east-1:123456789012:${topic}`,
  TriggerEvents: ['DeploymentFailure'],
});

function withPair(change: Properties) {
  return (properties: Properties): Properties => {
    const info = properties.LoadBalancerInfo as { TargetGroupPairInfoList: Properties[] };
    const pair = { ...info.TargetGroupPairInfoList[0], ...change };
    return { ...properties, LoadBalancerInfo: { TargetGroupPairInfoList: [pair] } };
  };
}

function withBlueGreen(BlueGreenDeploymentConfiguration: Properties) {
  return (properties: Properties): Properties => ({ ...properties, BlueGreenDeploymentConfiguration });
}
