import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { clientConfiguration } from '#local-aws';
import { inPhase, type Operation } from '#test-kit';
import {
  hasSeenRunning,
  hasSeenShift,
  MISSING_HOOK,
  startWithResource,
  UNTIL_SHIFTED,
  type DeploymentScenario,
} from './deployment-scenario';
import { KNOWN_TOKEN, reasonOf } from './stack-event';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

async function reasonAtTheEnd(operation: Operation): Promise<string> {
  return reasonOf((await operation.run()).answer);
}

describe('the group is busy', () => {
  beforeEach(async () => {
    scenario = await startWithResource({ waits: { termination: 120 } });
  });

  test('and WhenBusy is FAIL', async () => {
    await scenario.deployByHand(3);
    await scenario.aws.clock.advance(10);
    const { answer } = await scenario.update(scenario.version(2, { WhenBusy: 'FAIL' }), KNOWN_TOKEN);
    expect(reasonOf(answer)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL, which does not belong to this resource,
     holds deployment group web-application/blue-green. This operation deployed nothing: the service runs
     web:1. Wait for its end or stop it, then update again; with WhenBusy WAIT or STOP the operation does
     that itself. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [GroupBusy]" (RequestToken: …, HandlerErrorCode: ResourceConflict)"
    `);
  });

  test('and waiting has lasted until the deadline', async () => {
    await scenario.deployByHand(3);
    await scenario.aws.clock.advance(10);
    const { answer } = await scenario.update(scenario.version(2, { TimeoutInMinutes: 30 }), KNOWN_TOKEN);
    expect(reasonOf(answer)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL, which does not belong to this resource,
     holds deployment group web-application/blue-green. It did not end within 30 minutes. This operation
     deployed nothing: the service runs web:3. Wait for its end or stop it, then update again; with
     WhenBusy WAIT or STOP the operation does that itself. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [GroupBusy]" (RequestToken: …, HandlerErrorCode: ResourceConflict)"
    `);
  });

  test('with a deployment of a cancelled update, which CodeDeploy does not stop', async () => {
    await scenario.close();
    scenario = await startWithResource({
      group: { deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes' },
    });
    const cancelled = scenario.begin(scenario.version(2));
    await cancelled.runUntil(hasSeenRunning);
    scenario.aws.codeDeploy.faults.refuseStop = true;
    const { answer } = await scenario.operations.update(
      scenario.version(2),
      scenario.version(1, { TimeoutInMinutes: 10 }),
      KNOWN_TOKEN,
    );
    expect(reasonOf(answer)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL, of an earlier operation of this
     resource, holds deployment group web-application/blue-green. It did not end within 10 minutes. This
     operation deployed nothing: the service runs web:1. Wait for its end, then update again. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [GroupBusyByEarlierOperation]" (RequestToken: …, HandlerErrorCode: ResourceConflict)"
    `);
  });
});

describe('a permission is missing', () => {
  const denied = async (service: string, awsCall: string, properties = {}): Promise<string> => {
    scenario = await startWithResource();
    // A refusal has to last five minutes while the deployment runs.
    scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
    const own = ({ accessKeyId }: { accessKeyId: string }): boolean => accessKeyId.startsWith('ASIA');
    scenario.aws.faults.deny({ service, operation: awsCall, when: (_input, call) => own(call) });
    const operation = scenario.begin(
      scenario.version(2, { TimeoutInMinutes: 1, ...properties }),
      KNOWN_TOKEN,
    );
    return reasonAtTheEnd(operation);
  };

  test('to read the group', async () => {
    expect(await denied('codedeploy', 'GetDeploymentGroup')).toMatchInlineSnapshot(`
     "Resource handler returned message: "The execution role of this resource type does not allow
     codedeploy:GetDeploymentGroup. Allow the action, or register the type again with the role of this
     version. AWS says: User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to perform:
     codedeploy:GetDeploymentGroup on resource:
     arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:web-application/blue-green
     (AccessDeniedException) [MissingPermission]" (RequestToken: …, HandlerErrorCode: AccessDenied)"
    `);
  });

  test('to write the owner tag', async () => {
    expect(await denied('codedeploy', 'TagResource')).toMatchInlineSnapshot(`
     "Resource handler returned message: "The execution role of this resource type does not allow
     codedeploy:TagResource. Allow the action, or register the type again with the role of this version.
     AWS says: User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to perform:
     codedeploy:TagResource on resource: * (AccessDeniedException) [MissingPermission]" (RequestToken: …,
     HandlerErrorCode: AccessDenied)"
    `);
  });

  test('to read the service', async () => {
    expect(await denied('ecs', 'DescribeServices')).toMatchInlineSnapshot(`
     "Resource handler returned message: "The execution role of this resource type does not allow
     ecs:DescribeServices. Allow the action, or register the type again with the role of this version.
     AWS says: User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to perform:
     ecs:DescribeServices on resource: * (AccessDeniedException) [MissingPermission]" (RequestToken: …,
     HandlerErrorCode: AccessDenied)"
    `);
  });

  test('to read the traffic plan', async () => {
    const ownPlan = { DeploymentConfigName: 'shop.slow' };
    expect(await denied('codedeploy', 'GetDeploymentConfig', ownPlan)).toMatchInlineSnapshot(`
     "Resource handler returned message: "The execution role of this resource type does not allow
     codedeploy:GetDeploymentConfig. Allow the action, or register the type again with the role of this
     version. AWS says: User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to perform:
     codedeploy:GetDeploymentConfig on resource: * (AccessDeniedException) [MissingPermission]"
     (RequestToken: …, HandlerErrorCode: AccessDenied)"
    `);
  });

  test('to deploy', async () => {
    expect(await denied('codedeploy', 'CreateDeployment')).toMatchInlineSnapshot(`
     "Resource handler returned message: "The execution role of this resource type does not allow
     codedeploy:CreateDeployment. Allow the action, or register the type again with the role of this
     version. AWS says: User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to perform:
     codedeploy:CreateDeployment on resource:
     arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:web-application/blue-green
     (AccessDeniedException) [MissingPermission]" (RequestToken: …, HandlerErrorCode: AccessDenied)"
    `);
  });

  test('to poll the deployment', async () => {
    expect(await denied('codedeploy', 'GetDeployment')).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL could not be observed, so CodeDeploy was
     told to stop it with rollback. If it had ended before, its result stays. Allow the call that AWS
     refused, then update again. The execution role of this resource type does not allow
     codedeploy:GetDeployment. Allow the action, or register the type again with the role of this
     version. AWS says: User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to perform:
     codedeploy:GetDeployment on resource: * (AccessDeniedException) [StoppedNotObservable]"
     (RequestToken: …, HandlerErrorCode: AccessDenied)"
    `);
  });

  test('to stop the deployment at its deadline', async () => {
    expect(await denied('codedeploy', 'StopDeployment')).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL reached its timeout, but could not be
     stopped and may continue. Watch it in CodeDeploy's console or with \`aws deploy get-deployment
     --deployment-id d-2UT6JI1PL\` until it ends, then update again. The execution role of this resource
     type does not allow codedeploy:StopDeployment. Allow the action, or register the type again with the
     role of this version. AWS says: User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to
     perform: codedeploy:StopDeployment on resource: * (AccessDeniedException) [TimedOutNotStopped]"
     (RequestToken: …, HandlerErrorCode: AccessDenied)"
    `);
  });

  test('to stop the deployment of a cancelled update', async () => {
    scenario = await startWithResource();
    scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
    const cancelled = scenario.begin(scenario.version(2));
    await cancelled.runUntil(hasSeenRunning);
    scenario.aws.faults.deny({ service: 'codedeploy', operation: 'StopDeployment' });
    const { answer } = await scenario.operations.update(
      scenario.version(2),
      scenario.version(1),
      KNOWN_TOKEN,
    );
    expect(reasonOf(answer)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL must finish first, but could not be
     stopped and continues. Watch it in CodeDeploy's console or with \`aws deploy get-deployment
     --deployment-id d-2UT6JI1PL\` until it ends, then update again. The execution role of this resource
     type does not allow codedeploy:StopDeployment. Allow the action, or register the type again with the
     role of this version. AWS says: User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to
     perform: codedeploy:StopDeployment on resource: * (AccessDeniedException) [HolderNotStopped]"
     (RequestToken: …, HandlerErrorCode: AccessDenied)"
    `);
  });

  test('to end the termination wait', async () => {
    scenario = await startWithResource({ waits: { termination: 30 } });
    await scenario.update(scenario.version(2, UNTIL_SHIFTED));
    scenario.aws.faults.deny({ service: 'codedeploy', operation: 'ContinueDeployment' });
    const { answer } = await scenario.operations.update(
      scenario.version(2),
      scenario.version(3),
      KNOWN_TOKEN,
    );
    expect(reasonOf(answer)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL must finish first, but could not be
     stopped and continues. Watch it in CodeDeploy's console or with \`aws deploy get-deployment
     --deployment-id d-2UT6JI1PL\` until it ends, then update again. The execution role of this resource
     type does not allow codedeploy:ContinueDeployment. Allow the action, or register the type again with
     the role of this version. AWS says: User: arn:aws:iam::123456789012:user/<REDACTED> is not
     authorized to perform: codedeploy:ContinueDeployment on resource: * (AccessDeniedException)
     [HolderNotStopped]" (RequestToken: …, HandlerErrorCode: AccessDenied)"
    `);
  });
});

describe('while the deployment runs', () => {
  const running = async (): Promise<Operation> => {
    const operation = scenario.begin(scenario.version(2, { TimeoutInMinutes: 20 }), KNOWN_TOKEN);
    await operation.runUntil(hasSeenRunning);
    return operation;
  };

  test('a newer operation supersedes this one', async () => {
    scenario = await startWithResource({ waits: { ready: 60 } });
    const operation = await running();
    await scenario.begin(scenario.version(2)).step();
    expect(await reasonAtTheEnd(operation)).toMatchInlineSnapshot(`
     "Resource handler returned message: "A newer operation works on the deployment group
     web-application/blue-green; this operation ends without a change. Wait for the end of the newer
     operation. [Superseded]" (RequestToken: …, HandlerErrorCode: ResourceConflict)"
    `);
  });

  test('the resource is deleted, which stops it', async () => {
    scenario = await startWithResource({ waits: { ready: 60 } });
    const operation = await running();
    const deletion = scenario.operations.begin('DELETE', { properties: scenario.version(2) });
    await deletion.run();
    expect(await reasonAtTheEnd(operation)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped: MANUAL_STOP: The deployment
     was stopped on request. It ended at Install. CodeDeploy rolled back (d-1GUBLUPF6): the service runs
     web:1 again. CloudTrail shows who called StopDeployment. Update again when the reason is gone. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentStopped]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('its group is deleted: it continues and succeeds', async () => {
    scenario = await startWithResource();
    const operation = await running();
    await scenario.deleteGroup();
    expect(await reasonAtTheEnd(operation)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL succeeded, but deployment group
     web-application/blue-green was deleted in the meantime, and this resource with it. \`aws ecs
     describe-services\` shows what the service runs now. Declare the group and this resource again.
     [DeployedButGroupDeleted]" (RequestToken: …, HandlerErrorCode: NotFound)"
    `);
  });

  test('its group is deleted, and CodeDeploy does not show it any more', async () => {
    scenario = await startWithResource();
    const operation = await running();
    await scenario.deleteGroup();
    scenario.aws.codeDeploy.faults.readLateSeconds = 10_000;
    expect(await reasonAtTheEnd(operation)).toMatchInlineSnapshot(`
     "Resource handler returned message: "The deployment group web-application/blue-green was deleted
     while this operation ran. \`aws ecs describe-services\` shows what the service runs now. Declare the
     group and this resource again. [GroupDeleted]" (RequestToken: …, HandlerErrorCode: NotFound)"
    `);
  });

  test('its group is deleted, and then it fails', async () => {
    scenario = await startWithResource();
    await scenario.makeHook('smoke-test', 'Failed');
    const operation = scenario.begin(
      scenario.version(2, { Hooks: { BeforeAllowTraffic: 'smoke-test' } }),
      KNOWN_TOKEN,
    );
    await operation.runUntil(hasSeenRunning);
    await scenario.deleteGroup();
    expect(await reasonAtTheEnd(operation)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: HOOK_EXECUTION_FAILURE: The
     deployment failed because one or more of the lifecycle event validation functions failed. It ended
     at BeforeAllowTraffic (hook smoke-test). Nothing was rolled back: deployment group
     web-application/blue-green was deleted, and what the service runs cannot be read without it. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('its service is deleted', async () => {
    scenario = await startWithResource();
    const operation = await running();
    await scenario.replaceService();
    expect(await reasonAtTheEnd(operation)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped because it had not finished
     after 20 minutes (TimeoutInMinutes). It ended at Install. CodeDeploy rolled back (d-1GUBLUPF6): the
     ECS service web-cluster/web was deleted. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentTimedOut]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('its service is deleted after the traffic has moved', async () => {
    scenario = await startWithResource({ waits: { termination: 10 } });
    const operation = scenario.begin(scenario.version(2), KNOWN_TOKEN);
    await operation.runUntil(hasSeenShift);
    await scenario.replaceService();
    expect(await reasonAtTheEnd(operation)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL succeeded, but the ECS service
     web-cluster/web of deployment group web-application/blue-green was deleted in the meantime. Create
     the service again, then declare this resource again. [DeployedButServiceDeleted]" (RequestToken: …,
     HandlerErrorCode: NotFound)"
    `);
  });
});

test('the group is deleted while the handler awaits another deployment', async () => {
  scenario = await startWithResource({ waits: { termination: 10 } });
  await scenario.deployByHand(3);
  await scenario.aws.clock.advance(10);
  const operation = scenario.begin(scenario.version(2), KNOWN_TOKEN);
  await operation.runUntil(inPhase('ending'));
  await scenario.deleteGroup();
  expect(await reasonAtTheEnd(operation)).toMatchInlineSnapshot(`
   "Resource handler returned message: "The deployment group web-application/blue-green was deleted
   while this operation ran. \`aws ecs describe-services\` shows what the service runs now. Declare the
   group and this resource again. [GroupDeleted]" (RequestToken: …, HandlerErrorCode: NotFound)"
  `);
});

test('the service role of the group lacks a permission', async () => {
  scenario = await startWithResource();
  await scenario.makeHook('smoke-test', 'Succeeded');
  const [, roleName = ''] = scenario.service.serviceRoleArn.split('role/');
  const Statement = { Effect: 'Deny', Action: 'lambda:InvokeFunction', Resource: '*' };
  await new IAMClient(clientConfiguration(scenario.aws)).send(
    new PutRolePolicyCommand({
      RoleName: roleName,
      PolicyName: 'no-functions',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
  const to = scenario.version(2, { Hooks: { AfterInstall: 'smoke-test' } });
  expect(reasonOf((await scenario.update(to, KNOWN_TOKEN)).answer)).toMatchInlineSnapshot(`
   "Resource handler returned message: "Deployment d-2UT6JI1PL failed: IAM_ROLE_PERMISSIONS: The IAM
   role arn:aws:iam::123456789012:role/web-codedeploy does not give you permission to perform
   operations in the following AWS service: AWSLambda. It ended at AfterInstall (hook smoke-test).
   CodeDeploy rolled back (d-1GUBLUPF6): the service runs web:1 again. Add these permissions to the
   service role of the deployment group, then update again. See
   https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
   [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
  `);
});

test('the group is held by a rollback that does not end', async () => {
  scenario = await startWithResource();
  const theirs = await scenario.deployByHand(2);
  await scenario.aws.clock.advance(20);
  await scenario.stopByHand(theirs);
  await scenario.aws.clock.advance(3);
  scenario.overrideStatus('InProgress', 1_000);
  const to = scenario.version(2, { TimeoutInMinutes: 5 });
  expect(reasonOf((await scenario.update(to, KNOWN_TOKEN)).answer)).toMatchInlineSnapshot(`
   "Resource handler returned message: "Deployment d-1GUBLUPF6, an automatic rollback of CodeDeploy,
   holds deployment group web-application/blue-green. It did not end within 20 minutes. This operation
   deployed nothing: the service runs web:1. Wait for its end, then update again; never stop a
   rollback. See
   https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-1GUBLUPF6?region=us-east-1
   [GroupBusyByRollback]" (RequestToken: …, HandlerErrorCode: ResourceConflict)"
  `);
});

describe.each([
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
  ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
])('in %s', (region, console) => {
  test('the link leads to the console of its partition', async () => {
    scenario = await startWithResource({ localAws: { region } });
    const { answer } = await scenario.update(scenario.version(2, MISSING_HOOK));
    const { deploymentId } = await scenario.deployment();
    expect(answer.message).toMatch(
      new RegExp(
        `See ${console}codesuite/codedeploy/deployments/${deploymentId}\\?region=${region} \\[DeploymentFailed\\]$`,
      ),
    );
  });
});
