import type { Invocation, Outcome } from '../../runtime/resource';
import type { ResourceModel } from './models';
import type { Phase } from './phase';
import { isNotPropagated } from './refusal';

/** For so long (milliseconds) a new role or topic is given time to be seen everywhere. */
const PATIENCE = 5 * 60_000;

/**
 * The answer to a refusal that time may heal: a stack creates role, topic and group within seconds, and IAM is
 * eventually consistent. (IAM User Guide, Troubleshoot IAM, Changes that I make are not always immediately visible.)
 * @returns undefined when it is another refusal, or has lasted too long
 */
export function awaitPropagation(
  thrown: unknown,
  { phase, now }: Invocation<ResourceModel, Phase>,
): Outcome<ResourceModel, Phase> | undefined {
  if (!isNotPropagated(thrown)) return undefined;
  const since = phase?.kind === 'propagating' ? phase.since : now;
  if (now - since >= PATIENCE) return undefined;
  return {
    kind: 'inProgress',
    phase: { kind: 'propagating', since },
    delaySeconds: since === now ? 5 : 10,
    message: `The role or a topic may be too new to be seen by CodeDeploy. ${thrown.message}`,
  };
}
