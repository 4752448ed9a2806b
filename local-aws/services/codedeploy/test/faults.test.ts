import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;
const names = { applicationName: 'web-application', deploymentGroupName: 'web' };

beforeEach(async () => {
  scenario = await startDeploymentScenario();
  await scenario.createGroup();
});

afterEach(() => scenario.close());

const stopInInstall = async () => {
  const deploymentId = await scenario.deploy(2);
  await scenario.clock.advance(15);
  const answer = await scenario.codedeploy.stopDeployment({ deploymentId, autoRollbackEnabled: true });
  return { deploymentId, answer };
};

test('rollbackInfo shows the id late, after the rollback has begun', async () => {
  scenario.faults.rollbackIdLateSeconds = 30;
  const { deploymentId } = await stopInInstall();
  await scenario.clock.advance(5);
  expect((await scenario.read(deploymentId)).rollbackInfo).toBeUndefined();
  expect((await scenario.codedeploy.listDeployments(names)).deployments).toHaveLength(2);
  await scenario.clock.advance(30);
  expect((await scenario.read(deploymentId)).rollbackInfo?.rollbackDeploymentId).toBeDefined();
});

test('a rollback begins late', async () => {
  scenario.faults.rollbackLateSeconds = 20;
  const { deploymentId } = await stopInInstall();
  await scenario.clock.advance(15);
  expect((await scenario.codedeploy.listDeployments(names)).deployments).toEqual([deploymentId]);
  await scenario.clock.advance(20);
  expect((await scenario.read(deploymentId)).rollbackInfo?.rollbackDeploymentId).toBeDefined();
  expect(await scenario.taskSets()).toContain('DRAINING web:2 two');
});

test('a late rollback is not created when the group has another deployment by then', async () => {
  scenario.faults.rollbackLateSeconds = 20;
  const { deploymentId } = await stopInInstall();
  await scenario.clock.advance(5);
  await scenario.deploy(2);
  await scenario.clock.advance(20);
  expect((await scenario.read(deploymentId)).rollbackInfo).toBeUndefined();
});

test('a rollback fails and changes nothing', async () => {
  scenario.faults.failRollback = true;
  const { deploymentId } = await stopInInstall();
  await scenario.clock.advance(10);
  const { rollbackInfo } = await scenario.read(deploymentId);
  expect(await scenario.read(rollbackInfo?.rollbackDeploymentId ?? '')).toMatchObject({
    status: 'Failed',
    errorInformation: { code: 'INTERNAL_ERROR' },
  });
  expect(await scenario.taskSets()).toEqual(['ACTIVE web:2 two', 'PRIMARY web:1 one']);
});

test('StopDeployment answers Pending while the deployment runs, then it stops', async () => {
  scenario.faults.stopPendingSeconds = 10;
  const { deploymentId, answer } = await stopInInstall();
  expect(answer).toMatchObject({ status: 'Pending' });
  await scenario.clock.advance(5);
  expect(await scenario.codedeploy.stopDeployment({ deploymentId })).toMatchObject({ status: 'Pending' });
  expect(await scenario.read(deploymentId)).toMatchObject({ status: 'InProgress' });
  await scenario.clock.advance(6);
  expect(await scenario.read(deploymentId)).toMatchObject({ status: 'Stopped' });
});

test('StopDeployment is refused, and the deployment continues', async () => {
  scenario.faults.refuseStop = true;
  await expect(stopInInstall()).rejects.toMatchObject({
    name: 'UnsupportedActionForDeploymentTypeException',
  });
});

test('targets can be read late', async () => {
  scenario.faults.targetsLateSeconds = 20;
  const id = await scenario.deploy(2);
  await scenario.clock.advance(15);
  await expect(scenario.target(id)).rejects.toMatchObject({ name: 'DeploymentNotStartedException' });
  await scenario.clock.advance(5);
  expect(await scenario.target(id)).toMatchObject({ targetId: 'web-cluster:web' });
});

test('a new deployment is listed late', async () => {
  scenario.faults.listedLateSeconds = 10;
  await scenario.deploy(2);
  const { deployments } = await scenario.codedeploy.listDeployments(names);
  const { deploymentGroupInfo } = await scenario.codedeploy.getDeploymentGroup(names);
  expect(deployments).toEqual([]);
  expect(deploymentGroupInfo?.lastAttemptedDeployment).toBeUndefined();
  await scenario.clock.advance(10);
  expect((await scenario.codedeploy.listDeployments(names)).deployments).toHaveLength(1);
});

test('a new deployment can be read late', async () => {
  scenario.faults.readLateSeconds = 10;
  const id = await scenario.deploy(2);
  await expect(scenario.read(id)).rejects.toMatchObject({ name: 'DeploymentDoesNotExistException' });
  await scenario.clock.advance(10);
  expect(await scenario.read(id)).toMatchObject({ deploymentId: id });
});

test('the termination wait begins without its flag', async () => {
  scenario.faults.hideTerminationWait = true;
  const id = await scenario.deploy(2);
  await scenario.clock.advance(120);
  expect(await scenario.read(id)).toMatchObject({ instanceTerminationWaitTimeStarted: false });
  expect(await scenario.target(id)).toMatchObject({ status: 'Succeeded' });
});

test('reads of tags are stale', async () => {
  const ResourceArn = `arn:aws:codedeploy:us-east-1:${scenario.aws.accountId}:deploymentgroup:web-application/web`;
  const read = async () => (await scenario.codedeploy.listTagsForResource({ ResourceArn })).Tags;
  await scenario.codedeploy.tagResource({ ResourceArn, Tags: [{ Key: 'a', Value: '1' }] });
  await scenario.clock.advance(60);
  scenario.faults.staleTagSeconds = 10;
  await scenario.codedeploy.tagResource({ ResourceArn, Tags: [{ Key: 'a', Value: '2' }] });
  expect(await read()).toEqual([{ Key: 'a', Value: '1' }]);
  await scenario.clock.advance(10);
  expect(await read()).toEqual([{ Key: 'a', Value: '2' }]);
});

test('the tags of a new group appear late', async () => {
  scenario.faults.staleTagSeconds = 10;
  await scenario.codedeploy.deleteDeploymentGroup(names);
  await scenario.createGroup({ deploymentGroupName: 'new', tags: [{ Key: 'a', Value: '1' }] });
  const ResourceArn = `arn:aws:codedeploy:us-east-1:${scenario.aws.accountId}:deploymentgroup:web-application/new`;
  const read = async () => (await scenario.codedeploy.listTagsForResource({ ResourceArn })).Tags;
  expect(await read()).toEqual([]);
  await scenario.clock.advance(10);
  expect(await read()).toEqual([{ Key: 'a', Value: '1' }]);
});
