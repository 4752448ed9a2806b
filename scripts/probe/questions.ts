import type { Facts, Outcome } from './facts';

/** What the facts say about an assumption: the name of one of its readings, and why. */
export interface Verdict {
  reading: string;
  evidence: string;
}

export interface Question {
  /** The id of the assumption. */
  id: string;
  /** undefined when the run did not observe what the question needs. */
  answer: (facts: Facts) => Verdict | undefined;
}

/** A lag above this is one: the calls themselves take time. */
const LAG_SECONDS = 3;

const lag = (id: string, what: string, seconds: (facts: Facts) => number | undefined): Question => ({
  id,
  answer: (facts) => {
    const lagSeconds = seconds(facts);
    if (lagSeconds === undefined) return undefined;
    return {
      reading: lagSeconds > LAG_SECONDS ? 'late' : 'atOnce',
      evidence: `${what} after ${Math.round(lagSeconds)} s`,
    };
  },
});

/** A question about the answer of one call. */
const call = <Value>(
  id: string,
  outcome: (facts: Facts) => Outcome<Value> | undefined,
  reading: (code: string | undefined, value: Value | undefined) => string,
): Question => ({
  id,
  answer: (facts) => {
    const answer = outcome(facts);
    if (!answer) return undefined;
    if ('error' in answer)
      return {
        reading: reading(answer.error.code, undefined),
        evidence: `${answer.error.code}: ${answer.error.message}`,
      };
    return {
      reading: reading(undefined, answer.value),
      evidence: `accepted: ${JSON.stringify(answer.value)}`,
    };
  },
});

const GONE_GROUP = 'DeploymentGroupDoesNotExistException';

export const QUESTIONS: readonly Question[] = [
  call(
    'grp-02',
    ({ absentConfig }) => absentConfig,
    (code) => (code === undefined ? 'allAtOnce' : 'refused'),
  ),
  {
    id: 'grp-16',
    answer: ({ neverSetRollback }) =>
      neverSetRollback && {
        reading: neverSetRollback.shown ? 'disabled' : 'absent',
        evidence: `GetDeploymentGroup ${neverSetRollback.shown ? 'shows' : 'omits'} autoRollbackConfiguration`,
      },
  },
  call(
    'grp-17',
    ({ deploymentOfDeletedGroup }) => deploymentOfDeletedGroup,
    (code) => (code === undefined ? 'readable' : 'gone'),
  ),
  call(
    'grp-18',
    ({ tagsOfMissingGroup }) => tagsOfMissingGroup,
    (code) => (code === undefined ? 'none' : 'refused'),
  ),
  {
    id: 'grp-19',
    answer: ({ afterStop: { lastSuccessfulIsRollback } = {} }) =>
      lastSuccessfulIsRollback === undefined
        ? undefined
        : {
            reading: lastSuccessfulIsRollback ? 'rollbackCounts' : 'rollbackDoesNotCount',
            evidence: `lastSuccessfulDeployment ${lastSuccessfulIsRollback ? 'is' : 'is not'} the rollback`,
          },
  },
  call(
    'grp-20',
    ({ unusableRole }) => unusableRole,
    (code) => (code === 'InvalidRoleException' ? 'roleError' : 'other'),
  ),
  call(
    'grp-21',
    ({ missingGroup }) => missingGroup,
    (code) => (code === GONE_GROUP ? 'groupError' : 'other'),
  ),
  {
    id: 'dep-18',
    answer: ({ afterStop }) =>
      afterStop && {
        reading: afterStop.targetStatus === 'Succeeded' ? 'Succeeded' : 'Failed',
        evidence: `the target is ${afterStop.targetStatus ?? 'absent'}`,
      },
  },
  {
    id: 'dep-22',
    answer: ({ busy }) => {
      if (!busy || 'value' in busy.outcome) return undefined;
      const { code, message } = busy.outcome.error;
      const named = message.includes('already has an active') ? 'active' : 'deploying';
      return { reading: busy.namesIt ? named : 'withoutId', evidence: `${code}: ${message}` };
    },
  },
  {
    id: 'dep-23',
    answer: ({ inTerminationWait, afterStop }) => {
      if (!inTerminationWait) return undefined;
      const evidence = `during the wait ${String(inTerminationWait.flag)}`;
      if (!inTerminationWait.flag) return { reading: 'never', evidence };
      return (
        afterStop && {
          reading: afterStop.flag ? 'kept' : 'whileWaiting',
          evidence: `${evidence}, afterwards ${String(afterStop.flag)}`,
        }
      );
    },
  },
  {
    id: 'dep-24',
    answer: ({ inTerminationWait }) =>
      inTerminationWait && {
        reading: inTerminationWait.status ?? 'absent',
        evidence: `the status is ${inTerminationWait.status ?? 'absent'}`,
      },
  },
  call(
    'stop-04',
    ({ firstStop }) => (firstStop && 'value' in firstStop ? firstStop : undefined),
    (_code, value) => value?.status ?? 'absent',
  ),
  {
    id: 'stop-10',
    answer: ({ continueReady, continueTermination }) => {
      if (!continueReady || !continueTermination) return undefined;
      const codes = [continueReady, continueTermination].map((outcome) =>
        'error' in outcome ? outcome.error.code : 'accepted',
      );
      const evidence = `READY_WAIT: ${codes[0] ?? ''}, TERMINATION_WAIT: ${codes[1] ?? ''}`;
      if (codes.includes('UnsupportedActionForDeploymentTypeException'))
        return { reading: 'unsupported', evidence };
      return { reading: codes[0] === codes[1] ? 'notReady' : 'byWait', evidence };
    },
  },
  call(
    'stop-11',
    ({ firstStop }) => firstStop,
    (code) => (code === undefined ? 'accepted' : 'refused'),
  ),
  call(
    'stop-12',
    ({ secondStop }) => secondStop,
    (code) => (code === undefined ? 'accepted' : 'refused'),
  ),
  {
    id: 'list-05',
    answer: ({ afterStop: { newestFirst } = {} }) =>
      newestFirst === undefined
        ? undefined
        : {
            reading: newestFirst ? 'newestFirst' : 'oldestFirst',
            evidence: `ListDeployments gave the rollback ${newestFirst ? 'before' : 'after'} the deployment`,
          },
  },
  lag('lag-01', 'a rollback was listed', ({ afterStop }) => afterStop?.rollbackListedSeconds),
  lag('lag-02', 'rollbackInfo named the rollback', ({ afterStop }) => afterStop?.rollbackLagSeconds),
  {
    id: 'lag-03',
    answer: ({ afterStop: { rollbackSeconds } = {} }) =>
      rollbackSeconds === undefined
        ? undefined
        : {
            reading: rollbackSeconds < 60 ? 'seconds' : 'longer',
            evidence: `the rollback took ${Math.round(rollbackSeconds)} s`,
          },
  },
  lag('lag-04', 'the target could be read', ({ targetLagSeconds }) => targetLagSeconds),
  lag('lag-05', 'ListDeployments showed the deployment', ({ listLagSeconds }) => listLagSeconds),
  lag('lag-06', 'GetDeployment showed the deployment', ({ readLagSeconds }) => readLagSeconds),
  lag('lag-07', 'ListTagsForResource showed the tag', ({ tagLagSeconds }) => tagLagSeconds),
];
