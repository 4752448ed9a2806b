import type { ResourceDeclaration } from '../stacks/scenario/template';

/** Resources of a template by logical id; undefined removes one. */
export type Resources = Record<string, ResourceDeclaration | undefined>;

const trust = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
});

const role = (service: string, ...policies: string[]): ResourceDeclaration => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: trust(service),
    ManagedPolicyArns: policies.map((policy) => `arn:aws:iam::aws:policy/${policy}`),
  },
});

export const TARGET_GROUP: ResourceDeclaration = {
  Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  Properties: { VpcId: 'vpc-1', TargetType: 'ip', Protocol: 'HTTP', Port: 80 },
};

const listener = (port: number, targetGroupId = 'Blue'): ResourceDeclaration => ({
  Type: 'AWS::ElasticLoadBalancingV2::Listener',
  DependsOn: ['Blue', 'Green'],
  Properties: {
    LoadBalancerArn: { Ref: 'LoadBalancer' },
    Port: port,
    Protocol: 'HTTP',
    DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: targetGroupId } }],
  },
});

const FAMILY = 'shop';

/** The properties of a deployment group for the shop's service, which both types of groups have. */
export const GROUP_PROPERTIES = {
  ApplicationName: { Ref: 'Application' },
  ServiceRoleArn: { 'Fn::GetAtt': ['CodeDeployRole', 'Arn'] },
  DeploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
  ECSServices: [{ ClusterName: { Ref: 'Cluster' }, ServiceName: { 'Fn::GetAtt': ['Service', 'Name'] } }],
  LoadBalancerInfo: {
    TargetGroupPairInfoList: [
      {
        TargetGroups: [
          { Name: { 'Fn::GetAtt': ['Blue', 'TargetGroupName'] } },
          { Name: { 'Fn::GetAtt': ['Green', 'TargetGroupName'] } },
        ],
        ProdTrafficRoute: { ListenerArns: [{ Ref: 'ProductionListener' }] },
        TestTrafficRoute: { ListenerArns: [{ Ref: 'TestListener' }] },
      },
    ],
  },
};

/** AWS's own deployment group, as scripts, pipelines and the AWS CDK use it. */
export function nativeGroup(attributes: object = {}): ResourceDeclaration {
  return {
    Type: 'AWS::CodeDeploy::DeploymentGroup',
    ...attributes,
    Properties: {
      ...GROUP_PROPERTIES,
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      BlueGreenDeploymentConfiguration: {
        DeploymentReadyOption: { ActionOnTimeout: 'CONTINUE_DEPLOYMENT' },
        TerminateBlueInstancesOnDeploymentSuccess: { Action: 'TERMINATE', TerminationWaitTimeInMinutes: 0 },
      },
    },
  };
}

/** A service in a template of the time before these types: on CODE_DEPLOY, with load balancer, roles and application. */
export function shop(version: number, more: Resources = {}): string {
  const resources: Resources = {
    Cluster: { Type: 'AWS::ECS::Cluster' },
    LoadBalancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: { Type: 'application', Subnets: ['subnet-1', 'subnet-2'] },
    },
    Blue: TARGET_GROUP,
    Green: TARGET_GROUP,
    ProductionListener: listener(80),
    TestListener: listener(8080),
    TaskDefinition: taskDefinition(version),
    Service: service(),
    CodeDeployRole: role('codedeploy.amazonaws.com', 'AWSCodeDeployRoleForECS'),
    Application: { Type: 'AWS::CodeDeploy::Application', Properties: { ComputePlatform: 'ECS' } },
    ...more,
  };
  return JSON.stringify({
    Resources: resources,
    Outputs: { Host: { Value: { 'Fn::GetAtt': ['LoadBalancer', 'DNSName'] } } },
  });
}

/** A revision whose container answers `version <version>`. Templates of that time retain no revision. */
export function taskDefinition(version: number, attributes: object = {}): ResourceDeclaration {
  return {
    Type: 'AWS::ECS::TaskDefinition',
    ...attributes,
    Properties: {
      Family: FAMILY,
      RequiresCompatibilities: ['FARGATE'],
      NetworkMode: 'awsvpc',
      Cpu: '256',
      Memory: '512',
      ContainerDefinitions: [
        {
          Name: 'web',
          Image: `public.ecr.aws/nginx/nginx:1.${version}`,
          PortMappings: [{ ContainerPort: 80 }],
          Environment: [{ Name: 'RESPONSE', Value: `version ${version}` }],
        },
      ],
    },
  };
}

/** @param properties that replace the usual ones; undefined removes one */
export function service(properties: object = {}): ResourceDeclaration {
  return {
    Type: 'AWS::ECS::Service',
    DependsOn: ['TaskDefinition', 'ProductionListener', 'TestListener'],
    Properties: {
      Cluster: { Ref: 'Cluster' },
      LaunchType: 'FARGATE',
      DesiredCount: 1,
      DeploymentController: { Type: 'CODE_DEPLOY' },
      TaskDefinition: FAMILY,
      LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: { Ref: 'Blue' } }],
      NetworkConfiguration: {
        AwsvpcConfiguration: { Subnets: ['subnet-1', 'subnet-2'], SecurityGroups: ['sg-1'] },
      },
      ...properties,
    },
  };
}

/** The `EcsDeployment` of a service that has moved in. */
export function ecsDeployment(
  deploymentGroupName: unknown,
  taskDefinitionArn: unknown = { Ref: 'TaskDefinition' },
): ResourceDeclaration {
  return {
    Type: 'Org::CodeDeploy::EcsDeployment',
    Properties: {
      ApplicationName: { Ref: 'Application' },
      DeploymentGroupName: deploymentGroupName,
      TaskDefinition: taskDefinitionArn,
      ContainerName: 'web',
      ContainerPort: 80,
    },
  };
}

/** A function that serves a custom resource and calls CodeDeploy, with its role. */
export function customResourceFunction(logicalId: string, code: string): Resources {
  return {
    [`${logicalId}Role`]: role(
      'lambda.amazonaws.com',
      'AWSCodeDeployFullAccess',
      'service-role/AWSLambdaBasicExecutionRole',
    ),
    [logicalId]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': [`${logicalId}Role`, 'Arn'] },
        Code: { ZipFile: code },
      },
    },
  };
}
