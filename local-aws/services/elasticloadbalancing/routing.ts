import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ForwardWeight, Routing } from '../codedeploy/service-ports';
import { forwardOf, normaliseActions } from './actions';
import type { Listeners } from './listeners';
import type { LoadBalancers } from './load-balancers';
import type { Rules } from './rules';
import type { TargetGroups } from './target-groups';

/** Reads and sets the weights of a listener's forwards, for CodeDeploy. */
export class ListenerRouting implements Routing {
  constructor(
    private readonly loadBalancers: LoadBalancers,
    private readonly targetGroups: TargetGroups,
    private readonly listeners: Listeners,
    private readonly rules: Rules,
  ) {}

  findTargetGroup(name: string) {
    const found = this.targetGroups.find(name);
    return (
      found && {
        arn: found.TargetGroupArn,
        name: found.TargetGroupName,
        loadBalancerArns: found.LoadBalancerArns ?? [],
      }
    );
  }

  findListener(arn: string) {
    const listener = this.listeners.find(arn);
    if (!listener) return undefined;
    const type = this.loadBalancers.get(listener.LoadBalancerArn).Type;
    return { arn, loadBalancerType: type === 'network' ? ('network' as const) : ('application' as const) };
  }

  forwards(listenerArn: string): { arn: string; weights: ForwardWeight[] }[] {
    const listener = this.listeners.get(listenerArn);
    const places = [
      { arn: listenerArn, actions: listener.DefaultActions },
      ...this.rules.of(listenerArn).map(({ RuleArn, Actions }) => ({ arn: RuleArn, actions: Actions })),
    ];
    return places.flatMap(({ arn, actions }) => {
      const forwards = forwardOf(actions);
      return forwards ? [{ arn, weights: forwards.map(toForwardWeight) }] : [];
    });
  }

  setWeights(listenerArn: string, weights: ForwardWeight[]): void {
    const listener = this.listeners.get(listenerArn);
    // CodeDeploy shifts all at once behind a Network Load Balancer, so such a forward has one target group at a time.
    const isNetwork = this.loadBalancers.get(listener.LoadBalancerArn).Type === 'network';
    const kept = isNetwork ? weights.filter(({ weight }) => weight > 0) : weights;
    listener.DefaultActions = reweighted(listener.DefaultActions, weights, kept);
    for (const rule of this.rules.of(listenerArn)) rule.Actions = reweighted(rule.Actions, weights, kept);
  }
}

function toForwardWeight({
  TargetGroupArn,
  Weight,
}: {
  TargetGroupArn: string;
  Weight: number;
}): ForwardWeight {
  return { targetGroupArn: TargetGroupArn, weight: Weight };
}

/**
 * The actions of one forward.
 * @param weights of the target groups that CodeDeploy moves traffic between
 * @param kept those of them that the forward has afterwards
 * @returns the actions unchanged when they forward to none of the target groups
 */
function reweighted(
  actions: Action[],
  weights: readonly ForwardWeight[],
  kept: readonly ForwardWeight[],
): Action[] {
  const forwards = forwardOf(actions);
  const concerned = forwards?.some(({ TargetGroupArn: arn }) =>
    weights.some((each) => each.targetGroupArn === arn),
  );
  if (!concerned) return actions;
  const TargetGroups = kept.map(({ targetGroupArn, weight }) => ({
    TargetGroupArn: targetGroupArn,
    Weight: weight,
  }));
  const forward = actions.find(({ Type }) => Type === 'forward');
  return normaliseActions([
    ...actions.filter(({ Type }) => Type !== 'forward'),
    { Type: 'forward', ForwardConfig: { ...forward?.ForwardConfig, TargetGroups } },
  ]);
}
