import { acceptance, call, lag, type Question } from './question';

/** What is asked about stops and rollbacks, lists, and how late something shows. */
export const STOP_QUESTIONS: readonly Question[] = [
  {
    id: 'stop-01',
    answer: ({ stopWithoutFlag }) => {
      if (!stopWithoutFlag) return undefined;
      const { configured, notConfigured } = stopWithoutFlag;
      const evidence = `a rollback with the configuration: ${String(configured)}, without: ${String(notConfigured)}`;
      if (configured !== notConfigured) return { reading: 'configuration', evidence };
      return { reading: configured ? 'always' : 'never', evidence };
    },
  },
  {
    id: 'stop-02',
    answer: ({ stopWithFalse }) =>
      stopWithFalse && {
        reading: stopWithFalse.rollback ? 'configuration' : 'never',
        evidence: `a rollback with the configuration: ${String(stopWithFalse.rollback)}`,
      },
  },
  call(
    'stop-04',
    ({ firstStop }) => (firstStop && 'value' in firstStop ? firstStop : undefined),
    (_code, value) => value?.status ?? 'absent',
  ),
  {
    id: 'stop-06',
    answer: ({ stopAtCreation }) =>
      stopAtCreation && {
        reading: stopAtCreation.rollback ? 'creation' : 'install',
        evidence: `stopped before Install, a rollback: ${String(stopAtCreation.rollback)}`,
      },
  },
  {
    id: 'stop-07',
    answer: ({ afterStop: { rollbackEvents } = {} }) =>
      rollbackEvents && {
        reading: [...new Set(rollbackEvents)].join(' and '),
        evidence: `besides AllowTraffic: ${rollbackEvents.join(', ')}`,
      },
  },
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
  acceptance('stop-11', ({ firstStop }) => firstStop, 'accepted', 'refused'),
  acceptance('stop-12', ({ secondStop }) => secondStop, 'accepted', 'refused'),
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
  lag('lag-08', 'DescribeServices showed the new PRIMARY', ({ primaryLagSeconds }) => primaryLagSeconds),
  acceptance('lag-09', ({ stopInInstall }) => stopInInstall, 'accepted', 'refused'),
];
