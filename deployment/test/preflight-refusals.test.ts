import { DeregisterTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientConfiguration } from '#local-aws';
import { GROUP_NAME, type Ended, type Properties, type ScenarioOptions } from '#test-kit';
import {
  startDeploymentScenario,
  startWithResource,
  UNTIL_SHIFTED,
  type DeploymentScenario,
} from './deployment-scenario';
import { reasonOf } from './stack-event';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

interface Refusal {
  /** The group and its service. */
  options?: ScenarioOptions;
  /** What happens to them before the operation. */
  arrange?: () => Promise<unknown>;
  /** Properties that are asked for in addition to version 2. */
  properties?: Properties;
  code?: string;
  says: () => string;
}

const V2 = (): string => scenario.service.taskDefinitions[1];
const groupName = (): string => `deployment group ${scenario.service.applicationName}/${GROUP_NAME}`;

const refusals: Record<string, Refusal> = {
  'the task definition does not exist': {
    properties: { TaskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/web:99' },
    says: () =>
      'The task definition arn:aws:ecs:us-east-1:123456789012:task-definition/web:99 does not exist. Correct TaskDefinition: it names a revision in this account and region. [TaskDefinitionMissing]',
  },
  'the task definition was deregistered': {
    arrange: () =>
      new ECSClient(clientConfiguration(scenario.aws)).send(
        new DeregisterTaskDefinitionCommand({ taskDefinition: V2() }),
      ),
    says: () =>
      `The task definition ${V2()} is INACTIVE, and ECS starts no new tasks from it. Give the AWS::ECS::TaskDefinition ` +
      'the attribute UpdateReplacePolicy: Retain, so that CloudFormation does not deregister old revisions. [TaskDefinitionInactive]',
  },
  'the container does not exist': {
    properties: { ContainerName: 'sidecar' },
    says: () =>
      `The task definition ${V2()} has no container sidecar (it has: app). Set ContainerName to one of these. [ContainerMissing]`,
  },
  'the container has no such port': {
    properties: { ContainerPort: 9090 },
    says: () =>
      `The container app of ${V2()} has no port 9090 (it has: 8080). Set ContainerPort to one of these, or add the port to the task definition. [PortMissing]`,
  },
  'a hook after test traffic has no test listener': {
    options: { testListener: false },
    properties: { Hooks: { AfterAllowTestTraffic: 'smoke-test' } },
    says: () =>
      `Hooks.AfterAllowTestTraffic needs a test listener, and deployment group ${GROUP_NAME} has none: CodeDeploy would ` +
      'never call the hook. Add TestTrafficRoute to the group, or remove the hook. [HookNeedsTestListener]',
  },
  'the service is on another controller': {
    arrange: () => scenario.replaceService({ deploymentController: { type: 'ECS' } }),
    says: () =>
      `The ECS service ${scenario.service.serviceName} has the deployment controller ECS. Use a service with ` +
      'DeploymentController Type CODE_DEPLOY: CodeDeploy can deploy no other. [NotCodeDeployService]',
  },
  'the service was deleted': {
    arrange: () => scenario.replaceService(),
    says: () =>
      `The ECS service ${scenario.service.clusterName}/${scenario.service.serviceName} of ${groupName()} does not exist. Create the service, or correct ECSServices of the group. [ServiceMissing]`,
  },
  'the tasks are behind a target group that the group does not know': {
    arrange: async () => {
      const elb = new ElasticLoadBalancingV2Client(clientConfiguration(scenario.aws));
      const red = { Name: 'red', Protocol: 'HTTP', Port: 80, VpcId: 'vpc-1', TargetType: 'ip' } as const;
      const { TargetGroups } = await elb.send(new CreateTargetGroupCommand(red));
      const TargetGroupArn = TargetGroups![0]!.TargetGroupArn!;
      await elb.send(
        new CreateListenerCommand({
          LoadBalancerArn: scenario.service.loadBalancerArn,
          Protocol: 'HTTP',
          Port: 81,
          DefaultActions: [{ Type: 'forward', TargetGroupArn }],
        }),
      );
      const { containerName, containerPort } = scenario.service;
      await scenario.replaceService({
        deploymentController: { type: 'CODE_DEPLOY' },
        loadBalancers: [{ targetGroupArn: TargetGroupArn, containerName, containerPort }],
      });
    },
    says: () =>
      "The service's tasks are in target group red, which is not one of the deployment group's (web-blue, web-green). " +
      'Name that target group in LoadBalancerInfo of the deployment group, or create the service again with one of the group. [TargetGroupMismatch]',
  },
  'the deployment configuration does not exist': {
    properties: { DeploymentConfigName: 'no-such-config' },
    says: () =>
      'There is no deployment configuration no-such-config. Correct DeploymentConfigName, or create the configuration.',
  },
  'the deployment configuration is for another platform': {
    properties: { DeploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' },
    says: () =>
      'The deployment configuration CodeDeployDefault.LambdaAllAtOnce is for Lambda, not for ECS. Correct ' +
      'DeploymentConfigName: it must name a configuration for ECS. [ConfigNotForEcs]',
  },
  'the timeout is too short for the traffic plan': {
    properties: {
      DeploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes',
      TimeoutInMinutes: 20,
    },
    says: () =>
      'TimeoutInMinutes is 20 minutes, but the traffic shift takes 27 minutes, and the new tasks also need time to ' +
      'start. Take a DeploymentConfigName that shifts traffic faster or allow more than 27 minutes. [TimeoutTooShort]',
  },
  'no timeout is long enough for the termination wait': {
    options: { waits: { termination: 2_880 } },
    says: () =>
      'The maximum timeout is 2100 minutes, but the termination wait takes 2880 minutes, and the new tasks also need ' +
      'time to start. Set CompleteWhen to TRAFFIC_SHIFTED or shorten the termination wait of the group. [MaximumTimeoutTooShort]',
  },
  'another team deploys, and WhenBusy is FAIL': {
    arrange: async () => {
      await scenario.deployByHand(3);
      await scenario.aws.clock.advance(10);
    },
    properties: { WhenBusy: 'FAIL' },
    code: 'ResourceConflict',
    says: () =>
      `Deployment d-2UT6JI1PL, which does not belong to this resource, holds ${groupName()}. This operation deployed nothing`,
  },
};

const READING = /^(Get|List|BatchGet|Describe)/;
const changes = ({ calls }: Ended): string[] => calls.filter((call) => !READING.test(call));

const owner = async (): Promise<string | undefined> =>
  (await scenario.groupTags())['org-codedeploy:ecs-deployment'];

describe.each(Object.entries(refusals))('%s', (_why, refusal) => {
  const { options, arrange, properties, code = 'InvalidRequest', says } = refusal;

  test('a create is refused before it changes anything, and leaves no tag', async () => {
    scenario = await startDeploymentScenario(options);
    await arrange?.();
    const before = (await scenario.deployments()).length;
    const ended = await scenario.operations.create(scenario.version(2, properties));
    expect(ended.answer.errorCode).toBe(code);
    expect(ended.answer.message.slice(0, says().length)).toBe(says());
    expect(reasonOf(ended.answer)).toContain(code);
    expect(changes(ended)).toEqual([]);
    expect(await owner()).toBeUndefined();
    expect(await scenario.deployments()).toHaveLength(before);
  });

  test('an update is refused before it changes anything but the owner tag, which names the newest operation', async () => {
    scenario = await startDeploymentScenario(options);
    await scenario.operations.create(scenario.version(1));
    await arrange?.();
    const before = (await scenario.deployments()).length;
    const [resource] = (await owner())!.split(' ');
    const ended = await scenario.operations.update(scenario.version(1), scenario.version(2, properties));
    expect(ended.answer.errorCode).toBe(code);
    expect(ended.answer.message.slice(0, says().length)).toBe(says());
    expect(changes(ended)).toEqual(['TagResource']);
    expect((await owner())!.split(' ')[0]).toBe(resource);
    expect(await scenario.deployments()).toHaveLength(before);
  });
});

test('an update that was refused does not block the one after it', async () => {
  scenario = await startDeploymentScenario();
  await scenario.operations.create(scenario.version(1));
  await scenario.operations.update(scenario.version(1), scenario.version(2, { ContainerName: 'sidecar' }));
  const { answer } = await scenario.operations.update(scenario.version(1), scenario.version(2));
  expect(answer.status).toBe('SUCCESS');
});

describe('an update whose deployment cannot start', () => {
  test('ends no termination wait', async () => {
    scenario = await startWithResource({ waits: { termination: 60 } });
    await scenario.update(scenario.version(2, UNTIL_SHIFTED));
    const { answer, calls } = await scenario.operations.update(
      scenario.version(2, UNTIL_SHIFTED),
      scenario.version(3, { ...UNTIL_SHIFTED, ContainerName: 'no-such-container' }),
    );
    expect(answer).toMatchObject({ errorCode: 'InvalidRequest' });
    expect(calls).not.toContain('ContinueDeployment');
  });

  test("stops no other team's deployment", async () => {
    scenario = await startWithResource();
    await scenario.deployByHand(3);
    await scenario.aws.clock.advance(10);
    const { answer, calls } = await scenario.update(
      scenario.version(2, { WhenBusy: 'STOP', ContainerName: 'no-such-container' }),
    );
    expect(answer).toMatchObject({ errorCode: 'InvalidRequest' });
    expect(calls).not.toContain('StopDeployment');
  });
});
