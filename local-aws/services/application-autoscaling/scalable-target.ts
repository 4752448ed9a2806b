import type {
  RegisterScalableTargetRequest,
  ScalableDimension,
  ScalableTarget,
  ServiceNamespace,
} from '@aws-sdk/client-application-auto-scaling';
import { ServiceError } from '../../core/service';
import type { ScaledService } from './scaled-services';

export function validationException(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

/** What names a scalable target. */
export interface TargetName {
  ServiceNamespace?: ServiceNamespace | undefined;
  ResourceId?: string | undefined;
  ScalableDimension?: ScalableDimension | undefined;
}

/**
 * The ECS service that a request names, e.g. by `service/shop/web`.
 * @throws ServiceError ValidationException for every other resource
 */
export function serviceNamed({
  ServiceNamespace,
  ResourceId = '',
  ScalableDimension,
}: TargetName): ScaledService {
  if (ServiceNamespace !== 'ecs' || ScalableDimension !== 'ecs:service:DesiredCount')
    throw validationException(
      `The local AWS scales the ecs:service:DesiredCount of ECS services only, not ${ServiceNamespace ?? ''} ${ScalableDimension ?? ''}.`,
    );
  const [, cluster, service] = /^service\/([^/]+)\/([^/]+)$/.exec(ResourceId) ?? [];
  if (cluster === undefined || service === undefined)
    throw validationException(
      `Unsupported service namespace, resource type or scalable dimension: ${ResourceId}`,
    );
  return { cluster, service };
}

/** Whether two names are those of one target. Absent members of the filter fit every target. */
export function fits(target: TargetName, filter: TargetName): boolean {
  return (['ServiceNamespace', 'ResourceId', 'ScalableDimension'] as const).every(
    (name) => filter[name] === undefined || filter[name] === target[name],
  );
}

/**
 * The target after a registration. Members that the request leaves out keep their values.
 * @throws ServiceError ValidationException
 */
export function registered(
  before: ScalableTarget | undefined,
  input: RegisterScalableTargetRequest,
  made: Pick<ScalableTarget, 'RoleARN' | 'CreationTime' | 'ScalableTargetARN'>,
): ScalableTarget {
  const { MinCapacity = before?.MinCapacity, MaxCapacity = before?.MaxCapacity } = input;
  if (MinCapacity === undefined || MaxCapacity === undefined)
    throw validationException(
      'Both MinCapacity and MaxCapacity are required to register a new scalable target.',
    );
  if (MinCapacity < 0 || MaxCapacity < MinCapacity)
    throw validationException(
      'Maximum capacity cannot be less than minimum capacity, nor minimum capacity less than 0.',
    );
  return {
    ServiceNamespace: input.ServiceNamespace,
    ResourceId: input.ResourceId,
    ScalableDimension: input.ScalableDimension,
    MinCapacity,
    MaxCapacity,
    ...made,
    ...(before && { CreationTime: before.CreationTime, ScalableTargetARN: before.ScalableTargetARN }),
    RoleARN: input.RoleARN ?? before?.RoleARN ?? made.RoleARN,
    SuspendedState: {
      DynamicScalingInSuspended: false,
      DynamicScalingOutSuspended: false,
      ScheduledScalingSuspended: false,
      ...before?.SuspendedState,
      ...input.SuspendedState,
    },
  };
}

/** The capacity that the target allows nearest to this one. Suspended scaling leaves it as it is. */
export function capacityWithin(
  { MinCapacity = 0, MaxCapacity = Infinity, SuspendedState }: ScalableTarget,
  capacity: number,
): number {
  if (capacity < MinCapacity && SuspendedState?.DynamicScalingOutSuspended !== true) return MinCapacity;
  if (capacity > MaxCapacity && SuspendedState?.DynamicScalingInSuspended !== true) return MaxCapacity;
  return capacity;
}
