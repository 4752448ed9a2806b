import {
  DescribeRulesCommand,
  type Action,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Route } from './facts';
import { ask } from './refusal';

/** Reads where a listener forwards to one of these target groups. */
export async function readRoute(
  elb: ElasticLoadBalancingV2Client,
  listenerArn: string,
  targetGroups: readonly string[],
): Promise<Route> {
  // arn:aws:elasticloadbalancing:REGION:ACCOUNT:listener/net/NAME/…
  const isNetwork = listenerArn.includes(':listener/net/');
  const { Rules = [] } = await ask('elasticloadbalancing:DescribeRules', () =>
    elb.send(new DescribeRulesCommand({ ListenerArn: listenerArn })),
  );
  const forwarding = Rules.filter(({ Actions = [] }) =>
    Actions.flatMap(targetGroupsOf).some((arn) => targetGroups.includes(arn)),
  );
  const [only] = forwarding;
  const isOwnRule = forwarding.length === 1 && only?.IsDefault === false;
  return {
    listenerArn,
    isNetwork,
    ruleArn: isOwnRule ? only.RuleArn : undefined,
    forwards: forwarding.length,
    priorities: Rules.map(({ Priority }) => Number(Priority)).filter(Number.isInteger),
  };
}

function targetGroupsOf({ TargetGroupArn, ForwardConfig }: Action): string[] {
  const weighted = ForwardConfig?.TargetGroups?.flatMap((tuple) => tuple.TargetGroupArn ?? []) ?? [];
  return [...weighted, ...(TargetGroupArn === undefined ? [] : [TargetGroupArn])];
}
