import type { Action, TargetGroupTuple } from '@aws-sdk/client-elastic-load-balancing-v2';
import { nameOf, type ListenerMismatch, type ListenerPlace } from '../desired-state/production-listener';

/** The facts of the message about a listener that CodeDeploy would refuse. */
export interface ListenerFacts {
  /** Kind and ARN: "listener arn:…" or "rule arn:…". */
  place: string;
  /** Name of the target group. */
  targetGroup: string;
  /** How many places besides this one are wrong; empty without any. */
  others: string;
  /** What to do, as a sentence without its full stop. */
  mending: string;
}

export function listenerFacts(mismatch: ListenerMismatch): ListenerFacts {
  const { place, targetGroupArn, others } = mismatch;
  return {
    place: `${place.kind} ${place.arn}`,
    targetGroup: nameOf(targetGroupArn),
    others: others === 0 ? '' : ` (and ${others} more)`,
    mending: listenerMending(mismatch),
  };
}

/** In characters: next to the longest ARN, a message has no room for a longer command. */
const LONGEST_COMMAND = 530;

/** The command of the AWS CLI that mends the listener, or the same in words where the command would be too long. */
export function listenerMending(mismatch: ListenerMismatch): string {
  const { place, targetGroupArn, otherTargetGroupArn } = mismatch;
  const primary = { TargetGroupArn: targetGroupArn, Weight: 100 };
  const both = otherTargetGroupArn
    ? [primary, { TargetGroupArn: otherTargetGroupArn, Weight: 0 }]
    : [primary];
  const commands = [both, [primary]].map((targetGroups) => commandFor(place, targetGroups));
  const command = commands.find(({ length }) => length <= LONGEST_COMMAND);
  return command ? `Run ${command}` : `In its forward, give ${targetGroupArn} the weight 100`;
}

/**
 * The call replaces all actions of the listener or rule, so it repeats the others. The new forward takes the place of
 * the present one, or of the last action.
 */
function commandFor({ kind, arn, actions }: ListenerPlace, TargetGroups: TargetGroupTuple[]): string {
  const last = actions.find(({ Type }) => Type === 'forward') ?? actions.at(-1);
  const stickiness = last?.ForwardConfig?.TargetGroupStickinessConfig;
  const forward: Action = {
    Type: 'forward',
    ...(last?.Order !== undefined && { Order: last.Order }),
    ForwardConfig: {
      TargetGroups,
      ...(stickiness?.Enabled && { TargetGroupStickinessConfig: stickiness }),
    },
  };
  const before = actions.filter((action) => action !== last).map(withKnownSecret);
  const json = JSON.stringify([...before, forward]).replaceAll("'", String.raw`'\''`);
  return kind === 'rule'
    ? `aws elbv2 modify-rule --rule-arn ${arn} --actions '${json}'`
    : `aws elbv2 modify-listener --listener-arn ${arn} --default-actions '${json}'`;
}

/**
 * Keeps the client secret, which AWS's answer does not show. (Elastic Load Balancing API Reference,
 * AuthenticateOidcActionConfig.)
 */
function withKnownSecret(action: Action): Action {
  const oidc = action.AuthenticateOidcConfig;
  return oidc ? { ...action, AuthenticateOidcConfig: { ...oidc, UseExistingClientSecret: true } } : action;
}
