import { CreateApplicationCommand, CreateDeploymentConfigCommand } from '@aws-sdk/client-codedeploy';
import { createBlueGreenService } from '#local-aws';
import type { Properties } from '#test-kit';
import { startGroupScenario, propertiesFor, type GroupScenario } from './group-scenario';

const CREATE = { service: 'codedeploy', operation: 'CreateDeploymentGroup' };

let scenario: GroupScenario;
beforeEach(async () => {
  scenario = await startGroupScenario();
});
afterEach(async () => {
  await scenario.close();
});

describe('bad input', () => {
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
    const { operations, properties } = scenario;
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
    const { operations, properties } = scenario;
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
        'ApplicationName: there is no application nowhere in this account and region. Create the application, or correct the name. AWS says: No application found for name: nowhere (ApplicationDoesNotExistException) [NoApplication]',
    },
    {
      reason: 'a service that is not there',
      change: { ECSServices: [{ ClusterName: 'web-cluster', ServiceName: 'missing' }] },
      sentence:
        'ECSServices: CodeDeploy cannot read the service missing in cluster web-cluster. The service must exist, and the role arn:aws:iam::123456789012:role/web-codedeploy must allow ecs:DescribeServices. AWS says: Could not load ECS service information for cluster: web-cluster, service: missing.',
    },
    {
      reason: 'a configuration that is not there',
      change: { DeploymentConfigName: 'Ours' },
      sentence:
        'DeploymentConfigName: there is no deployment configuration Ours in this account and region. Correct the name. AWS says: ',
    },
  ])('$reason: property and rule, then CodeDeploy’s own text', async ({ change, sentence }) => {
    const { operations, properties } = scenario;
    const { answer } = await operations.create({ ...properties, ...change });
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
    expect(answer.message.slice(0, sentence.length)).toBe(sentence);
    expect(answer.resourceModel).toBeUndefined();
  });

  test.each(['Server', 'Lambda'] as const)(
    'an application for %s: the sentence names the compute platform',
    async (computePlatform) => {
      const { codeDeploy, operations, properties } = scenario;
      await codeDeploy.send(new CreateApplicationCommand({ applicationName: 'other', computePlatform }));
      const { answer, calls } = await operations.create({ ...properties, ApplicationName: 'other' });
      expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
      expect(answer.message).toContain(
        `ApplicationName: the application other is for the compute platform ${computePlatform}. Use an application with ComputePlatform ECS. AWS says: `,
      );
      expect(calls).toEqual(['CreateDeploymentGroup', 'GetApplication']);
    },
  );

  test('a service with another controller', async () => {
    const { aws, operations } = scenario;
    const other = await createBlueGreenService(aws, { name: 'rolling', controller: 'ECS' });
    const { answer } = await operations.create(propertiesFor(other));
    expect(answer).toMatchObject({
      status: 'FAILED',
      errorCode: 'InvalidRequest',
      message:
        "ECSServices: CodeDeploy cannot deploy the service rolling in cluster rolling-cluster. The service must have DeploymentController.Type CODE_DEPLOY. AWS says: Deployment group's ECS service must be configured for a CODE_DEPLOY deployment controller. (InvalidECSServiceException) [WrongDeploymentController]",
    });
  });

  test('a canary behind a Network Load Balancer, predefined or of the user’s own', async () => {
    const { aws, codeDeploy, operations } = scenario;
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
        'DeploymentConfigName Ours shifts traffic in steps, which a Network Load Balancer cannot do. Use CodeDeployDefault.ECSAllAtOnce. AWS says: Only ALB supports gradual traffic routing, use AllAtOnce Traffic routing instead when you create/update Deployment group. (InvalidTrafficRoutingConfigurationException) [NetworkLoadBalancerInSteps]',
    });
  });

  test('a permission that is missing is named', async () => {
    const { aws, operations, properties } = scenario;
    aws.faults.deny(CREATE);
    const { answer } = await operations.create(properties);
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'AccessDenied' });
    expect(answer.message).toMatch(
      /^The execution role of this resource type does not allow codedeploy:CreateDeploymentGroup\./,
    );
  });
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
