import type { Action, Rule } from '@aws-sdk/client-elastic-load-balancing-v2';

/** A target group that gets traffic of a listener. */
export interface Forward {
  arn: string;
  percent: number;
}

/**
 * Who gets the traffic of a listener: by its default action, or by the first rule that leads to the pair.
 * @param rules as DescribeRules answers them, the default action among them
 * @param pair the names of the target groups of a deployment group; undefined when none names the listener
 * @returns the target groups with traffic; empty when the listener forwards to none of the pair
 */
export function forwardsOf(rules: readonly Rule[], pair: readonly string[] | undefined): Forward[] {
  const inOrder = [...rules].sort(
    (one, other) => Number(other.IsDefault === true) - Number(one.IsDefault === true),
  );
  for (const { Actions: actions = [] } of inOrder) {
    const weights = weightsOf(actions);
    const leadsToPair = pair === undefined || weights.some(({ arn }) => pair.includes(targetGroupName(arn)));
    if (weights.length > 0 && leadsToPair) return percentages(weights);
  }
  return [];
}

/** The name in the ARN of a target group. */
export function targetGroupName(arn: string): string {
  return /:targetgroup\/([^/]+)/.exec(arn)?.[1] ?? arn;
}

function weightsOf(actions: readonly Action[]): { arn: string; weight: number }[] {
  const forward = actions.find(({ Type }) => Type === 'forward');
  const groups = forward?.ForwardConfig?.TargetGroups;
  if (groups !== undefined && groups.length > 0)
    return groups.map(({ TargetGroupArn: arn = '', Weight: weight = 1 }) => ({ arn, weight }));
  return forward?.TargetGroupArn === undefined ? [] : [{ arn: forward.TargetGroupArn, weight: 1 }];
}

function percentages(weights: readonly { arn: string; weight: number }[]): Forward[] {
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  return weights
    .filter(({ weight }) => weight > 0)
    .map(({ arn, weight }) => ({ arn, percent: Math.round((100 * weight) / total) }));
}
