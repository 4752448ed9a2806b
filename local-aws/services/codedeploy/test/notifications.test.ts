import { SNS } from '@aws-sdk/client-sns';
import { clientConfiguration } from '../../../fixtures/blue-green-service';
import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

const EVERY = [
  ...(['DeploymentStart', 'DeploymentReady', 'DeploymentSuccess'] as const),
  ...(['DeploymentFailure', 'DeploymentStop', 'DeploymentRollback'] as const),
];

let scenario: DeploymentScenario;
let topic: string;
beforeEach(async () => {
  scenario = await startDeploymentScenario();
  const { TopicArn = '' } = await new SNS(clientConfiguration(scenario.aws)).createTopic({ Name: 'people' });
  topic = TopicArn;
});
afterEach(() => scenario.close());

const createGroup = (triggerEvents: (typeof EVERY)[number][]) =>
  scenario.createGroup({
    triggerConfigurations: [{ triggerName: 'people', triggerTargetArn: topic, triggerEvents }],
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 60 },
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 0 },
    },
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_REQUEST'] },
  });

/** The status of the deployment in each message. */
const published = () =>
  scenario.aws.sns.messages.map(({ message }) => (JSON.parse(message) as { status: string }).status);

const states = () => scenario.aws.eventBridge.events.map(({ detail }) => (detail as { state: string }).state);

test('tells of a deployment that starts, waits, and succeeds', async () => {
  await createGroup([...EVERY]);
  const deploymentId = await scenario.deploy(2);
  await scenario.until(deploymentId, 'Ready');
  await scenario.codedeploy.continueDeployment({ deploymentId });
  await scenario.clock.advance(300);
  expect(published()).toEqual(['InProgress', 'Ready', 'Succeeded']);
  expect(states()).toEqual(['START', 'READY', 'SUCCESS']);

  const last = scenario.aws.sns.messages.at(-1);
  expect(last?.subject).toBe(`SUCCEEDED: AWS CodeDeploy ${deploymentId} in us-east-1 to web-application`);
  expect(JSON.parse(last?.message ?? '')).toEqual({
    region: 'us-east-1',
    accountId: '123456789012',
    eventTriggerName: 'people',
    applicationName: 'web-application',
    deploymentId,
    deploymentGroupName: 'web',
    createTime: expect.stringMatching(/^\d+(\.\d+)?$/) as unknown,
    completeTime: expect.stringMatching(/^\d+(\.\d+)?$/) as unknown,
    deploymentOverview: { Failed: '0', InProgress: '0', Pending: '0', Skipped: '0', Succeeded: '1' },
    status: 'Succeeded',
  });
  expect(scenario.aws.eventBridge.events[1]).toMatchObject({
    source: 'aws.codedeploy',
    'detail-type': 'CodeDeploy Deployment State-change Notification',
    resources: [
      'arn:aws:codedeploy:us-east-1:123456789012:application:web-application',
      'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:web-application/web',
    ],
    detail: { deploymentId, deploymentGroup: 'web', application: 'web-application', region: 'us-east-1' },
  });
});

test('tells of a deployment that is stopped, of its rollback, and of the deployment that rolls back', async () => {
  await createGroup([...EVERY]);
  const deploymentId = await scenario.deploy(2);
  await scenario.until(deploymentId, 'Ready');
  await scenario.codedeploy.stopDeployment({ deploymentId, autoRollbackEnabled: true });
  await scenario.clock.advance(300);
  expect(published()).toEqual(['InProgress', 'Ready', 'Stopped', 'Stopped', 'InProgress', 'Succeeded']);
  expect(states()).toEqual(['START', 'READY', 'STOP', 'START', 'SUCCESS']);
});

test('tells a topic only what its trigger asks for', async () => {
  await createGroup(['DeploymentReady']);
  await scenario.until(await scenario.deploy(2), 'Ready');
  expect(published()).toEqual(['Ready']);
});
