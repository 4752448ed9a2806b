import type { Stack } from '../cloudformation/stacks/stack';
import type { LocalAws } from '../local-aws';

const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';

/** A target group that gets traffic of a listener. */
interface Share {
  arn: string;
  logicalId: string;
  percent: number;
}

/** The target groups that get traffic by a listener's default action, or by one of its rules. */
interface Forward {
  /** The logical id of the listener. */
  listener: string;
  /** The logical id of the rule, or its ARN when it is not in the stack; undefined for the default action. */
  rule: string | undefined;
  shares: Share[];
}

/** Each forward of the stack's listeners that gives traffic to a target group. */
export function forwardsOf(aws: LocalAws, stack: Stack): Forward[] {
  const resources = [...stack.resources.values()];
  const logicalIdOf = (arn: string): string =>
    resources.find(({ physicalId }) => physicalId === arn)?.logicalId ?? arn;
  const { routing } = aws.loadBalancing;
  const listeners = resources.filter(
    ({ type, physicalId }) => type === LISTENER && routing.findListener(physicalId ?? '') !== undefined,
  );
  return listeners.flatMap(({ logicalId: listener, physicalId = '' }) =>
    routing.forwards(physicalId).flatMap(({ arn: place, weights }) => {
      const total = weights.reduce((sum, { weight }) => sum + weight, 0);
      const shares = weights
        .filter(({ weight }) => weight > 0)
        .map(({ targetGroupArn: arn, weight }) => ({
          arn,
          logicalId: logicalIdOf(arn),
          percent: Math.round((100 * weight) / total),
        }));
      const rule = place === physicalId ? undefined : logicalIdOf(place);
      return shares.length === 0 ? [] : [{ listener, rule, shares }];
    }),
  );
}

/** The target groups that get traffic by the first forward of each listener of the stack, by the listener's logical id. */
export function targetGroupsOf(aws: LocalAws, stack: Stack): Map<string, Share[]> {
  const forwards = forwardsOf(aws, stack).reverse();
  return new Map(forwards.map(({ listener, shares }) => [listener, shares]));
}

/** The shares of a listener in words, e.g. `BlueTargetGroup 90%, GreenTargetGroup 10%`. */
export function inWords(shares: readonly Share[]): string {
  return shares.map(({ logicalId, percent }) => `${logicalId} ${percent}%`).join(', ');
}
