import type { Action, RedirectActionConfig } from '@aws-sdk/client-elastic-load-balancing-v2';
import { forwardOf, type Forward } from './actions';
import { fulfils, type TrafficRequest } from './conditions';
import type { Listeners } from './listeners';
import type { LoadBalancers } from './load-balancers';
import type { Rules } from './rules';
import type { Targets, TrafficResponse } from './targets';

/**
 * Answers requests to a load balancer: with the answer of a container behind the target group that the listener's weights
 * select.
 */
export class Traffic {
  /** The credit of each target group, by listener or rule. */
  readonly #credits = new Map<string, Map<string, number>>();

  constructor(
    private readonly loadBalancers: LoadBalancers,
    private readonly listeners: Listeners,
    private readonly rules: Rules,
    private readonly targets: Targets,
  ) {}

  route(request: TrafficRequest): TrafficResponse {
    const loadBalancer = this.loadBalancers.findByDnsName(request.host);
    if (!loadBalancer) return refusal(502, `The local AWS has no load balancer ${request.host}.`);
    const listeners = this.listeners.of(loadBalancer.LoadBalancerArn);
    const listener = listeners.find(({ Port }) => Port === request.port);
    if (!listener) return refusal(502, `${request.host} has no listener on port ${request.port}.`);
    const rule = this.rules
      .of(listener.ListenerArn)
      .find(({ Conditions: conditions }) => fulfils(conditions, request));
    return rule
      ? this.#act(rule.RuleArn, rule.Actions, request)
      : this.#act(listener.ListenerArn, listener.DefaultActions, request);
  }

  #act(arn: string, actions: readonly Action[], request: TrafficRequest): TrafficResponse {
    const forwards = forwardOf(actions);
    if (forwards) {
      const chosen = this.#choose(arn, forwards);
      const target = chosen === undefined ? undefined : this.targets.next(chosen);
      return target?.answer(request) ?? refusal(503, '503 Service Temporarily Unavailable');
    }
    const [action] = actions;
    if (action?.FixedResponseConfig) {
      const {
        StatusCode: status,
        ContentType: type = 'text/plain',
        MessageBody: body = '',
      } = action.FixedResponseConfig;
      return { status: Number(status), headers: { 'content-type': type }, body };
    }
    return redirect(action?.RedirectConfig, request);
  }

  /**
   * Selects the next target group. Each request adds every target group's weight to its credit; the target group with the
   * most credit is selected and pays the sum of all weights. This splits requests exactly by weight, and as evenly as possible.
   */
  #choose(arn: string, forwards: readonly Forward[]): string | undefined {
    const total = forwards.reduce((sum, { Weight }) => sum + Weight, 0);
    if (total === 0) return undefined;
    const credits = this.#credits.get(arn) ?? new Map<string, number>();
    let chosen: { arn: string; credit: number } | undefined;
    for (const { TargetGroupArn: targetGroup, Weight: weight } of forwards) {
      const credit = weight === 0 ? 0 : (credits.get(targetGroup) ?? 0) + weight;
      credits.set(targetGroup, credit);
      if (weight > 0 && (!chosen || credit > chosen.credit)) chosen = { arn: targetGroup, credit };
    }
    if (chosen) credits.set(chosen.arn, chosen.credit - total);
    this.#credits.set(arn, credits);
    return chosen?.arn;
  }
}

function refusal(status: number, text: string): TrafficResponse {
  return { status, headers: { 'content-type': 'text/plain' }, body: text };
}

/** Source: Elastic Load Balancing API Reference, RedirectActionConfig: `#{host}` and the like keep a part as it is. */
function redirect(config: RedirectActionConfig | undefined, request: TrafficRequest): TrafficResponse {
  const parts: Record<string, string> = {
    protocol: 'HTTP',
    host: request.host,
    port: String(request.port),
    path: request.path.replace(/^\//, ''),
    query: request.query.toString(),
  };
  const fill = (text: string) => text.replace(/#\{(\w+)\}/g, (_, name: string) => parts[name] ?? '');
  const {
    Protocol = '#{protocol}',
    Host = '#{host}',
    Port = '#{port}',
    Path = '/#{path}',
    Query = '#{query}',
  } = config ?? {};
  const query = fill(Query);
  const location = `${fill(Protocol).toLowerCase()}://${fill(Host)}:${fill(Port)}${fill(Path)}${query && `?${query}`}`;
  return { status: config?.StatusCode === 'HTTP_301' ? 301 : 302, headers: { location }, body: '' };
}
