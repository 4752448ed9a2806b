import { WITHOUT_ROLLBACK, type Condition, type Properties, type ScenarioOptions } from '#test-kit';
import {
  hasSeenRunning,
  hasSeenShift,
  MISSING_HOOK,
  startWithResource,
  type DeploymentScenario,
} from './deployment-scenario';
import { KNOWN_TOKEN, reasonOf } from './stack-event';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

/** What the stack event of an update to version 2 says. */
async function failing(more: Properties): Promise<string> {
  return reasonOf((await scenario.update(scenario.version(2, more), KNOWN_TOKEN)).answer);
}

/** The same, and something happens as soon as an answer meets the condition. */
async function failingAfter(
  condition: Condition,
  happens: (deploymentId: string) => Promise<unknown>,
  more: Properties = {},
): Promise<string> {
  const operation = scenario.begin(scenario.version(2, more), KNOWN_TOKEN);
  await operation.runUntil(condition);
  await happens((await scenario.deployment()).deploymentId);
  return reasonOf((await operation.run()).answer);
}

const never = () => {
  scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
};

describe('a hook', () => {
  const hookAt = async (event: string, reports: 'Failed' | 'nothing', options: ScenarioOptions = {}) => {
    scenario = await startWithResource(options);
    await scenario.makeHook('smoke-test', reports);
    return failing({ Hooks: { [event]: 'smoke-test' } });
  };

  test('before Install failed: there is nothing to roll back', async () => {
    expect(await hookAt('BeforeInstall', 'Failed')).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: HOOK_EXECUTION_FAILURE: The
     deployment failed because one or more of the lifecycle event validation functions failed. It ended
     at BeforeInstall (hook smoke-test). Nothing was rolled back: the service runs web:1. The function
     reported Failed: see its logs in /aws/lambda/smoke-test. Correct the version or the hook, then
     update again. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('after Install failed', async () => {
    expect(await hookAt('AfterInstall', 'Failed')).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: HOOK_EXECUTION_FAILURE: The
     deployment failed because one or more of the lifecycle event validation functions failed. It ended
     at AfterInstall (hook smoke-test). CodeDeploy rolled back (d-3SU4WJGDA): the service runs web:1
     again. The function reported Failed: see its logs in /aws/lambda/smoke-test. Correct the version or
     the hook, then update again. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('after test traffic failed', async () => {
    expect(await hookAt('AfterAllowTestTraffic', 'Failed')).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: HOOK_EXECUTION_FAILURE: The
     deployment failed because one or more of the lifecycle event validation functions failed. It ended
     at AfterAllowTestTraffic (hook smoke-test). CodeDeploy rolled back (d-3SU4WJGDA): the service runs
     web:1 again. The function reported Failed: see its logs in /aws/lambda/smoke-test. Correct the
     version or the hook, then update again. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('before production traffic failed', async () => {
    expect(await hookAt('BeforeAllowTraffic', 'Failed')).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: HOOK_EXECUTION_FAILURE: The
     deployment failed because one or more of the lifecycle event validation functions failed. It ended
     at BeforeAllowTraffic (hook smoke-test). CodeDeploy rolled back (d-3SU4WJGDA): the service runs
     web:1 again. The function reported Failed: see its logs in /aws/lambda/smoke-test. Correct the
     version or the hook, then update again. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('after production traffic failed', async () => {
    expect(await hookAt('AfterAllowTraffic', 'Failed')).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: HOOK_EXECUTION_FAILURE: The
     deployment failed because one or more of the lifecycle event validation functions failed. It ended
     at AfterAllowTraffic (hook smoke-test). CodeDeploy rolled back (d-3SU4WJGDA): the service runs web:1
     again. The function reported Failed: see its logs in /aws/lambda/smoke-test. Correct the version or
     the hook, then update again. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('after production traffic failed, and rollback is switched off: users are on the new version', async () => {
    const reason = await hookAt('AfterAllowTraffic', 'Failed', { group: WITHOUT_ROLLBACK });
    expect(reason).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: HOOK_EXECUTION_FAILURE: The
     deployment failed because one or more of the lifecycle event validation functions failed. It ended
     at AfterAllowTraffic (hook smoke-test). It was not rolled back: the service runs web:2, and the task
     set of web:1 was left with 0 % of the production traffic. The function reported Failed: see its logs
     in /aws/lambda/smoke-test. Correct the version or the hook, then update again. The next deployment
     restores the task sets and listeners. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('never answered', async () => {
    expect(await hookAt('AfterAllowTestTraffic', 'nothing')).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: TIMEOUT: The deployment timed out
     while waiting for a status callback. CodeDeploy expects a status callback within one hour after a
     deployment hook is invoked. It ended at AfterAllowTestTraffic (hook smoke-test). CodeDeploy rolled
     back (d-3SU4WJGDA): the service runs web:1 again. The function has to call
     PutLifecycleEventHookExecutionStatus: see its logs in /aws/lambda/smoke-test. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('does not exist', async () => {
    scenario = await startWithResource();
    expect(await failing(MISSING_HOOK)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: INVALID_LAMBDA_FUNCTION: The
     Lambda function no-such-function could not be found. It ended at AfterInstall (hook
     no-such-function). CodeDeploy rolled back (d-1GUBLUPF6): the service runs web:1 again. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });
});

describe('CodeDeploy gave up', () => {
  test('because the new tasks never became healthy', async () => {
    scenario = await startWithResource();
    never();
    expect(await failing({})).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: TIMEOUT: The deployment timed out
     while waiting for the replacement task set to become healthy. This time out period is 60 minutes. It
     ended at Install. CodeDeploy rolled back (d-1GUBLUPF6): the service runs web:1 again. See the
     service's events and stopped tasks for why the new tasks did not become healthy. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('because of alarms', async () => {
    scenario = await startWithResource({ alarms: ['errors'] });
    const reason = await failingAfter(hasSeenRunning, () => scenario.setAlarm('errors', 'ALARM'));
    expect(reason).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped: ALARM_ACTIVE: One or more
     alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected
     deployments have been stopped. Activated alarms: <errors>. It ended at Install. CodeDeploy rolled
     back (d-1GUBLUPF6): the service runs web:1 again. Find out why, and update again when no alarm
     fires. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentStopped]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('because no approval came within the ready wait', async () => {
    scenario = await startWithResource({ waits: { ready: 30 } });
    expect(await failing({})).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped: TIMEOUT: The deployment
     timed out while waiting for a notification to continue. This time out period is 30 minutes. It was
     not rolled back: the service runs web:1, and the task set of web:2 was left with 0 % of the
     production traffic. Its ready wait ended without an approval. Update again, and approve the new
     deployment in time: \`aws deploy continue-deployment --deployment-id ID --deployment-wait-type
     READY_WAIT\`. The next deployment restores the task sets and listeners. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentStopped]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('and its rollback failed too', async () => {
    scenario = await startWithResource();
    scenario.aws.codeDeploy.faults.failRollback = true;
    await scenario.makeHook('smoke-test', 'Failed');
    expect(await failing({ Hooks: { AfterAllowTestTraffic: 'smoke-test' } })).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: HOOK_EXECUTION_FAILURE: The
     deployment failed because one or more of the lifecycle event validation functions failed. It ended
     at AfterAllowTestTraffic (hook smoke-test). Its rollback d-3SU4WJGDA did not succeed either (Failed:
     The rollback could not be completed.): the service runs web:1, and the task set of web:2 was left
     with 0 % of the production traffic. The function reported Failed: see its logs in
     /aws/lambda/smoke-test. Correct the version or the hook, then update again. The next deployment
     restores the task sets and listeners. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });
});

describe('an operator stopped it', () => {
  test('with rollback', async () => {
    scenario = await startWithResource();
    const reason = await failingAfter(hasSeenRunning, async (id) => {
      await scenario.aws.clock.advance(20);
      await scenario.stopByHand(id);
    });
    expect(reason).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped: MANUAL_STOP: The deployment
     was stopped on request. It ended at Install. CodeDeploy rolled back (d-1GUBLUPF6): the service runs
     web:1 again. CloudTrail shows who called StopDeployment. Update again when the reason is gone. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentStopped]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('without rollback, in the middle of the shift', async () => {
    scenario = await startWithResource({
      group: { deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes' },
    });
    const reason = await failingAfter(hasSeenRunning, async (id) => {
      await scenario.aws.clock.advance(400);
      await scenario.stopByHand(id, false);
    });
    expect(reason).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped: MANUAL_STOP: The deployment
     was stopped on request. It ended at AllowTraffic. It was not rolled back: the service runs web:1,
     and the task set of web:2 was left with 50 % of the production traffic. CloudTrail shows who called
     StopDeployment. Update again when the reason is gone. The next deployment restores the task sets and
     listeners. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentStopped]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('without rollback, in the termination wait', async () => {
    scenario = await startWithResource({ waits: { termination: 30 } });
    const reason = await failingAfter(hasSeenShift, (id) => scenario.stopByHand(id, false));
    expect(reason).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped: MANUAL_STOP: The deployment
     was stopped on request. It was not rolled back: the service runs web:2, and the task set of web:1
     was left with 0 % of the production traffic. CloudTrail shows who called StopDeployment. Update
     again when the reason is gone. The next deployment restores the task sets and listeners. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentStopped]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });
});

describe('its deadline passed', () => {
  test('while the new tasks started', async () => {
    scenario = await startWithResource();
    never();
    expect(await failing({ TimeoutInMinutes: 10 })).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped because it had not finished
     after 10 minutes (TimeoutInMinutes). It ended at Install. CodeDeploy rolled back (d-1GUBLUPF6): the
     service runs web:1 again. See the service's events and stopped tasks for why the new tasks did not
     become healthy. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentTimedOut]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('while a hook had not answered', async () => {
    scenario = await startWithResource();
    await scenario.makeHook('smoke-test', 'nothing');
    const reason = await failing({ TimeoutInMinutes: 10, Hooks: { BeforeAllowTraffic: 'smoke-test' } });
    expect(reason).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped because it had not finished
     after 10 minutes (TimeoutInMinutes). It ended at BeforeAllowTraffic (hook smoke-test). CodeDeploy
     rolled back (d-3SU4WJGDA): the service runs web:1 again. The function had not reported: see its logs
     in /aws/lambda/smoke-test. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentTimedOut]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('in a ready wait that is longer than any operation', async () => {
    scenario = await startWithResource({ waits: { ready: 2_880 } });
    const reason = await failingAfter(scenario.hasStatus('Ready'), () =>
      scenario.aws.clock.advance(2100 * 60),
    );
    expect(reason).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped because it had not finished
     after 2100 minutes (the default timeout). CodeDeploy rolled back (d-1GUBLUPF6): the service runs
     web:1 again. This is the longest time possible: shorten the waits of the deployment, for instance
     the ready wait. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentTimedOut]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('and CodeDeploy did not stop it', async () => {
    scenario = await startWithResource();
    never();
    scenario.aws.codeDeploy.faults.refuseStop = true;
    expect(await failing({ TimeoutInMinutes: 10 })).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL is InProgress and continues. It had not
     finished after 10 minutes (TimeoutInMinutes). CodeDeploy was told to stop it. The service runs
     web:1. Watch it until it ends before you deploy anything else. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentStillRuns]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test("and it was another team's", async () => {
    scenario = await startWithResource({ waits: { ready: 60 } });
    await scenario.deployByHand(2);
    await scenario.aws.clock.advance(10);
    expect(await failing({ TimeoutInMinutes: 20 })).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL, which another operation started, is
     Ready and continues. It had not finished after 20 minutes (TimeoutInMinutes). The service runs
     web:1. Watch it until it ends before you deploy anything else. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentStillRuns]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });
});
