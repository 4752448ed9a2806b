import { ApplicationAutoScaling, type SuspendedState } from '@aws-sdk/client-application-auto-scaling';
import { ECS } from '@aws-sdk/client-ecs';
import {
  clientConfiguration,
  createBlueGreenService,
  type BlueGreenService,
} from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let autoScaling: ApplicationAutoScaling;
let ecs: ECS;
let web: BlueGreenService;

beforeEach(async () => {
  aws = await startLocalAws();
  autoScaling = new ApplicationAutoScaling({ ...clientConfiguration(aws), maxAttempts: 1 });
  ecs = new ECS(clientConfiguration(aws));
  web = await createBlueGreenService(aws);
});
afterEach(async () => {
  autoScaling.destroy();
  ecs.destroy();
  await aws.close();
});

const NAMESPACE = { ServiceNamespace: 'ecs' } as const;
const target = () =>
  ({
    ...NAMESPACE,
    ResourceId: `service/${web.clusterName}/${web.serviceName}`,
    ScalableDimension: 'ecs:service:DesiredCount',
  }) as const;

const register = (MinCapacity?: number, MaxCapacity?: number, SuspendedState: SuspendedState = {}) =>
  autoScaling.registerScalableTarget({ ...target(), MinCapacity, MaxCapacity, SuspendedState });

async function count(): Promise<number> {
  await aws.clock.advance(60);
  const { services } = await ecs.describeServices({ cluster: web.clusterName, services: [web.serviceName] });
  return services![0]!.desiredCount!;
}

const scaleByHand = (desiredCount: number) =>
  ecs.updateService({ cluster: web.clusterName, service: web.serviceName, desiredCount });

it('keeps the desired count within the limits of the target', async () => {
  const { ScalableTargetARN } = await register(2, 4);
  expect(ScalableTargetARN).toMatch(
    /^arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target\/[0-9a-f]{34}$/,
  );
  expect(await count()).toBe(2);
  await scaleByHand(3);
  expect(await count()).toBe(3);
  await scaleByHand(9);
  expect(await count()).toBe(4);
  // A registration of a known target changes what it names.
  expect(await register(undefined, 3)).toMatchObject({ ScalableTargetARN });
  expect(await count()).toBe(3);
  expect((await autoScaling.describeScalableTargets(NAMESPACE)).ScalableTargets).toMatchObject([
    { ...target(), MinCapacity: 2, MaxCapacity: 3, SuspendedState: { DynamicScalingInSuspended: false } },
  ]);
});

it('leaves the desired count alone while scaling is suspended, and without a target', async () => {
  await register(2, 4, { DynamicScalingOutSuspended: true, DynamicScalingInSuspended: true });
  expect(await count()).toBe(1);
  await scaleByHand(9);
  expect(await count()).toBe(9);
  await autoScaling.deregisterScalableTarget(target());
  await scaleByHand(8);
  expect(await count()).toBe(8);
  await expect(autoScaling.deregisterScalableTarget(target())).rejects.toMatchObject({
    name: 'ObjectNotFoundException',
  });
  // A service that is gone has nothing to scale.
  await register(2, 4);
  await ecs.deleteService({ cluster: web.clusterName, service: web.serviceName, force: true });
  expect(await count()).toBe(0);
});

it('stores policies until their target goes', async () => {
  const policy = {
    ...target(),
    PolicyName: 'cpu',
    PolicyType: 'TargetTrackingScaling' as const,
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 50,
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' as const },
    },
  };
  await expect(autoScaling.putScalingPolicy(policy)).rejects.toMatchObject({
    name: 'ObjectNotFoundException',
  });
  await register(1, 2);
  const { PolicyARN } = await autoScaling.putScalingPolicy(policy);
  expect(await autoScaling.putScalingPolicy(policy)).toMatchObject({ PolicyARN });
  const policies = async (PolicyNames?: string[]) =>
    (await autoScaling.describeScalingPolicies({ ...NAMESPACE, ...(PolicyNames && { PolicyNames }) }))
      .ScalingPolicies;
  expect(await policies()).toMatchObject([{ ...policy, PolicyARN }]);
  expect(await policies(['memory'])).toEqual([]);
  await expect(
    autoScaling.putScalingPolicy({ ...target(), PolicyName: 'steps', PolicyType: 'StepScaling' }),
  ).rejects.toMatchObject({ name: 'ValidationException' });
  await autoScaling.deleteScalingPolicy({ ...target(), PolicyName: 'cpu' });
  await expect(autoScaling.deleteScalingPolicy({ ...target(), PolicyName: 'cpu' })).rejects.toMatchObject({
    name: 'ObjectNotFoundException',
  });
  await autoScaling.putScalingPolicy(policy);
  await autoScaling.deregisterScalableTarget(target());
  expect(await policies()).toEqual([]);
});

it('keeps tags', async () => {
  const { ScalableTargetARN: ResourceARN } = await autoScaling.registerScalableTarget({
    ...target(),
    MinCapacity: 1,
    MaxCapacity: 2,
    Tags: { a: '1' },
  });
  await autoScaling.tagResource({ ResourceARN, Tags: { b: '2' } });
  await autoScaling.untagResource({ ResourceARN, TagKeys: ['a'] });
  expect(await autoScaling.listTagsForResource({ ResourceARN })).toMatchObject({ Tags: { b: '2' } });
  await expect(autoScaling.listTagsForResource({ ResourceARN: 'arn:absent' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

it('refuses what it cannot scale', async () => {
  const refused = (more: object) =>
    expect(
      autoScaling.registerScalableTarget({ ...target(), MinCapacity: 1, MaxCapacity: 2, ...more }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  await refused({ ServiceNamespace: 'dynamodb' });
  await refused({ ResourceId: 'service/web' });
  await refused({ ResourceId: `service/${web.clusterName}/absent` });
  await refused({ MinCapacity: 3 });
  await refused({ MaxCapacity: undefined });
});
