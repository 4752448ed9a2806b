import pc from 'picocolors';
import type { Stack } from '../cloudformation/stacks/stack';
import type { LocalAws } from '../local-aws';
import { clockTime } from './event-lines';

/** The target groups that each listener of the stack forwards to, by the listener's logical id, e.g. `GreenTargetGroup 10 %`. */
export function trafficOf(aws: LocalAws, stack: Stack): Map<string, string> {
  const resources = [...stack.resources.values()];
  const logicalId = (arn: string): string =>
    resources.find(({ physicalId }) => physicalId === arn)?.logicalId ?? arn;
  const listeners = resources.filter(({ type, physicalId }) => type === LISTENER && physicalId !== undefined);
  const exists = (arn: string): boolean => aws.loadBalancing.routing.findListener(arn) !== undefined;
  return new Map(
    listeners.flatMap(({ logicalId: name, physicalId = '' }) => {
      const [forward] = exists(physicalId) ? aws.loadBalancing.routing.forwards(physicalId) : [];
      const total = forward?.weights.reduce((sum, { weight }) => sum + weight, 0) ?? 0;
      const parts = (forward?.weights ?? [])
        .filter(({ weight }) => weight > 0)
        .map(
          ({ targetGroupArn, weight }) =>
            `${logicalId(targetGroupArn)} ${Math.round((100 * weight) / total)} %`,
        );
      return parts.length === 0 ? [] : [[name, parts.join(', ')] as const];
    }),
  );
}

const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';

/** Prints each change of the weights that a listener forwards by. */
export class TrafficWatch {
  #shown = new Map<string, string>();

  constructor(
    private readonly aws: LocalAws,
    private readonly print: (line: string) => void,
  ) {}

  printChanges(stack: Stack): void {
    for (const [listener, split] of trafficOf(this.aws, stack)) {
      if (this.#shown.get(listener) === split) continue;
      // The first target group of a new listener is no change.
      if (this.#shown.has(listener)) {
        this.print(`${pc.dim(clockTime(this.aws.clock.date()))}  ${pc.cyan(`${listener}: ${split}`)}`);
      }
      this.#shown.set(listener, split);
    }
  }
}
