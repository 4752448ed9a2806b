import type { LoadBalancer } from '@aws-sdk/client-ecs';
import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { StoredTaskSet } from './task-set';
import type { TaskHost } from './tasks';
import type { Step } from './strategy';

/**
 * A deployment by a service's own strategy, from the moment at which its tasks are healthy: test traffic, production traffic
 * step by step, and the bake time, in which the old revision still runs. (Amazon ECS Developer Guide, "Amazon ECS blue/green
 * deployments".)
 */
export class StrategyRun {
  #begun = false;
  #cancel: () => void = () => undefined;

  /**
   * @param green the new revision
   * @param blue the target groups of the old one
   * @param done called after the bake time
   */
  constructor(
    private readonly host: TaskHost,
    readonly green: StoredTaskSet,
    private readonly blue: readonly LoadBalancer[],
    private readonly steps: readonly Step[],
    private readonly done: () => void,
  ) {}

  /** Begins with the traffic. Later calls change nothing. */
  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#shift('testListenerRule', 100);
    this.#take(0);
  }

  stop(): void {
    this.#cancel();
  }

  #take(index: number): void {
    const step = this.steps[index];
    if (!step) {
      this.done();
      return;
    }
    this.#shift('productionListenerRule', step.greenPercent);
    this.#cancel = this.host.account.clock.after(step.waitMinutes * 60, () => {
      this.#take(index + 1);
    });
  }

  #shift(place: 'productionListenerRule' | 'testListenerRule', greenPercent: number): void {
    const { listeners, rules } = this.host.loadBalancing;
    for (const [
      index,
      { targetGroupArn, advancedConfiguration },
    ] of this.green.settings.loadBalancers.entries()) {
      const arn = advancedConfiguration?.[place];
      if (arn === undefined) continue;
      const actions = forward(this.blue[index]?.targetGroupArn, targetGroupArn, greenPercent);
      if (arn.includes(':listener/')) listeners.modify({ ListenerArn: arn, DefaultActions: actions });
      else rules.modify({ RuleArn: arn, Actions: actions });
    }
  }
}

/** Weights are whole numbers up to 999, and a share may have tenths of a percent. */
function forward(blue: string | undefined, green: string | undefined, greenPercent: number): Action[] {
  const scale = Number.isInteger(greenPercent) ? 1 : 10;
  const TargetGroups = [
    { TargetGroupArn: blue, Weight: Math.round((100 - greenPercent) * scale) },
    { TargetGroupArn: green, Weight: Math.round(greenPercent * scale) },
  ];
  return [{ Type: 'forward', ForwardConfig: { TargetGroups } }];
}
