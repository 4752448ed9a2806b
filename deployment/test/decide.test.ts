import { decide, type ActiveDeployment, type Policy, type Situation, type Step } from '../src/decide';

const ID = 'd-ACTIVE001';

const quiet: Policy = { whenBusy: 'WAIT', redeploy: false, rollback: false };

const idle = (live: Situation['live'], leftBehind = false): Situation => ({
  live,
  leftBehind,
  active: undefined,
});

const busy = (active: Omit<ActiveDeployment, 'deploymentId'>): Situation => ({
  live: active.stage === 'shifting' ? active.original : active.brings === 'desired' ? 'desired' : 'other',
  leftBehind: false,
  active: { deploymentId: ID, ...active },
});

interface Row {
  line: string;
  reason: string;
  situation: Situation;
  policy?: Partial<Policy>;
  step: Partial<Step> & { name: Step['name'] };
}

const rows: Row[] = [
  {
    line: 'D1',
    reason: 'what is asked for runs already, as at a first create',
    situation: idle('desired'),
    step: { name: 'done' },
  },
  {
    line: 'D1',
    reason: 'CodeDeploy has rolled back by itself before the stack rolls back',
    situation: idle('desired'),
    policy: { rollback: true },
    step: { name: 'done' },
  },
  {
    line: 'D1',
    reason: 'but a new RedeployToken asks for a deployment of the same version',
    situation: idle('desired'),
    policy: { redeploy: true },
    step: { name: 'deploy', overrideAlarms: false },
  },
  {
    line: 'D2',
    reason: 'another version runs and nothing is in the way',
    situation: idle('other'),
    step: { name: 'deploy', overrideAlarms: false },
  },
  {
    line: 'D3',
    reason: 'this very operation started it, its answer got lost',
    situation: busy({ startedBy: 'operation', stage: 'shifting', brings: 'desired', original: 'other' }),
    step: { name: 'follow', deploymentId: ID },
  },
  {
    line: 'D3',
    reason: 'this very operation started it because of a new RedeployToken',
    situation: busy({ startedBy: 'operation', stage: 'shifting', brings: 'desired', original: 'desired' }),
    policy: { redeploy: true },
    step: { name: 'follow', deploymentId: ID },
  },
  {
    line: 'D3',
    reason: 'an earlier operation of this resource brings the same',
    situation: busy({ startedBy: 'resource', stage: 'shifting', brings: 'desired', original: 'other' }),
    step: { name: 'follow', deploymentId: ID },
  },
  {
    line: 'D3',
    reason: 'somebody else brings the same, even if WhenBusy says stop',
    situation: busy({ startedBy: 'somebodyElse', stage: 'shifting', brings: 'desired', original: 'other' }),
    policy: { whenBusy: 'STOP' },
    step: { name: 'follow', deploymentId: ID },
  },
  {
    line: 'D3',
    reason: 'it waits for termination and brings what is asked for',
    situation: busy({
      startedBy: 'resource',
      stage: 'terminationWait',
      brings: 'desired',
      original: 'other',
    }),
    step: { name: 'follow', deploymentId: ID },
  },
  {
    line: 'D4',
    reason: 'a rollback is never stopped, whatever WhenBusy says',
    situation: busy({
      startedBy: 'codeDeployRollback',
      stage: 'shifting',
      brings: 'unknown',
      original: 'other',
    }),
    policy: { whenBusy: 'STOP' },
    step: { name: 'await', deploymentId: ID },
  },
  {
    line: 'D4',
    reason: 'a rollback is waited for even if WhenBusy says fail',
    situation: busy({
      startedBy: 'codeDeployRollback',
      stage: 'shifting',
      brings: 'other',
      original: 'desired',
    }),
    policy: { whenBusy: 'FAIL' },
    step: { name: 'await', deploymentId: ID },
  },
  {
    line: 'D5',
    reason: 'the stack was cancelled before the shift and goes back to what still has the traffic',
    situation: busy({ startedBy: 'resource', stage: 'shifting', brings: 'other', original: 'desired' }),
    policy: { rollback: true },
    step: { name: 'stop', deploymentId: ID },
  },
  {
    line: 'D5',
    reason: 'the next update brings a third version before the shift is done',
    situation: busy({ startedBy: 'resource', stage: 'shifting', brings: 'other', original: 'other' }),
    step: { name: 'stop', deploymentId: ID },
  },
  {
    line: 'D5',
    reason: 'a new RedeployToken is not satisfied by an older deployment of the same version',
    situation: busy({ startedBy: 'resource', stage: 'shifting', brings: 'desired', original: 'other' }),
    policy: { redeploy: true },
    step: { name: 'stop', deploymentId: ID },
  },
  {
    line: 'D6',
    reason: 'the original task set still runs what is asked for: traffic returns at once',
    situation: busy({
      startedBy: 'resource',
      stage: 'terminationWait',
      brings: 'other',
      original: 'desired',
    }),
    policy: { rollback: true },
    step: { name: 'stop', deploymentId: ID },
  },
  {
    line: 'D7',
    reason: 'a third version: the original task set may go now, then it is deployed',
    situation: busy({ startedBy: 'resource', stage: 'terminationWait', brings: 'other', original: 'other' }),
    step: { name: 'endTerminationWait', deploymentId: ID },
  },
  {
    line: 'D7',
    reason: 'a redeployment never goes back to the original task set',
    situation: busy({
      startedBy: 'resource',
      stage: 'terminationWait',
      brings: 'other',
      original: 'desired',
    }),
    policy: { redeploy: true },
    step: { name: 'endTerminationWait', deploymentId: ID },
  },
  {
    line: 'D7',
    reason: 'somebody else waits for termination: theirs to end',
    situation: busy({
      startedBy: 'somebodyElse',
      stage: 'terminationWait',
      brings: 'other',
      original: 'other',
    }),
    step: { name: 'await', deploymentId: ID },
  },
  {
    line: 'D8',
    reason: 'somebody else deploys something else and WhenBusy is WAIT',
    situation: busy({ startedBy: 'somebodyElse', stage: 'shifting', brings: 'other', original: 'desired' }),
    step: { name: 'await', deploymentId: ID },
  },
  {
    line: 'D8',
    reason: 'somebody else deploys something else and WhenBusy is STOP',
    situation: busy({ startedBy: 'somebodyElse', stage: 'shifting', brings: 'other', original: 'desired' }),
    policy: { whenBusy: 'STOP' },
    step: { name: 'stop', deploymentId: ID },
  },
  {
    line: 'D8',
    reason: 'somebody else deploys something else and WhenBusy is FAIL',
    situation: busy({ startedBy: 'somebodyElse', stage: 'shifting', brings: 'other', original: 'desired' }),
    policy: { whenBusy: 'FAIL' },
    step: { name: 'refuse', deploymentId: ID },
  },
  {
    line: 'D8',
    reason: 'it cannot be seen yet what somebody else brings: it may be the same',
    situation: busy({ startedBy: 'somebodyElse', stage: 'shifting', brings: 'unknown', original: 'other' }),
    policy: { whenBusy: 'FAIL' },
    step: { name: 'await', deploymentId: ID },
  },
  {
    line: 'D9',
    reason: 'the way back needs a deployment: the alarms that still fire must not stop it',
    situation: idle('other'),
    policy: { rollback: true },
    step: { name: 'deploy', overrideAlarms: true },
  },
  {
    line: 'D11',
    reason: 'a task set was left behind: only a deployment puts listeners and weights right',
    situation: idle('desired', true),
    step: { name: 'deploy', overrideAlarms: false },
  },
];

test.each(rows)('$line $reason', ({ situation, policy, step }) => {
  expect(decide(situation, { ...quiet, ...policy })).toMatchObject(step);
});

test('decides every situation, and stops no rollback and nothing of others unless asked to', () => {
  const either = [true, false];
  const matches = ['desired', 'other'] as const;
  for (const startedBy of ['operation', 'resource', 'codeDeployRollback', 'somebodyElse'] as const)
    for (const stage of ['shifting', 'terminationWait'] as const)
      for (const brings of [...matches, 'unknown'] as const)
        for (const original of matches)
          for (const whenBusy of ['WAIT', 'STOP', 'FAIL'] as const)
            for (const redeploy of either)
              for (const rollback of either) {
                const situation = busy({ startedBy, stage, brings, original });
                const step = decide(situation, { whenBusy, redeploy, rollback });
                expect(step).not.toMatchObject({ name: 'deploy' });
                expect(step).not.toMatchObject({ name: 'done' });
                if (startedBy === 'codeDeployRollback') expect(step.name).toBe('await');
                if (startedBy === 'somebodyElse' && whenBusy !== 'STOP')
                  expect(['await', 'follow', 'refuse']).toContain(step.name);
              }
});
