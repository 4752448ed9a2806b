import type { Answer, Properties } from './registry-event';

/** The phase in the callback context of an answer; undefined when there is none, as in the answer that ends an operation. */
export function phaseOf({ callbackContext }: Pick<Answer, 'callbackContext'>): Properties | undefined {
  return (callbackContext?.phase as Properties | null | undefined) ?? undefined;
}

/** The tag of the phase's union, e.g. `deploying`. */
export function phaseKind(answer: Pick<Answer, 'callbackContext'>): string | undefined {
  return phaseOf(answer)?.kind as string | undefined;
}

/**
 * A condition for `runUntil`: the operation stands in this phase.
 * @param where what else has to hold of the phase's members
 */
export function inPhase(
  kind: string,
  where: (phase: Properties) => boolean = () => true,
): (answer: Pick<Answer, 'callbackContext'>) => boolean {
  return (answer) => {
    const phase = phaseOf(answer);
    return phase !== undefined && phaseKind(answer) === kind && where(phase);
  };
}
