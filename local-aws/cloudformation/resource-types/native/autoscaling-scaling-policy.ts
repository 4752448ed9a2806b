import type { PutScalingPolicyCommandInput } from '@aws-sdk/client-application-auto-scaling';
import { omit } from '../../values/value';
import { targetNames } from './autoscaling-scalable-target';
import type { Clients } from './clients';
import { textOf, toInput } from './input';
import type { NativeRequest, NativeType } from './native-type';
import type { Fields } from './shape';

const metric: Fields = { PredefinedMetricType: 'string', ResourceLabel: 'string' };

const properties: Fields = {
  PolicyName: 'string',
  PolicyType: 'string',
  ResourceId: 'string',
  ScalableDimension: 'string',
  ServiceNamespace: 'string',
  ScalingTargetId: 'string',
  StepScalingPolicyConfiguration: {
    AdjustmentType: 'string',
    Cooldown: 'number',
    MetricAggregationType: 'string',
    MinAdjustmentMagnitude: 'number',
    StepAdjustments: [
      { MetricIntervalLowerBound: 'number', MetricIntervalUpperBound: 'number', ScalingAdjustment: 'number' },
    ],
  },
  TargetTrackingScalingPolicyConfiguration: {
    CustomizedMetricSpecification: 'json',
    DisableScaleIn: 'boolean',
    PredefinedMetricSpecification: metric,
    ScaleInCooldown: 'number',
    ScaleOutCooldown: 'number',
    TargetValue: 'number',
  },
  PredictiveScalingPolicyConfiguration: 'json',
};

/** The target by its own members, or by the Ref of a target in ScalingTargetId. */
function inputOf({ properties: given }: NativeRequest): PutScalingPolicyCommandInput {
  const target = textOf(given, 'ScalingTargetId');
  return {
    ...toInput<PutScalingPolicyCommandInput>(omit(given, ['ScalingTargetId'])),
    ...(target !== undefined && targetNames(target)),
  };
}

/** AWS::ApplicationAutoScaling::ScalingPolicy. Ref is the ARN. */
export function scalingPolicy({ autoScaling }: Clients): NativeType {
  const put = async (request: NativeRequest): Promise<string> => {
    const client = await autoScaling.get();
    return (await client.putScalingPolicy(inputOf(request))).PolicyARN ?? '';
  };
  return {
    typeName: 'AWS::ApplicationAutoScaling::ScalingPolicy',
    properties,
    required: ['PolicyName', 'PolicyType'],
    createOnly: ['PolicyName', 'ResourceId', 'ScalableDimension', 'ServiceNamespace', 'ScalingTargetId'],
    attributes: ['Arn'],
    taggable: false,
    create: put,
    update: async (request) => {
      await put(request);
    },
    remove: async (request) => {
      const { PolicyName, ServiceNamespace, ResourceId, ScalableDimension } = inputOf(request);
      const client = await autoScaling.get();
      await client.deleteScalingPolicy({ PolicyName, ServiceNamespace, ResourceId, ScalableDimension });
    },
    read: async ({ physicalId }) => ({ Arn: physicalId }),
  };
}
