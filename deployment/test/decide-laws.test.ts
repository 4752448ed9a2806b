import {
  decide,
  type ActiveDeployment,
  type Policy,
  type Situation,
  type Step,
} from '../src/reconcile/decide/decide';

const ID = 'd-ACTIVE001';

const PARTIES = ['operation', 'resource', 'codeDeployRollback', 'anotherTeam', 'notVisible'] as const;
const STAGES = ['shifting', 'terminationWait', 'ended'] as const;
const MATCHES = ['desired', 'other'] as const;
const CHOICES = ['WAIT', 'STOP', 'FAIL'] as const;
const EITHER = [true, false];

const policies: Policy[] = CHOICES.flatMap((whenBusy) =>
  EITHER.flatMap((redeploy) => EITHER.map((rollback) => ({ whenBusy, redeploy, rollback }))),
);

const idleSituations: Situation[] = MATCHES.flatMap((live) =>
  EITHER.flatMap((leftBehind) =>
    EITHER.map((taskSetsMayBeStale) => ({
      ...{ live, leftBehind, taskSetsMayBeStale },
      stopIsOverdue: false,
      active: undefined,
    })),
  ),
);

const busySituations: (Situation & { active: ActiveDeployment })[] = PARTIES.flatMap((startedBy) =>
  STAGES.flatMap((stage) =>
    ([...MATCHES, 'unknown'] as const).flatMap((brings) =>
      MATCHES.flatMap((original) =>
        MATCHES.flatMap((live) =>
          EITHER.flatMap((leftBehind) =>
            EITHER.map((stopIsOverdue) => ({
              ...{ live, leftBehind, stopIsOverdue },
              taskSetsMayBeStale: false,
              active: { deploymentId: ID, startedBy, stage, brings, original },
            })),
          ),
        ),
      ),
    ),
  ),
);

const each = <S extends Situation>(situations: S[]): { situation: S; policy: Policy; step: Step }[] =>
  situations.flatMap((situation) =>
    policies.map((policy) => ({ situation, policy, step: decide(situation, policy) })),
  );

describe('of all situations under all policies', () => {
  test('each has a step', () => {
    const steps = each([...idleSituations, ...busySituations]);
    expect(steps).toHaveLength((8 + 720) * 12);
    for (const { step } of steps) expect(step).toHaveProperty('kind');
  });

  test('an idle group is deployed to, unless everything is as it should be', () => {
    for (const { situation, policy, step } of each(idleSituations)) {
      const right = situation.live === 'desired' && !situation.leftBehind && !policy.redeploy;
      if (situation.taskSetsMayBeStale && !policy.redeploy) expect(step).toEqual({ kind: 'observeAgain' });
      else if (right) expect(step).toEqual({ kind: 'done' });
      else expect(step).toEqual({ kind: 'deploy', ignoreAlarms: policy.rollback });
    }
  });

  test('a busy group is never deployed to and never done, and the step names the deployment that holds it', () => {
    for (const { step } of each(busySituations)) {
      expect(['done', 'deploy']).not.toContain(step.kind);
      expect(step).toHaveProperty('deploymentId', ID);
    }
  });

  test('an automatic rollback is awaited in every case', () => {
    for (const { situation, step } of each(busySituations))
      if (situation.active.startedBy === 'codeDeployRollback') expect(step.kind).toBe('await');
  });

  test("another team's deployment is stopped only if WhenBusy says so, and its termination wait is never ended", () => {
    for (const { situation, policy, step } of each(busySituations)) {
      if (situation.active.startedBy !== 'anotherTeam') continue;
      expect(['endTerminationWait', 'stopOrEndWait']).not.toContain(step.kind);
      if (step.kind === 'stop') expect(policy.whenBusy).toBe('STOP');
      if (step.kind === 'refuse') expect(policy.whenBusy).toBe('FAIL');
    }
  });

  test('a deployment that CodeDeploy does not show yet is observed again, not acted on', () => {
    for (const { situation, step } of each(busySituations))
      if (situation.active.startedBy === 'notVisible') expect(['retryLater', 'await']).toContain(step.kind);
  });

  test('the automatic rollback of a deployment that has just ended is awaited in every case', () => {
    for (const { situation, step } of each(busySituations))
      if (situation.active.stage === 'ended') expect(step.kind).toBe('await');
  });

  test('a deployment that is followed brings the desired version, or is that of this operation', () => {
    for (const { situation, policy, step } of each(busySituations)) {
      if (step.kind !== 'follow') continue;
      const { startedBy, brings } = situation.active;
      expect(startedBy === 'operation' || (brings === 'desired' && !policy.redeploy)).toBe(true);
    }
  });

  test('a termination wait is ended only when a stop would not return to the desired version', () => {
    for (const { situation, policy, step } of each(busySituations)) {
      if (step.kind !== 'endTerminationWait') continue;
      const { stage, original } = situation.active;
      expect(stage).toBe('terminationWait');
      expect(original === 'other' || policy.redeploy).toBe(true);
    }
  });

  test('a stop may end a termination wait only of our own deployment, and only when it is overdue', () => {
    for (const { situation, step } of each(busySituations)) {
      if (step.kind !== 'stopOrEndWait') continue;
      const { startedBy, stage, original } = situation.active;
      expect([startedBy, stage, original]).toEqual(['resource', 'terminationWait', 'desired']);
      expect(situation.stopIsOverdue).toBe(true);
    }
  });

  test('alarms are overridden in a stack rollback only', () => {
    for (const { policy, step } of each(idleSituations))
      if (step.kind === 'deploy') expect(step.ignoreAlarms).toBe(policy.rollback);
  });
});
