import type { NetworkConfiguration } from '@aws-sdk/client-ecs';
import type { Facts, Route } from './facts';
import { strategyOf } from './strategy';

type Resource = Record<string, unknown>;
type Resources = Record<string, Resource>;

const INFRASTRUCTURE_ROLE = 'EcsInfrastructureRole';
const HOOK_ROLE = 'EcsHookRole';

const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** The value of a property for a role that ECS assumes. */
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** What the stack needs besides the service: the roles that ECS assumes, and a rule of its own for each listener. */
export function supportingResources(facts: Facts): Resources {
  const functions = [...new Set(Object.values(facts.hooks))];
  return {
    [INFRASTRUCTURE_ROLE]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: trust,
        ManagedPolicyArns: [
          {
            'Fn::Sub':
              'arn:${AWS::Partition}:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers',
          },
        ],
      },
    },
    ...(functions.length > 0 && {
      [HOOK_ROLE]: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: trust,
          Policies: [
            {
              PolicyName: 'call-hooks',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functions }],
              },
            },
          ],
        },
      },
    }),
    ...ruleOf('ProductionRule', facts.production, facts),
    ...(facts.test && ruleOf('TestRule', facts.test, facts)),
  };
}

/** A rule for all requests that reach the listener's default action. A listener that has a rule already needs none. */
function ruleOf(logicalId: string, route: Route, facts: Facts): Resources {
  if (route.ruleArn !== undefined || route.isNetwork) return {};
  return {
    [logicalId]: {
      Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
      Properties: {
        ListenerArn: route.listenerArn,
        // After every other rule, as the default action is.
        Priority: freePriority(route.priorities),
        Conditions: [{ Field: 'path-pattern', Values: ['/*'] }],
        Actions: [
          {
            Type: 'forward',
            ForwardConfig: {
              TargetGroups: [
                { TargetGroupArn: facts.liveTargetGroup, Weight: 1 },
                { TargetGroupArn: facts.otherTargetGroup, Weight: 0 },
              ],
            },
          },
        ],
      },
    },
  };
}

const LOWEST_PRIORITY = 50_000;

function freePriority(taken: readonly number[]): number {
  let priority = LOWEST_PRIORITY;
  while (taken.includes(priority)) priority -= 1;
  return priority;
}

/** Where ECS shifts the traffic of a listener: a rule, or the listener itself of a Network Load Balancer. */
function placeOf(logicalId: string, { ruleArn, isNetwork, listenerArn }: Route): unknown {
  return ruleArn ?? (isNetwork ? listenerArn : { Ref: logicalId });
}

/** The values that only the stack knows, in the commands as in the template. */
export interface StackValues {
  infrastructureRole: unknown;
  hookRole: unknown;
  productionRule: unknown;
  testRule: unknown;
}

export function valuesInTemplate({ production, test }: Facts): StackValues {
  return {
    infrastructureRole: arnOf(INFRASTRUCTURE_ROLE),
    hookRole: arnOf(HOOK_ROLE),
    productionRule: placeOf('ProductionRule', production),
    testRule: test && placeOf('TestRule', test),
  };
}

/** The service's load balancers: it runs in the first target group, and its next revision in the alternate one. */
export function loadBalancersOf(facts: Facts, values: StackValues): Resource[] {
  const [{ containerName, containerPort } = {}] = facts.primary.loadBalancers ?? [];
  return [
    {
      ContainerName: containerName,
      ContainerPort: containerPort,
      TargetGroupArn: facts.liveTargetGroup,
      AdvancedConfiguration: {
        AlternateTargetGroupArn: facts.otherTargetGroup,
        ProductionListenerRule: values.productionRule,
        ...(values.testRule !== undefined && { TestListenerRule: values.testRule }),
        RoleArn: values.infrastructureRole,
      },
    },
  ];
}

/** The service as the stack declares it after the hand-over. It describes the service as it runs, so that it can be imported. */
export function serviceResource(facts: Facts, values: StackValues): Resource {
  const { service, primary, clusterName } = facts;
  const { launchType, capacityProviderStrategy = [], platformVersion, networkConfiguration } = primary;
  return {
    Type: 'AWS::ECS::Service',
    DeletionPolicy: 'Retain',
    Properties: {
      Cluster: clusterName,
      ServiceName: service.serviceName,
      TaskDefinition: primary.taskDefinition,
      DesiredCount: service.desiredCount,
      ...(capacityProviderStrategy.length > 0
        ? {
            CapacityProviderStrategy: capacityProviderStrategy.map(({ capacityProvider, base, weight }) => ({
              CapacityProvider: capacityProvider,
              ...(base !== undefined && { Base: base }),
              ...(weight !== undefined && { Weight: weight }),
            })),
          }
        : { LaunchType: launchType }),
      ...(platformVersion !== undefined && { PlatformVersion: service.platformVersion ?? platformVersion }),
      ...networkOf(networkConfiguration),
      ...(service.healthCheckGracePeriodSeconds !== undefined && {
        HealthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
      }),
      DeploymentController: { Type: 'ECS' },
      DeploymentConfiguration: strategyOf(facts, values.hookRole).configuration,
      LoadBalancers: loadBalancersOf(facts, values),
    },
  };
}

function networkOf(network: NetworkConfiguration | undefined): Resource {
  const vpc = network?.awsvpcConfiguration;
  if (!vpc) return {};
  const { subnets, securityGroups = [], assignPublicIp } = vpc;
  return {
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        Subnets: subnets,
        ...(securityGroups.length > 0 && { SecurityGroups: securityGroups }),
        ...(assignPublicIp !== undefined && { AssignPublicIp: assignPublicIp }),
      },
    },
  };
}
