import fc from 'fast-check';
import { CODE_DEPLOY_READINGS, type CodeDeployReadings } from '#local-aws';
import type { Lags, Readings, Setup } from './history';
import { oneOf, rarely } from './values';

const lag = (...seconds: number[]): fc.Arbitrary<number> => rarely(0, ...seconds);

const lags: fc.Arbitrary<Lags> = fc.record({
  rollbackIdSeconds: lag(1, 10, 30),
  rollbackExtraSeconds: lag(20, 90),
  rollbackStartSeconds: lag(5, 30),
  // While neither the list nor the group shows a new deployment, only the operation that started it can know of it.
  listSeconds: fc.constant(0),
  readSeconds: lag(3, 15),
  targetsSeconds: lag(10, 60),
  // A delete waits 20 seconds for a tag that does not show.
  tagsSeconds: lag(5, 15),
  // The handler polls a deployment that it has adopted after 15 seconds.
  stopSeconds: lag(5, 12),
  servicesSeconds: lag(4, 10, 25),
  hidesTerminationWait: rarely(false, true),
});

const readings: fc.Arbitrary<Readings> = fc.record({
  importUpdates: oneOf('always', 'taggable', 'never'),
  importPrevious: oneOf('none', 'template'),
  expressInvocations: oneOf('await', 'continue', 'drop'),
  revertDriftPrevious: oneOf('live', 'merged', 'template'),
  refactorTags: oneOf('none', 'update'),
  continueRollbackFlag: oneOf(true, false),
  rollbackStackFlag: oneOf(true, false),
  listenerUpdates: oneOf('changed', 'whole'),
  callsOnRetriableError: rarely(3, 1),
  rollbackOrder: rarely('dependencies', 'reversed'),
  rollbackOfUncalled: rarely('none', 'update'),
  rollbackFailure: rarely('continue', 'cancel'),
  cancelWithoutRollback: rarely('rollback', 'keep'),
  continueRollback: rarely('remaining', 'all'),
  preservedRevertFlag: rarely(true, false),
  failedUpdates: rarely('called', 'changed'),
  repeatedNumbers: rarely('strings', 'typed'),
  updateIdentifier: rarely('both', 'new'),
  systemTags: rarely('sent', 'none'),
  revertDriftRollback: rarely('live', 'template'),
});

/** With the other reading, CodeDeploy itself leaves task sets for good, which an invariant forbids. */
const FIXED: Partial<CodeDeployReadings> = { leftTaskSets: 'deleted' };

const codeDeployReadings = fc.record(
  Object.fromEntries(
    Object.entries(CODE_DEPLOY_READINGS).map(([name, [taken, ...others]]) => [
      name,
      name in FIXED ? fc.constant(taken) : rarely(taken, ...others),
    ]),
  ),
) as fc.Arbitrary<CodeDeployReadings>;

const anySetup: fc.Arbitrary<Setup> = fc.record({
  plan: oneOf('allAtOnce', 'canary', 'linear'),
  readyWaitMinutes: rarely(0, 5, 60),
  terminationWaitMinutes: oneOf(0, 5, 60),
  testListener: oneOf(true, false),
  automaticRollback: rarely(true, false),
  rollsBackStops: rarely(false, true),
  watchesAlarm: oneOf(false, true),
  groupInStack: rarely(false, true),
  callsAfterCancel: oneOf(0, 3, 8),
  otherPorts: oneOf(false, true),
  listenerRule: rarely(false, true),
  // AWS keeps the clocks of its hosts within a second of each other.
  hostClocks: rarely<[number, number], [number, number]>([0, 0], [0, 5], [0, -5], [5, -5], [0, 10]),
  emptyPages: rarely(false, true),
  dropsNulls: rarely(false, true),
  readings,
  codeDeployReadings,
  lags,
});

/**
 * The setups of histories. Only the owner tag tells an operation that it is superseded. While the tag shows late, no operation
 * can know: then CloudFormation never calls the handler of a superseded one.
 */
export const setup = anySetup.map((each): Setup => {
  if (each.lags.tagsSeconds === 0) return each;
  const { expressInvocations: drawn } = each.readings;
  const expressInvocations = drawn === 'continue' ? 'drop' : drawn;
  return { ...each, callsAfterCancel: 0, readings: { ...each.readings, expressInvocations } };
});
