import { about, inWords, yesNo } from './type-question';
import type { Question } from './question';

/** What is asked about the requests of handlers, their answers, and Cloud Control. */
export const HANDLER_QUESTIONS: readonly Question[] = [
  about('cfn-20', ({ imported }) => {
    if (!imported) return undefined;
    const { taggable, untaggable } = imported;
    const evidence = `UPDATE of the taggable type: ${inWords(taggable)}, of the other: ${inWords(untaggable)}`;
    if (untaggable) return ['always', evidence];
    return [taggable ? 'taggable' : 'never', evidence];
  }),
  about(
    'cfn-21',
    ({ importFailed }) =>
      importFailed && [importFailed.deletes === 0 ? 'noCall' : 'delete', `DELETE: ${importFailed.deletes}`],
  ),
  about(
    'cfn-22',
    ({ tagDrift: status }) =>
      status && [
        status === 'IN_SYNC' ? 'ignored' : 'counted',
        `a resource with tags of its stack is ${status}`,
      ],
  ),
  about(
    'cfn-24',
    ({ unreadable }) =>
      unreadable && [
        unreadable.resource === 'UNKNOWN' ? 'unknown' : 'failed',
        `the resource is ${unreadable.resource}, the detection ${unreadable.detection}`,
      ],
  ),
  about('cfn-26', ({ retriable: count }) =>
    count === undefined ? undefined : [timesOf(count), `calls of a handler that is throttled: ${count}`],
  ),
  about('cfn-27', ({ killed: count }) =>
    count === undefined ? undefined : [count > 1 ? 'again' : 'fails', `requests: ${count}`],
  ),
  about('cfn-28', ({ contract }) => {
    if (!contract) return undefined;
    const statuses = Object.entries(contract);
    const isTolerated = statuses.some(([, status]) => status === 'CREATE_COMPLETE');
    const evidence = statuses.map(([how, status]) => `${how}: ${status}`).join(', ');
    return [isTolerated ? 'tolerated' : 'ends', evidence];
  }),
  about(
    'cfn-29',
    ({ numbers }) =>
      numbers && [
        numbers.again === 'string' ? 'strings' : 'typed',
        `a number was a ${numbers.first}, then a ${numbers.again}`,
      ],
  ),
  about(
    'cfn-30',
    ({ updateRequest }) =>
      updateRequest && [
        updateRequest.inPrevious ? 'both' : 'new',
        `new: ${inWords(updateRequest.inNew)}, previous: ${inWords(updateRequest.inPrevious)}`,
      ],
  ),
  about('cfn-31', ({ reads: count }) =>
    count === undefined
      ? undefined
      : [count === 0 ? 'getAtt' : 'always', `READs without Fn::GetAtt: ${count}`],
  ),
  about(
    'cfn-32',
    ({ readOnlyProperty }) =>
      readOnlyProperty && [
        readOnlyProperty.called ? 'ignored' : 'extraneous',
        readOnlyProperty.reason ?? 'accepted',
      ],
  ),
  about(
    'cfn-35',
    ({ systemTags }) =>
      systemTags && [systemTags.length > 0 ? 'sent' : 'notSent', systemTags.join(', ') || 'no system tags'],
  ),
  about(
    'cfn-37',
    ({ unnamedAction }) =>
      unnamedAction && [
        unnamedAction.status === 'CREATE_COMPLETE' ? 'roleOnly' : 'checked',
        unnamedAction.reason ?? 'the call was allowed',
      ],
  ),
  about('cfn-38', ({ imported }) =>
    imported && (imported.taggable || imported.untaggable)
      ? yesNo(imported.previous, 'template', 'none', 'previous properties')
      : undefined,
  ),
  about(
    'cfn-39',
    ({ importFailed }) =>
      importFailed && [
        importFailed.reverts === 0 ? 'noCall' : 'reverted',
        `operations after the failure: ${importFailed.reverts}`,
      ],
  ),
  about('cfn-42', ({ express }) => {
    if (!express) return undefined;
    const { before, after } = express;
    const evidence = `calls before the resource was complete: ${before}, after: ${after}`;
    // The resource asks for three delays.
    if (before > 3) return ['await', evidence];
    return [after > 0 ? 'continue' : 'drop', evidence];
  }),
  about(
    'cfn-44',
    ({ expressFailure: status }) =>
      status && [status.includes('ROLLBACK') ? 'on' : 'off', `the stack ended in ${status}`],
  ),
  about('cfn-45', ({ revertDrift }) => {
    if (!revertDrift) return undefined;
    const { value, hasSecret } = revertDrift;
    const evidence = `Value ${String(value)}, write-only property: ${inWords(hasSecret)}`;
    if (value !== 'drifted1') return ['template', evidence];
    return [hasSecret ? 'merged' : 'live', evidence];
  }),
  about(
    'cfn-46',
    ({ revertDrift }) =>
      revertDrift && [
        revertDrift.reads === 0 ? 'atCreation' : 'atExecution',
        `READs between execution and UPDATE: ${revertDrift.reads}`,
      ],
  ),
  about('cfn-47', ({ revertDriftRollback: value }) =>
    value === undefined ? undefined : [value === 'drifted2' ? 'live' : 'template', `Value ${value}`],
  ),
  about('cfn-49', ({ refactorUpdates: count }) =>
    count === undefined ? undefined : [count === 0 ? 'none' : 'update', `calls of UPDATE: ${count}`],
  ),
];

const timesOf = (count: number): string => {
  if (count === 1) return 'one';
  return count <= 3 ? 'three' : 'more';
};
