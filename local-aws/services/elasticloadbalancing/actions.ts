import type { Action, TargetGroupTuple } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceError } from '../../core/service';

/** A target group of a forward. Stored target groups always have a weight. */
export interface Forward {
  TargetGroupArn: string;
  Weight: number;
}

/** The forward of a list of actions; undefined when the last action is not a forward. */
export function forwardOf(actions: readonly Action[]): Forward[] | undefined {
  const action = actions.find(({ Type }) => Type === 'forward');
  if (!action) return undefined;
  const tuples: readonly TargetGroupTuple[] = action.ForwardConfig?.TargetGroups ?? [
    { TargetGroupArn: action.TargetGroupArn },
  ];
  return tuples.map(({ TargetGroupArn = '', Weight = 1 }) => ({ TargetGroupArn, Weight }));
}

/**
 * Actions as the service stores and shows them. A forward always has a `ForwardConfig`; it has a `TargetGroupArn` only
 * while it has exactly one target group.
 * @throws ServiceError for actions that are not valid, or that the local AWS does not support
 */
export function normaliseActions(actions: readonly Action[] | undefined): Action[] {
  if (!actions || actions.length === 0) {
    throw new ServiceError('ValidationError', 'At least one action must be specified');
  }
  return actions.map((action) => {
    if (action.Type === 'forward') return normaliseForward(action);
    if (action.Type === 'fixed-response' || action.Type === 'redirect') return action;
    throw new ServiceError(
      'InvalidLoadBalancerActionException',
      `The local AWS does not carry out actions of type '${action.Type}'.`,
    );
  });
}

function normaliseForward(action: Action): Action {
  const forwards = forwardOf([action]) ?? [];
  if (forwards.length === 0 || forwards.some(({ TargetGroupArn }) => TargetGroupArn === '')) {
    throw new ServiceError('ValidationError', 'A target group ARN must be specified');
  }
  if (forwards.length > 5) {
    throw new ServiceError(
      'TooManyUniqueTargetGroupsPerLoadBalancerException',
      'A forward has at most 5 target groups',
    );
  }
  if (forwards.some(({ Weight }) => !Number.isInteger(Weight) || Weight < 0 || Weight > 999)) {
    throw new ServiceError(
      'ValidationError',
      'The weight of a target group must be a whole number from 0 to 999',
    );
  }
  const [only] = forwards;
  return {
    Type: 'forward',
    ...(action.Order === undefined ? {} : { Order: action.Order }),
    ...(forwards.length === 1 && only ? { TargetGroupArn: only.TargetGroupArn } : {}),
    ForwardConfig: {
      TargetGroups: forwards,
      TargetGroupStickinessConfig: action.ForwardConfig?.TargetGroupStickinessConfig ?? { Enabled: false },
    },
  };
}
