import type { Stack } from '../cloudformation/stacks/stack';
import type { LocalAws } from '../local-aws';

const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';

/** A target group that gets traffic of a listener. */
interface Share {
  arn: string;
  logicalId: string;
  percent: number;
}

/** The target groups that get traffic of each listener of the stack, by the listener's logical id. */
export function targetGroupsOf(aws: LocalAws, stack: Stack): Map<string, Share[]> {
  const resources = [...stack.resources.values()];
  const logicalIdOf = (arn: string): string =>
    resources.find(({ physicalId }) => physicalId === arn)?.logicalId ?? arn;
  const { routing } = aws.loadBalancing;
  const listeners = resources.filter(
    ({ type, physicalId }) => type === LISTENER && routing.findListener(physicalId ?? '') !== undefined,
  );
  return new Map(
    listeners.flatMap(({ logicalId: name, physicalId = '' }) => {
      const weights = routing.forwards(physicalId)[0]?.weights ?? [];
      const total = weights.reduce((sum, { weight }) => sum + weight, 0);
      const shares = weights
        .filter(({ weight }) => weight > 0)
        .map(({ targetGroupArn: arn, weight }) => ({
          arn,
          logicalId: logicalIdOf(arn),
          percent: Math.round((100 * weight) / total),
        }));
      return shares.length === 0 ? [] : [[name, shares] as const];
    }),
  );
}

/** The shares of a listener in words, e.g. `BlueTargetGroup 90%, GreenTargetGroup 10%`. */
export function inWords(shares: readonly Share[]): string {
  return shares.map(({ logicalId, percent }) => `${logicalId} ${percent}%`).join(', ');
}
