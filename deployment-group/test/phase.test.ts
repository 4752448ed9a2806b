import type { JsonObject } from '../../runtime/protocol/json';
import { awaitsDeployment, toPhase, type Phase } from '../src/phase';

const ID = 'd-ABC123DEF';

const phases: [phase: Phase, awaitsDeployment: boolean][] = [
  [{ kind: 'propagating', since: 1_000 }, false],
  [{ kind: 'appearing', since: 1_000 }, false],
  [{ kind: 'ending', deploymentId: ID }, true],
  [
    {
      kind: 'ending',
      deploymentId: ID,
      refused: true,
      rollbackDeploymentId: 'd-ROLLBACK1',
      endedAt: 2_000,
    },
    true,
  ],
  [{ kind: 'observing' }, true],
  [{ kind: 'observing', untaggedSince: 3_000 }, true],
  [{ kind: 'deleting' }, true],
];

test.each(phases)('%j is read back as it was written; a deployment is awaited in it: %s', (phase, awaits) => {
  expect(toPhase(JSON.parse(JSON.stringify(phase)) as JsonObject)).toEqual(phase);
  expect(awaitsDeployment(phase)).toBe(awaits);
});

test.each([
  [{ kind: 'propagating' }],
  [{ kind: 'appearing', since: 'now' }],
  [{ kind: 'ending' }],
  [{ kind: 'ending', deploymentId: '' }],
  [{ kind: 'mending', since: 1, deploymentId: ID }],
  [{}],
])('%j is unknown: the operation begins anew', (json) => {
  expect(toPhase(json)).toBeUndefined();
});

test('what cannot be read is left out', () => {
  const unreadable = { rollbackDeploymentId: 1, endedAt: 'now', refused: 'yes' };
  expect(toPhase({ kind: 'ending', deploymentId: ID, ...unreadable })).toEqual({
    kind: 'ending',
    deploymentId: ID,
  });
  expect(toPhase({ kind: 'observing', untaggedSince: 'now' })).toEqual({ kind: 'observing' });
});
