import type { JsonObject } from '../../runtime/protocol/json';
import { deployingPhase, timingOf, type OperationTiming, type Phase } from '../src/reconcile/operation/phase';
import { rollingBackPhase } from '../src/reconcile/fail/rolling-back-phase';
import { mayHaveDeployment, toPhase } from '../src/reconcile/operation/to-phase';

const MINUTE = 60_000;
const ID = 'd-ABC123DEF';

const timing: OperationTiming = { tagWrittenAt: 1_000, deadline: 600_000 };

const restored: Phase['restored'] = {
  taskDefinition: 'web:1',
  containerName: 'app',
  containerPort: 80,
  platformVersion: '1.4.0',
  network: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
  capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 2, base: 1 }],
};

/** A phase of each kind with every member, and one with none but those that it needs. */
const phases: [what: string, phase: Phase, mayHaveDeployment: boolean][] = [
  ['deciding', { ...timing, kind: 'deciding' }, false],
  ['deciding while a deployment holds the group', { ...timing, kind: 'deciding', busyWith: ID }, true],
  ['deciding after the removal of the tag', { ...timing, kind: 'deciding', untagging: true }, false],
  ['deciding without the tag', { ...timing, kind: 'deciding', untagged: true }, false],
  ['starting', { ...timing, kind: 'starting', ignoreAlarms: false, shiftMinutes: 0 }, false],
  [
    'starting with everything',
    {
      ...timing,
      kind: 'starting',
      ignoreAlarms: true,
      shiftMinutes: 27,
      timeoutMs: 600_000,
      container: { containerName: 'app', containerPort: 8080 },
      configName: 'CodeDeployDefault.ECSAllAtOnce',
      unansweredSince: 5_000,
      deploymentId: ID,
    },
    true,
  ],
  ['deploying', { ...timing, kind: 'deploying', deploymentId: ID, nextPolled: 'deployment' }, true],
  [
    'deploying with everything',
    {
      ...timing,
      kind: 'deploying',
      deploymentId: ID,
      nextPolled: 'target',
      shiftMinutes: 27,
      targetId: 'cluster:web',
      history: {
        polledAt: 7_000,
        started: true,
        noShiftUntil: 6_000,
        shiftingSince: 6_500,
        shifted: { from: 6_600, to: 6_700 },
        waitMinutes: 5,
        longestSeconds: 60,
      },
    },
    true,
  ],
  ['ending', { ...timing, kind: 'ending', endsSoon: false, deploymentId: ID }, true],
  [
    'ending with everything',
    {
      ...timing,
      kind: 'ending',
      endsSoon: true,
      deploymentId: ID,
      rollbackDeploymentId: 'd-ROLLBACK1',
      endedAt: 8_000,
    },
    true,
  ],
  [
    'rolling back',
    { ...timing, kind: 'rollingBack', timedOut: false, givesUpAt: 700_000, deploymentId: ID },
    true,
  ],
  [
    'rolling back with everything',
    {
      ...timing,
      kind: 'rollingBack',
      timedOut: true,
      givesUpAt: 700_000,
      deploymentId: ID,
      rollbackDeploymentId: 'd-ROLLBACK1',
      endedAt: 8_000,
    },
    true,
  ],
  ['with what ran before', { ...timing, restored, kind: 'deciding' }, false],
  ['with task sets that may be out of date', { ...timing, staleSince: 0, kind: 'deciding' }, false],
  [
    'with a claim',
    {
      ...timing,
      kind: 'deciding',
      claim: {
        owners: ['0123456789ab', 'ba9876543210'],
        superseded: ['cdef01234567'],
        redeploy: true,
        isConfirmed: true,
        undone: 'cdef01234567',
        continued: '0123cdef4567',
      },
    },
    false,
  ],
  [
    'with a claim of a create that is not confirmed',
    {
      ...timing,
      kind: 'deciding',
      claim: { owners: ['0123456789ab'], superseded: [], redeploy: false, isConfirmed: false },
    },
    false,
  ],
];

const asJson = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

describe('a phase', () => {
  test.each(phases)('%s is read back as it was written', (_what, phase) => {
    expect(toPhase(asJson(phase))).toEqual(phase);
  });

  test.each(phases)('%s tells whether a deployment may run', (_what, phase, expected) => {
    expect(mayHaveDeployment(phase)).toBe(expected);
  });

  test.each(['deciding', 'starting', 'deploying', 'ending', 'rollingBack'])(
    '%s without the times of its operation is unknown',
    (kind) => {
      const phase = { ...timing, kind, deploymentId: ID };
      expect(toPhase(phase)).toBeDefined();
      expect(toPhase({ ...phase, tagWrittenAt: undefined })).toBeUndefined();
      expect(toPhase({ ...phase, deadline: 'soon' })).toBeUndefined();
    },
  );

  test.each(['deploying', 'ending', 'rollingBack'])('%s without a deployment is unknown', (kind) => {
    expect(toPhase({ ...timing, kind })).toBeUndefined();
    expect(toPhase({ ...timing, kind, deploymentId: '' })).toBeUndefined();
  });

  test('of another version is unknown', () => {
    expect(toPhase({ ...timing, kind: 'mending', deploymentId: ID })).toBeUndefined();
    expect(toPhase({ ...timing, deploymentId: ID })).toBeUndefined();
  });
});

test('starting: what cannot be read has its first value', () => {
  const unreadable = {
    ignoreAlarms: 'yes',
    shiftMinutes: '27',
    container: 'app',
    configName: 1,
    unansweredSince: 'now',
  };
  expect(toPhase({ ...timing, kind: 'starting', ...unreadable })).toEqual({
    ...timing,
    kind: 'starting',
    ignoreAlarms: false,
    shiftMinutes: 0,
  });
});

test('deploying: a history without its moments counts as none, one with them has first values for the rest', () => {
  const read = (history: unknown) => {
    const phase = toPhase({ ...timing, kind: 'deploying', deploymentId: ID, history });
    return phase?.kind === 'deploying' ? phase.history : 'another phase';
  };
  expect(read('soon')).toBeUndefined();
  expect(read({ polledAt: 7_000 })).toBeUndefined();
  expect(read({ noShiftUntil: 6_000 })).toBeUndefined();
  expect(
    read({ polledAt: 7_000, noShiftUntil: 6_000, started: 1, shifted: 'yes', waitMinutes: null }),
  ).toEqual({
    polledAt: 7_000,
    noShiftUntil: 6_000,
    started: false,
    waitMinutes: 0,
    longestSeconds: 20,
  });
  const moments = { polledAt: 7_000, noShiftUntil: 6_000 };
  expect(read({ ...moments, shifted: { from: 1 } })).not.toHaveProperty('shifted', expect.anything());
  expect(read({ ...moments, longestSeconds: 100_000 })).toHaveProperty('longestSeconds', 60);
  expect(read({ ...moments, shifted: { to: 1 } })).not.toHaveProperty('shifted', expect.anything());
});

test('deploying: a target to poll that is no target is the deployment', () => {
  const phase = { ...timing, kind: 'deploying', deploymentId: ID, nextPolled: 'tasks' };
  expect(toPhase(phase)).toMatchObject({ nextPolled: 'deployment' });
});

test('a deployment that was not polled yet is polled itself first', () => {
  expect(deployingPhase(timing, ID, { shiftMinutes: 27, targetId: 'cluster:web' })).toEqual({
    ...timing,
    kind: 'deploying',
    deploymentId: ID,
    shiftMinutes: 27,
    nextPolled: 'deployment',
    targetId: 'cluster:web',
  });
  expect(deployingPhase({ ...timing, staleSince: 5_000 }, ID)).not.toHaveProperty('staleSince');
});

test('rolling back: without a limit of its own it has that of the operation', () => {
  const phase = { ...timing, kind: 'rollingBack', deploymentId: ID, timedOut: 'no' };
  expect(toPhase(phase)).toEqual({
    ...timing,
    kind: 'rollingBack',
    deploymentId: ID,
    timedOut: false,
    givesUpAt: timing.deadline,
  });
});

describe('what ran before', () => {
  const read = (value: unknown) => toPhase({ ...timing, kind: 'deciding', restored: value })?.restored;

  test('counts as unknown without a task definition', () => {
    expect(read({ ...restored, taskDefinition: undefined })).toBeUndefined();
    expect(read('web:1')).toBeUndefined();
  });

  test('lacks what cannot be read', () => {
    expect(
      read({
        taskDefinition: 'web:1',
        containerName: 1,
        containerPort: '80',
        platformVersion: {},
        network: 'subnet-1',
        capacityProviderStrategy: 'FARGATE',
      }),
    ).toEqual({ taskDefinition: 'web:1' });
  });

  test('has lists of texts and of capacity providers only', () => {
    const found = read({
      taskDefinition: 'web:1',
      network: { subnets: ['subnet-1', 2], securityGroups: 'sg-1', assignPublicIp: 'ENABLED' },
      capacityProviderStrategy: ['FARGATE', { capacityProvider: 'FARGATE', weight: '1', base: -1 }],
    });
    expect(found).toEqual({
      taskDefinition: 'web:1',
      network: { subnets: ['subnet-1'], assignPublicIp: 'ENABLED' },
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }],
    });
    expect(read({ taskDefinition: 'web:1', network: { subnets: 'subnet-1' } })?.network?.subnets).toEqual([]);
  });
});

describe('a claim', () => {
  const read = (claim: unknown) => toPhase({ ...timing, kind: 'deciding', claim })?.claim;

  test('without an owner counts as none', () => {
    expect(read({ owners: [], superseded: ['x'] })).toBeUndefined();
    expect(read({ owners: 'one', redeploy: true })).toBeUndefined();
    expect(read('mine')).toBeUndefined();
  });

  test('has the cautious value for what cannot be read', () => {
    expect(read({ owners: ['one', 2], superseded: 'x', redeploy: 'yes', isConfirmed: 1 })).toEqual({
      owners: ['one'],
      superseded: [],
      redeploy: false,
      isConfirmed: false,
    });
  });
});

test('a phase passes on the times of its operation, what ran before, and nothing else', () => {
  expect(timingOf({ ...timing, kind: 'deciding', busyWith: ID } as OperationTiming)).toStrictEqual(timing);
  const whole = { ...timing, restored, staleSince: 0 };
  expect(timingOf(whole)).toStrictEqual(whole);
});

describe('a deployment that is rolled back gets a quarter of an hour', () => {
  const following = { ...timing, kind: 'deploying', deploymentId: ID, nextPolled: 'target' } as const;
  const expected = {
    ...timing,
    kind: 'rollingBack',
    deploymentId: ID,
    rollbackDeploymentId: undefined,
    endedAt: undefined,
  };

  test('from the deadline of the operation', () => {
    expect(rollingBackPhase(following, true, timing.deadline - MINUTE)).toStrictEqual({
      ...expected,
      timedOut: true,
      givesUpAt: timing.deadline + 15 * MINUTE,
    });
  });

  test('from now, when all calls were throttled past the deadline', () => {
    const now = timing.deadline + 26 * MINUTE;
    expect(rollingBackPhase(following, false, now)).toStrictEqual({
      ...expected,
      timedOut: false,
      givesUpAt: now + 15 * MINUTE,
    });
  });
});
