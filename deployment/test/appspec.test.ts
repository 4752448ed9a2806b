import { toAppSpec } from '../src/desired-state/appspec';

const parameters = {
  taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/shop:2',
  containerName: 'web',
  containerPort: 80,
  platformVersion: undefined,
  network: undefined,
  capacityProviderStrategy: undefined,
};

test('an AppSpec names task definition, container and port', () => {
  expect(JSON.parse(toAppSpec(parameters, {}))).toEqual({
    version: '0.0',
    Resources: [
      {
        TargetService: {
          Type: 'AWS::ECS::Service',
          Properties: {
            TaskDefinition: parameters.taskDefinition,
            LoadBalancerInfo: { ContainerName: 'web', ContainerPort: 80 },
          },
        },
      },
    ],
    Hooks: [],
  });
});

test('an AppSpec holds platform, network and capacity providers in the words of the AppSpec reference', () => {
  const text = toAppSpec(
    {
      ...parameters,
      platformVersion: '1.4.0',
      network: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', base: 1, weight: 2 }],
    },
    {},
  );
  expect(JSON.parse(text)).toMatchObject({
    Resources: [
      {
        TargetService: {
          Properties: {
            PlatformVersion: '1.4.0',
            NetworkConfiguration: {
              AwsvpcConfiguration: {
                Subnets: ['subnet-1'],
                SecurityGroups: ['sg-1'],
                AssignPublicIp: 'DISABLED',
              },
            },
            CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Base: 1, Weight: 2 }],
          },
        },
      },
    ],
  });
});

test('hooks stand in the order of the lifecycle, whatever order they were given in', () => {
  const { Hooks } = JSON.parse(
    toAppSpec(parameters, { AfterAllowTraffic: 'last', BeforeInstall: 'first' }),
  ) as {
    Hooks: unknown;
  };
  expect(Hooks).toEqual([{ BeforeInstall: 'first' }, { AfterAllowTraffic: 'last' }]);
});
