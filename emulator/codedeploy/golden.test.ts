import { setStage, type Stage } from './stage';

/**
 * The recorded run: a service with one Fargate task, CodeDeployDefault.ECSLinear10PercentEvery1Minutes, a termination
 * wait of five minutes, a test listener that begins on the empty target group, an alarm with automatic rollback.
 * The recording polled every 20 to 30 seconds; where it says no more than that, so does the test.
 */
describe('a recorded run of a linear deployment and of two rollbacks on an alarm', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage({ tasks: { startSeconds: 30, healthySeconds: 86 } });
    await stage.codedeploy.createApplication({ applicationName: 'shop', computePlatform: 'ECS' });
  });

  afterEach(() => stage.close());

  const alarmed = {
    deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
    alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
  };

  const createGroup = () => stage.codedeploy.createDeploymentGroup({ ...stage.groupInput, ...alarmed });

  /** Every distinct sight of a value while time goes on, with the second at which it was first seen. */
  async function watch<T>(seconds: number, look: () => Promise<T>): Promise<{ at: number; seen: T }[]> {
    const start = stage.clock.now();
    const sights: { at: number; seen: T }[] = [];
    for (let second = 0; second <= seconds; second++) {
      const seen = await look();
      if (JSON.stringify(sights.at(-1)?.seen) !== JSON.stringify(seen))
        sights.push({ at: (stage.clock.now() - start) / 1000, seen });
      await stage.clock.advance(1);
    }
    return sights;
  }

  test('the new group gives the production listener both target groups and leaves the test listener alone', async () => {
    expect(await stage.weights(stage.prodListener)).toBe('one:1');
    await createGroup();
    expect(await stage.weights(stage.prodListener)).toBe('one:100 two:0');
    expect(await stage.weights(stage.testListener ?? '')).toBe('two:1');
  });

  test('shifts ten percent a minute and succeeds after the termination wait, 976 seconds after its start', async () => {
    await createGroup();
    const deploymentId = await stage.deploy(2);
    const sights = await watch(1000, async () => ({
      status: (await stage.read(deploymentId)).status,
      weights: await stage.weights(stage.prodListener),
    }));

    expect(sights.map(({ seen }) => `${seen.status ?? ''} ${seen.weights}`)).toEqual([
      'Created one:100 two:0',
      'InProgress one:100 two:0',
      'InProgress one:90 two:10',
      'InProgress one:80 two:20',
      'InProgress one:70 two:30',
      'InProgress one:60 two:40',
      'InProgress one:50 two:50',
      'InProgress one:40 two:60',
      'InProgress one:30 two:70',
      'InProgress one:20 two:80',
      'InProgress one:10 two:90',
      'InProgress one:0 two:100',
      'Succeeded one:0 two:100',
    ]);
    const at = (text: string) => sights.find(({ seen }) => seen.weights === text)?.at ?? NaN;
    const created = sights[1]?.at ?? NaN;
    const firstShift = at('one:90 two:10');
    const lastShift = at('one:0 two:100');
    expect(created).toBeGreaterThanOrEqual(2);
    expect(created).toBeLessThanOrEqual(25);
    expect(firstShift - created).toBeGreaterThan(110);
    expect(firstShift - created).toBeLessThan(130);
    expect(lastShift - firstShift).toBeGreaterThanOrEqual(551);
    expect(lastShift - firstShift).toBeLessThanOrEqual(553);

    const info = await stage.read(deploymentId);
    const seconds = ((info.completeTime?.getTime() ?? 0) - (info.startTime?.getTime() ?? 0)) / 1000;
    expect(Math.abs(seconds - 976)).toBeLessThan(5);
    expect(info).toMatchObject({ creator: 'user', deploymentConfigName: alarmed.deploymentConfigName });
    expect(info.deploymentOverview).toBeUndefined();
    expect(info.errorInformation).toBeUndefined();
    expect(info.rollbackInfo).toBeUndefined();
    expect(info.revision?.appSpecContent?.content).toBeUndefined();
    expect(info.revision?.appSpecContent?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('stays InProgress with all traffic on green and all events Succeeded while blue stands by', async () => {
    await createGroup();
    const deploymentId = await stage.deploy(2);
    await stage.clock.advance(720);

    expect(await stage.read(deploymentId)).toMatchObject({ status: 'InProgress' });
    expect(await stage.events(deploymentId)).toEqual([
      'BeforeInstall Succeeded',
      'Install Succeeded',
      'AfterInstall Succeeded',
      'AllowTestTraffic Succeeded',
      'AfterAllowTestTraffic Succeeded',
      'BeforeAllowTraffic Succeeded',
      'AllowTraffic Succeeded',
      'AfterAllowTraffic Succeeded',
    ]);
    expect(await stage.taskSets()).toEqual(['ACTIVE web:1 one', 'PRIMARY web:2 two']);
    const { services = [] } = await stage.ecs.describeServices({ cluster: 'cluster', services: ['web'] });
    expect(services[0]?.taskSets).toMatchObject([
      { scale: { value: 100 }, stabilityStatus: 'STEADY_STATE' },
      { scale: { value: 100 }, stabilityStatus: 'STEADY_STATE', externalId: deploymentId },
    ]);
    expect(services[0]?.taskSets?.[0]?.externalId).toBeUndefined();

    await stage.until(deploymentId, 'Succeeded');
    expect(await stage.taskSets()).toEqual(['DRAINING web:1 one', 'PRIMARY web:2 two']);
    await stage.clock.advance(120);
    expect(await stage.taskSets()).toEqual(['PRIMARY web:2 two']);
    expect(await stage.weights(stage.testListener ?? '')).toBe('one:0 two:100');
  });

  test('an alarm during Install stops the deployment and rolls it back within 23 seconds', async () => {
    await createGroup();
    const deploymentId = await stage.deploy(2);
    await stage.clock.advance(60);
    expect(await stage.taskSets()).toEqual(['ACTIVE web:2 two', 'PRIMARY web:1 one']);
    stage.alarms.set('errors', 'ALARM');
    await stage.clock.advance(23);

    const info = await stage.read(deploymentId);
    const rollbackId = info.rollbackInfo?.rollbackDeploymentId ?? '';
    expect(rollbackId).toMatch(/^d-[A-Z0-9]{9}$/);
    expect(info).toMatchObject({
      status: 'Stopped',
      errorInformation: {
        code: 'ALARM_ACTIVE',
        message:
          'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the ' +
          'affected deployments have been stopped. Activated alarms: <errors>',
      },
    });
    expect(info.rollbackInfo).toEqual({
      rollbackDeploymentId: rollbackId,
      rollbackMessage: `Deployment ${deploymentId} terminated. Automatic rollback is triggered with a DeploymentId ${rollbackId}.`,
    });
    expect(await stage.events(deploymentId)).toEqual([
      'BeforeInstall Succeeded',
      'Install Failed',
      'AfterInstall Skipped',
      'AllowTestTraffic Skipped',
      'AfterAllowTestTraffic Skipped',
      'BeforeAllowTraffic Skipped',
      'AllowTraffic Skipped',
      'AfterAllowTraffic Skipped',
    ]);

    const rollback = await stage.read(rollbackId);
    expect(rollback).toMatchObject({
      status: 'Succeeded',
      creator: 'codeDeployRollback',
      deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    });
    expect(rollback.rollbackInfo).toEqual({
      rollbackTriggeringDeploymentId: deploymentId,
      rollbackMessage: `Deployment ${rollbackId} is triggered to roll back deployment ${deploymentId}.`,
    });
    expect(await stage.taskSets()).toEqual(['DRAINING web:2 two', 'PRIMARY web:1 one']);
    expect(await stage.weights(stage.prodListener)).toBe('one:100 two:0');
    expect(await stage.weights(stage.testListener ?? '')).toBe('two:1');
    await stage.clock.advance(120);
    expect(await stage.taskSets()).toEqual(['PRIMARY web:1 one']);
  });

  test('an alarm during AllowTraffic takes the traffic back within 23 seconds', async () => {
    await createGroup();
    const deploymentId = await stage.deploy(2);
    await stage.clock.advance(260);
    expect(await stage.weights(stage.prodListener)).toBe('one:70 two:30');
    stage.alarms.set('errors', 'ALARM');
    await stage.clock.advance(23);

    expect(await stage.weights(stage.prodListener)).toBe('one:100 two:0');
    expect(await stage.read(deploymentId)).toMatchObject({
      status: 'Stopped',
      errorInformation: { code: 'ALARM_ACTIVE' },
    });
    expect((await stage.events(deploymentId)).slice(-3)).toEqual([
      'BeforeAllowTraffic Succeeded',
      'AllowTraffic Failed',
      'AfterAllowTraffic Skipped',
    ]);
    expect(await stage.taskSets()).toEqual(['DRAINING web:2 two', 'PRIMARY web:1 one']);
  });
});
