import { UntagResourceCommand } from '@aws-sdk/client-codedeploy';
import { hasCalled, inPhase, phaseKind } from '#test-kit';
import {
  startWithResource,
  hasSeenRunning,
  runUntilStarting,
  hasSeenShift,
  count,
  type DeploymentScenario,
} from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

const tagKeys = async (): Promise<string[]> => Object.keys(await scenario.groupTags());

test('a delete takes the owner tag off the group and touches nothing else', async () => {
  scenario = await startWithResource();
  expect(await tagKeys()).toHaveLength(1);
  const { answer, calls, seconds } = await scenario.operations.delete(scenario.version(1));
  expect(answer).toEqual({ status: 'SUCCESS', message: '', callbackDelaySeconds: 0 });
  expect(calls).toEqual([
    'GetDeploymentGroup',
    'ListTagsForResource',
    'ListDeployments',
    'UntagResource',
    'ListDeployments',
    // Some seconds later: no list hides a deployment any more.
    'GetDeploymentGroup',
    'ListTagsForResource',
    'ListDeployments',
  ]);
  expect(seconds).toBe(10);
  expect(await tagKeys()).toEqual([]);
  expect(await scenario.liveVersion()).toBe(1);
});

test('after a delete there is nothing to delete, read or update', async () => {
  scenario = await startWithResource();
  await scenario.operations.delete(scenario.version(1));
  for (const { answer } of [
    await scenario.operations.delete(scenario.version(1)),
    await scenario.operations.read(scenario.version(1)),
    await scenario.operations.update(scenario.version(1), scenario.version(2)),
  ])
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotFound' });
});

test('a delete without the group is NotFound', async () => {
  scenario = await startWithResource();
  await scenario.deleteGroup();
  const { answer } = await scenario.operations.delete(scenario.version(1));
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotFound' });
});

describe('a delete while a deployment runs', () => {
  test('stops our own with rollback before the owner tag goes', async () => {
    scenario = await startWithResource();
    await scenario.beginUpdate(1, 2).runUntil(hasSeenRunning);
    const { answer, calls } = await scenario.operations.delete(scenario.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(count(calls, 'StopDeployment')).toBe(1);
    expect((await scenario.deployments()).map(({ status }) => status)).toEqual(['Stopped', 'Succeeded']);
    expect(await tagKeys()).toEqual([]);
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('leaves our own alone in its termination wait', async () => {
    scenario = await startWithResource({ waits: { termination: 60 } });
    await scenario.beginUpdate(1, 2).runUntil(hasSeenShift);
    const { answer, calls } = await scenario.operations.delete(scenario.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(calls).not.toContain('StopDeployment');
    expect((await scenario.deployments()).map(({ status }) => status)).toEqual(['InProgress']);
  });

  test("leaves another team's alone", async () => {
    scenario = await startWithResource();
    await scenario.deployByHand(2);
    await scenario.aws.clock.advance(20);
    const { answer, calls } = await scenario.operations.delete(scenario.version(1));
    expect(answer.status).toBe('SUCCESS');
    expect(calls).not.toContain('StopDeployment');
  });

  test('awaits an automatic rollback and never stops it', async () => {
    scenario = await startWithResource();
    await scenario.beginUpdate(1, 2).runUntil(hasSeenRunning);
    const [deployment] = await scenario.deployments();
    await scenario.stopByHand(deployment!.deploymentId!);
    while ((await scenario.deployments()).length < 2) await scenario.aws.clock.advance(1);
    const { answer, calls } = await scenario.operations.delete(scenario.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(calls).not.toContain('StopDeployment');
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('does not await the rollback of a deployment that others started, without an owner tag', async () => {
    scenario = await startWithResource();
    const byHand = await scenario.deployByHand(2);
    await scenario.aws.clock.advance(20);
    scenario.aws.codeDeploy.faults.rollbackTakesSeconds = 600;
    await scenario.stopByHand(byHand);
    await scenario.aws.clock.advance(10);
    await scenario.codeDeploy.send(
      new UntagResourceCommand({ ResourceArn: scenario.groupArn, TagKeys: await tagKeys() }),
    );
    const { answer, seconds } = await scenario.operations.delete(scenario.version(1));
    expect([answer.errorCode, seconds]).toEqual(['NotFound', 20]);
    expect((await scenario.deployments()).at(-1)!.status).toBe('InProgress');
  });

  test('stops our own as soon as CodeDeploy shows it', async () => {
    scenario = await startWithResource();
    scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
    await scenario.beginUpdate(1, 2).runUntil(inPhase('deploying'));
    scenario.aws.codeDeploy.faults.readLateSeconds = 30;
    const { answer, answers, calls } = await scenario.operations.delete(scenario.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(phaseKind(answers[0]!)).toBe('deciding');
    expect(count(calls, 'StopDeployment')).toBe(1);
    expect(await scenario.liveVersion()).toBe(1);
  });

  test.each([0, 1])(
    'leaves nothing running that a cancelled update starts meanwhile, with %i throttled calls',
    async (throttled) => {
      scenario = await startWithResource();
      const cancelled = scenario.beginUpdate(1, 2);
      await runUntilStarting(scenario, cancelled);
      await scenario.aws.clock.advance(1);
      scenario.aws.faults.before(
        { service: 'codedeploy', operation: 'UntagResource', count: 1 },
        async () => {
          await cancelled.step();
        },
      );
      if (throttled > 0)
        scenario.aws.faults.throttle({
          service: 'codedeploy',
          operation: 'StopDeployment',
          count: throttled,
        });
      const { answer } = await scenario.operations.delete(scenario.version(2));
      expect(answer.status).toBe('SUCCESS');
      await scenario.aws.clock.advance(600);
      expect(await scenario.liveVersion()).toBe(1);
    },
  );

  test('asks again for a stop that CodeDeploy refuses at one point', async () => {
    scenario = await startWithResource();
    scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
    await scenario.beginUpdate(1, 2).runUntil(hasSeenRunning);
    scenario.aws.codeDeploy.faults.refuseStop = true;
    const operation = scenario.operations.begin('DELETE', { properties: scenario.version(2) });
    await operation.runUntil(hasCalled('StopDeployment'));
    scenario.aws.codeDeploy.faults.refuseStop = false;
    expect((await operation.run()).answer.status).toBe('SUCCESS');
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('fails after an hour when CodeDeploy never shows our own', async () => {
    scenario = await startWithResource({ waits: { termination: 120 } });
    await scenario.beginUpdate(1, 2).runUntil(inPhase('deploying'));
    scenario.aws.codeDeploy.faults.readLateSeconds = 100_000;
    const operation = scenario.operations.begin('DELETE', { properties: scenario.version(2) });
    expect(await operation.step()).toMatchObject({ status: 'IN_PROGRESS' });
    await scenario.aws.clock.advance(60 * 60);
    const answer = await operation.step();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toMatch(
      /^The deletion has waited 60 minutes for deployment (d-\w+), which is active .* get-deployment --deployment-id \1`, and delete again when it has ended\. \[HolderNotVisible\]$/,
    );
  });

  test('fails when what it has stopped does not end within an hour', async () => {
    scenario = await startWithResource({ waits: { termination: 120 } });
    await scenario.beginUpdate(1, 2).runUntil(hasSeenRunning);
    scenario.aws.codeDeploy.faults.stopPendingSeconds = 2 * 60 * 60;
    const operation = scenario.operations.begin('DELETE', { properties: scenario.version(2) });
    expect(await operation.step()).toMatchObject({ status: 'IN_PROGRESS' });
    await scenario.aws.clock.advance(60 * 60);
    const answer = await operation.step();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toMatch(
      /^The deletion has waited 60 minutes for the end of deployment d-\w+, which still runs\./,
    );
  });
});
