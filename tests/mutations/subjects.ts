/** Source files that are mutated, and the tests that have to notice each change of them. */
export interface Subject {
  /** Paths of the files, relative to the root. */
  sources: readonly string[];
  /** Paths of the test files, relative to the root. */
  tests: readonly string[];
  /** The least share of changes, in percent, that the tests must notice in each of the files. */
  minimumScore: number;
}

/** Rules without AWS calls. A test of one takes milliseconds, so there is no reason to leave a change unnoticed. */
const PURE = 90;

/** Handlers. Several ways lead to the same result: another poll, or a call that repeats what is so already. */
const HANDLER = 80;

const SRC = 'deployment/src';
const TEST = 'deployment/test';
const GROUP_SRC = 'deployment-group/src';
const GROUP_TEST = 'deployment-group/test';

/** The tests of a subject are few and quick: each change runs all of them that reach the changed line. */
export const SUBJECTS: readonly Subject[] = [
  {
    sources: [`${SRC}/reconcile/decide/decide.ts`],
    tests: [`${TEST}/decide.test.ts`, `${TEST}/decide-laws.test.ts`],
    minimumScore: PURE,
  },
  {
    sources: [`${SRC}/polling/schedule.ts`],
    tests: [`${TEST}/schedule.test.ts`],
    minimumScore: PURE,
  },
  {
    sources: [`${SRC}/polling/timeout.ts`, `${SRC}/messages/timeout-too-short.ts`],
    tests: [`${TEST}/timeout.test.ts`],
    minimumScore: PURE,
  },
  {
    sources: [
      `${SRC}/reconcile/operation/phase.ts`,
      `${SRC}/reconcile/operation/to-phase.ts`,
      `${SRC}/reconcile/fail/rolling-back-phase.ts`,
    ],
    tests: [`${TEST}/phase.test.ts`],
    minimumScore: PURE,
  },
  {
    sources: [`${SRC}/desired-state/task-set.ts`],
    tests: [`${TEST}/task-set.test.ts`],
    minimumScore: PURE,
  },
  {
    sources: [`${SRC}/desired-state/appspec.ts`],
    tests: [`${TEST}/appspec.test.ts`],
    minimumScore: PURE,
  },
  {
    sources: [`${SRC}/desired-state/before-record.ts`],
    tests: [`${TEST}/before-record.test.ts`],
    minimumScore: PURE,
  },
  {
    sources: [`${SRC}/desired-state/description-marker.ts`],
    tests: [`${TEST}/description-marker.test.ts`],
    minimumScore: PURE,
  },
  {
    sources: [`${SRC}/desired-state/desired.ts`, `${SRC}/desired-state/rollback.ts`],
    tests: [`${TEST}/desired.test.ts`, `${TEST}/rollback.test.ts`],
    minimumScore: PURE,
  },
  {
    sources: [
      `${SRC}/desired-state/container.ts`,
      `${SRC}/desired-state/group.ts`,
      `${SRC}/desired-state/production-listener.ts`,
      `${SRC}/messages/listener-mending.ts`,
    ],
    tests: [`${TEST}/container.test.ts`, `${TEST}/group.test.ts`, `${TEST}/production-listener.test.ts`],
    minimumScore: PURE,
  },
  {
    sources: [
      `${SRC}/messages/busy-failure.ts`,
      `${SRC}/messages/console-link.ts`,
      `${SRC}/messages/deployment-failure.ts`,
      `${SRC}/messages/remediation.ts`,
      `${SRC}/messages/running-state.ts`,
    ],
    tests: [`${TEST}/messages.test.ts`, `${TEST}/console-link.test.ts`, `${TEST}/remediation.test.ts`],
    minimumScore: PURE,
  },
  {
    // The tables of docs/operations.md are made from the registries, and a test compares them.
    sources: [
      `${SRC}/messages/configuration-failures.ts`,
      `${SRC}/messages/failures.ts`,
      `${SRC}/messages/progress.ts`,
      `${GROUP_SRC}/messages/failures.ts`,
      `${GROUP_SRC}/messages/progress.ts`,
      'runtime/messages/failures.ts',
    ],
    tests: ['scripts/generate/messages.test.ts', `${TEST}/decide.test.ts`],
    minimumScore: PURE,
  },
  {
    sources: ['runtime/owner/owner-tag.ts'],
    tests: ['runtime/test/owner-tag.test.ts'],
    minimumScore: PURE,
  },
  {
    sources: [
      'runtime/deployments/deployment-status.ts',
      'runtime/deployments/rollback.ts',
      'runtime/deployments/await-end.ts',
      'runtime/deployments/find-active.ts',
    ],
    tests: [
      'runtime/test/await-end.test.ts',
      'runtime/test/deployment-status.test.ts',
      'runtime/test/find-active.test.ts',
      'runtime/test/rollback.test.ts',
    ],
    minimumScore: PURE,
  },
  {
    sources: [`${GROUP_SRC}/decide.ts`, `${GROUP_SRC}/phase.ts`],
    tests: [`${GROUP_TEST}/decide.test.ts`, `${GROUP_TEST}/phase.test.ts`],
    minimumScore: PURE,
  },
  {
    sources: [`${SRC}/create.ts`],
    tests: [`${TEST}/contested-group.test.ts`, `${TEST}/create.test.ts`, `${TEST}/owners.test.ts`],
    minimumScore: HANDLER,
  },
  {
    sources: [`${SRC}/update.ts`],
    tests: [
      `${TEST}/first-invocation.test.ts`,
      `${TEST}/late-record.test.ts`,
      `${TEST}/owners.test.ts`,
      `${TEST}/second-look.test.ts`,
      `${TEST}/superseded.test.ts`,
      `${TEST}/update.test.ts`,
    ],
    minimumScore: HANDLER,
  },
  {
    sources: [`${SRC}/delete.ts`],
    tests: [
      `${TEST}/contested-group.test.ts`,
      `${TEST}/delete.test.ts`,
      `${TEST}/owners.test.ts`,
      `${TEST}/second-look.test.ts`,
    ],
    minimumScore: HANDLER,
  },
  {
    sources: [`${SRC}/read.ts`],
    tests: [`${TEST}/read.test.ts`],
    minimumScore: HANDLER,
  },
  {
    sources: [`${GROUP_SRC}/create.ts`],
    tests: [
      `${GROUP_TEST}/bad-input.test.ts`,
      `${GROUP_TEST}/create.test.ts`,
      `${GROUP_TEST}/propagation.test.ts`,
    ],
    minimumScore: HANDLER,
  },
  {
    sources: [`${GROUP_SRC}/update.ts`],
    tests: [`${GROUP_TEST}/update.test.ts`, `${GROUP_TEST}/propagation.test.ts`],
    minimumScore: HANDLER,
  },
  {
    sources: [`${GROUP_SRC}/delete.ts`],
    tests: [`${GROUP_TEST}/delete.test.ts`, `${GROUP_TEST}/delete-running.test.ts`],
    minimumScore: HANDLER,
  },
  {
    sources: [`${GROUP_SRC}/read.ts`],
    tests: [`${GROUP_TEST}/read.test.ts`],
    minimumScore: HANDLER,
  },
];
