import type { TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';

/** A step of a traffic shift: the replacement's share of production traffic, and the pause after it. */
export interface Shift {
  greenPercent: number;
  pauseMinutes: number;
}

/**
 * The steps of a traffic shift. The first increment comes at once. A canary shifts the rest after its interval, a linear shift
 * moves by its percentage every interval. There is no pause after 100 percent.
 * (AWS CodeDeploy User Guide, "Working with deployment configurations"; API reference, TrafficRoutingConfig.)
 * @param routing absent for a configuration without a traffic shift, which means all at once
 */
export function trafficPlan(routing: TrafficRoutingConfig | undefined): Shift[] {
  switch (routing?.type) {
    case 'TimeBasedCanary': {
      const { canaryPercentage = 100, canaryInterval = 0 } = routing.timeBasedCanary ?? {};
      return linear(canaryPercentage, canaryInterval)
        .slice(0, 1)
        .concat({ greenPercent: 100, pauseMinutes: 0 });
    }
    case 'TimeBasedLinear': {
      const { linearPercentage = 100, linearInterval = 0 } = routing.timeBasedLinear ?? {};
      return linear(linearPercentage, linearInterval);
    }
    case 'AllAtOnce':
    case undefined:
      return [{ greenPercent: 100, pauseMinutes: 0 }];
  }
}

function linear(percentage: number, intervalMinutes: number): Shift[] {
  const steps = Math.ceil(100 / percentage);
  return Array.from({ length: steps }, (_, index) => ({
    greenPercent: Math.min(100, (index + 1) * percentage),
    pauseMinutes: index === steps - 1 ? 0 : intervalMinutes,
  }));
}

/** Minutes from the first to the last step of a plan. */
export function planMinutes(plan: Shift[]): number {
  return plan.reduce((sum, shift) => sum + shift.pauseMinutes, 0);
}
