import { UpdateDeploymentGroupCommand } from '@aws-sdk/client-codedeploy';
import { ServiceError } from '#local-aws';
import {
  count,
  hasSeenRunning,
  startWithResource,
  UNTIL_SHIFTED,
  type DeploymentScenario,
} from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

test('a rollback leaves the redeployment of the update before the one that it undoes', async () => {
  scenario = await startWithResource({ waits: { termination: 60 } });
  const token = { RedeployToken: '2', ...UNTIL_SHIFTED };
  const redeployed = await scenario.update(scenario.version(1, token));
  const { DeploymentId } = redeployed.answer.resourceModel as { DeploymentId: string };
  const changed = scenario.version(1, { ...token, Description: 'other' });
  await scenario.operations.update(scenario.version(1, token), changed);
  const { answer, calls } = await scenario.operations.update(changed, scenario.version(1, token), {
    rollback: true,
  });
  expect(answer).toMatchObject({ status: 'SUCCESS', resourceModel: { DeploymentId } });
  expect(count(calls, 'StopDeployment')).toBe(0);
});

test.each([
  ['termination wait', { termination: 60, ready: 0 }],
  ['ready wait', { termination: 0, ready: 60 }],
])('a rollback that continues another one ends the %s of its deployment', async (_wait, waits) => {
  scenario = await startWithResource();
  await scenario.update(scenario.version(2));
  await scenario.codeDeploy.send(
    new UpdateDeploymentGroupCommand({
      applicationName: scenario.group.applicationName,
      currentDeploymentGroupName: scenario.group.deploymentGroupName,
      blueGreenDeploymentConfiguration: {
        deploymentReadyOption: {
          actionOnTimeout: waits.ready > 0 ? 'STOP_DEPLOYMENT' : 'CONTINUE_DEPLOYMENT',
          waitTimeInMinutes: waits.ready,
        },
        terminateBlueInstancesOnDeploymentSuccess: {
          action: 'TERMINATE',
          terminationWaitTimeInMinutes: waits.termination,
        },
      },
    }),
  );
  await scenario.beginRollback().runUntil(hasSeenRunning);
  const { answer, calls, seconds } = await scenario.beginRollback().run();
  expect(answer.status).toBe('SUCCESS');
  expect(count(calls, 'CreateDeployment')).toBe(0);
  expect(seconds).toBeLessThan(900);
});

test('a rollback asks again for the record of what ran before when AWS refuses it once', async () => {
  scenario = await startWithResource();
  const AwsvpcConfiguration = { Subnets: ['subnet-1'], SecurityGroups: ['sg-2'], AssignPublicIp: 'DISABLED' };
  const [before, after] = [
    scenario.version(1),
    scenario.version(1, { NetworkConfiguration: { AwsvpcConfiguration } }),
  ];
  await scenario.operations.update(before, after);
  scenario.aws.faults.fail(
    { service: 'codedeploy', operation: 'GetApplicationRevision', count: 1 },
    new ServiceError('AccessDeniedException', 'No.', 400),
  );
  const { answer } = await scenario.operations.update(after, before, { rollback: true });
  expect(answer).toMatchObject({
    status: 'SUCCESS',
    resourceModel: { NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: ['sg-1'] } } },
  });
});
