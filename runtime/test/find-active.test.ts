import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { endNotYetObserved, observeEnd } from '../deployments/await-end';
import { findActive } from '../deployments/find-active';
import type { DeploymentReads } from '../deployments/reads';

const NOW = Date.UTC(2026, 0, 1);
const key = { applicationName: 'shop', deploymentGroupName: 'web' };
const secondsAgo = (seconds: number) => new Date(NOW - seconds * 1000);

const ended = (seconds: number, more: DeploymentInfo = {}): DeploymentInfo => ({
  creator: 'user',
  status: 'Stopped',
  completeTime: secondsAgo(seconds),
  ...more,
});
const rollsBack: DeploymentInfo = { rollbackInfo: { rollbackDeploymentId: 'd-ROLLBACK1' } };
const rollback = (status: DeploymentInfo['status']): DeploymentInfo => ({
  creator: 'codeDeployRollback',
  status,
});

/** CodeDeploy with these deployments; the list shows those that are named. */
const reads = (deployments: Record<string, DeploymentInfo>, listed: string[] = []): DeploymentReads => ({
  listActiveDeployments: async () => listed,
  findDeployment: async (deploymentId) => {
    const info = deployments[deploymentId];
    return info && { ...info, deploymentId };
  },
});

interface Row {
  reason: string;
  deployments: Record<string, DeploymentInfo>;
  listed?: string[];
  active: string | undefined;
}

const LAST = 'd-LAST00001';

test.each<Row>([
  { reason: 'nothing ever ran', deployments: {}, active: undefined },
  { reason: 'the list names one', deployments: { a: { status: 'Created' } }, listed: ['a'], active: 'a' },
  { reason: 'the list omits it', deployments: { [LAST]: { status: 'InProgress' } }, active: LAST },
  { reason: 'it is not visible yet', deployments: {}, listed: ['a'], active: 'a' },
  {
    reason: 'it has stopped and its rollback runs',
    deployments: { [LAST]: ended(5, rollsBack), 'd-ROLLBACK1': rollback('InProgress') },
    active: 'd-ROLLBACK1',
  },
  {
    reason: 'the rollback has ended',
    deployments: { [LAST]: ended(5, rollsBack), 'd-ROLLBACK1': rollback('Succeeded') },
    active: undefined,
  },
  {
    reason: 'the rollback has failed: nothing more will come',
    deployments: { [LAST]: ended(5, rollsBack), 'd-ROLLBACK1': rollback('Failed') },
    active: undefined,
  },
  { reason: 'its rollback is not visible yet', deployments: { [LAST]: ended(5) }, active: LAST },
  {
    reason: 'its rollback is named and cannot be read yet',
    deployments: { [LAST]: ended(5, rollsBack) },
    active: 'd-ROLLBACK1',
  },
  { reason: 'no rollback has come for a minute', deployments: { [LAST]: ended(60) }, active: undefined },
  {
    reason: 'it has succeeded: nothing is rolled back',
    deployments: { [LAST]: ended(5, { status: 'Succeeded' }) },
    active: undefined,
  },
  {
    reason: 'what ended last is a rollback itself',
    deployments: { [LAST]: ended(5, { creator: 'codeDeployRollback', status: 'Failed' }) },
    active: undefined,
  },
  {
    reason: 'the list names one that has just stopped, and its rollback may still come',
    deployments: { a: ended(1) },
    listed: ['a'],
    active: 'a',
  },
])('the deployment that holds a group: $reason', async ({ deployments, listed, active }) => {
  const last = deployments[LAST];
  const lastAttempt = last && { deploymentId: LAST, status: last.status, endTime: last.completeTime };
  const found = await findActive(reads(deployments, listed), { ...key, lastAttempt }, NOW);
  expect(found?.deploymentId).toBe(active);
});

test('a deployment that CodeDeploy has named in a refusal is read, though no list shows it', async () => {
  const group = { ...key, lastAttempt: undefined };
  const deployments: Record<string, DeploymentInfo> = { 'd-NAMED': { status: 'InProgress' } };
  expect((await findActive(reads(deployments), group, NOW, 'd-NAMED'))?.deploymentId).toBe('d-NAMED');
  expect(await findActive(reads(deployments), group, NOW)).toBeUndefined();
});

test('a deployment that runs holds the group, not the ones before it in the list that ended or do not show', async () => {
  const group = { ...key, lastAttempt: undefined };
  const deployments = { ended: ended(1), runs: { status: 'InProgress' as const } };
  const found = await findActive(reads(deployments, ['hidden', 'ended', 'runs']), group, NOW);
  expect(found).toEqual({ deploymentId: 'runs', info: { status: 'InProgress', deploymentId: 'runs' } });
});

test('the list is that of the group alone', async () => {
  const asked: unknown[] = [];
  const listing: DeploymentReads = {
    ...reads({}),
    listActiveDeployments: async (group) => {
      asked.push(group);
      return [];
    },
  };
  await findActive(listing, { ...key, lastAttempt: undefined }, NOW);
  expect(asked).toEqual([key]);
});

test.each<{ reason: string; deployments: Record<string, DeploymentInfo>; fully: boolean; rollback?: string }>(
  [
    { reason: 'it still runs', deployments: { [LAST]: { status: 'InProgress' } }, fully: false },
    { reason: 'its rollback is not visible yet', deployments: { [LAST]: ended(5) }, fully: false },
    { reason: 'no rollback has come for a minute', deployments: { [LAST]: ended(60) }, fully: true },
    {
      reason: 'its rollback has begun',
      deployments: { [LAST]: ended(5, rollsBack) },
      fully: false,
      rollback: 'd-ROLLBACK1',
    },
    { reason: 'it has succeeded', deployments: { [LAST]: ended(5, { status: 'Succeeded' }) }, fully: true },
    { reason: 'it was deleted with its group a moment ago', deployments: {}, fully: false },
  ],
)(
  'whether a deployment has ended with its rollback: $reason',
  async ({ deployments, fully, rollback: id }) => {
    const observation = await observeEnd(
      reads(deployments),
      { deploymentId: LAST, ...endNotYetObserved },
      NOW,
    );
    expect(observation.hasFullyEnded).toBe(fully);
    expect(observation.ending.rollbackDeploymentId).toBe(id);
  },
);

test('a rollback is awaited until it ends, or is gone for a minute', async () => {
  const ending = { deploymentId: LAST, rollbackDeploymentId: 'd-ROLLBACK1', endedAt: NOW };
  const end = async (deployments: Record<string, DeploymentInfo>, now = NOW) =>
    (await observeEnd(reads(deployments), ending, now)).hasFullyEnded;
  expect(await end({ 'd-ROLLBACK1': rollback('InProgress') })).toBe(false);
  expect(await end({ 'd-ROLLBACK1': rollback('Succeeded') })).toBe(true);
  expect(await end({})).toBe(false);
  expect(await end({}, NOW + 60_000)).toBe(true);
});
