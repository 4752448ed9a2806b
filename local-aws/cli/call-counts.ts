import type { Call } from '../core/calls';

/** How often each CodeDeploy operation was called, e.g. `GetDeployment 12`, the most frequent first. */
export function codeDeployCalls(calls: readonly Call[]): { total: number; byOperation: [string, number][] } {
  const counts = new Map<string, number>();
  for (const { service, operation } of calls) {
    if (service === 'codedeploy') counts.set(operation, (counts.get(operation) ?? 0) + 1);
  }
  const byOperation = [...counts].sort(([, one], [, other]) => other - one);
  return { total: byOperation.reduce((sum, [, count]) => sum + count, 0), byOperation };
}
