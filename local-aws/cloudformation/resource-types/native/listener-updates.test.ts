import { startLocalAws, type LocalAws } from '../../../local-aws';
import { CloudFormation } from '../../cloudformation';
import type { NativeSettings } from './native-type';

let aws: LocalAws;
let cloudFormation: CloudFormation;
beforeEach(async () => {
  aws = await startLocalAws();
});
afterEach(async () => {
  await cloudFormation.close();
  await aws.close();
});

const TEMPLATE = `
Parameters: { Change: { Type: String, Default: one } }
Conditions: { Changed: !Equals [!Ref Change, two] }
Resources:
  Cluster: { Type: AWS::ECS::Cluster }
  Tasks:
    Type: AWS::ECS::TaskDefinition
    Properties: { Family: shop, NetworkMode: awsvpc, Cpu: 256, Memory: 512, RequiresCompatibilities: [FARGATE], ContainerDefinitions: [{ Name: web, Image: nginx, PortMappings: [{ ContainerPort: 80 }] }] }
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Subnets: [subnet-1, subnet-2] } }
  Group: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { VpcId: vpc-1, TargetType: ip, Protocol: HTTP, Port: 80 } }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref Balancer, Port: !If [Changed, 81, 80], Protocol: HTTP, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }] }
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties: { ListenerArn: !Ref Listener, Priority: !If [Changed, 2, 1], Conditions: [{ Field: path-pattern, Values: [/a] }], Actions: [{ Type: forward, TargetGroupArn: !Ref Group }] }
  Service:
    Type: AWS::ECS::Service
    DependsOn: [Listener, Tasks]
    Properties:
      Cluster: !Ref Cluster
      TaskDefinition: shop
      LaunchType: FARGATE
      DesiredCount: !If [Changed, 2, 1]
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [subnet-1] } }
      LoadBalancers: [{ ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Group }]
`;

/** The members of the calls that an update of the port, the priority and the desired count makes. */
async function sent(settings: Partial<NativeSettings>): Promise<Record<string, string[]>> {
  cloudFormation = new CloudFormation(aws, settings);
  const stack = await cloudFormation.createStack({ stackName: 'shop', template: TEMPLATE });
  await cloudFormation.settle(stack);
  const before = aws.calls.length;
  await cloudFormation.updateStack({ stackName: 'shop', parameters: { Change: 'two' } });
  await cloudFormation.settle(stack);
  expect(stack.status).toBe('UPDATE_COMPLETE');
  const changing = ['ModifyListener', 'ModifyRule', 'SetRulePriorities', 'UpdateService'];
  const calls = aws.calls.slice(before).filter(({ operation }) => changing.includes(operation));
  return Object.fromEntries(calls.map(({ operation, input }) => [operation, Object.keys(input).sort()]));
}

test('an update sends the changed properties', async () => {
  expect(await sent({})).toEqual({
    ModifyListener: ['ListenerArn', 'Port'],
    SetRulePriorities: ['RulePriorities'],
    UpdateService: ['cluster', 'desiredCount', 'service'],
  });
});

test('an update sends all properties, actions too (listenerUpdates: whole)', async () => {
  expect(await sent({ listenerUpdates: 'whole' })).toEqual({
    ModifyListener: ['DefaultActions', 'ListenerArn', 'Port', 'Protocol'],
    ModifyRule: ['Actions', 'Conditions', 'RuleArn'],
    SetRulePriorities: ['RulePriorities'],
    UpdateService: [
      'cluster',
      'desiredCount',
      'loadBalancers',
      'networkConfiguration',
      'service',
      'taskDefinition',
    ],
  });
});
