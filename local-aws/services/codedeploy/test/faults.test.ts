import { setStage, type Stage } from './deployment-scenario';

let stage: Stage;
const names = { applicationName: 'web-application', deploymentGroupName: 'web' };

beforeEach(async () => {
  stage = await setStage();
  await stage.createGroup();
});

afterEach(() => stage.close());

const stopInInstall = async () => {
  const deploymentId = await stage.deploy(2);
  await stage.clock.advance(15);
  const answer = await stage.codedeploy.stopDeployment({ deploymentId, autoRollbackEnabled: true });
  return { deploymentId, answer };
};

test('the id of the rollback shows late, while the rollback is there', async () => {
  stage.faults.rollbackIdLateSeconds = 30;
  const { deploymentId } = await stopInInstall();
  await stage.clock.advance(5);
  expect((await stage.read(deploymentId)).rollbackInfo).toBeUndefined();
  expect((await stage.codedeploy.listDeployments(names)).deployments).toHaveLength(2);
  await stage.clock.advance(30);
  expect((await stage.read(deploymentId)).rollbackInfo?.rollbackDeploymentId).toBeDefined();
});

test('a rollback comes late', async () => {
  stage.faults.rollbackLateSeconds = 20;
  const { deploymentId } = await stopInInstall();
  await stage.clock.advance(15);
  expect((await stage.codedeploy.listDeployments(names)).deployments).toEqual([deploymentId]);
  await stage.clock.advance(20);
  expect((await stage.read(deploymentId)).rollbackInfo?.rollbackDeploymentId).toBeDefined();
  expect(await stage.taskSets()).toContain('DRAINING web:2 two');
});

test('a rollback that comes late does not come at all when there is another deployment by then', async () => {
  stage.faults.rollbackLateSeconds = 20;
  const { deploymentId } = await stopInInstall();
  await stage.clock.advance(5);
  await stage.deploy(2);
  await stage.clock.advance(20);
  expect((await stage.read(deploymentId)).rollbackInfo).toBeUndefined();
});

test('a rollback fails and leaves everything where it is', async () => {
  stage.faults.failRollback = true;
  const { deploymentId } = await stopInInstall();
  await stage.clock.advance(10);
  const { rollbackInfo } = await stage.read(deploymentId);
  expect(await stage.read(rollbackInfo?.rollbackDeploymentId ?? '')).toMatchObject({
    status: 'Failed',
    errorInformation: { code: 'INTERNAL_ERROR' },
  });
  expect(await stage.taskSets()).toEqual(['ACTIVE web:2 two', 'PRIMARY web:1 one']);
});

test('StopDeployment answers Pending while the deployment goes on, then it stops', async () => {
  stage.faults.stopPendingSeconds = 10;
  const { deploymentId, answer } = await stopInInstall();
  expect(answer).toMatchObject({ status: 'Pending' });
  await stage.clock.advance(5);
  expect(await stage.codedeploy.stopDeployment({ deploymentId })).toMatchObject({ status: 'Pending' });
  expect(await stage.read(deploymentId)).toMatchObject({ status: 'InProgress' });
  await stage.clock.advance(6);
  expect(await stage.read(deploymentId)).toMatchObject({ status: 'Stopped' });
});

test('StopDeployment is refused while the deployment runs on', async () => {
  stage.faults.refuseStop = true;
  await expect(stopInInstall()).rejects.toMatchObject({
    name: 'UnsupportedActionForDeploymentTypeException',
  });
});

test('targets can be asked for late', async () => {
  stage.faults.targetsLateSeconds = 20;
  const id = await stage.deploy(2);
  await stage.clock.advance(15);
  await expect(stage.target(id)).rejects.toMatchObject({ name: 'DeploymentNotStartedException' });
  await stage.clock.advance(5);
  expect(await stage.target(id)).toMatchObject({ targetId: 'web-cluster:web' });
});

test('a new deployment is listed late', async () => {
  stage.faults.listedLateSeconds = 10;
  await stage.deploy(2);
  const { deployments } = await stage.codedeploy.listDeployments(names);
  const { deploymentGroupInfo } = await stage.codedeploy.getDeploymentGroup(names);
  expect(deployments).toEqual([]);
  expect(deploymentGroupInfo?.lastAttemptedDeployment).toBeUndefined();
  await stage.clock.advance(10);
  expect((await stage.codedeploy.listDeployments(names)).deployments).toHaveLength(1);
});

test('a new deployment can be read late', async () => {
  stage.faults.readLateSeconds = 10;
  const id = await stage.deploy(2);
  await expect(stage.read(id)).rejects.toMatchObject({ name: 'DeploymentDoesNotExistException' });
  await stage.clock.advance(10);
  expect(await stage.read(id)).toMatchObject({ deploymentId: id });
});

test('the termination wait begins without its flag', async () => {
  stage.faults.hideTerminationWait = true;
  const id = await stage.deploy(2);
  await stage.clock.advance(120);
  expect(await stage.read(id)).toMatchObject({ instanceTerminationWaitTimeStarted: false });
  expect(await stage.target(id)).toMatchObject({ status: 'Succeeded' });
});

test('tags are read as they were a while ago', async () => {
  const ResourceArn = `arn:aws:codedeploy:us-east-1:${stage.aws.accountId}:deploymentgroup:web-application/web`;
  const read = async () => (await stage.codedeploy.listTagsForResource({ ResourceArn })).Tags;
  await stage.codedeploy.tagResource({ ResourceArn, Tags: [{ Key: 'a', Value: '1' }] });
  await stage.clock.advance(60);
  stage.faults.staleTagSeconds = 10;
  await stage.codedeploy.tagResource({ ResourceArn, Tags: [{ Key: 'a', Value: '2' }] });
  expect(await read()).toEqual([{ Key: 'a', Value: '1' }]);
  await stage.clock.advance(10);
  expect(await read()).toEqual([{ Key: 'a', Value: '2' }]);
});
