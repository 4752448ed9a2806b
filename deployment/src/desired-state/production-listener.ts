import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';

/** The default action of a listener, or one of its rules. */
export interface ListenerPlace {
  kind: 'listener' | 'rule';
  arn: string;
  actions: readonly Action[];
}

/** A place that does not forward to the target group of the PRIMARY task set. Target groups are ARNs. */
export interface ListenerMismatch {
  place: ListenerPlace;
  targetGroupArn: string;
  /** The other target group of the pair; undefined when no forward of the listener names it. */
  otherTargetGroupArn: string | undefined;
  /** How many places besides this one are wrong. */
  others: number;
}

/**
 * CodeDeploy deploys only when each forward of the production listener that leads to the group's pair leads to the
 * target group of the PRIMARY task set, with any weight. (AWS CodeDeploy User Guide, Troubleshoot Amazon ECS deployment
 * issues.)
 * @param places the listener's default action first, then its rules
 * @param pair names of the group's two target groups
 * @param primaryArn the target group of the PRIMARY task set
 * @returns the first place that is wrong; undefined when CodeDeploy can deploy
 */
export function listenerMismatch(
  places: readonly ListenerPlace[],
  pair: readonly string[],
  primaryArn: string,
): ListenerMismatch | undefined {
  const isOfPair = (arn: string) => pair.includes(nameOf(arn));
  const leading = places.filter(({ actions }) => forwardsOf(actions).some(isOfPair));
  const wrong = leading.filter(({ actions }) => !forwardsOf(actions).includes(primaryArn));
  // When no place leads to the pair, the default action is wrong.
  const [place] = leading.length === 0 ? places : wrong;
  if (!place) return undefined;
  return {
    place,
    targetGroupArn: primaryArn,
    otherTargetGroupArn: leading
      .flatMap(({ actions }) => forwardsOf(actions))
      .find((arn) => arn !== primaryArn && isOfPair(arn)),
    others: Math.max(wrong.length - 1, 0),
  };
}

function forwardsOf(actions: readonly Action[]): string[] {
  const forward = actions.find(({ Type }) => Type === 'forward');
  const tuples = forward?.ForwardConfig?.TargetGroups ?? [{ TargetGroupArn: forward?.TargetGroupArn }];
  return tuples.flatMap(({ TargetGroupArn: arn }) => arn ?? []);
}

/** The name in arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/NAME/ID */
export function nameOf(targetGroupArn: string): string {
  return targetGroupArn.split('/')[1] ?? '';
}
