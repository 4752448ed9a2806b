import { KNOWN_TOKEN, reasonOf } from './stack-event';
import { created, says, WITH_ALARM, withReadyWait, WITHOUT_ROLLBACK, type Updating } from './updating';
import type { GivenOptions } from './given';
import type { Properties } from '#test-kit';

// An hour of CodeDeploy's is some hundred calls over HTTP.
jest.setTimeout(60_000);

let scene: Updating;
afterEach(() => scene.aws.close());

/** What the stack event of an update to version 2 says. */
async function failing(more: Properties): Promise<string> {
  return reasonOf((await scene.update(scene.version(2, more), KNOWN_TOKEN)).answer);
}

/** The same, while something happens as soon as an answer fits. */
async function failingAfter(
  pattern: RegExp,
  happens: (deploymentId: string) => Promise<unknown>,
  more: Properties = {},
): Promise<string> {
  const chain = scene.begin(scene.version(2, more), KNOWN_TOKEN);
  await chain.runUntil(says(pattern));
  await happens((await scene.deployment()).deploymentId);
  return reasonOf((await chain.run()).answer);
}

const never = () => {
  scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[1]);
};

describe('a hook', () => {
  const hookAt = async (event: string, reports: 'Failed' | 'nothing', options: GivenOptions = {}) => {
    scene = await created(options);
    await scene.makeHook('smoke-test', reports);
    return failing({ Hooks: { [event]: 'smoke-test' } });
  };

  test('before Install failed: there is nothing to roll back', async () => {
    expect(await hookAt('BeforeInstall', 'Failed')).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: HOOK_EXECUTION_FAILURE: The
     deployment failed because one or more of the lifecycle event validation functions failed. It ended
     at BeforeInstall (hook smoke-test). Nothing was rolled back: the service runs web:1. The function
     reported Failed: see its logs in /aws/lambda/smoke-test. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('after Install failed', async () => {
    expect(await hookAt('AfterInstall', 'Failed')).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: HOOK_EXECUTION_FAILURE: The
     deployment failed because one or more of the lifecycle event validation functions failed. It ended
     at AfterInstall (hook smoke-test). CodeDeploy rolled back (d-3SU4WJGDA): the service runs web:1
     again. The function reported Failed: see its logs in /aws/lambda/smoke-test. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('after test traffic failed', async () => {
    expect(await hookAt('AfterAllowTestTraffic', 'Failed')).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: HOOK_EXECUTION_FAILURE: The
     deployment failed because one or more of the lifecycle event validation functions failed. It ended
     at AfterAllowTestTraffic (hook smoke-test). CodeDeploy rolled back (d-3SU4WJGDA): the service runs
     web:1 again. The function reported Failed: see its logs in /aws/lambda/smoke-test. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('before production traffic failed', async () => {
    expect(await hookAt('BeforeAllowTraffic', 'Failed')).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: HOOK_EXECUTION_FAILURE: The
     deployment failed because one or more of the lifecycle event validation functions failed. It ended
     at BeforeAllowTraffic (hook smoke-test). CodeDeploy rolled back (d-3SU4WJGDA): the service runs
     web:1 again. The function reported Failed: see its logs in /aws/lambda/smoke-test. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('after production traffic failed', async () => {
    expect(await hookAt('AfterAllowTraffic', 'Failed')).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: HOOK_EXECUTION_FAILURE: The
     deployment failed because one or more of the lifecycle event validation functions failed. It ended
     at AfterAllowTraffic (hook smoke-test). CodeDeploy rolled back (d-3SU4WJGDA): the service runs web:1
     again. The function reported Failed: see its logs in /aws/lambda/smoke-test. See
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
     in /aws/lambda/smoke-test. The next deployment restores the task sets and listeners. See
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
    scene = await created();
    expect(await failing({ Hooks: { AfterInstall: 'no-such-function' } })).toMatchInlineSnapshot(`
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
    scene = await created();
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
    scene = await created({ group: WITH_ALARM });
    await scene.setAlarm('errors', 'OK');
    const reason = await failingAfter(/is InProgress/, () => scene.setAlarm('errors', 'ALARM'));
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

  test('because nobody let it go on within the ready wait', async () => {
    scene = await created({ group: withReadyWait(30) });
    expect(await failing({})).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped: TIMEOUT: The deployment
     timed out while waiting for a notification to continue. This time out period is 30 minutes. It was
     not rolled back: the service runs web:1, and the task set of web:2 was left with 0 % of the
     production traffic. It waited for an approval that did not come. Approve it in the console or run
     \`aws deploy continue-deployment\`. The next deployment restores the task sets and listeners. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentStopped]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('and its rollback failed too', async () => {
    scene = await created();
    scene.aws.codeDeploy.faults.failRollback = true;
    await scene.makeHook('smoke-test', 'Failed');
    expect(await failing({ Hooks: { AfterAllowTestTraffic: 'smoke-test' } })).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: HOOK_EXECUTION_FAILURE: The
     deployment failed because one or more of the lifecycle event validation functions failed. It ended
     at AfterAllowTestTraffic (hook smoke-test). Its rollback d-3SU4WJGDA did not succeed either (Failed:
     The rollback could not be completed.): the service runs web:1, and the task set of web:2 was left
     with 0 % of the production traffic. The function reported Failed: see its logs in
     /aws/lambda/smoke-test. The next deployment restores the task sets and listeners. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });
});

describe('somebody stopped it', () => {
  test('with rollback', async () => {
    scene = await created();
    const reason = await failingAfter(/is InProgress/, async (id) => {
      await scene.aws.clock.advance(20);
      await scene.stopByHand(id);
    });
    expect(reason).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped: MANUAL_STOP: The deployment
     was stopped on request. It ended at Install. CodeDeploy rolled back (d-1GUBLUPF6): the service runs
     web:1 again. CloudTrail shows who called StopDeployment. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentStopped]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('without rollback, in the middle of the shift', async () => {
    scene = await created({
      group: { deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes' },
    });
    const reason = await failingAfter(/is InProgress/, async (id) => {
      await scene.aws.clock.advance(400);
      await scene.stopByHand(id, false);
    });
    expect(reason).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped: MANUAL_STOP: The deployment
     was stopped on request. It ended at AllowTraffic. It was not rolled back: the service runs web:1,
     and the task set of web:2 was left with 50 % of the production traffic. CloudTrail shows who called
     StopDeployment. The next deployment restores the task sets and listeners. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentStopped]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('without rollback, in the termination wait', async () => {
    scene = await created({ terminationWait: 30 });
    const reason = await failingAfter(/all traffic is shifted/, (id) => scene.stopByHand(id, false));
    expect(reason).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped: MANUAL_STOP: The deployment
     was stopped on request. It was not rolled back: the service runs web:2, and the task set of web:1
     was left with 0 % of the production traffic. CloudTrail shows who called StopDeployment. The next
     deployment restores the task sets and listeners. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentStopped]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });
});

describe('its time was over', () => {
  test('while the new tasks started', async () => {
    scene = await created();
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
    scene = await created();
    await scene.makeHook('smoke-test', 'nothing');
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
    scene = await created({ group: withReadyWait(2_880) });
    const reason = await failingAfter(/is Ready/, () => scene.aws.clock.advance(700 * 60));
    expect(reason).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped because it had not finished
     after 700 minutes (the default timeout). CodeDeploy rolled back (d-1GUBLUPF6): the service runs
     web:1 again. This is the longest time possible: shorten the waits of the deployment, for instance
     the ready wait. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentTimedOut]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('and CodeDeploy did not stop it', async () => {
    scene = await created();
    never();
    scene.aws.codeDeploy.faults.refuseStop = true;
    expect(await failing({ TimeoutInMinutes: 10 })).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL is InProgress and continues. It had not
     finished after 10 minutes (TimeoutInMinutes). CodeDeploy was told to stop it. The service runs
     web:1. Watch it until it ends before you deploy anything else. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentStillRuns]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test("and it was somebody else's", async () => {
    scene = await created({ group: withReadyWait(60) });
    await scene.deployByHand(2);
    await scene.aws.clock.advance(10);
    expect(await failing({ TimeoutInMinutes: 20 })).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL, which another operation started, is
     Ready and continues. It had not finished after 20 minutes (TimeoutInMinutes). The service runs
     web:1. Watch it until it ends before you deploy anything else. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentStillRuns]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });
});
