import type { Action, TargetGroupTuple } from '@aws-sdk/client-elastic-load-balancing-v2';
import { nameOf, type ListenerMismatch, type ListenerPlace } from '../desired-state/production-listener';

/** What the message says about a listener that CodeDeploy refuses. */
export interface ListenerFacts {
  /** Kind and ARN: "listener arn:…" or "rule arn:…". */
  place: string;
  /** Name of the target group. */
  targetGroup: string;
  /** How many places besides this one are wrong; empty without any. */
  others: string;
  /** What to do, without a full stop. */
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

/** A longer command does not fit into a message, beside the longest ARN in its sentence. */
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

/** The call replaces all actions of the place. A forward goes into the place of the forward, or of the last action. */
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

/** AWS's answer has no client secret. (Elastic Load Balancing API Reference, AuthenticateOidcActionConfig.) */
function withKnownSecret(action: Action): Action {
  const oidc = action.AuthenticateOidcConfig;
  return oidc ? { ...action, AuthenticateOidcConfig: { ...oidc, UseExistingClientSecret: true } } : action;
}
