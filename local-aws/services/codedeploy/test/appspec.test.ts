import { parseAppSpec } from '../workflow/appspec';

const arn = 'arn:aws:ecs:us-east-1:123456789012:task-definition/web:2';

const yaml = `
version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: ${arn}
        LoadBalancerInfo:
          ContainerName: web
          ContainerPort: 8080
Hooks:
  - AfterAllowTestTraffic: check
`;

const properties = { taskDefinition: arn, loadBalancerInfo: { containerName: 'web', containerPort: 8080 } };

const json = (over: object = {}, hooks?: unknown) =>
  JSON.stringify({
    version: 1,
    resources: [{ anything: { type: 'AWS::ECS::Service', properties: { ...properties, ...over } } }],
    hooks,
  });

test('reads YAML with the keys of the documentation', () => {
  expect(parseAppSpec(yaml)).toEqual({
    taskDefinition: arn,
    containerName: 'web',
    containerPort: 8080,
    platformVersion: undefined,
    networkConfiguration: undefined,
    capacityProviderStrategy: undefined,
    hooks: { AfterAllowTestTraffic: 'check' },
  });
});

test('reads JSON with keys in lower camel case, whatever its version', () => {
  expect(parseAppSpec(json())).toMatchObject({ taskDefinition: arn, containerName: 'web', hooks: {} });
});

test('reads platform version, network and capacity providers', () => {
  const spec = parseAppSpec(
    json({
      platformVersion: '1.4.0',
      NetworkConfiguration: {
        awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
      },
      capacityProviderStrategy: [
        { capacityProvider: 'FARGATE_SPOT', base: 1, weight: 2 },
        { capacityProvider: 'FARGATE' },
      ],
    }),
  );
  expect(spec.platformVersion).toBe('1.4.0');
  expect(spec.networkConfiguration).toEqual({
    awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
  });
  expect(spec.capacityProviderStrategy).toEqual([
    { capacityProvider: 'FARGATE_SPOT', base: 1, weight: 2 },
    { capacityProvider: 'FARGATE' },
  ]);
});

test.each([
  [
    'text that is not YAML',
    'a: [',
    'The input AppSpec file is a not well-formed yaml. The template cannot be parsed.',
  ],
  ['an empty text', '', 'The AppSpec file must be a map.'],
  ['no resources', 'version: 0.0', 'The AppSpec file has no resources.'],
  ['resources as a map', 'resources: {}', 'resources must be a list.'],
  ['two resources', 'resources: [{a: {}}, {b: {}}]', 'The AppSpec file must contain exactly one resource.'],
  [
    'another type',
    'resources: [{a: {Type: AWS::Lambda::Function}}]',
    'The Type of the resource must be AWS::ECS::Service.',
  ],
  [
    'a family name',
    json({ taskDefinition: 'web' }),
    'The task definition web is not an ARN with a revision.',
  ],
  [
    'no container',
    json({ loadBalancerInfo: { containerPort: 80 } }),
    'LoadBalancerInfo has no ContainerName.',
  ],
  ['load balancer as a list', json({ loadBalancerInfo: [] }), 'LoadBalancerInfo must be a map.'],
  [
    'a port that is not a number',
    json({ loadBalancerInfo: { containerName: 'web', containerPort: 'http' } }),
    'ContainerPort must be a number.',
  ],
  [
    'half a network',
    json({
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], assignPublicIp: 'ENABLED' } },
    }),
    'AwsvpcConfiguration has no SecurityGroups.',
  ],
  [
    'a public IP that is neither ENABLED nor DISABLED',
    json({
      networkConfiguration: {
        awsvpcConfiguration: { subnets: [], securityGroups: [], assignPublicIp: 'YES' },
      },
    }),
    'AssignPublicIp must be ENABLED or DISABLED.',
  ],
  [
    'a hook on Install',
    json({}, [{ Install: 'check' }]),
    'Install is not a lifecycle event that a function can be hooked to.',
  ],
  [
    'two hooks on one event',
    json({}, [{ AfterInstall: 'one' }, { AfterInstall: 'two' }]),
    'The lifecycle event AfterInstall has more than one function.',
  ],
])('refuses %s', (_, text, message) => {
  expect(() => parseAppSpec(text)).toThrow(message);
});
