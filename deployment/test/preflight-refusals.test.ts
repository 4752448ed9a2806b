import { ListTagsForResourceCommand } from '@aws-sdk/client-codedeploy';
import { DeregisterTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientConfiguration } from '#local-aws';
import type { Ended, Properties } from '#test-kit';
import { given, GROUP, type Given, type GivenOptions } from './given';
import { reasonOf } from './stack-event';

let scene: Given;
afterEach(() => scene.aws.close());

interface Refusal {
  /** The group and its service. */
  options?: GivenOptions;
  /** What happens to them before the operation. */
  arrange?: () => Promise<unknown>;
  /** What is asked for beside version 2. */
  properties?: Properties;
  code?: string;
  says: () => string;
}

const V2 = (): string => scene.service.taskDefinitions[1];
const groupName = (): string => `deployment group ${scene.service.applicationName}/${GROUP}`;

const refusals: Record<string, Refusal> = {
  'the task definition does not exist': {
    properties: { TaskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/web:99' },
    says: () =>
      'The task definition arn:aws:ecs:us-east-1:123456789012:task-definition/web:99 does not exist.',
  },
  'the task definition was deregistered': {
    arrange: () =>
      new ECSClient(clientConfiguration(scene.aws)).send(
        new DeregisterTaskDefinitionCommand({ taskDefinition: V2() }),
      ),
    says: () =>
      `The task definition ${V2()} is INACTIVE, and ECS starts no new tasks from it. Give the AWS::ECS::TaskDefinition ` +
      'the attribute UpdateReplacePolicy: Retain, so that CloudFormation does not deregister old revisions.',
  },
  'the container does not exist': {
    properties: { ContainerName: 'sidecar' },
    says: () => `The task definition ${V2()} has no container sidecar (it has: app). Set ContainerName.`,
  },
  'the container has no such port': {
    properties: { ContainerPort: 9090 },
    says: () => `The container app of ${V2()} has no port 9090 (it has: 8080). Set ContainerPort.`,
  },
  'a hook after test traffic has no test listener': {
    options: { testListener: false },
    properties: { Hooks: { AfterAllowTestTraffic: 'smoke-test' } },
    says: () =>
      `Hooks.AfterAllowTestTraffic needs a test listener, and deployment group ${GROUP} has none: CodeDeploy would ` +
      'never call the hook. Add TestTrafficRoute to the group, or remove the hook.',
  },
  'the service is on another controller': {
    arrange: () => scene.replaceService({ deploymentController: { type: 'ECS' } }),
    says: () =>
      `The ECS service ${scene.service.serviceName} has the deployment controller ECS. Use a service with ` +
      'DeploymentController Type CODE_DEPLOY: CodeDeploy can deploy no other.',
  },
  'the service is gone': {
    arrange: () => scene.replaceService(),
    says: () =>
      `The ECS service ${scene.service.clusterName}/${scene.service.serviceName} of ${groupName()} does not exist.`,
  },
  'the tasks are behind a target group that the group does not know': {
    arrange: async () => {
      const elb = new ElasticLoadBalancingV2Client(clientConfiguration(scene.aws));
      const red = { Name: 'red', Protocol: 'HTTP', Port: 80, VpcId: 'vpc-1', TargetType: 'ip' } as const;
      const { TargetGroups } = await elb.send(new CreateTargetGroupCommand(red));
      const TargetGroupArn = TargetGroups![0]!.TargetGroupArn!;
      await elb.send(
        new CreateListenerCommand({
          LoadBalancerArn: scene.service.loadBalancerArn,
          Protocol: 'HTTP',
          Port: 81,
          DefaultActions: [{ Type: 'forward', TargetGroupArn }],
        }),
      );
      const { containerName, containerPort } = scene.service;
      await scene.replaceService({
        deploymentController: { type: 'CODE_DEPLOY' },
        loadBalancers: [{ targetGroupArn: TargetGroupArn, containerName, containerPort }],
      });
    },
    says: () =>
      "The service's tasks are in target group red, which is not one of the deployment group's (web-blue, web-green). " +
      'Let service and deployment group name the same load balancer.',
  },
  'the deployment configuration does not exist': {
    properties: { DeploymentConfigName: 'no-such-config' },
    says: () => 'There is no deployment configuration no-such-config. Check DeploymentConfigName.',
  },
  'the deployment configuration is for another platform': {
    properties: { DeploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' },
    says: () =>
      'The deployment configuration CodeDeployDefault.LambdaAllAtOnce is for Lambda, not for ECS. Check ' +
      'DeploymentConfigName.',
  },
  'the time-out is too short for the traffic plan': {
    properties: {
      DeploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes',
      TimeoutInMinutes: 20,
    },
    says: () =>
      'TimeoutInMinutes is 20 minutes, but the traffic shift takes 27 minutes, and the new tasks also need time to ' +
      'start. Take a DeploymentConfigName that shifts traffic faster or allow more than 27 minutes.',
  },
  'no time-out is long enough for the termination wait': {
    options: { terminationWait: 2_880 },
    says: () =>
      'The maximum timeout is 700 minutes, but the termination wait takes 2880 minutes, and the new tasks also need ' +
      'time to start. Set CompleteWhen to TRAFFIC_SHIFTED or shorten the termination wait of the group.',
  },
  'somebody else deploys, and WhenBusy is FAIL': {
    arrange: async () => {
      await scene.deployByHand(3);
      await scene.aws.clock.advance(10);
    },
    properties: { WhenBusy: 'FAIL' },
    code: 'ResourceConflict',
    says: () =>
      `Deployment d-2UT6JI1PL, which does not belong to this resource, holds ${groupName()}. This operation deployed nothing`,
  },
};

const READING = /^(Get|List|BatchGet|Describe)/;
const changes = ({ calls }: Ended): string[] => calls.filter((call) => !READING.test(call));

async function owner(): Promise<string | undefined> {
  const { Tags = [] } = await scene.codeDeploy.send(
    new ListTagsForResourceCommand({
      ResourceArn: `arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:${scene.service.applicationName}/${GROUP}`,
    }),
  );
  return Tags.find(({ Key }) => Key === 'org-codedeploy:ecs-deployment')?.Value;
}

describe.each(Object.entries(refusals))('%s', (_why, refusal) => {
  const { options, arrange, properties, code = 'InvalidRequest', says } = refusal;

  test('a create is refused before it changes anything, and leaves no tag', async () => {
    scene = await given(options);
    await arrange?.();
    const before = (await scene.deployments()).length;
    const ended = await scene.operations.create(scene.version(2, properties));
    expect(ended.answer.errorCode).toBe(code);
    expect(ended.answer.message.startsWith(says())).toBe(true);
    expect(reasonOf(ended.answer)).toContain(code);
    expect(changes(ended)).toEqual([]);
    expect(await owner()).toBeUndefined();
    expect(await scene.deployments()).toHaveLength(before);
  });

  test('an update is refused before it changes anything but whose operation is the newest', async () => {
    scene = await given(options);
    await scene.operations.create(scene.version(1));
    await arrange?.();
    const before = (await scene.deployments()).length;
    const [resource] = (await owner())!.split(' ');
    const ended = await scene.operations.update(scene.version(1), scene.version(2, properties));
    expect(ended.answer.errorCode).toBe(code);
    expect(ended.answer.message.startsWith(says())).toBe(true);
    expect(changes(ended)).toEqual(['TagResource']);
    expect((await owner())!.split(' ')[0]).toBe(resource);
    expect(await scene.deployments()).toHaveLength(before);
  });
});

test('an update that was refused does not block the one after it', async () => {
  scene = await given();
  await scene.operations.create(scene.version(1));
  await scene.operations.update(scene.version(1), scene.version(2, { ContainerName: 'sidecar' }));
  const { answer } = await scene.operations.update(scene.version(1), scene.version(2));
  expect(answer.status).toBe('SUCCESS');
});
