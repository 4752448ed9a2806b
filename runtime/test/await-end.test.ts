import type { DeploymentInfo, ECSTarget } from '@aws-sdk/client-codedeploy';
import { endNotYetObserved, observeEnd, type Ending } from '../deployments/await-end';
import type { DeploymentReads } from '../deployments/reads';

const NOW = Date.UTC(2026, 0, 1);
const ID = 'd-LAST00001';
const ENDING: Ending = { deploymentId: ID, ...endNotYetObserved };
const stopped: DeploymentInfo = { status: 'Stopped', completeTime: new Date(NOW - 5_000) };

/** CodeDeploy with one deployment and its target. */
const reads = (info: DeploymentInfo | undefined, target?: ECSTarget): DeploymentReads => ({
  listActiveDeployments: async () => [],
  findDeployment: async (deploymentId) => info && { ...info, deploymentId },
  findTarget: async () => target,
});

test('a deployment whose end was not observed has neither an end nor a rollback', () => {
  expect(endNotYetObserved).toStrictEqual({ rollbackDeploymentId: undefined, endedAt: undefined });
});

describe('the automatic rollback of a deployment that has stopped', () => {
  const events = (name: string, startTime?: Date): ECSTarget => ({
    lifecycleEvents: [
      { lifecycleEventName: 'BeforeInstall', startTime: new Date(NOW) },
      { lifecycleEventName: name, ...(startTime && { startTime }) },
    ],
  });

  test.each<[string, ECSTarget | undefined, boolean]>([
    ['may follow when Install has begun', events('Install', new Date(NOW)), true],
    ['does not follow when Install has not begun: nothing was changed', events('Install'), false],
    ['may follow when the target shows no Install', events('AllowTraffic'), true],
    ['may follow when the target shows no events', {}, true],
    ['may follow when the target cannot be read', undefined, true],
  ])('%s', async (_, target, mayFollow) => {
    const { hasFullyEnded } = await observeEnd(reads(stopped, target), ENDING, NOW);
    expect(hasFullyEnded).toBe(!mayFollow);
  });

  test('is awaited without a look at the target once the end was observed', async () => {
    const ending = { ...ENDING, endedAt: NOW - 5_000 };
    const { hasFullyEnded } = await observeEnd(reads(stopped, events('Install')), ending, NOW);
    expect(hasFullyEnded).toBe(false);
  });

  test('is told as soon as CodeDeploy names it, also after a minute', async () => {
    const rollbackInfo = { rollbackDeploymentId: 'd-ROLLBACK1' };
    const end = NOW - 90_000;
    const info = { ...stopped, completeTime: new Date(end), rollbackInfo };
    const observation = await observeEnd(reads(info), ENDING, NOW);
    expect(observation).toEqual({
      hasFullyEnded: false,
      ending: { deploymentId: ID, rollbackDeploymentId: 'd-ROLLBACK1', endedAt: end },
      info: { ...info, deploymentId: ID },
    });
  });
});

test('the end is the first one observed, else what CodeDeploy says, else now', async () => {
  const endOf = async (info: DeploymentInfo | undefined, endedAt?: number) =>
    (await observeEnd(reads(info), { ...ENDING, endedAt }, NOW)).ending.endedAt;
  expect(await endOf(stopped, NOW - 9_000)).toBe(NOW - 9_000);
  expect(await endOf(stopped)).toBe(NOW - 5_000);
  expect(await endOf({ status: 'Stopped' })).toBe(NOW);
  expect(await endOf(undefined)).toBe(NOW);
});

test('a deployment that runs has no end, whatever was observed before', async () => {
  const running: DeploymentInfo = { status: 'InProgress' };
  expect(await observeEnd(reads(running), { ...ENDING, endedAt: NOW - 9_000 }, NOW)).toEqual({
    hasFullyEnded: false,
    ending: { deploymentId: ID },
    info: { ...running, deploymentId: ID },
  });
});
