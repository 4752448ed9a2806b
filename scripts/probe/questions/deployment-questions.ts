import { acceptance, type Question } from './question';

/** What is asked about deployments and their states. */
export const DEPLOYMENT_QUESTIONS: readonly Question[] = [
  acceptance('dep-04', ({ revisionBySha256 }) => revisionBySha256, 'found', 'refused'),
  {
    id: 'dep-09',
    answer: ({ leftTaskSets }) =>
      leftTaskSets && {
        reading: leftTaskSets.kept ? 'kept' : 'deleted',
        evidence: `the left task set ${leftTaskSets.kept ? 'was still' : 'was no longer'} ACTIVE`,
      },
  },
  {
    id: 'dep-16',
    answer: ({ wrongAppSpec, stopCode }) => {
      if (wrongAppSpec?.code === undefined || stopCode === undefined) return undefined;
      const evidence = `AppSpec: ${wrongAppSpec.code}, stop: ${stopCode}`;
      if (wrongAppSpec.code === 'INVALID_REVISION' && stopCode === 'MANUAL_STOP')
        return { reading: 'specific', evidence };
      return { reading: wrongAppSpec.code === stopCode ? 'internal' : 'other', evidence };
    },
  },
  {
    id: 'dep-17',
    answer: ({ wrongAppSpec: { events } = {} }) =>
      events && {
        reading: events.includes('Failed') ? 'failed' : 'skipped',
        evidence: `the events are ${events.join(', ')}`,
      },
  },
  {
    id: 'dep-18',
    answer: ({ afterStop }) =>
      afterStop && {
        reading: afterStop.targetStatus === 'Succeeded' ? 'Succeeded' : 'Failed',
        evidence: `the target is ${afterStop.targetStatus ?? 'absent'}`,
      },
  },
  {
    id: 'dep-19',
    answer: ({ afterStop }) =>
      afterStop && {
        reading: afterStop.samePrimary ? 'frozen' : 'live',
        evidence: `after the rollback the target shows ${afterStop.samePrimary ? 'the same' : 'another'} task set as PRIMARY`,
      },
  },
  acceptance('dep-20', ({ missingAlarm }) => missingAlarm, 'noEffect', 'refused'),
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
  {
    id: 'dep-27',
    answer: ({ afterStop }) =>
      afterStop && {
        reading: afterStop.overview ? 'afterTheEnd' : 'never',
        evidence: `after its end GetDeployment ${afterStop.overview ? 'shows' : 'omits'} deploymentOverview`,
      },
  },
];
