import { ServiceError } from '#local-aws';
import type { Answer, Operation } from '#test-kit';
import { given, type Given, type GivenOptions } from './given';

/* AWS shows things late, and things change between two calls of an operation. */

let scene: Given;
afterEach(() => scene.aws.close());

async function created(options: GivenOptions = {}): Promise<Given> {
  scene = await given(options);
  await scene.operations.create(scene.version(1));
  return scene;
}

const update = (from: 1 | 2, to: 1 | 2 | 3, more = {}, rollback = false): Operation =>
  scene.operations.begin('UPDATE', {
    properties: scene.version(to, more),
    previousProperties: scene.version(from, more),
    rollback,
  });

const says =
  (pattern: RegExp) =>
  ({ message }: Answer) =>
    pattern.test(message);

const count = (calls: string[], operation: string): number =>
  calls.filter((call) => call === operation).length;

describe('a tag that does not show yet what was written to it', () => {
  test('puts off the start of a deployment', async () => {
    await created();
    await scene.aws.clock.advance(60);
    scene.aws.codeDeploy.faults.staleTagSeconds = 20;
    const { answer, answers, calls, seconds } = await update(1, 2).run();
    expect(answer.status).toBe('SUCCESS');
    expect(answers.filter(says(/[Tt]he owner tag does not show yet/)).length).toBeGreaterThan(0);
    expect(count(calls, 'CreateDeployment')).toBe(1);
    expect(seconds).toBeGreaterThan(20);
  });

  test('puts off the stop of a deployment', async () => {
    await created();
    await update(1, 2).runUntil(says(/is InProgress|is running/));
    await scene.aws.clock.advance(30);
    scene.aws.codeDeploy.faults.staleTagSeconds = 20;
    const { answer, answers, calls } = await update(2, 1, {}, true).run();
    expect(answer.status).toBe('SUCCESS');
    expect(answers.some(says(/the owner tag does not show yet/))).toBe(true);
    expect(count(calls, 'StopDeployment')).toBe(1);
    expect(await scene.live()).toBe(1);
  });

  test('is waited for from its writing, however long the trouble before has lasted', async () => {
    await created();
    await scene.aws.clock.advance(600);
    scene.aws.codeDeploy.faults.staleTagSeconds = 20;
    const end = scene.aws.clock.now() + 300_000;
    scene.aws.faults.throttle({ service: 'codedeploy', when: () => scene.aws.clock.now() < end });
    const { answer } = await update(1, 2).run();
    expect(answer.status).toBe('SUCCESS');
    expect(await scene.live()).toBe(2);
  });
});

test('a first call that comes again after a newer operation has begun ends without touching anything', async () => {
  await created();
  scene.aws.faults.throttle({ service: 'codedeploy', count: 2 });
  const older = update(1, 2);
  expect(await older.step()).toMatchObject({ status: 'IN_PROGRESS' });
  await scene.aws.clock.advance(1);
  const newer = update(1, 3);
  await newer.step();
  const { answer } = await older.run();
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
  expect((await newer.run()).answer.status).toBe('SUCCESS');
  expect((await scene.deployments()).map(({ status }) => status)).toEqual(['Succeeded']);
  expect(await scene.live()).toBe(3);
});

test.each([0, 2])(
  'a first call that comes again as if it were the first does not take the group back from a newer operation and %i more',
  async (more) => {
    await created();
    const older = (): Operation =>
      scene.operations.begin('UPDATE', {
        properties: scene.version(2),
        previousProperties: scene.version(1),
        token: 'cancelled-update',
      });
    await older().step();
    await scene.aws.clock.advance(1);
    const newer = update(2, 1, {}, true);
    await newer.step();
    for (let count = 0; count < more; count++) {
      await scene.aws.clock.advance(60);
      await update(1, 1, { Description: `change ${count}` }).step();
    }
    await scene.aws.clock.advance(1);
    const { answer, calls } = await older().run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
    expect(calls).not.toContain('TagResource');
    expect((await newer.run()).answer.status).toBe('SUCCESS');
  },
);

test('a deployment that was started too late and does not show to its stop is stopped when it does', async () => {
  await created();
  const older = update(1, 2);
  await older.runUntil(says(/About to start/));
  await scene.aws.clock.advance(1);
  const newer = update(2, 1, {}, true);
  scene.aws.faults.before({ service: 'codedeploy', operation: 'CreateDeployment', count: 1 }, async () => {
    await newer.step();
  });
  scene.aws.faults.fail(
    { service: 'codedeploy', operation: 'StopDeployment', count: 1 },
    new ServiceError('DeploymentDoesNotExistException', 'The deployment could not be found.'),
  );
  const { answer, calls } = await older.run();
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
  expect((await newer.run()).answer.status).toBe('SUCCESS');
  expect(count(calls, 'StopDeployment')).toBe(2);
  expect((await scene.deployments()).map(({ status }) => status)).toEqual(['Stopped', 'Succeeded']);
  expect(await scene.live()).toBe(1);
});

test('a deployment that was started a moment before the way back and is not listed yet is stopped', async () => {
  await created();
  await scene.aws.clock.advance(60);
  scene.aws.codeDeploy.faults.listedLateSeconds = 6;
  await update(1, 2).runUntil(says(/was started/));
  await scene.aws.clock.advance(1);
  const { answer, calls } = await update(2, 1, {}, true).run();
  expect(answer.status).toBe('SUCCESS');
  expect(count(calls, 'StopDeployment')).toBe(1);
  expect(calls).not.toContain('CreateDeployment');
  await scene.aws.clock.advance(600);
  expect(await scene.live()).toBe(1);
});

test('a rollback of CodeDeploy that ends while the group is looked at leaves nothing to deploy', async () => {
  await created();
  await update(1, 2).runUntil(says(/is InProgress/));
  const [deployment] = await scene.deployments();
  await scene.stopByHand(deployment!.deploymentId!);
  await scene.aws.clock.advance(2);
  scene.aws.faults.before({ service: 'codedeploy', operation: 'ListDeployments', count: 1 }, () =>
    scene.aws.clock.advance(8),
  );
  const { answer, calls } = await update(2, 1, {}, true).run();
  expect(answer.status).toBe('SUCCESS');
  expect(calls).not.toContain('CreateDeployment');
  expect(await scene.live()).toBe(1);
});

test('a deployment that has no task set yet is known by its mark: the same version follows it, another stops it', async () => {
  await created();
  await update(1, 2).runUntil(says(/is Created|was started/));
  const again = update(1, 2);
  await again.step();
  expect(again.calls()).not.toContain('StopDeployment');
  const third = await update(2, 3).run();
  expect(third.answer.status).toBe('SUCCESS');
  expect(third.calls).toContain('StopDeployment');
  expect(await scene.live()).toBe(3);
});

test('a service that goes between the decision and the start ends the update with a sentence', async () => {
  await created();
  const chain = update(1, 2);
  await chain.step();
  expect(chain.answer.message).toBe('About to start a deployment.');
  await scene.replaceService();
  const { answer, calls } = await chain.run();
  expect(answer).toMatchObject({ status: 'FAILED' });
  expect(answer.message).toMatch(/does not exist|is gone|deleted/);
  expect(calls).not.toContain('CreateDeployment');
});

test.each([
  ['with', ['DEPLOYMENT_STOP_ON_ALARM'], 'codeDeployRollback'],
  ['without', ['DEPLOYMENT_FAILURE'], 'user'],
] as const)(
  'a deployment of somebody else that an alarm stops is done with, %s a rollback for alarms',
  async (_, events, second) => {
    const alarms = [{ name: 'errors' }];
    await created({
      group: {
        alarmConfiguration: { enabled: true, alarms },
        autoRollbackConfiguration: { enabled: true, events: [...events] },
      },
    });
    await scene.setAlarm('errors', 'OK');
    await scene.deployByHand(3);
    await scene.aws.clock.advance(20);
    const chain = update(1, 2);
    await chain.runUntil(says(/Waiting for/));
    await scene.setAlarm('errors', 'ALARM');
    await scene.aws.clock.advance(30);
    await scene.setAlarm('errors', 'OK');
    const { answer } = await chain.run();
    expect(answer.status).toBe('SUCCESS');
    const all = await scene.deployments();
    expect(all[0]).toMatchObject({ status: 'Stopped', errorInformation: { code: 'ALARM_ACTIVE' } });
    expect(all[1]!.creator).toBe(second);
    expect(await scene.live()).toBe(2);
  },
);

describe('a rollback of CodeDeploy that is made a while after the deployment has stopped', () => {
  /** The update of a stack is cancelled, and somebody stops its deployment. */
  async function stoppedByHand(rollback = true): Promise<void> {
    await created();
    await update(1, 2).runUntil(says(/is InProgress/));
    await scene.aws.clock.advance(10);
    scene.aws.codeDeploy.faults.rollbackLateSeconds = 20;
    const [deployment] = await scene.deployments();
    await scene.stopByHand(deployment!.deploymentId!, rollback);
    await scene.aws.clock.advance(5);
  }

  const statuses = async (): Promise<unknown[]> =>
    (await scene.deployments()).map(({ creator, status }) => [creator, status]);

  test('is waited for by the way back, which then deploys nothing', async () => {
    await stoppedByHand();
    const { answer, answers } = await update(2, 1, {}, true).run();
    expect(answer.status).toBe('SUCCESS');
    expect(answers[0]!.message).toMatch(
      /^Waiting for deployment d-\w+: CodeDeploy may be about to roll it back\.$/,
    );
    expect(await statuses()).toEqual([
      ['user', 'Stopped'],
      ['codeDeployRollback', 'Succeeded'],
    ]);
  });

  test('is waited for by a delete', async () => {
    await stoppedByHand();
    const { answer, calls } = await scene.operations.delete(scene.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(calls).not.toContain('StopDeployment');
    expect(await statuses()).toEqual([
      ['user', 'Stopped'],
      ['codeDeployRollback', 'Succeeded'],
    ]);
  });

  test('is waited for when it is there and does not show', async () => {
    await stoppedByHand();
    await scene.aws.clock.advance(25);
    scene.aws.codeDeploy.faults.listedLateSeconds = 30;
    scene.aws.codeDeploy.faults.rollbackTakesSeconds = 30;
    const { answer, calls } = await update(2, 1, {}, true).run();
    expect(answer.status).toBe('SUCCESS');
    expect(calls).not.toContain('CreateDeployment');
  });

  test('is not waited for longer than a minute', async () => {
    await stoppedByHand(false);
    const { answer, seconds } = await update(2, 1, {}, true).run();
    expect(answer.status).toBe('SUCCESS');
    expect(seconds).toBeGreaterThan(55);
    expect(await statuses()).toEqual([
      ['user', 'Stopped'],
      ['user', 'Succeeded'],
    ]);
    expect(await scene.live()).toBe(1);
  });
});

describe('a delete', () => {
  test('looks again while our deployment is active and does not show, then stops it', async () => {
    await created();
    scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[1]);
    await update(1, 2).runUntil(says(/was started|is running|InProgress/));
    scene.aws.codeDeploy.faults.readLateSeconds = 30;
    const { answer, answers, calls } = await scene.operations.delete(scene.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(answers[0]!.message).toMatch(/^Deployment d-\w+ is active and not visible yet\.$/);
    expect(count(calls, 'StopDeployment')).toBe(1);
    expect(await scene.live()).toBe(1);
  });

  test.each([0, 1])(
    'leaves nothing running that a cancelled update starts meanwhile, with %i throttled calls',
    async (throttled) => {
      await created();
      const cancelled = update(1, 2);
      await cancelled.runUntil(says(/About to start/));
      await scene.aws.clock.advance(1);
      scene.aws.faults.before({ service: 'codedeploy', operation: 'UntagResource', count: 1 }, async () => {
        await cancelled.step();
      });
      if (throttled > 0)
        scene.aws.faults.throttle({ service: 'codedeploy', operation: 'StopDeployment', count: throttled });
      const { answer } = await scene.operations.delete(scene.version(2));
      expect(answer.status).toBe('SUCCESS');
      await scene.aws.clock.advance(600);
      expect(await scene.live()).toBe(1);
    },
  );

  test('asks again for a stop that is refused at one point', async () => {
    await created();
    scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[1]);
    await update(1, 2).runUntil(says(/is InProgress/));
    scene.aws.codeDeploy.faults.refuseStop = true;
    const chain = scene.operations.begin('DELETE', { properties: scene.version(2) });
    await chain.runUntil(says(/CodeDeploy does not stop it at this point/));
    scene.aws.codeDeploy.faults.refuseStop = false;
    expect((await chain.run()).answer.status).toBe('SUCCESS');
    expect(await scene.live()).toBe(1);
  });

  test('gives up after an hour when our deployment never shows', async () => {
    await created({ terminationWait: 120 });
    await update(1, 2).runUntil(says(/was started|is running|InProgress/));
    scene.aws.codeDeploy.faults.readLateSeconds = 100_000;
    const chain = scene.operations.begin('DELETE', { properties: scene.version(2) });
    expect(await chain.step()).toMatchObject({ status: 'IN_PROGRESS' });
    await scene.aws.clock.advance(60 * 60);
    const answer = await chain.step();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toMatch(
      /was still not visible after one hour\. Retry the deletion later\. \[HolderNotVisible\]$/,
    );
  });

  test('fails when what it has stopped does not end within an hour', async () => {
    await created({ terminationWait: 120 });
    await update(1, 2).runUntil(says(/is InProgress|is running/));
    scene.aws.codeDeploy.faults.stopPendingSeconds = 2 * 60 * 60;
    const chain = scene.operations.begin('DELETE', { properties: scene.version(2) });
    expect(await chain.step()).toMatchObject({ status: 'IN_PROGRESS' });
    await scene.aws.clock.advance(60 * 60);
    const answer = await chain.step();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toMatch(
      /^Deployment d-\w+ must finish before the resource can be deleted, but was still running after one hour\./,
    );
  });
});
