import { SNS } from '@aws-sdk/client-sns';
import { clientConfiguration } from '../fixtures/blue-green-service';
import {
  startDeploymentScenario,
  type DeploymentScenario,
} from '../services/codedeploy/test/deployment-scenario';
import { RECORDINGS } from '.';
import { membersOf } from './members-of';

describe('the target of a deployment without a test listener, in its termination wait', () => {
  const recorded = RECORDINGS.targetInTerminationWait.answers.deploymentTarget;
  let scenario: DeploymentScenario;
  beforeAll(async () => {
    scenario = await startDeploymentScenario({ testListener: false });
  });
  afterAll(() => scenario.close());

  test('has these members, events, and task sets, the original first', async () => {
    await scenario.createGroup();
    const deploymentId = await scenario.deploy(2);
    await scenario.clock.advance(120);
    const { deploymentTarget = {} } = await scenario.codedeploy.getDeploymentTarget({
      deploymentId,
      targetId: recorded.ecsTarget.targetId,
    });
    const { ecsTarget } = deploymentTarget;
    // Later answers have the label, too (the recording is of 2018).
    const later = 'ecsTarget.taskSetsInfo[].taskSetLabel';
    expect(membersOf(deploymentTarget)).toEqual([...membersOf(recorded), later].sort());
    expect(ecsTarget?.status).toBe(recorded.ecsTarget.status);
    const named = (events: { lifecycleEventName?: string | undefined; status?: string | undefined }[] = []) =>
      events.map(({ lifecycleEventName, status }) => [lifecycleEventName, status]);
    expect(named(ecsTarget?.lifecycleEvents)).toEqual(named(recorded.ecsTarget.lifecycleEvents));
    const { taskSetsInfo = [] } = ecsTarget ?? {};
    expect(taskSetsInfo.map(({ identifer }) => /^ecs-svc\/\d{19}$/.test(identifer ?? ''))).toEqual([
      true,
      true,
    ]);
    expect(taskSetsInfo).toMatchObject(
      recorded.ecsTarget.taskSetsInfo.map((taskSet) => ({
        ...taskSet,
        identifer: expect.any(String) as string,
      })),
    );
  });
});

describe('other answers', () => {
  let scenario: DeploymentScenario;
  beforeEach(async () => {
    scenario = await startDeploymentScenario();
  });
  afterEach(() => scenario.close());

  test('StopDeployment', async () => {
    await scenario.createGroup();
    const deploymentId = await scenario.deploy(2);
    await scenario.clock.advance(15);
    const { status, statusMessage } = await scenario.codedeploy.stopDeployment({ deploymentId });
    expect({ status, statusMessage }).toEqual(RECORDINGS.stopAnswer.answers);
  });

  test('DescribeTaskSets', async () => {
    await scenario.createGroup();
    await scenario.until(await scenario.deploy(2), 'Succeeded');
    const { clusterName: cluster, serviceName: service } = scenario.service;
    const { services = [] } = await scenario.ecs.describeServices({ cluster, services: [service] });
    const shown = services[0]?.taskSets?.find(({ status }) => status === 'DRAINING');
    const { taskSets, failures } = await scenario.ecs.describeTaskSets({
      cluster,
      service,
      taskSets: [shown?.id ?? ''],
    });
    const recorded = new Set(membersOf(RECORDINGS.taskSet.answers.taskSets));
    const given = new Set(membersOf(taskSets));
    expect([...recorded].filter((member) => !given.has(member))).toEqual([]);
    expect(failures).toEqual(RECORDINGS.taskSet.answers.failures);
    const { scale, computedDesiredCount, pendingCount } = RECORDINGS.taskSet.answers.taskSets[0]!;
    expect(taskSets?.[0]).toMatchObject({ scale, computedDesiredCount, pendingCount });
  });

  test('the event on the bus when a deployment has succeeded', async () => {
    await scenario.createGroup();
    await scenario.until(await scenario.deploy(2), 'Succeeded');
    const event = scenario.aws.eventBridge.events.at(-1);
    const { time, id, detail, ...recorded } = RECORDINGS.stateChangeEvent.answers;
    expect(membersOf(event)).toEqual(membersOf(RECORDINGS.stateChangeEvent.answers));
    expect(event).toMatchObject(recorded);
    expect(event?.time).toMatch(shapeOf(time));
    expect(event?.id).toMatch(shapeOf(id));
    const { application, deploymentGroup, region, state } = detail;
    expect(event?.detail).toMatchObject({ application, deploymentGroup, region, state });
  });

  test('the message of a trigger when a deployment has failed', async () => {
    const topic = await new SNS(clientConfiguration(scenario.aws)).createTopic({ Name: 'people' });
    const triggerEvents = ['DeploymentFailure' as const];
    await scenario.createGroup({
      triggerConfigurations: [{ triggerName: 'people', triggerTargetArn: topic.TopicArn, triggerEvents }],
    });
    const appSpecContent = { content: 'Resources: [' };
    await scenario.deploy(2, { revision: { revisionType: 'AppSpecContent', appSpecContent } });
    await scenario.clock.advance(20);
    const message = JSON.parse(scenario.aws.sns.messages.at(-1)?.message ?? '{}') as Record<string, unknown>;
    const recorded = RECORDINGS.triggerMessage.answers;
    expect(membersOf(message)).toEqual(membersOf(recorded));
    expect(Object.keys(message)).toEqual(Object.keys(recorded));
    const { eventTriggerName, applicationName, deploymentGroupName, status } = recorded;
    expect(message).toMatchObject({ eventTriggerName, applicationName, deploymentGroupName, status });
    expect(message.createTime).toMatch(/^\d+(\.\d+)?$/);
    expect(message.deploymentOverview).toEqual({ ...recorded.deploymentOverview, Failed: '1' });
  });
});

/** A pattern for texts of the same form: digits for digits, a digit or a small letter for each letter. */
const shapeOf = (text: string): RegExp => new RegExp(`^${text.replace(/[\da-f]/g, '[\\da-f]')}$`);
