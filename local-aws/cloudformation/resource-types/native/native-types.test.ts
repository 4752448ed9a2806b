import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { readFileSync } from 'node:fs';
import { startLocalAws, type LocalAws } from '../../../local-aws';
import { CloudFormation } from '../../cloudformation';
import type { Stack } from '../../stacks/stack';
import { StackAccount } from '../../stacks/stack-account';

let aws: LocalAws;
let cloudFormation: CloudFormation;
beforeEach(async () => {
  aws = await startLocalAws();
  cloudFormation = new CloudFormation(aws);
});
afterEach(async () => {
  await cloudFormation.close();
  await aws.close();
});

const TEMPLATE = `
Parameters: { Change: { Type: String, Default: one } }
Conditions: { Changed: !Equals [!Ref Change, two] }
Resources:
  Log: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: !If [Changed, 30, 7] } }
  Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Change, Subscription: [{ Protocol: email, Endpoint: !Sub '\${Change}@example.com' }] } }
  TopicPolicy: { Type: AWS::SNS::TopicPolicy, Properties: { Topics: [!Ref Topic], PolicyDocument: { Statement: [{ Sid: !Ref Change, Effect: Allow, Principal: { Service: events.amazonaws.com }, Action: 'sns:Publish', Resource: !Ref Topic }] } } }
  EventRule:
    Type: AWS::Events::Rule
    Properties: { EventPattern: { source: [!Ref Change] }, Targets: [{ Id: !Ref Change, Arn: !Ref Topic }] }
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: Shop
      MetricName: Errors
      Statistic: Sum
      Period: '60'
      EvaluationPeriods: 1
      Threshold: !If [Changed, 5, 1]
      ComparisonOperator: GreaterThanThreshold
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: !If [Changed, [lambda.amazonaws.com, codedeploy.amazonaws.com], lambda.amazonaws.com] }, Action: 'sts:AssumeRole' }] }
      ManagedPolicyArns: [!If [Changed, 'arn:aws:iam::aws:policy/AWSCodeDeployRoleForECS', 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']]
      Policies: [{ PolicyName: !Ref Change, PolicyDocument: { Statement: [{ Effect: Allow, Action: 's3:*', Resource: '*' }] } }]
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Timeout: 10
      Environment: { Variables: { CHANGE: !Ref Change } }
      Code: { ZipFile: !Sub 'exports.handler = async () => "\${Change}";' }
  Waiter:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt StatesRole.Arn
      DefinitionString: '{ "StartAt": "Wait", "States": { "Wait": { "Type": "Task", "Comment": "\${Change}", "Resource": "\${Function}", "End": true } } }'
      DefinitionSubstitutions: { Function: !GetAtt Function.Arn, Change: !Ref Change }
  StatesRole:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: states.amazonaws.com }, Action: 'sts:AssumeRole' }] } }
  Parameter: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: !Ref Change, Tags: { a: b } } }
  Cluster: { Type: AWS::ECS::Cluster, Properties: { ClusterSettings: [{ Name: containerInsights, Value: enabled }] } }
  Capacity: { Type: AWS::ECS::CapacityProvider, Properties: { AutoScalingGroupProvider: { AutoScalingGroupArn: group, ManagedScaling: { Status: ENABLED, TargetCapacity: !If [Changed, '90', '100'] } } } }
  Capacities:
    Type: AWS::ECS::ClusterCapacityProviderAssociations
    Properties:
      Cluster: !Ref Cluster
      CapacityProviders: [FARGATE, !Ref Capacity]
      DefaultCapacityProviderStrategy: [{ CapacityProvider: !Ref Capacity, Weight: !If [Changed, 2, 1] }]
  Tasks:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: shop-tasks
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: 256
      Memory: 512
      ContainerDefinitions:
        - { Name: web, Image: nginx, Environment: [{ Name: RESPONSE, Value: !Ref Change }], PortMappings: [{ ContainerPort: '80' }] }
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Subnets: [subnet-1, subnet-2], SecurityGroups: [!If [Changed, sg-2, sg-1]] } }
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: { VpcId: vpc-1, TargetType: ip, Protocol: HTTP, Port: 80, HealthCheckPath: !Sub '/\${Change}' }
  Other: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { VpcId: vpc-1, TargetType: ip, Protocol: HTTP, Port: 80 } }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref Balancer, Port: !If [Changed, 81, 80], Protocol: HTTP, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }] }
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: !If [Changed, 2, 1]
      Conditions: [{ Field: path-pattern, Values: [!Sub '/\${Change}/*'] }]
      Actions: [{ Type: forward, TargetGroupArn: !Ref Other }]
  Service:
    Type: AWS::ECS::Service
    DependsOn: [Listener, Rule, Tasks]
    Properties:
      Cluster: !Ref Cluster
      TaskDefinition: shop-tasks
      LaunchType: FARGATE
      DesiredCount: !If [Changed, 2, 1]
      DeploymentController: { Type: CODE_DEPLOY }
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [subnet-1] } }
      LoadBalancers: [{ ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Group }]
  Scaling:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: ecs
      ResourceId: !Sub 'service/\${Cluster}/\${Service.Name}'
      ScalableDimension: ecs:service:DesiredCount
      MinCapacity: 1
      MaxCapacity: !If [Changed, '4', '3']
      SuspendedState: { ScheduledScalingSuspended: 'true' }
  ScalingPolicy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: cpu
      PolicyType: TargetTrackingScaling
      ScalingTargetId: !Ref Scaling
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: !If [Changed, '60', '50']
        PredefinedMetricSpecification: { PredefinedMetricType: ECSServiceAverageCPUUtilization }
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: AES256 } }] }
      VersioningConfiguration: { Status: !If [Changed, Suspended, Enabled] }
      PublicAccessBlockConfiguration: { BlockPublicAcls: 'true' }
  Policy: { Type: AWS::IAM::Policy, Properties: { PolicyName: !Sub 'own-\${Change}', Roles: [!Ref Role], PolicyDocument: { Statement: [{ Effect: Allow, Action: 'sqs:*', Resource: '*' }] } } }
  Secret: { Type: AWS::SecretsManager::Secret, Properties: { Description: !Ref Change, GenerateSecretString: { PasswordLength: 8 } } }
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties: { Bucket: !Ref Bucket, PolicyDocument: { Statement: [{ Sid: !Ref Change, Effect: Deny, Action: 's3:*', Resource: !Sub '\${Bucket.Arn}/*' }] } }
  Managed:
    Type: AWS::IAM::ManagedPolicy
    Properties: { Roles: [!Ref Role], PolicyDocument: { Statement: [{ Effect: Allow, Action: !Sub 'sns:\${Change}', Resource: '*' }] } }
  Either: { Type: AWS::CloudWatch::CompositeAlarm, Properties: { AlarmRule: !If [Changed, !Sub 'NOT ALARM(\${Alarm})', !Sub 'ALARM("\${Alarm}")'] } }
  Secure:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref Balancer, Port: 443, Protocol: HTTPS, Certificates: [{ CertificateArn: 'arn:one' }], DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }] }
  Certificate: { Type: AWS::ElasticLoadBalancingV2::ListenerCertificate, Properties: { ListenerArn: !Ref Secure, Certificates: [{ CertificateArn: !Sub 'arn:more-\${Change}' }] } }
  Config:
    Type: AWS::CodeDeploy::DeploymentConfig
    Properties: { ComputePlatform: ECS, TrafficRoutingConfig: { Type: TimeBasedLinear, TimeBasedLinear: { LinearInterval: '2', LinearPercentage: 50 } } }
  Application: { Type: AWS::CodeDeploy::Application, Properties: { ComputePlatform: ECS } }
Outputs:
  TopicName: { Value: !GetAtt Topic.TopicName }
  Alarm: { Value: !GetAtt Alarm.Arn }
  Function: { Value: !GetAtt Function.Arn }
  Group: { Value: !GetAtt Group.TargetGroupFullName }
  Balancer: { Value: !GetAtt Balancer.LoadBalancerFullName }
  Log: { Value: !GetAtt Log.Arn }
  Value: { Value: !GetAtt Parameter.Value }
`;

/** The failed resources with their reasons. */
function failures(stack: Stack): string[] {
  return stack.events
    .filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'))
    .map(
      ({ LogicalResourceId, ResourceStatusReason }) =>
        `${LogicalResourceId ?? ''}: ${ResourceStatusReason ?? ''}`,
    );
}

async function create(template = TEMPLATE): Promise<Stack> {
  const stack = await cloudFormation.createStack({ stackName: 'shop', template });
  await cloudFormation.settle(stack);
  return stack;
}

test('docs/local-aws/README.md lists every native type, and no other', async () => {
  const page = readFileSync('docs/local-aws/README.md', 'utf8');
  const [, list = ''] =
    /^- Types with behaviour: (.*), and every type and module that is registered\.$/m.exec(page) ?? [];
  const listed = [...list.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  const account = new StackAccount(aws);
  expect(listed).toEqual([...account.typeNames(), 'AWS::CloudFormation::Stack'].sort());
  await account.close();
});

test('creates and deletes every native type', async () => {
  const stack = await create();
  expect(failures(stack)).toEqual([]);
  expect(stack.outputs).toMatchObject({
    Function: {
      value: `arn:aws:lambda:us-east-1:123456789012:function:${cloudFormation.physicalId(stack, 'Function')}`,
    },
    Value: { value: 'one' },
  });

  cloudFormation.deleteStack('shop');
  await cloudFormation.settle(stack);
  expect(failures(stack)).toEqual([]);
  expect(stack.status).toBe('DELETE_COMPLETE');
});

test('updates each type in place where it can, and registers a new revision of a changed task definition', async () => {
  const stack = await create();
  expect(failures(stack)).toEqual([]);
  const before = new Map([...stack.resources].map(([name, { physicalId }]) => [name, physicalId]));

  await cloudFormation.updateStack({ stackName: 'shop', parameters: { Change: 'two' } });
  await cloudFormation.settle(stack);
  expect(failures(stack)).toEqual([]);
  const replaced = [...stack.resources].filter(([name, { physicalId }]) => before.get(name) !== physicalId);
  expect(replaced.map(([name]) => name)).toEqual(['Tasks']);
  expect(stack.outputs.Value).toMatchObject({ value: 'two' });

  const credentials = { accessKeyId: 'LOOK', secretAccessKey: 'none' };
  const lambda = new LambdaClient({ endpoint: aws.endpoint, region: aws.region, credentials });
  const FunctionName = cloudFormation.physicalId(stack, 'Function');
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  expect(Environment?.Variables).toEqual({ CHANGE: 'two' });
  lambda.destroy();
});

test("shows the service's error message, with a handler error code", async () => {
  const stack = await create(`
Resources:
  One: { Type: AWS::SSM::Parameter, Properties: { Name: /a, Type: String, Value: x } }
  Two: { Type: AWS::SSM::Parameter, DependsOn: One, Properties: { Name: /a, Type: String, Value: x } }`);

  expect(failures(stack)[0]).toMatch(
    /^Two: Resource handler returned message: "The parameter already exists.*" \(RequestToken: [0-9a-f-]{36}, HandlerErrorCode: AlreadyExists\)$/,
  );
});

test('refuses values of a wrong type when functions have been evaluated', async () => {
  const stack = await create(`
Parameters: { Days: { Type: String, Default: a-week } }
Resources: { Log: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: !Ref Days } } }`);

  expect(failures(stack)).toEqual([
    'Log: Properties validation failed for resource Log with message:\n#/RetentionInDays: expected type: Number, found: String',
  ]);
});

test('generates a name from stack and logical id, different in each stack', async () => {
  const stack = await create('Resources: { Log: { Type: AWS::Logs::LogGroup } }');
  const other = await cloudFormation.createStack({
    stackName: 'other',
    template: 'Resources: { Log: { Type: AWS::Logs::LogGroup } }',
  });
  await cloudFormation.settle(other);

  expect(cloudFormation.physicalId(stack, 'Log')).toMatch(/^shop-Log-[A-Z0-9]{12}$/);
  expect(cloudFormation.physicalId(other, 'Log').slice(-12)).not.toBe(
    cloudFormation.physicalId(stack, 'Log').slice(-12),
  );
});
