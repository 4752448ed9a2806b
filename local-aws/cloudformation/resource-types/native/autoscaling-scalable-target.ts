import type {
  DeregisterScalableTargetCommandInput,
  RegisterScalableTargetCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import { omit, type ValueMap } from '../../values/value';
import type { Clients } from './clients';
import { tagMap, toInput } from './input';
import type { NativeRequest, NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const properties: Fields = {
  ResourceId: 'string',
  ScalableDimension: 'string',
  ServiceNamespace: 'string',
  MinCapacity: 'number',
  MaxCapacity: 'number',
  RoleARN: 'string',
  // It has no effect here, so that it is not sent to the service.
  ScheduledActions: 'json',
  SuspendedState: {
    DynamicScalingInSuspended: 'boolean',
    DynamicScalingOutSuspended: 'boolean',
    ScheduledScalingSuspended: 'boolean',
  },
  Tags: TAGS,
};

/** The members that name a target, from its Ref: `service/shop/web|ecs:service:DesiredCount|ecs`. */
export function targetNames(physicalId: string): DeregisterScalableTargetCommandInput {
  const [ResourceId = '', ScalableDimension = '', ServiceNamespace = ''] = physicalId.split('|');
  return toInput<DeregisterScalableTargetCommandInput>({ ResourceId, ScalableDimension, ServiceNamespace });
}

/** The primary identifier: Ref of a target. */
function identifierOf({ ResourceId, ScalableDimension, ServiceNamespace }: ValueMap): string {
  return [ResourceId, ScalableDimension, ServiceNamespace].map(String).join('|');
}

/** AWS::ApplicationAutoScaling::ScalableTarget. Ref is resource, dimension and namespace. */
export function scalableTarget({ autoScaling }: Clients): NativeType {
  const register = async (request: NativeRequest): Promise<void> => {
    const client = await autoScaling.get();
    await client.registerScalableTarget({
      ...toInput<RegisterScalableTargetCommandInput>(omit(request.properties, ['ScheduledActions'])),
      Tags: tagMap(request),
    });
  };
  return {
    typeName: 'AWS::ApplicationAutoScaling::ScalableTarget',
    properties,
    required: ['ResourceId', 'ScalableDimension', 'ServiceNamespace', 'MinCapacity', 'MaxCapacity'],
    createOnly: ['ResourceId', 'ScalableDimension', 'ServiceNamespace'],
    attributes: ['Id'],
    taggable: true,
    create: async (request) => {
      await register(request);
      return identifierOf(request.properties);
    },
    update: register,
    remove: async ({ physicalId }) => {
      await (await autoScaling.get()).deregisterScalableTarget(targetNames(physicalId));
    },
    read: async ({ physicalId }) => ({ Id: physicalId }),
  };
}
