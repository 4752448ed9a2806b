import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

/**
 * The recorded run: a service with one Fargate task, CodeDeployDefault.ECSLinear10PercentEvery1Minutes, a termination
 * wait of five minutes, a test listener that begins on the empty target group, an alarm with automatic rollback.
 * The recording polled every 20 to 30 seconds; the test is not more precise than that.
 */
describe('a recorded run of a linear deployment and of two rollbacks on an alarm', () => {
  let scenario: DeploymentScenario;

  beforeEach(async () => {
    scenario = await startDeploymentScenario({ tasks: { startSeconds: 30, healthySeconds: 86 } });
  });

  afterEach(() => scenario.close());

  const alarmed = {
    deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
    alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
  };

  const createGroup = () => scenario.codedeploy.createDeploymentGroup({ ...scenario.groupInput, ...alarmed });

  /** The weights of the production listener, blue first, e.g. `90/10`. */
  const split = (): string => {
    const weights = scenario.aws.loadBalancing.routing.forwards(scenario.prodListener)[0]?.weights ?? [];
    const [one, two] = scenario.service.targetGroups.map(({ arn }) =>
      weights.find((each) => each.targetGroupArn === arn),
    );
    return `${one?.weight ?? 0}/${two?.weight ?? 0}`;
  };

  test('the new group gives the production listener both target groups and leaves the test listener alone', async () => {
    expect(await scenario.weights(scenario.prodListener)).toBe('one:1');
    await createGroup();
    expect(await scenario.weights(scenario.prodListener)).toBe('one:100 two:0');
    expect(await scenario.weights(scenario.testListener)).toBe('two:1');
  });

  test('shifts ten percent a minute and succeeds after the termination wait, 976 seconds after its start', async () => {
    await createGroup();
    const deploymentId = await scenario.deploy(2);
    const start = scenario.clock.now();
    const splits: { second: number; split: string }[] = [];
    const statuses: { second: number; status: string }[] = [];
    for (let second = 0; second <= 1000; second++) {
      if (splits.at(-1)?.split !== split()) splits.push({ second, split: split() });
      if (second % 10 === 0) {
        const { status = '' } = await scenario.read(deploymentId);
        if (statuses.at(-1)?.status !== status) statuses.push({ second, status });
      }
      await scenario.clock.advance(1);
    }
    expect(scenario.clock.now() - start).toBe(1_001_000);

    expect(statuses.map(({ status }) => status)).toEqual(['Created', 'InProgress', 'Succeeded']);
    expect(statuses[1]?.second).toBeLessThanOrEqual(25);
    expect(splits.map((each) => each.split)).toEqual([
      ...['100/0', '90/10', '80/20', '70/30', '60/40', '50/50', '40/60', '30/70', '20/80', '10/90', '0/100'],
    ]);
    const firstShift = splits[1]?.second ?? NaN;
    const lastShift = splits.at(-1)?.second ?? NaN;
    expect(Math.abs(firstShift - 120)).toBeLessThan(5);
    expect(Math.abs(lastShift - firstShift - 552)).toBeLessThan(2);

    const info = await scenario.read(deploymentId);
    const seconds = ((info.completeTime?.getTime() ?? 0) - (info.startTime?.getTime() ?? 0)) / 1000;
    expect(Math.abs(seconds - 976)).toBeLessThan(5);
    expect(info).toMatchObject({ creator: 'user', deploymentConfigName: alarmed.deploymentConfigName });
    expect(info.deploymentOverview).toBeUndefined();
    expect(info.errorInformation).toBeUndefined();
    expect(info.rollbackInfo).toBeUndefined();
    expect(info.revision?.appSpecContent?.content).toBeUndefined();
    expect(info.revision?.appSpecContent?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('stays InProgress with all traffic on green and all events Succeeded during the termination wait', async () => {
    await createGroup();
    const deploymentId = await scenario.deploy(2);
    await scenario.clock.advance(720);

    expect(await scenario.read(deploymentId)).toMatchObject({ status: 'InProgress' });
    expect(await scenario.events(deploymentId)).toEqual([
      'BeforeInstall Succeeded',
      'Install Succeeded',
      'AfterInstall Succeeded',
      'AllowTestTraffic Succeeded',
      'AfterAllowTestTraffic Succeeded',
      'BeforeAllowTraffic Succeeded',
      'AllowTraffic Succeeded',
      'AfterAllowTraffic Succeeded',
    ]);
    expect(await scenario.taskSets()).toEqual(['ACTIVE web:1 one', 'PRIMARY web:2 two']);
    const { services = [] } = await scenario.ecs.describeServices({
      cluster: 'web-cluster',
      services: ['web'],
    });
    expect(services[0]?.taskSets).toMatchObject([
      { scale: { value: 100 }, stabilityStatus: 'STEADY_STATE' },
      { scale: { value: 100 }, stabilityStatus: 'STEADY_STATE', externalId: deploymentId },
    ]);
    expect(services[0]?.taskSets?.[0]?.externalId).toBeUndefined();

    await scenario.until(deploymentId, 'Succeeded');
    expect(await scenario.taskSets()).toEqual(['DRAINING web:1 one', 'PRIMARY web:2 two']);
    await scenario.clock.advance(120);
    expect(await scenario.taskSets()).toEqual(['PRIMARY web:2 two']);
    expect(await scenario.weights(scenario.testListener)).toBe('one:0 two:100');
  });

  test('an alarm during Install stops the deployment and rolls it back within 23 seconds', async () => {
    await createGroup();
    const deploymentId = await scenario.deploy(2);
    await scenario.clock.advance(60);
    expect(await scenario.taskSets()).toEqual(['ACTIVE web:2 two', 'PRIMARY web:1 one']);
    await scenario.raise('errors');
    await scenario.clock.advance(23);

    const info = await scenario.read(deploymentId);
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
    expect(await scenario.events(deploymentId)).toEqual([
      'BeforeInstall Succeeded',
      'Install Failed',
      'AfterInstall Skipped',
      'AllowTestTraffic Skipped',
      'AfterAllowTestTraffic Skipped',
      'BeforeAllowTraffic Skipped',
      'AllowTraffic Skipped',
      'AfterAllowTraffic Skipped',
    ]);

    const rollback = await scenario.read(rollbackId);
    expect(rollback).toMatchObject({
      status: 'Succeeded',
      creator: 'codeDeployRollback',
      deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    });
    expect(rollback.rollbackInfo).toEqual({
      rollbackTriggeringDeploymentId: deploymentId,
      rollbackMessage: `Deployment ${rollbackId} is triggered to roll back deployment ${deploymentId}.`,
    });
    expect(await scenario.taskSets()).toEqual(['DRAINING web:2 two', 'PRIMARY web:1 one']);
    expect(await scenario.weights(scenario.prodListener)).toBe('one:100 two:0');
    expect(await scenario.weights(scenario.testListener)).toBe('two:1');
    await scenario.clock.advance(120);
    expect(await scenario.taskSets()).toEqual(['PRIMARY web:1 one']);
  });

  test('an alarm during AllowTraffic returns the traffic within 23 seconds', async () => {
    await createGroup();
    const deploymentId = await scenario.deploy(2);
    await scenario.clock.advance(260);
    expect(await scenario.weights(scenario.prodListener)).toBe('one:70 two:30');
    await scenario.raise('errors');
    await scenario.clock.advance(23);

    expect(await scenario.weights(scenario.prodListener)).toBe('one:100 two:0');
    expect(await scenario.read(deploymentId)).toMatchObject({
      status: 'Stopped',
      errorInformation: { code: 'ALARM_ACTIVE' },
    });
    expect((await scenario.events(deploymentId)).slice(-3)).toEqual([
      'BeforeAllowTraffic Succeeded',
      'AllowTraffic Failed',
      'AfterAllowTraffic Skipped',
    ]);
    expect(await scenario.taskSets()).toEqual(['DRAINING web:2 two', 'PRIMARY web:1 one']);
  });
});
