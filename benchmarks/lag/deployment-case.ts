import { createHash } from 'node:crypto';
import { HOOK_EVENTS, type HookEvent } from '../../deployment/src/desired-state/appspec';

export const PLANS = {
  'all at once': { config: 'CodeDeployDefault.ECSAllAtOnce', shiftMinutes: 0 },
  canary: { config: 'CodeDeployDefault.ECSCanary10Percent5Minutes', shiftMinutes: 5 },
  linear: { config: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes', shiftMinutes: 9 },
} as const;
export type Plan = keyof typeof PLANS;

export type Hooks = 'none' | 'quick' | 'slow';

/** How a deployment ends. */
export type Ending =
  'succeeds' | `${HookEvent} fails` | 'alarm before the shift is over' | 'stopped in the termination wait';

/** A deployment to measure. */
export interface DeploymentCase {
  plan: Plan;
  terminationWaitMinutes: 0 | 5 | 60;
  /** Whether it has a ready wait, which an operator ends. */
  readyWait: boolean;
  hooks: Hooks;
  completeWhen: 'SUCCEEDED' | 'TRAFFIC_SHIFTED';
  ending: Ending;
}

/**
 * Every distinct combination. Hooks fail only in cases with hooks, and settings that take effect after a failure (waits
 * after the shift, CompleteWhen) are not varied for it.
 */
export function allCases(): DeploymentCase[] {
  const cases: DeploymentCase[] = [];
  for (const plan of Object.keys(PLANS) as Plan[])
    for (const readyWait of [false, true])
      for (const hooks of ['none', 'quick', 'slow'] as const)
        for (const terminationWaitMinutes of [0, 5, 60] as const)
          for (const completeWhen of ['SUCCEEDED', 'TRAFFIC_SHIFTED'] as const)
            for (const ending of endingsFor(hooks, terminationWaitMinutes, completeWhen))
              cases.push({ plan, terminationWaitMinutes, readyWait, hooks, completeWhen, ending });
  return cases;
}

function endingsFor(
  hooks: Hooks,
  terminationWaitMinutes: number,
  completeWhen: DeploymentCase['completeWhen'],
): Ending[] {
  const endings: Ending[] = ['succeeds'];
  if (terminationWaitMinutes > 0 && completeWhen === 'SUCCEEDED')
    endings.push('stopped in the termination wait');
  if (terminationWaitMinutes === 5) {
    if (hooks !== 'none') endings.push(...HOOK_EVENTS.map((event) => `${event} fails` as const));
    endings.push('alarm before the shift is over');
  }
  return endings;
}

export function nameOf({
  plan,
  terminationWaitMinutes,
  readyWait,
  hooks,
  completeWhen,
  ending,
}: DeploymentCase): string {
  const until = completeWhen === 'SUCCEEDED' ? '' : ', until shifted';
  return (
    `${plan}, termination wait ${terminationWaitMinutes} min, ${readyWait ? 'ready wait, ' : ''}` +
    `${hooks === 'none' ? 'no' : hooks} hooks${until}: ${ending}`
  );
}

/** The random durations of a deployment, in seconds. */
export interface Timing {
  startSeconds: number;
  healthySeconds: number;
  hookSeconds(event: HookEvent): number;
  /** From Ready until the operator continues the deployment. */
  readySeconds: number;
  /** The part of the shift or wait after which the alarm or stop comes, 0 to 1. */
  fraction: number;
}

/** Random durations, the same for the same case and seed. */
export function timingOf(deployment: DeploymentCase, seed: string): Timing {
  const random = (what: string, from: number, to: number): number => {
    const hash = createHash('sha256')
      .update(`${seed} ${nameOf(deployment)} ${what}`)
      .digest()
      .readUInt32BE();
    return from + (hash / 0xffffffff) * (to - from);
  };
  return {
    startSeconds: random('start', 15, 60),
    healthySeconds: random('healthy', 20, 120),
    hookSeconds: (event) => (deployment.hooks === 'slow' ? random(event, 45, 400) : random(event, 1, 4)),
    readySeconds: random('ready', 60, 1500),
    fraction: random('fraction', 0.05, 0.95),
  };
}
