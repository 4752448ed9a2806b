import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { objection, type DeploymentPlan } from '../src/reconcile/start/preflight';

const V2 = 'arn:aws:ecs:eu-west-1:123456789012:task-definition/shop:2';

const taskDefinition: TaskDefinition = {
  status: 'ACTIVE',
  containerDefinitions: [{ name: 'web', portMappings: [{ containerPort: 80 }] }, { name: 'log' }],
};

const plan: DeploymentPlan = {
  group: { deploymentGroupName: 'blue-green', targetGroupNames: ['blue', 'green'], hasTestListener: true },
  primary: {
    loadBalancers: [
      {
        targetGroupArn:
          'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/blue/0123456789abcdef',
      },
    ],
  },
  parameters: {
    taskDefinition: V2,
    containerName: 'web',
    containerPort: 80,
    platformVersion: undefined,
    network: undefined,
    capacityProviderStrategy: undefined,
  },
  taskDefinition,
  hooks: { AfterAllowTestTraffic: 'smoke-test' },
  config: { name: 'Own', ofGroup: false, info: { computePlatform: 'ECS' } },
};

test('nothing speaks against a deployment that can work', () => {
  expect(objection(plan)).toBeUndefined();
  expect(
    objection({ ...plan, group: { ...plan.group, hasTestListener: false }, primary: {}, hooks: {} }),
  ).toBeUndefined();
  expect(objection({ ...plan, config: { ...plan.config, info: {} } })).toBeUndefined();
});

const rows: [string, Partial<DeploymentPlan>, string][] = [
  [
    'there is no such task definition',
    { taskDefinition: undefined },
    `The task definition ${V2} does not exist. Correct TaskDefinition: it names a revision in this account and region. [TaskDefinitionMissing]`,
  ],
  [
    'the task definition was deregistered',
    { taskDefinition: { ...taskDefinition, status: 'INACTIVE' } },
    `The task definition ${V2} is INACTIVE, and ECS starts no new tasks from it. Give the AWS::ECS::TaskDefinition the ` +
      'attribute UpdateReplacePolicy: Retain, so that CloudFormation does not deregister old revisions. [TaskDefinitionInactive]',
  ],
  [
    'the task definition has no status',
    { taskDefinition: {} },
    `The task definition ${V2} is not ACTIVE, and ECS starts no new tasks from it. Give the AWS::ECS::TaskDefinition the ` +
      'attribute UpdateReplacePolicy: Retain, so that CloudFormation does not deregister old revisions. [TaskDefinitionInactive]',
  ],
  [
    'neither the resource nor the running task set names the container',
    { parameters: { ...plan.parameters, containerName: undefined } },
    'The running task set has no load balancer to take container name and port from. Set ContainerName and ' +
      'ContainerPort. [ContainerNotSet]',
  ],
  [
    'the container is not in the task definition',
    { parameters: { ...plan.parameters, containerName: 'api' } },
    `The task definition ${V2} has no container api (it has: web, log). Set ContainerName to one of these. [ContainerMissing]`,
  ],
  [
    'the task definition has no containers at all',
    { taskDefinition: { status: 'ACTIVE' } },
    `The task definition ${V2} has no container web (it has: ). Set ContainerName to one of these. [ContainerMissing]`,
  ],
  [
    'the container has no such port',
    { parameters: { ...plan.parameters, containerPort: 8080 } },
    `The container web of ${V2} has no port 8080 (it has: 80). Set ContainerPort to one of these, or add the port to the task definition. [PortMissing]`,
  ],
  [
    'the container has no ports',
    { parameters: { ...plan.parameters, containerName: 'log' } },
    `The container log of ${V2} has no port 80 (it has: none). Set ContainerPort to one of these, or add the port to the task definition. [PortMissing]`,
  ],
  [
    'a hook after test traffic without a test listener',
    {
      group: { ...plan.group, hasTestListener: false },
    },
    'Hooks.AfterAllowTestTraffic needs a test listener, and deployment group blue-green has none: CodeDeploy would ' +
      'never call the hook. Add TestTrafficRoute to the group, or remove the hook. [HookNeedsTestListener]',
  ],
  [
    'service and group name different target groups',
    {
      primary: {
        loadBalancers: [
          {
            targetGroupArn:
              'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/red/0123456789abcdef',
          },
        ],
      },
    },
    "The service's tasks are in target group red, which is not one of the deployment group's (blue, green). " +
      'Name that target group in LoadBalancerInfo of the deployment group, or create the service again with one of the group. [TargetGroupMismatch]',
  ],
  [
    'there is no such deployment configuration',
    { config: { name: 'Own', ofGroup: false, info: undefined } },
    'There is no deployment configuration Own. Correct DeploymentConfigName, or create the configuration. [ConfigMissing]',
  ],
  [
    'the deployment configuration of the group is for another platform',
    { config: { name: 'Own', ofGroup: true, info: { computePlatform: 'Lambda' } } },
    'The deployment configuration Own is for Lambda, not for ECS. Correct DeploymentConfigName of the deployment group: it must name a ' +
      'configuration for ECS. ' +
      '[ConfigNotForEcs]',
  ],
];

test.each(rows)('refuses: %s', (_reason, part, sentence) => {
  expect(objection({ ...plan, ...part })?.message).toBe(sentence);
});
