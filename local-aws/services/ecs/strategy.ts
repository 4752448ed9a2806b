import type { DeploymentConfiguration, LoadBalancer } from '@aws-sdk/client-ecs';
import { ServiceError } from '../../core/service';
import { forwardOf } from '../elasticloadbalancing/actions';
import type { LoadBalancing } from '../elasticloadbalancing/load-balancing';

/** A step of a traffic shift: the share of the new revision, and how long the deployment then waits. */
export interface Step {
  greenPercent: number;
  waitMinutes: number;
}

/**
 * The steps of a strategy that runs the old and the new revision side by side; undefined for rolling updates.
 * Source of the defaults: Amazon ECS API Reference, CanaryConfiguration and LinearConfiguration.
 */
export function stepsOf(configuration: DeploymentConfiguration | undefined): Step[] | undefined {
  const { strategy, bakeTimeInMinutes = 0, canaryConfiguration, linearConfiguration } = configuration ?? {};
  const last = { greenPercent: 100, waitMinutes: bakeTimeInMinutes };
  if (strategy === 'BLUE_GREEN') return [last];
  if (strategy === 'CANARY') {
    const { canaryPercent = 5, canaryBakeTimeInMinutes = 10 } = canaryConfiguration ?? {};
    return [{ greenPercent: canaryPercent, waitMinutes: canaryBakeTimeInMinutes }, last];
  }
  if (strategy !== 'LINEAR') return undefined;
  const { stepPercent = 10, stepBakeTimeInMinutes = 6 } = linearConfiguration ?? {};
  const before = Array.from({ length: Math.ceil(100 / stepPercent) - 1 }, (_, index) => ({
    greenPercent: stepPercent * (index + 1),
    waitMinutes: stepBakeTimeInMinutes,
  }));
  return [...before, last];
}

/** The load balancers of the next revision: it runs in the target group of each pair in which the present one does not run. */
export function greenLoadBalancers(
  configured: readonly LoadBalancer[],
  live: readonly LoadBalancer[],
): LoadBalancer[] {
  const occupied = new Set(live.map(({ targetGroupArn }) => targetGroupArn));
  return configured.map((each) => {
    const alternate = each.advancedConfiguration?.alternateTargetGroupArn;
    if (alternate === undefined || !occupied.has(each.targetGroupArn)) return each;
    return { ...each, targetGroupArn: alternate };
  });
}

/** Whether the tasks that run now are in the target groups that these load balancers name, with the same container. */
export function coversLive(configured: readonly LoadBalancer[], live: readonly LoadBalancer[]): boolean {
  return (
    configured.length === live.length &&
    live.every(({ targetGroupArn, containerName, containerPort }) =>
      configured.some(
        (each) =>
          each.containerName === containerName &&
          each.containerPort === containerPort &&
          [each.targetGroupArn, each.advancedConfiguration?.alternateTargetGroupArn].includes(targetGroupArn),
      ),
    )
  );
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', message);
}

/**
 * Checks what a deployment by the service's own strategy needs.
 * Source: Amazon ECS Developer Guide, "Migrating from a CodeDeploy blue/green to an Amazon ECS blue/green service deployment",
 * whose sentence about target groups AWS writes into the failed deployment.
 * @throws ServiceError when it is missing, or when the local AWS does not play it
 */
export function checkStrategy(
  loadBalancing: LoadBalancing,
  { lifecycleHooks = [] }: DeploymentConfiguration,
  loadBalancers: readonly LoadBalancer[],
): void {
  if (lifecycleHooks.length > 0)
    throw invalid('The local AWS does not run the lifecycle hooks of an ECS service. Leave them out here.');
  for (const { targetGroupArn, advancedConfiguration } of loadBalancers) {
    const { alternateTargetGroupArn, productionListenerRule, testListenerRule, roleArn } =
      advancedConfiguration ?? {};
    // A shell sends an empty text for a variable that it does not have.
    if (!alternateTargetGroupArn || !productionListenerRule || !roleArn)
      throw invalid(
        'advancedConfiguration needs alternateTargetGroupArn, productionListenerRule and roleArn with this strategy.',
      );
    const rules =
      testListenerRule === undefined ? [productionListenerRule] : [productionListenerRule, testListenerRule];
    const associated = rules.flatMap((rule) => targetGroupsOf(loadBalancing, rule));
    if (![targetGroupArn, alternateTargetGroupArn].every((arn) => associated.includes(arn ?? '')))
      throw invalid(
        'Both targetGroup and alternateTargetGroup must be associated with the productionListenerRule or testListenerRule.',
      );
  }
}

/** The target groups to which a rule forwards; of a Network Load Balancer, a listener. */
function targetGroupsOf({ listeners, rules }: LoadBalancing, arn: string): string[] {
  const actions = arn.includes(':listener/')
    ? listeners.get(arn).DefaultActions
    : (rules.describe({ RuleArns: [arn] }).Rules?.[0]?.Actions ?? []);
  return (forwardOf(actions) ?? []).map(({ TargetGroupArn }) => TargetGroupArn);
}
