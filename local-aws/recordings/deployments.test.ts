import type { LifecycleEvent } from '@aws-sdk/client-codedeploy';
import {
  startDeploymentScenario,
  type DeploymentScenario,
} from '../services/codedeploy/test/deployment-scenario';
import { RECORDINGS } from '.';

/**
 * The recorded account: a service with one Fargate task, CodeDeployDefault.ECSLinear10PercentEvery1Minutes, a termination
 * wait of five minutes, a test listener that begins on the empty target group, an alarm with automatic rollback.
 * The recording polled every 20 to 30 seconds; the tests are not more precise than that.
 */
let scenario: DeploymentScenario;
beforeEach(async () => {
  scenario = await startDeploymentScenario({ tasks: { startSeconds: 30, healthySeconds: 86 } });
});
afterEach(() => scenario.close());

const createGroup = () =>
  scenario.codedeploy.createDeploymentGroup({
    ...scenario.groupInput,
    deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
    alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
  });

/** e.g. `['blue 100', 'green 0']`: the service begins on the blue target group. */
async function weights(listenerArn: string): Promise<string[]> {
  const shown = await scenario.weights(listenerArn);
  return shown
    .replaceAll('one:', 'blue ')
    .replaceAll('two:', 'green ')
    .split(/ (?=green)/);
}

const greenWeight = (): number => {
  const [forward] = scenario.aws.loadBalancing.routing.forwards(scenario.prodListener);
  const green = scenario.service.targetGroups[1].arn;
  return forward?.weights.find(({ targetGroupArn }) => targetGroupArn === green)?.weight ?? 0;
};

/** The service's task sets as the recordings have them. */
async function taskSets(deploymentId: string) {
  const input = { cluster: scenario.service.clusterName, services: [scenario.service.serviceName] };
  const { services = [] } = await scenario.ecs.describeServices(input);
  return services[0]?.taskSets?.map(
    ({ externalId, status, scale, stabilityStatus, taskDefinition = '' }) => ({
      externalId: externalId === deploymentId ? 'the deployment' : (externalId ?? null),
      status,
      scale: scale?.value,
      stabilityStatus,
      revision: Number(taskDefinition.split(':').at(-1)),
    }),
  );
}

const lifecycleEvents = async (deploymentId: string): Promise<LifecycleEvent[]> =>
  (await scenario.target(deploymentId)).lifecycleEvents ?? [];

const statusesOf = async (deploymentId: string) =>
  (await lifecycleEvents(deploymentId)).map(({ lifecycleEventName, status }) => [lifecycleEventName, status]);

/** A recorded text with the ids of this deployment and its rollback. */
const withIds = (recorded: object, ids: Record<string, string>): object =>
  JSON.parse(
    Object.entries(ids).reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(recorded)),
  ) as object;

describe('a linear deployment', () => {
  const recorded = RECORDINGS.linearDeployment.answers;

  test('a new group gives the production listener both target groups, and leaves the test listener alone', async () => {
    expect(await weights(scenario.prodListener)).toEqual(['blue 1']);
    await createGroup();
    expect(await weights(scenario.prodListener)).toEqual(recorded.listenersOfANewGroup.production);
    expect(await weights(scenario.testListener)).toEqual(recorded.listenersOfANewGroup.test);
  });

  test('during Install, events that have not begun have no times, and GetDeployment has no overview', async () => {
    await createGroup();
    const id = await scenario.deploy(2);
    await scenario.clock.advance(30);
    const { targetIds } = await scenario.codedeploy.listDeploymentTargets({ deploymentId: id });
    expect(targetIds).toEqual([recorded.target.replace('web-cluster', scenario.service.clusterName)]);
    const times = ({ startTime, endTime }: LifecycleEvent) =>
      [startTime && 'start', endTime && 'end'].filter(Boolean).join(' ');
    const events = await lifecycleEvents(id);
    expect(events.map((event) => [event.lifecycleEventName, event.status, times(event)])).toEqual(
      recorded.duringInstall.lifecycleEvents,
    );
    expect((await scenario.read(id)).deploymentOverview).toBeUndefined();
  });

  test('shifts ten percent a minute and succeeds after the termination wait, with one target in its overview', async () => {
    await createGroup();
    const id = await scenario.deploy(2);
    const shifts: { second: number; green: number }[] = [];
    const statuses: string[] = [];
    for (let second = 0; second <= 1000; second++) {
      if (shifts.at(-1)?.green !== greenWeight()) shifts.push({ second, green: greenWeight() });
      if (second % 10 === 0) {
        const { status = '' } = await scenario.read(id);
        if (statuses.at(-1) !== status) statuses.push(status);
      }
      await scenario.clock.advance(1);
    }
    expect(statuses).toEqual(recorded.statuses);
    expect(shifts.map(({ green }) => green)).toEqual(recorded.greenWeights);
    const firstShift = shifts[1]?.second ?? NaN;
    expect(Math.abs(firstShift - 120)).toBeLessThan(5);
    expect(firstShift).toBeLessThanOrEqual(recorded.secondsToTheLatestFirstShift);
    // Nine minutes, and the time of the calls.
    expect(Math.abs((shifts.at(-1)?.second ?? NaN) - firstShift - 552)).toBeLessThan(2);

    const info = await scenario.read(id);
    const seconds = ((info.completeTime?.getTime() ?? 0) - (info.startTime?.getTime() ?? 0)) / 1000;
    expect(Math.abs(seconds - recorded.end.seconds)).toBeLessThan(5);
    expect(info).toMatchObject(recorded.end.deploymentInfo);
    expect(info.errorInformation).toBeUndefined();
    expect(info.rollbackInfo).toBeUndefined();
    expect(info.revision?.appSpecContent?.content).toBeUndefined();
    expect(info.revision?.appSpecContent?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('stays InProgress with all traffic on green and all events Succeeded during the termination wait', async () => {
    await createGroup();
    const id = await scenario.deploy(2);
    await scenario.clock.advance(720);
    expect((await scenario.read(id)).status).toBe(recorded.terminationWait.status);
    expect(await statusesOf(id)).toEqual(recorded.terminationWait.lifecycleEvents);
    expect((await taskSets(id))?.sort(byStatus)).toEqual(recorded.terminationWait.taskSets.sort(byStatus));

    await scenario.until(id, 'Succeeded');
    expect((await taskSets(id))?.sort(byStatus)).toMatchObject(recorded.end.taskSets.sort(byStatus));
    await scenario.clock.advance(120);
    expect(await scenario.taskSets()).toEqual(['PRIMARY web:2 two']);
    expect(await weights(scenario.testListener)).toEqual(['blue 0', 'green 100']);
  });
});

/** The recordings list the PRIMARY task set first; DescribeServices promises no order. */
const byStatus = (one: { status?: string | undefined }, other: { status?: string | undefined }): number =>
  (other.status ?? '').localeCompare(one.status ?? '');

describe('an alarm', () => {
  test('during Install stops the deployment, which is rolled back', async () => {
    const recorded = RECORDINGS.alarmDuringInstall.answers;
    await createGroup();
    const id = await scenario.deploy(2);
    await scenario.clock.advance(60);
    expect(await scenario.taskSets()).toEqual(['ACTIVE web:2 two', 'PRIMARY web:1 one']);
    await scenario.raise('errors');
    await scenario.clock.advance(23);

    const info = await scenario.read(id);
    const rollbackId = info.rollbackInfo?.rollbackDeploymentId ?? '';
    expect(rollbackId).toMatch(/^d-[A-Z0-9]{9}$/);
    const ids = {
      [recorded.deploymentId]: id,
      [recorded.deploymentInfo.rollbackInfo.rollbackDeploymentId]: rollbackId,
    };
    expect(info).toMatchObject(withIds(recorded.deploymentInfo, ids));
    expect(await statusesOf(id)).toEqual(recorded.lifecycleEvents);
    expect(await scenario.read(rollbackId)).toMatchObject(recorded.rollback);
    expect((await taskSets(id))?.sort(byStatus)).toMatchObject(recorded.taskSets.sort(byStatus));
    expect(await weights(scenario.prodListener)).toEqual(recorded.production);
    expect(await weights(scenario.testListener)).toEqual(['green 1']);
    await scenario.clock.advance(120);
    expect(await scenario.taskSets()).toEqual(['PRIMARY web:1 one']);
  });

  test('during AllowTraffic returns the traffic, and the two deployments name each other', async () => {
    const recorded = RECORDINGS.alarmDuringTrafficShift.answers;
    await createGroup();
    const id = await scenario.deploy(2);
    await scenario.clock.advance(130);
    expect(greenWeight()).toBe(10);
    await scenario.raise('errors');
    await scenario.clock.advance(recorded.secondsToStopped);

    expect(await weights(scenario.prodListener)).toEqual(recorded.production);
    const info = await scenario.read(id);
    const rollbackId = info.rollbackInfo?.rollbackDeploymentId ?? '';
    const ids = {
      [recorded.deploymentId]: id,
      [recorded.deploymentInfo.rollbackInfo.rollbackDeploymentId]: rollbackId,
    };
    expect(info).toMatchObject(withIds(recorded.deploymentInfo, ids));
    expect(await statusesOf(id)).toEqual(recorded.lifecycleEvents);
    expect(await scenario.read(rollbackId)).toMatchObject(withIds(recorded.rollback, ids));
    expect(await scenario.taskSets()).toEqual(['DRAINING web:2 two', 'PRIMARY web:1 one']);
  });
});
