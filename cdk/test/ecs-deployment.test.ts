import {
  App,
  Aws,
  CfnCondition,
  CfnParameter,
  Duration,
  Fn,
  RemovalPolicies,
  RemovalPolicy,
  Stack,
  Tags,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { EcsApplication, EcsDeploymentConfig, EcsDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import {
  ContainerImage,
  FargatePlatformVersion,
  FargateTaskDefinition,
  TaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { EcsDeployment as OldEcsDeployment } from '@cdklabs/cdk-ecs-codedeploy';
import {
  CfnEcsDeployment,
  CfnEcsDeploymentGroup,
  EcsDeployment,
  type EcsDeploymentProps,
  type TargetService,
} from '../src';
import { referencedGroup, serviceStack, type ServiceStack } from './stack';

const TYPE = CfnEcsDeployment.CFN_RESOURCE_TYPE_NAME;
/** Any text, of a given form. */
const like = (form: RegExp) => expect.stringMatching(form) as string;
const L1_PROPERTIES = { applicationName: 'shop', deploymentGroupName: 'web', taskDefinition: 'arn' };

function deploy(
  shop: ServiceStack,
  props: Partial<EcsDeploymentProps> = {},
  targetService: Partial<TargetService> = {},
): EcsDeployment {
  const { group: deploymentGroup, taskDefinition } = shop;
  const target = { taskDefinition, containerName: 'web', containerPort: 80, ...targetService };
  return new EcsDeployment({ deploymentGroup, targetService: target, ...props });
}

/** The properties of the deployment in the template. */
function propertiesOf({ stack }: ServiceStack): Record<string, unknown> {
  const [resource] = Object.values(Template.fromStack(stack).findResources(TYPE));
  return (resource as { Properties: Record<string, unknown> }).Properties;
}

const hookIn = (stack: Stack, id = 'Hook') =>
  new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('//'),
  });

test('without options, the template names the group and the task definition, and leaves the rest to the group', () => {
  const shop = serviceStack();
  const deployment = deploy(shop);
  expect(propertiesOf(shop)).toEqual({
    ApplicationName: { Ref: 'GroupApplication6E8A938A' },
    DeploymentGroupName: { Ref: 'GroupC77FDACD' },
    TaskDefinition: { Ref: 'TaskDefinitionB36D86D9' },
    ContainerName: 'web',
    ContainerPort: 80,
  });
  expect(shop.stack.resolve(deployment.deploymentId)).toEqual({
    'Fn::GetAtt': ['GroupDeploymentEcsDeploymentE4A19E20', 'DeploymentId'],
  });
});

test('every option of cdk-ecs-codedeploy', () => {
  const shop = serviceStack();
  const { stack, vpc } = shop;
  const hook = hookIn(stack);
  deploy(
    shop,
    {
      hooks: {
        beforeInstall: 'before-install',
        afterInstall: 'arn:aws:lambda:us-east-1:123456789012:function:after-install:live',
        afterAllowTestTraffic: hook,
        beforeAllowTraffic: hook.currentVersion,
        afterAllowTraffic: 'after',
      },
      autoRollback: { failedDeployment: true, deploymentInAlarm: true, stoppedDeployment: false },
      description: 'A release.',
      timeout: Duration.seconds(1801),
    },
    {
      platformVersion: FargatePlatformVersion.VERSION1_4,
      awsvpcConfiguration: {
        vpc,
        vpcSubnets: { subnetType: SubnetType.PUBLIC },
        securityGroups: [new SecurityGroup(stack, 'Tasks', { vpc })],
        assignPublicIp: true,
      },
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', base: 1, weight: 2 }],
    },
  );
  expect(propertiesOf(shop)).toMatchObject({
    PlatformVersion: '1.4.0',
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        AssignPublicIp: 'ENABLED',
        SecurityGroups: [{ 'Fn::GetAtt': [like(/^Tasks/), 'GroupId'] }],
        Subnets: [{ Ref: like(/^VpcallSubnet/) }, { Ref: like(/^VpcallSubnet/) }],
      },
    },
    CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Base: 1, Weight: 2 }],
    Hooks: {
      BeforeInstall: 'before-install',
      AfterInstall: 'arn:aws:lambda:us-east-1:123456789012:function:after-install:live',
      AfterAllowTestTraffic: { 'Fn::GetAtt': [like(/^Hook/), 'Arn'] },
      BeforeAllowTraffic: { Ref: like(/^HookCurrentVersion/) },
      AfterAllowTraffic: 'after',
    },
    AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
    Description: 'A release.',
    TimeoutInMinutes: 31,
  });
});

test('every option of its own', () => {
  const shop = serviceStack();
  const metric = new Metric({ namespace: 'Shop', metricName: 'Errors' });
  const alarm = new Alarm(shop.stack, 'Alarm', {
    metric,
    threshold: 1,
    evaluationPeriods: 1,
    alarmName: 'errors',
  });
  deploy(shop, {
    deploymentConfig: EcsDeploymentConfig.ALL_AT_ONCE,
    overrideAlarms: [alarm],
    whenBusy: 'STOP',
    completeWhen: 'TRAFFIC_SHIFTED',
    hookPolicy: 'AFTER_FIRST_SUCCESS',
    stackRollback: 'AS_CONFIGURED',
    redeployToken: '1',
  });
  expect(propertiesOf(shop)).toMatchObject({
    DeploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    OverrideAlarmConfiguration: {
      Enabled: true,
      Alarms: [{ Name: { Ref: like(/^Alarm/) } }],
    },
    WhenBusy: 'STOP',
    CompleteWhen: 'TRAFFIC_SHIFTED',
    HookPolicy: 'AFTER_FIRST_SUCCESS',
    StackRollback: 'AS_CONFIGURED',
    RedeployToken: '1',
  });
});

test('no events switch the rollback off, and no alarms the alarms', () => {
  const shop = serviceStack();
  deploy(shop, { autoRollback: {}, overrideAlarms: [] });
  expect(propertiesOf(shop)).toMatchObject({
    AutoRollbackConfiguration: { Enabled: false },
    OverrideAlarmConfiguration: { Enabled: false },
  });
});

test.each([
  ['without a configuration of the app decides itself', undefined, undefined],
  [
    'gives the configuration that it was given',
    EcsDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTES,
    'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
  ],
])('a group of another stack %s', (_what, config, expected) => {
  const shop = serviceStack();
  deploy(shop, { deploymentGroup: referencedGroup(shop, config) });
  expect(propertiesOf(shop).DeploymentConfigName).toBe(expected);
});

test('a group has at most one deployment', () => {
  const shop = serviceStack();
  deploy(shop);
  expect(() => deploy(shop)).toThrow(/already a Construct with name 'Deployment'/);
});

test('the logical id is another one than that of the custom resource whose place it takes', () => {
  const logicalIdOf = (type: string, make: (shop: ServiceStack) => unknown) => {
    const shop = serviceStack();
    make(shop);
    return Object.keys(Template.fromStack(shop.stack).findResources(type));
  };
  const [old] = logicalIdOf('Custom::EcsDeployment', ({ group: deploymentGroup, taskDefinition }) => {
    const targetService = { taskDefinition, containerName: 'web', containerPort: 80 };
    return new OldEcsDeployment({ deploymentGroup, targetService });
  });
  const [own] = logicalIdOf(TYPE, deploy);
  expect(old).toMatch(/^GroupDeployment/);
  expect(own).not.toBe(old);
});

test('the task definition keeps its old revisions, and goes with the stack as before', () => {
  const policiesAfter = (before: (taskDefinition: FargateTaskDefinition) => void) => {
    const shop = serviceStack();
    before(shop.taskDefinition);
    deploy(shop);
    const [resource] = Object.values(
      Template.fromStack(shop.stack).findResources('AWS::ECS::TaskDefinition'),
    );
    return [resource?.UpdateReplacePolicy, resource?.DeletionPolicy] as unknown[];
  };
  expect(policiesAfter(() => undefined)).toEqual(['Retain', 'Delete']);
  expect(
    policiesAfter((task) => {
      task.applyRemovalPolicy(RemovalPolicy.DESTROY);
    }),
  ).toEqual(['Retain', 'Delete']);
  expect(
    policiesAfter((task) => {
      task.applyRemovalPolicy(RemovalPolicy.RETAIN);
    }),
  ).toEqual(['Retain', 'Retain']);
});

test('a hook of the stack may answer CodeDeploy, one of another stack is left alone', () => {
  const shop = serviceStack();
  const own = hookIn(shop.stack, 'Own');
  const foreign = hookIn(new Stack(shop.app, 'Hooks'), 'Foreign');
  deploy(shop, { hooks: { beforeInstall: own, afterInstall: foreign } });
  Template.fromStack(shop.stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Action: 'codedeploy:PutLifecycleEventHookExecutionStatus',
          Effect: 'Allow',
          Resource: {
            'Fn::Join': [
              '',
              Match.arrayWith([':deploymentgroup:', { Ref: 'GroupApplication6E8A938A' }, '/*']),
            ],
          },
        },
      ],
    },
  });
  Template.fromStack(Stack.of(foreign)).resourceCountIs('AWS::IAM::Policy', 0);
});

test('an L1 group of our own type, by its name', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  Tags.of(stack).add('team', 'shop');
  const application = new EcsApplication(stack, 'Application');
  const listener = new CfnParameter(stack, 'Listener');
  const group = new CfnEcsDeploymentGroup(stack, 'Group', {
    applicationName: application.applicationName,
    serviceRoleArn: 'arn:aws:iam::123456789012:role/codedeploy',
    ecsServices: [{ clusterName: 'shop', serviceName: 'web' }],
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: [{ name: 'blue' }, { name: 'green' }],
          prodTrafficRoute: { listenerArns: [listener.valueAsString] },
        },
      ],
    },
    tags: [{ key: 'cost', value: '1' }],
  });
  const deploymentGroup = EcsDeploymentGroup.fromEcsDeploymentGroupAttributes(stack, 'GroupByName', {
    application,
    deploymentGroupName: group.attrName,
  });
  const taskDefinition = TaskDefinition.fromTaskDefinitionArn(
    stack,
    'TaskDefinition',
    'arn:aws:ecs:us-east-1:123456789012:task-definition/web:7',
  );
  new EcsDeployment({
    deploymentGroup,
    targetService: { taskDefinition, containerName: 'web', containerPort: 80 },
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties(CfnEcsDeploymentGroup.CFN_RESOURCE_TYPE_NAME, {
    ECSServices: [{ ClusterName: 'shop', ServiceName: 'web' }],
    LoadBalancerInfo: {
      TargetGroupPairInfoList: [
        {
          TargetGroups: [{ Name: 'blue' }, { Name: 'green' }],
          ProdTrafficRoute: { ListenerArns: [{ Ref: 'Listener' }] },
        },
      ],
    },
    Tags: [
      { Key: 'cost', Value: '1' },
      { Key: 'team', Value: 'shop' },
    ],
  });
  template.hasResourceProperties(TYPE, {
    DeploymentGroupName: { 'Fn::GetAtt': ['Group', 'Name'] },
    TaskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/web:7',
  });
});

describe('at synthesis, one sentence says', () => {
  /** Synthesizes, and returns what the CDK says. */
  function faultsOf({ app }: ServiceStack): string {
    try {
      app.synth();
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  }

  test.each<[string, Partial<EcsDeploymentProps>, Partial<TargetService>]>([
    [
      'targetService.containerName is app, but task definition Shop/TaskDefinition has no such container.',
      {},
      { containerName: 'app' },
    ],
    [
      'targetService.containerPort is 8080, but container web of task definition Shop/TaskDefinition has only port 80.',
      {},
      { containerPort: 8080 },
    ],
    [
      'hooks.afterInstall is my hook, which is neither the name nor the ARN of a Lambda function.',
      { hooks: { afterInstall: 'my hook' } },
      {},
    ],
    [
      'timeout is 2101 minutes, but it must be from 1 to 2100 minutes (35 hours).',
      { timeout: Duration.minutes(2101) },
      {},
    ],
    [
      'timeout is 0 minutes, but it must be from 1 to 2100 minutes (35 hours).',
      { timeout: Duration.minutes(0) },
      {},
    ],
    [
      'timeout is 5 minutes, but deployment group Shop/Group keeps the old task set for 5 minutes after the traffic shift: ' +
        "raise timeout, leave it out, or set completeWhen to 'TRAFFIC_SHIFTED'.",
      { timeout: Duration.minutes(5) },
      {},
    ],
    ['description has 201 characters, but it must have 0 to 200.', { description: 'x'.repeat(201) }, {}],
    ['redeployToken has 0 characters, but it must have 1 to 256.', { redeployToken: '' }, {}],
    [
      'targetService.capacityProviderStrategy has 0 capacity providers, but it must have 1 to 20.',
      {},
      { capacityProviderStrategy: [] },
    ],
  ])('%s', (sentence, props, targetService) => {
    const shop = serviceStack();
    deploy(shop, props, targetService);
    expect(faultsOf(shop)).toBe(
      `Validation failed with the following errors:\n  [Shop/Group/Deployment] ${sentence}`,
    );
  });

  test('that a hook needs a test listener, unless an override may have added one', () => {
    const shop = serviceStack({ testListener: false });
    deploy(shop, { hooks: { afterAllowTestTraffic: 'test' } });
    const sentence =
      'hooks.afterAllowTestTraffic needs a test listener, because CodeDeploy never calls it without one: give deployment ' +
      'group Shop/Group a blueGreenDeploymentConfig.testListener.';
    expect(faultsOf(shop)).toContain(sentence);

    const { group } = shop;
    const place = 'LoadBalancerInfo.TargetGroupPairInfoList.0.TestTrafficRoute';
    (group.node.defaultChild as CfnEcsDeployment).addPropertyOverride(place, { ListenerArns: ['arn'] });
    expect(faultsOf(shop)).toBe('');
  });

  test('that old revisions must stay, also when the app says otherwise', () => {
    const shop = serviceStack();
    deploy(shop);
    RemovalPolicies.of(shop.stack).destroy();
    expect(faultsOf(shop)).toContain(
      'Task definition Shop/TaskDefinition has UpdateReplacePolicy Delete, so CloudFormation would deregister the revision ' +
        'that a rollback needs: do not set its removal policy, or set it to RETAIN.',
    );
  });

  test('that the ARN of a task definition lacks its revision', () => {
    const shop = serviceStack();
    const arn = 'arn:aws:ecs:us-east-1:123456789012:task-definition/web';
    deploy(shop, {}, { taskDefinition: TaskDefinition.fromTaskDefinitionArn(shop.stack, 'Other', arn) });
    expect(faultsOf(shop)).toContain(
      `targetService.taskDefinition is ${arn}, but a deployment needs the full ARN with a revision, such as ` +
        'arn:aws:ecs:us-east-1:123456789012:task-definition/web:7.',
    );
  });

  test('that an export cannot change while it is in use', () => {
    const shop = serviceStack();
    const other = new FargateTaskDefinition(new Stack(shop.app, 'Tasks'), 'TaskDefinition');
    other.addContainer('web', {
      image: ContainerImage.fromRegistry('nginx'),
      portMappings: [{ containerPort: 80 }],
    });
    deploy(shop, {}, { taskDefinition: other });
    expect(faultsOf(shop)).toContain(
      'Task definition Tasks/TaskDefinition is in stack Tasks, and its deployment in stack Shop: the second release would ' +
        'fail, because CloudFormation changes no export in use. Create the task definition in the stack of the deployment group.',
    );
  });
});

test('an L1 leaves what CloudFormation computes', () => {
  const stack = new Stack(new App(), 'Shop');
  const resource = new CfnEcsDeployment(stack, 'Deployment', L1_PROPERTIES);
  const mode = new CfnParameter(stack, 'Mode');
  const expression = Fn.conditionEquals(mode, 'tested');
  const isTested = new CfnCondition(stack, 'IsTested', { expression });
  resource.hooks = Fn.conditionIf(isTested.logicalId, { AfterInstall: 'test' }, Aws.NO_VALUE);
  Template.fromStack(stack).hasResourceProperties(TYPE, {
    Hooks: { 'Fn::If': ['IsTested', { AfterInstall: 'test' }, { Ref: 'AWS::NoValue' }] },
  });
});

test('an L1 names the property whose value is wrong', () => {
  const stack = new Stack(new App(), 'Shop');
  new CfnEcsDeployment(stack, 'Deployment', { ...L1_PROPERTIES, containerPort: '80' as unknown as number });
  expect(() => Template.fromStack(stack)).toThrow(/containerPort: "80" should be a number/);
});
