import { about, inWords, yesNo } from './type-question';
import type { Question } from './question';

/** What is asked about updates, their rollbacks, and stacks without rollback. */
export const STACK_QUESTIONS: readonly Question[] = [
  about(
    'cfn-01',
    ({ rollbackOrder }) =>
      rollbackOrder && [rollbackOrder, `the second resource depends on the first: ${rollbackOrder}`],
  ),
  about('cfn-02', ({ callsAfterCancel: count }) =>
    count === undefined
      ? undefined
      : [count === 0 ? 'never' : 'some', `calls after the cancellation: ${count}`],
  ),
  about('cfn-03', ({ updatesOfUncalled: count }) =>
    count === undefined ? undefined : [count === 0 ? 'noCall' : 'update', `calls in the rollback: ${count}`],
  ),
  about('cfn-04', ({ updatesOfReplaced: count }) =>
    count === undefined ? undefined : [count === 0 ? 'noCall' : 'update', `calls of UPDATE: ${count}`],
  ),
  about(
    'cfn-05',
    ({ besideFailedRollback: status }) =>
      status && [
        status === 'UPDATE_COMPLETE' ? 'continue' : 'cancelled',
        `the resource in progress ended in ${status}`,
      ],
  ),
  about('cfn-06', ({ reasons }) => {
    const texts = Object.entries(reasons ?? {}).map(([call, text]) => `${call}: ${text ?? 'none'}`);
    if (texts.length < 3) return undefined;
    const all = texts.every((text) => text.endsWith(': User Initiated'));
    return [all ? 'userInitiated' : 'other', texts.join(', ')];
  }),
  about('cfn-08', ({ cancelledPreserving: outcome }) => {
    if (!outcome) return undefined;
    if ('error' in outcome) return ['refused', `${outcome.error.code}: ${outcome.error.message}`];
    const { status } = outcome.value;
    return [status.includes('ROLLBACK') ? 'rolledBack' : 'kept', `the stack ended in ${status}`];
  }),
  about('cfn-09', ({ continued: { calledDone } = {} }) =>
    yesNo(calledDone, 'all', 'remaining', 'what was rolled back before was called again'),
  ),
  about('cfn-10', ({ revert }) => {
    if (!revert) return undefined;
    if (!revert.called) return ['notReverted', 'no second UPDATE'];
    return [revert.flag ? 'flagged' : 'plain', `a second UPDATE, rollback: ${inWords(revert.flag)}`];
  }),
  about('cfn-11', ({ failedIsCalledAgain: called }) =>
    yesNo(called, 'called', 'changedOnly', 'the unchanged resource that showed UPDATE_FAILED was called'),
  ),
  about(
    'cfn-12',
    ({ templateAfterFailure: template }) =>
      template && [
        template,
        `GetTemplate gives the ${template === 'failed' ? 'failed' : 'last good'} template`,
      ],
  ),
  about(
    'cfn-13',
    ({ afterFailedCreate: status }) =>
      status && [status === 'DELETE_COMPLETE' ? 'deleted' : 'stays', `the stack ended in ${status}`],
  ),
  about('cfn-14', ({ rolledBackStack }) => {
    if (!rolledBackStack) return undefined;
    const { operations, from, to } = rolledBackStack;
    return [
      operations === 1 ? 'one' : 'each',
      `operations: ${operations}, the first from ${String(from)} to ${String(to)}`,
    ];
  }),
  about('cfn-15', ({ timeout }) => {
    if (!timeout) return undefined;
    const { reason = 'none', resource = 'none' } = timeout;
    const isCancelled = reason.includes('exceeded the specified timeout') && /cancelled/i.test(resource);
    return [isCancelled ? 'cancelled' : 'other', `stack: ${reason}, resource: ${resource}`];
  }),
  about('cfn-16', ({ deletedOfReplacement: count }) =>
    count === undefined ? undefined : [count > 1 ? 'both' : 'one', `physical resources deleted: ${count}`],
  ),
  about(
    'cfn-19',
    ({ snapshot }) =>
      snapshot &&
      ('error' in snapshot
        ? ['refused', `${snapshot.error.code}: ${snapshot.error.message}`]
        : ['ignored', 'accepted']),
  ),
  about('cfn-33', ({ oldWasDeleted }) =>
    yesNo(oldWasDeleted, 'after', 'before', 'the old resource, Retain before the update, was deleted'),
  ),
  about('cfn-40', ({ continued, rolledBackStack }) => {
    if (!continued || !rolledBackStack) return undefined;
    const [inContinue, inRollback] = [continued.flag, rolledBackStack.flag];
    const evidence = `ContinueUpdateRollback: ${inWords(inContinue)}, RollbackStack: ${inWords(inRollback)}`;
    if (inContinue) return [inRollback ? 'both' : 'notRollbackStack', evidence];
    return [inRollback ? 'notContinue' : 'neither', evidence];
  }),
];
