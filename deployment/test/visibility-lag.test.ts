import { inPhase, phaseKind } from '#test-kit';
import {
  startWithResource,
  hasSeenRunning,
  count,
  MISSING_HOOK,
  UNTIL_SHIFTED,
  type DeploymentScenario,
} from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

describe('an owner tag that does not show yet what the handler wrote', () => {
  test('delays the start of a deployment', async () => {
    scenario = await startWithResource();
    await scenario.aws.clock.advance(60);
    scenario.aws.codeDeploy.faults.staleTagSeconds = 20;
    const { answer, answers, calls, seconds } = await scenario.beginUpdate(1, 2).run();
    expect(answer.status).toBe('SUCCESS');
    expect(answers.filter(inPhase('starting')).length).toBeGreaterThan(1);
    expect(count(calls, 'CreateDeployment')).toBe(1);
    expect(seconds).toBeGreaterThan(20);
  });

  test('delays the stop of a deployment', async () => {
    scenario = await startWithResource();
    await scenario.beginUpdate(1, 2).runUntil(hasSeenRunning);
    await scenario.aws.clock.advance(30);
    scenario.aws.codeDeploy.faults.staleTagSeconds = 20;
    const { answer, answers, calls } = await scenario.beginRollback().run();
    expect(answer.status).toBe('SUCCESS');
    expect(answers.some(inPhase('deciding', ({ busyWith }) => busyWith !== null))).toBe(true);
    expect(count(calls, 'StopDeployment')).toBe(1);
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('is awaited from when it was written, even after a long time of throttling', async () => {
    scenario = await startWithResource();
    await scenario.aws.clock.advance(600);
    scenario.aws.codeDeploy.faults.staleTagSeconds = 20;
    const end = scenario.aws.clock.now() + 300_000;
    scenario.aws.faults.throttle({ service: 'codedeploy', when: () => scenario.aws.clock.now() < end });
    const { answer } = await scenario.beginUpdate(1, 2).run();
    expect(answer.status).toBe('SUCCESS');
    expect(await scenario.liveVersion()).toBe(2);
  });
});

describe('a deployment that CodeDeploy does not show yet', () => {
  test('and that is ours is polled', async () => {
    scenario = await startWithResource();
    scenario.aws.codeDeploy.faults.readLateSeconds = 30;
    const { answer, answers } = await scenario.update(scenario.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(
      answers.some(
        inPhase('deploying', ({ history }) => (history as { started: boolean } | null)?.started === false),
      ),
    ).toBe(true);
  });

  test('is polled until it shows which version it brings', async () => {
    scenario = await startWithResource();
    scenario.aws.codeDeploy.faults.readLateSeconds = 30;
    const theirs = await scenario.deployByHand(2);
    const { answer, calls } = await scenario.update(scenario.version(2, { WhenBusy: 'FAIL' }));
    expect(answer).toMatchObject({ status: 'SUCCESS', resourceModel: { DeploymentId: theirs } });
    expect(calls).not.toContain('CreateDeployment');
  });

  test('is refused when it shows that it brings another version and WhenBusy is FAIL', async () => {
    scenario = await startWithResource();
    scenario.aws.codeDeploy.faults.readLateSeconds = 30;
    const theirs = await scenario.deployByHand(3);
    const { answer, calls } = await scenario.update(scenario.version(2, { WhenBusy: 'FAIL' }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
    expect(answer.message).toContain(theirs);
    expect(calls).not.toContain('CreateDeployment');
  });

  test('nor list is asked about every few seconds, not in a loop', async () => {
    scenario = await startWithResource();
    scenario.aws.codeDeploy.faults.readLateSeconds = 60;
    scenario.aws.codeDeploy.faults.listedLateSeconds = 60;
    await scenario.deployByHand(3);
    const { answer, calls } = await scenario.update(scenario.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(calls.filter((call) => call === 'CreateDeployment').length).toBeLessThanOrEqual(3);
    expect(await scenario.liveVersion()).toBe(2);
  });

  test('D10 in the list, but names as active, is awaited', async () => {
    scenario = await startWithResource();
    scenario.aws.codeDeploy.faults.listedLateSeconds = 600;
    const theirs = await scenario.deployByHand(3);
    const { answer, calls } = await scenario.operations.update(scenario.version(1), scenario.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(count(calls, 'CreateDeployment')).toBe(2);
    await scenario.aws.clock.advance(600);
    const all = await scenario.deployments();
    expect(all.map(({ status }) => status)).toEqual(['Succeeded', 'Succeeded']);
    expect(all[0]!.deploymentId).toBe(theirs);
    expect(await scenario.liveVersion()).toBe(2);
  });
});

describe('an automatic rollback that CodeDeploy creates a while after the deployment has stopped', () => {
  /** An operator stops the deployment of an update that CloudFormation has cancelled. */
  async function stoppedByHand(rollback = true): Promise<void> {
    scenario = await startWithResource();
    await scenario.beginUpdate(1, 2).runUntil(hasSeenRunning);
    await scenario.aws.clock.advance(10);
    scenario.aws.codeDeploy.faults.rollbackLateSeconds = 20;
    await scenario.stopByHand((await scenario.deployment()).deploymentId, rollback);
    await scenario.aws.clock.advance(5);
  }

  const statuses = async (): Promise<unknown[]> =>
    (await scenario.deployments()).map(({ creator, status }) => [creator, status]);

  test('is awaited by the stack rollback, which then deploys nothing', async () => {
    await stoppedByHand();
    const { answer, answers } = await scenario.beginRollback().run();
    expect(answer.status).toBe('SUCCESS');
    expect(phaseKind(answers[0]!)).toBe('ending');
    expect(await statuses()).toEqual([
      ['user', 'Stopped'],
      ['codeDeployRollback', 'Succeeded'],
    ]);
  });

  test('is awaited by a delete', async () => {
    await stoppedByHand();
    const { answer, calls } = await scenario.operations.delete(scenario.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(calls).not.toContain('StopDeployment');
    expect(await statuses()).toEqual([
      ['user', 'Stopped'],
      ['codeDeployRollback', 'Succeeded'],
    ]);
  });

  test('is awaited when CodeDeploy has created it and does not show it', async () => {
    await stoppedByHand();
    await scenario.aws.clock.advance(25);
    scenario.aws.codeDeploy.faults.listedLateSeconds = 30;
    scenario.aws.codeDeploy.faults.rollbackTakesSeconds = 30;
    const { answer, calls } = await scenario.beginRollback().run();
    expect(answer.status).toBe('SUCCESS');
    expect(calls).not.toContain('CreateDeployment');
  });

  test('is awaited for a minute only', async () => {
    await stoppedByHand(false);
    const { answer, seconds } = await scenario.beginRollback().run();
    expect(answer.status).toBe('SUCCESS');
    expect(seconds).toBeGreaterThan(55);
    expect(await statuses()).toEqual([
      ['user', 'Stopped'],
      ['user', 'Succeeded'],
    ]);
    expect(await scenario.liveVersion()).toBe(1);
  });
});

describe('task sets that show late', () => {
  const FAST = { startSeconds: 5, healthySeconds: 5, drainSeconds: 5 };

  test.each([
    [10, {}],
    [30, {}],
    [30, UNTIL_SHIFTED],
  ])(
    'by %i seconds: the answer of an update is of the deployment that has succeeded (%j)',
    async (late, more) => {
      scenario = await startWithResource();
      await scenario.aws.clock.advance(60);
      scenario.aws.ecs.faults.staleServicesSeconds = late;
      const { answer } = await scenario.beginUpdate(1, 2, more).run();
      expect(answer).toMatchObject({
        status: 'SUCCESS',
        resourceModel: {
          TaskDefinition: scenario.service.taskDefinitions[1],
          DeploymentId: (await scenario.deployment()).deploymentId,
        },
      });
    },
  );

  test('for minutes do not keep an update from its answer', async () => {
    scenario = await startWithResource();
    await scenario.aws.clock.advance(700);
    scenario.aws.ecs.faults.staleServicesSeconds = 600;
    const { answer, seconds } = await scenario.beginUpdate(1, 2).run();
    expect(answer.status).toBe('SUCCESS');
    expect(seconds).toBeLessThan(400);
  });

  test('do not let a stack rollback take the version before the deployment for what runs', async () => {
    scenario = await startWithResource({ localAws: { tasks: FAST } });
    await scenario.aws.clock.advance(60);
    await scenario.deployByHand(2);
    await scenario.aws.clock.advance(45);
    expect((await scenario.deployment()).status).toBe('Succeeded');
    scenario.aws.ecs.faults.staleServicesSeconds = 50;
    const { answer } = await scenario.beginRollback().run();
    scenario.aws.ecs.faults.staleServicesSeconds = 0;
    expect(answer.status).toBe('SUCCESS');
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('after an automatic rollback do not delay the next update', async () => {
    scenario = await startWithResource({ localAws: { tasks: FAST } });
    await scenario.beginUpdate(1, 2, MISSING_HOOK).run();
    const { answer, seconds } = await scenario.beginUpdate(2, 1).run();
    expect([answer.status, seconds]).toEqual(['SUCCESS', 0]);
  });
});

test('an update waits for a deployment of the other delivery of its event that is listed and does not show yet', async () => {
  scenario = await startWithResource();
  await scenario.begin(scenario.version(2), { token: 'twice' }).step();
  const { deploymentId } = await scenario.deployment();
  await scenario.stopByHand(deploymentId);
  scenario.aws.codeDeploy.faults.readLateSeconds = 15;
  const { answer, calls } = await scenario.begin(scenario.version(2), { token: 'twice' }).run();
  expect(calls).not.toContain('CreateDeployment');
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
  expect(answer.message).toContain(deploymentId);
});
