import { defaultReadings } from '#local-aws';
import type { Command, History, Lags, Setup, Step, TemplateInput, UpdateMode } from './generate/history';

/** Every answer shows at once what has happened. */
export const NO_LAGS: Lags = {
  rollbackIdSeconds: 0,
  rollbackStartSeconds: 0,
  rollbackExtraSeconds: 0,
  listSeconds: 0,
  readSeconds: 0,
  targetsSeconds: 0,
  tagsSeconds: 0,
  stopSeconds: 0,
  servicesSeconds: 0,
  hidesTerminationWait: false,
};

/** Nothing special. */
export const PLAIN: Setup = {
  plan: 'allAtOnce',
  readyWaitMinutes: 0,
  terminationWaitMinutes: 0,
  testListener: true,
  automaticRollback: true,
  rollsBackStops: false,
  watchesAlarm: false,
  groupInStack: false,
  callsAfterCancel: 0,
  otherPorts: false,
  listenerRule: false,
  hostClocks: [0, 0],
  emptyPages: false,
  dropsNulls: false,
  readings: {
    importUpdates: 'always',
    importPrevious: 'none',
    expressInvocations: 'await',
    revertDriftPrevious: 'live',
    refactorTags: 'none',
    continueRollbackFlag: true,
    rollbackStackFlag: true,
    listenerUpdates: 'changed',
    callsOnRetriableError: 3,
    rollbackOrder: 'dependencies',
    rollbackOfUncalled: 'none',
    rollbackFailure: 'continue',
    cancelWithoutRollback: 'rollback',
    continueRollback: 'remaining',
    preservedRevertFlag: true,
    failedUpdates: 'called',
    repeatedNumbers: 'strings',
    updateIdentifier: 'both',
    systemTags: 'sent',
    revertDriftRollback: 'live',
  },
  codeDeployReadings: defaultReadings(),
  lags: NO_LAGS,
};

/** Version 1, without optional properties. */
export const INPUT: TemplateInput = {
  version: 1,
  completeWhen: 'SUCCEEDED',
  whenBusy: 'WAIT',
  hookPolicy: 'ALWAYS',
  hook: 'none',
  timeoutInMinutes: 'default',
  redeployToken: 'none',
  parameters: { port: 'none', network: 'none', platform: 'none', strategy: 'none' },
  sibling: { order: 'parallel', seconds: 0, fails: false },
};

/** A history, and what it is about. */
export interface NamedHistory {
  sentence: string;
  history: History;
}

/** A command, this many seconds after the step before or after the stack has finished what is in progress. */
export const step = (afterSeconds: number, command: Command, whenIdle = false): Step => ({
  afterSeconds,
  whenIdle,
  command,
});

/** An update to this template; what is left out is as in `INPUT`. */
export const update = (
  afterSeconds: number,
  input: Partial<TemplateInput>,
  whenIdle = true,
  mode: UpdateMode = 'standard',
): Step => step(afterSeconds, { name: 'update', input: { ...INPUT, ...input }, mode }, whenIdle);
