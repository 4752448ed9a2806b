import { toFailure } from '../../runtime/aws/aws-errors';
import type { Invocation, Outcome } from '../../runtime/resource';
import { FIRST_PROPAGATION_SECONDS, PROPAGATION_PATIENCE_MS, PROPAGATION_SECONDS } from './delays';
import { progress } from './messages/progress';
import type { ResourceModel } from './models';
import type { Phase } from './phase';
import { isNotPropagated } from './refusal';

/**
 * The answer to a refusal that may end by itself. A stack creates a role, a topic and the group within seconds, and IAM
 * shows changes to CodeDeploy only some time later. (IAM User Guide, Troubleshoot IAM, Changes that I make are not
 * always immediately visible.)
 * @returns undefined for another refusal, or one that has lasted for PROPAGATION_PATIENCE_MS
 */
export function awaitPropagation(
  thrown: unknown,
  { phase, now }: Invocation<ResourceModel, Phase>,
): Outcome<ResourceModel, Phase> | undefined {
  if (!isNotPropagated(thrown)) return undefined;
  const since = phase?.kind === 'propagating' ? phase.since : now;
  if (now - since >= PROPAGATION_PATIENCE_MS) return undefined;
  return {
    kind: 'inProgress',
    phase: { kind: 'propagating', since },
    delaySeconds: since === now ? FIRST_PROPAGATION_SECONDS : PROPAGATION_SECONDS,
    ...progress('WaitingForPropagation', { said: toFailure(thrown).text }),
  };
}
