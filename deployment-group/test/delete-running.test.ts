import {
  DeleteApplicationCommand,
  GetDeploymentCommand,
  type DeploymentInfo,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '#local-aws';
import { phaseOf, type Properties } from '#test-kit';
import { startGroupScenario, type GroupScenario } from './group-scenario';

let scenario: GroupScenario;
beforeEach(async () => {
  scenario = await startGroupScenario();
});
afterEach(async () => {
  await scenario.close();
});

const codeDeployCall = (operation: string) => ({ service: 'codedeploy', operation });

/** Traffic that moves in ten minutes, then an hour in which blue stands by. */
const slow: Properties = {
  DeploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
  BlueGreenDeploymentConfiguration: {
    TerminateBlueInstancesOnDeploymentSuccess: { TerminationWaitTimeInMinutes: 60 },
  },
};
/** All traffic at once, then the hour. */
const standby: Properties = { BlueGreenDeploymentConfiguration: slow.BlueGreenDeploymentConfiguration };

async function createGroup(change: Properties = {}): Promise<void> {
  const { answer } = await scenario.operations.create({ ...scenario.properties, ...change });
  expect(answer.status).toBe('SUCCESS');
}

async function deploymentInfo(deploymentId: string): Promise<DeploymentInfo> {
  const { deploymentInfo: info } = await scenario.codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
  return info!;
}

const remove = () => scenario.operations.delete(scenario.properties);

describe('delete while a deployment runs', () => {
  test('stops it once while traffic moves, awaits its rollback, then deletes the group', async () => {
    await createGroup(slow);
    const id = await scenario.deployByHand(2);
    await scenario.aws.clock.advance(240);
    const { answer, answers, calls, seconds } = await remove();
    expect(answer.status).toBe('SUCCESS');
    expect(answers[0]).toMatchObject({
      status: 'IN_PROGRESS',
      callbackDelaySeconds: 10,
      resourceModel: scenario.properties,
      message: `Waiting for deployment ${id} to end before the group is deleted.`,
    });
    expect(calls.filter((call) => call === 'StopDeployment')).toHaveLength(1);
    expect(calls.at(-1)).toBe('DeleteDeploymentGroup');
    expect(seconds).toBeLessThanOrEqual(60);
    const info = await deploymentInfo(id);
    expect(info.status).toBe('Stopped');
    const rollbackId = info.rollbackInfo!.rollbackDeploymentId!;
    expect((await deploymentInfo(rollbackId)).status).toBe('Succeeded');
    expect(await scenario.liveVersion()).toBe(1);
    expect(await scenario.findGroup()).toBeUndefined();
  });

  test('stops one that has only just been created', async () => {
    await createGroup();
    const id = await scenario.deployByHand(2);
    const { answer } = await remove();
    expect(answer.status).toBe('SUCCESS');
    expect((await deploymentInfo(id)).status).toBe('Stopped');
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('ends a termination wait at once: the new version has all the traffic', async () => {
    await createGroup(standby);
    const id = await scenario.deployByHand(2);
    await scenario.aws.clock.advance(600);
    const { answer, calls, seconds } = await remove();
    expect(answer.status).toBe('SUCCESS');
    expect(calls.filter((call) => call === 'ContinueDeployment')).toHaveLength(1);
    expect(calls).not.toContain('StopDeployment');
    expect(seconds).toBeLessThanOrEqual(60);
    expect((await deploymentInfo(id)).status).toBe('Succeeded');
    expect(await scenario.liveVersion()).toBe(2);
  });

  test('awaits an automatic rollback and never stops it', async () => {
    await createGroup(slow);
    const id = await scenario.deployByHand(2);
    const { aws } = scenario;
    await aws.clock.advance(240);
    await scenario.stopByHand(id);
    const rolledBack = async () => (await deploymentInfo(id)).rollbackInfo?.rollbackDeploymentId;
    let rollbackId = await rolledBack();
    for (; !rollbackId; rollbackId = await rolledBack()) await aws.clock.advance(0.5);
    expect((await deploymentInfo(rollbackId)).completeTime).toBeUndefined();
    const { answer, calls, answers } = await remove();
    expect(answer.status).toBe('SUCCESS');
    expect(answers[0]?.message).toContain(rollbackId);
    expect(calls).not.toContain('StopDeployment');
    expect((await deploymentInfo(rollbackId)).status).toBe('Succeeded');
  });

  test('awaits a rollback that CodeDeploy shows late', async () => {
    await createGroup(slow);
    const id = await scenario.deployByHand(2);
    await scenario.aws.clock.advance(240);
    scenario.aws.codeDeploy.faults.rollbackIdLateSeconds = 20;
    const { answer, answers } = await remove();
    expect(answer.status).toBe('SUCCESS');
    // The deployment has ended, and the rollback that may follow is not visible.
    const phases = answers.map(phaseOf);
    expect(phases).toContainEqual(
      expect.objectContaining({
        kind: 'ending',
        endedAt: expect.any(Number) as number,
      }),
    );
    await scenario.aws.clock.advance(20);
    const rollbackId = (await deploymentInfo(id)).rollbackInfo!.rollbackDeploymentId!;
    expect((await deploymentInfo(rollbackId)).completeTime).toBeDefined();
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('polls again when the rollback cannot be read yet', async () => {
    await createGroup(slow);
    const id = await scenario.deployByHand(2);
    const { aws } = scenario;
    await aws.clock.advance(240);
    aws.codeDeploy.faults.readLateSeconds = 15;
    const { answer } = await remove();
    expect(answer.status).toBe('SUCCESS');
    await aws.clock.advance(15);
    const rollbackId = (await deploymentInfo(id)).rollbackInfo!.rollbackDeploymentId!;
    expect((await deploymentInfo(rollbackId)).status).toBe('Succeeded');
  });

  test('polls again when a deployment is listed that cannot be read yet', async () => {
    await createGroup();
    const id = await scenario.deployByHand(2);
    scenario.aws.codeDeploy.faults.readLateSeconds = 3;
    const { answer, answers } = await remove();
    expect(answers[0]).toMatchObject({
      status: 'IN_PROGRESS',
      callbackDelaySeconds: 5,
      message: `Deployment ${id} is active and not visible yet; the group is deleted after its end.`,
    });
    expect(answer.status).toBe('SUCCESS');
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('does not wait for a rollback when the last deployment was stopped more than a minute ago', async () => {
    await createGroup(slow);
    const id = await scenario.deployByHand(2);
    await scenario.aws.clock.advance(240);
    await scenario.stopByHand(id, false);
    await scenario.aws.clock.advance(30);
    const early = scenario.operations.begin('DELETE', { properties: scenario.properties });
    expect(await early.step()).toMatchObject({ status: 'IN_PROGRESS', callbackDelaySeconds: 5 });
    expect((await early.run()).answer.status).toBe('SUCCESS');
    expect(early.calls().filter((call) => call === 'StopDeployment')).toEqual([]);
  });

  test('polls again when CodeDeploy finds it too late to stop', async () => {
    await createGroup(slow);
    const id = await scenario.deployByHand(2);
    const { aws } = scenario;
    await aws.clock.advance(240);
    aws.faults.fail(
      { ...codeDeployCall('StopDeployment'), count: 1 },
      new ServiceError('DeploymentAlreadyCompletedException', `The deployment ${id} has completed.`),
    );
    const { answer, answers, calls } = await remove();
    expect(answers[0]).toMatchObject({
      status: 'IN_PROGRESS',
      callbackDelaySeconds: 5,
      message: `Deployment ${id} has just changed; checking again.`,
    });
    expect(calls.filter((call) => call === 'StopDeployment')).toHaveLength(2);
    expect(answer.status).toBe('SUCCESS');
  });

  test('lets a deployment end by itself that CodeDeploy will not stop', async () => {
    await createGroup();
    const id = await scenario.deployByHand(2);
    scenario.aws.codeDeploy.faults.refuseStop = true;
    const { answer, calls } = await remove();
    expect(answer.status).toBe('SUCCESS');
    // Asked again at every poll.
    expect(calls.filter((call) => call === 'StopDeployment').length).toBeGreaterThan(5);
    expect((await deploymentInfo(id)).status).toBe('Succeeded');
  });

  test('ends the termination wait of one that CodeDeploy would not stop before', async () => {
    await createGroup(slow);
    const id = await scenario.deployByHand(2);
    await scenario.aws.clock.advance(240);
    scenario.aws.codeDeploy.faults.refuseStop = true;
    const { answer, calls, seconds } = await remove();
    expect(answer.status).toBe('SUCCESS');
    expect(calls.filter((call) => call === 'ContinueDeployment')).toHaveLength(1);
    expect(seconds).toBeLessThan(20 * 60);
    expect((await deploymentInfo(id)).status).toBe('Succeeded');
    expect(await scenario.liveVersion()).toBe(2);
  });

  test('awaits one that stops a while after it was asked to', async () => {
    await createGroup(slow);
    const id = await scenario.deployByHand(2);
    scenario.aws.codeDeploy.faults.stopPendingSeconds = 45;
    await scenario.aws.clock.advance(240);
    const { answer, calls } = await remove();
    expect(answer.status).toBe('SUCCESS');
    expect(calls.filter((call) => call === 'StopDeployment')).toHaveLength(1);
    expect((await deploymentInfo(id)).status).toBe('Stopped');
  });

  test('continues after throttling and a lost response', async () => {
    await createGroup(slow);
    const id = await scenario.deployByHand(2);
    const { aws } = scenario;
    await aws.clock.advance(240);
    aws.faults.throttle({ ...codeDeployCall('ListDeployments'), count: 1 });
    aws.faults.loseResponse({ ...codeDeployCall('StopDeployment'), count: 1 });
    const { answer } = await remove();
    expect(answer.status).toBe('SUCCESS');
    expect((await deploymentInfo(id)).status).toBe('Stopped');
    expect(await scenario.liveVersion()).toBe(1);
  });

  describe('fails after an hour', () => {
    /** The answers of a delete that begins now: the first one, that one second before the hour, and that after it. */
    async function removeForAnHour(id: string) {
      const operation = scenario.operations.begin('DELETE', { properties: scenario.properties });
      expect(await operation.step()).toMatchObject({ status: 'IN_PROGRESS' });
      await scenario.aws.clock.advance(60 * 60 - 1);
      expect(await operation.step()).toMatchObject({ status: 'IN_PROGRESS' });
      await scenario.aws.clock.advance(1);
      const answer = await operation.step();
      expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
      expect(await scenario.findGroup()).toBeDefined();
      return answer.message.replaceAll(id, 'ID');
    }

    test('when the deployment stays invisible', async () => {
      await createGroup(slow);
      const id = await scenario.deployByHand(2);
      scenario.aws.codeDeploy.faults.readLateSeconds = 100_000;
      expect(await removeForAnHour(id)).toBe(
        'The deletion has waited 60 minutes for deployment ID, which is active according to CodeDeploy but not ' +
          "visible. Look for it in CodeDeploy's console or with `aws deploy get-deployment --deployment-id ID`, " +
          'and delete again when it has ended. [HolderNotVisible]',
      );
    });

    test('when CodeDeploy refuses to stop it all that time', async () => {
      await createGroup({ ...slow, DeploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce' });
      scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
      const id = await scenario.deployByHand(2);
      scenario.aws.codeDeploy.faults.refuseStop = true;
      expect(await removeForAnHour(id)).toBe(
        'The deletion has waited 60 minutes for the end of deployment ID, which CodeDeploy refuses to end. Watch it ' +
          "in CodeDeploy's console or with `aws deploy get-deployment --deployment-id ID` until it ends, then " +
          'delete again. [HolderNotStoppable]',
      );
    });

    test('when it does not end after the stop', async () => {
      await createGroup(slow);
      const id = await scenario.deployByHand(2);
      await scenario.aws.clock.advance(240);
      scenario.aws.codeDeploy.faults.stopPendingSeconds = 2 * 60 * 60;
      expect(await removeForAnHour(id)).toBe(
        'The deletion has waited 60 minutes for the end of deployment ID, which still runs. Watch it in ' +
          "CodeDeploy's console or with `aws deploy get-deployment --deployment-id ID` until it ends, then delete " +
          'again. [HolderStillRuns]',
      );
    });
  });

  test('is done when an operator deletes the group meanwhile', async () => {
    await createGroup(slow);
    await scenario.deployByHand(2);
    await scenario.aws.clock.advance(240);
    const operation = scenario.operations.begin('DELETE', { properties: scenario.properties });
    await operation.step();
    await scenario.aws.clock.advance(60);
    await scenario.codeDeploy.send(
      new DeleteApplicationCommand({ applicationName: scenario.service.applicationName }),
    );
    expect(await operation.step()).toMatchObject({ status: 'SUCCESS' });
  });
});
