import { DeleteDeploymentGroupCommand } from '@aws-sdk/client-codedeploy';
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { clientConfiguration, startLocalAws } from '#local-aws';
import type { Operation } from '#test-kit';
import { GROUP } from './given';
import { KNOWN_TOKEN, reasonOf } from './stack-event';
import { created, says, withReadyWait, type Updating } from './updating';

let scene: Updating;
afterEach(() => scene.aws.close());

async function reasonAtTheEnd(chain: Operation): Promise<string> {
  return reasonOf((await chain.run()).answer);
}

const deleteGroup = () =>
  scene.codeDeploy.send(
    new DeleteDeploymentGroupCommand({
      applicationName: scene.service.applicationName,
      deploymentGroupName: GROUP,
    }),
  );

describe('the group is busy', () => {
  beforeEach(async () => {
    scene = await created({ terminationWait: 120 });
  });

  test('and WhenBusy is FAIL', async () => {
    await scene.deployByHand(3);
    await scene.aws.clock.advance(10);
    const { answer } = await scene.update(scene.version(2, { WhenBusy: 'FAIL' }), KNOWN_TOKEN);
    expect(reasonOf(answer)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL, which does not belong to this resource,
     holds deployment group web-application/blue-green. This operation deployed nothing: the service runs
     web:1. Wait for its end or stop it, then retry; WhenBusy can do either. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [GroupBusy]" (RequestToken: …, HandlerErrorCode: ResourceConflict)"
    `);
  });

  test('and waiting has taken all the time', async () => {
    await scene.deployByHand(3);
    await scene.aws.clock.advance(10);
    const { answer } = await scene.update(scene.version(2, { TimeoutInMinutes: 30 }), KNOWN_TOKEN);
    expect(reasonOf(answer)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL, which does not belong to this resource,
     holds deployment group web-application/blue-green. It did not end within 30 minutes. This operation
     deployed nothing: the service runs web:3. Wait for its end or stop it, then retry; WhenBusy can do
     either. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [GroupBusy]" (RequestToken: …, HandlerErrorCode: ResourceConflict)"
    `);
  });

  test('with a deployment of a cancelled update, which CodeDeploy does not stop', async () => {
    const cancelled = scene.begin(scene.version(2));
    await cancelled.runUntil(says(/all traffic is shifted/));
    scene.aws.codeDeploy.faults.refuseStop = true;
    const { answer } = await scene.operations.update(
      scene.version(2),
      scene.version(1, { TimeoutInMinutes: 10 }),
      KNOWN_TOKEN,
    );
    expect(reasonOf(answer)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL, of an earlier operation of this
     resource, holds deployment group web-application/blue-green. It did not end within 10 minutes. This
     operation deployed nothing: the service runs web:2. Wait for its end, then retry. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [GroupBusyByEarlierOperation]" (RequestToken: …, HandlerErrorCode: ResourceConflict)"
    `);
  });
});

describe('a permission is missing', () => {
  const denied = async (service: string, operation: string): Promise<string> => {
    scene = await created();
    const own = ({ accessKeyId }: { accessKeyId: string }): boolean => accessKeyId.startsWith('ASIA');
    scene.aws.faults.deny({ service, operation, when: (_input, call) => own(call) });
    const chain = scene.begin(scene.version(2, { TimeoutInMinutes: 1 }), KNOWN_TOKEN);
    return reasonAtTheEnd(chain);
  };

  test('to look at the group', async () => {
    expect(await denied('codedeploy', 'GetDeploymentGroup')).toMatchInlineSnapshot(`
     "Resource handler returned message: "The execution role of this resource type does not allow
     codedeploy:GetDeploymentGroup. Register the type with its current role, or allow the action. AWS
     says: User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to perform:
     codedeploy:GetDeploymentGroup on resource:
     arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:web-application/blue-green
     (AccessDeniedException) [MissingPermission]" (RequestToken: …, HandlerErrorCode: AccessDenied)"
    `);
  });

  test('to write the owner tag', async () => {
    expect(await denied('codedeploy', 'TagResource')).toMatchInlineSnapshot(`
     "Resource handler returned message: "The execution role of this resource type does not allow
     codedeploy:TagResource. Register the type with its current role, or allow the action. AWS says:
     User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to perform: codedeploy:TagResource
     on resource: * (AccessDeniedException) [MissingPermission]" (RequestToken: …, HandlerErrorCode:
     AccessDenied)"
    `);
  });

  test('to look at the service', async () => {
    expect(await denied('ecs', 'DescribeServices')).toMatchInlineSnapshot(`
     "Resource handler returned message: "The execution role of this resource type does not allow
     ecs:DescribeServices. Register the type with its current role, or allow the action. AWS says: User:
     arn:aws:iam::123456789012:user/<REDACTED> is not authorized to perform: ecs:DescribeServices on
     resource: * (AccessDeniedException) [MissingPermission]" (RequestToken: …, HandlerErrorCode:
     AccessDenied)"
    `);
  });

  test('to look at the traffic plan', async () => {
    expect(await denied('codedeploy', 'GetDeploymentConfig')).toMatchInlineSnapshot(`
     "Resource handler returned message: "The execution role of this resource type does not allow
     codedeploy:GetDeploymentConfig. Register the type with its current role, or allow the action. AWS
     says: User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to perform:
     codedeploy:GetDeploymentConfig on resource: * (AccessDeniedException) [MissingPermission]"
     (RequestToken: …, HandlerErrorCode: AccessDenied)"
    `);
  });

  test('to deploy', async () => {
    expect(await denied('codedeploy', 'CreateDeployment')).toMatchInlineSnapshot(`
     "Resource handler returned message: "The execution role of this resource type does not allow
     codedeploy:CreateDeployment. Register the type with its current role, or allow the action. AWS says:
     User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to perform:
     codedeploy:CreateDeployment on resource:
     arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:web-application/blue-green
     (AccessDeniedException) [MissingPermission]" (RequestToken: …, HandlerErrorCode: AccessDenied)"
    `);
  });

  test('to watch the deployment', async () => {
    expect(await denied('codedeploy', 'GetDeployment')).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped because it could not be
     observed. Allow the call, then update again. The execution role of this resource type does not allow
     codedeploy:GetDeployment. Register the type with its current role, or allow the action. AWS says:
     User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to perform:
     codedeploy:GetDeployment on resource: * (AccessDeniedException) [StoppedNotObservable]"
     (RequestToken: …, HandlerErrorCode: AccessDenied)"
    `);
  });

  test('to stop the deployment when its time is over', async () => {
    expect(await denied('codedeploy', 'StopDeployment')).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL reached its timeout, but could not be
     stopped and may continue. Watch that deployment until it ends. The execution role of this resource
     type does not allow codedeploy:StopDeployment. Register the type with its current role, or allow the
     action. AWS says: User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to perform:
     codedeploy:StopDeployment on resource: * (AccessDeniedException) [TimedOutNotStopped]"
     (RequestToken: …, HandlerErrorCode: AccessDenied)"
    `);
  });

  test('to stop the deployment of a cancelled update', async () => {
    scene = await created();
    const cancelled = scene.begin(scene.version(2));
    await cancelled.runUntil(says(/is InProgress/));
    scene.aws.faults.deny({ service: 'codedeploy', operation: 'StopDeployment' });
    const { answer } = await scene.operations.update(scene.version(2), scene.version(1), KNOWN_TOKEN);
    expect(reasonOf(answer)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL must finish first, but could not be
     stopped and continues. Watch that deployment until it ends. The execution role of this resource type
     does not allow codedeploy:StopDeployment. Register the type with its current role, or allow the
     action. AWS says: User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to perform:
     codedeploy:StopDeployment on resource: * (AccessDeniedException) [HolderNotStopped]" (RequestToken:
     …, HandlerErrorCode: AccessDenied)"
    `);
  });

  test('to end the termination wait', async () => {
    scene = await created({ terminationWait: 30 });
    const shifted = { CompleteWhen: 'TRAFFIC_SHIFTED' };
    await scene.update(scene.version(2, shifted));
    scene.aws.faults.deny({ service: 'codedeploy', operation: 'ContinueDeployment' });
    const { answer } = await scene.operations.update(scene.version(2), scene.version(3), KNOWN_TOKEN);
    expect(reasonOf(answer)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL must finish first, but could not be
     stopped and continues. Watch that deployment until it ends. The execution role of this resource type
     does not allow codedeploy:ContinueDeployment. Register the type with its current role, or allow the
     action. AWS says: User: arn:aws:iam::123456789012:user/<REDACTED> is not authorized to perform:
     codedeploy:ContinueDeployment on resource: * (AccessDeniedException) [HolderNotStopped]"
     (RequestToken: …, HandlerErrorCode: AccessDenied)"
    `);
  });
});

describe('while the deployment runs', () => {
  const running = async (): Promise<Operation> => {
    const chain = scene.begin(scene.version(2, { TimeoutInMinutes: 20 }), KNOWN_TOKEN);
    await chain.runUntil(says(/is InProgress/));
    return chain;
  };

  test('a newer operation takes over', async () => {
    scene = await created({ group: withReadyWait(60) });
    const chain = await running();
    await scene.begin(scene.version(2)).step();
    expect(await reasonAtTheEnd(chain)).toMatchInlineSnapshot(`
     "Resource handler returned message: "A newer operation works on the deployment group
     web-application/blue-green; this operation ends without a change. Wait for the newer operation.
     [Superseded]" (RequestToken: …, HandlerErrorCode: ResourceConflict)"
    `);
  });

  test('the resource is deleted, and then its time is over', async () => {
    scene = await created({ group: withReadyWait(60), terminationWait: 60 });
    const chain = await running();
    const deletion = scene.operations.begin('DELETE', { properties: scene.version(2) });
    await deletion.run();
    expect(await reasonAtTheEnd(chain)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped: MANUAL_STOP: The deployment
     was stopped on request. It ended at Install. CodeDeploy rolled back (d-1GUBLUPF6): the service runs
     web:1 again. CloudTrail shows who called StopDeployment. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentStopped]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('its group is deleted: it goes on and succeeds', async () => {
    scene = await created();
    const chain = await running();
    await deleteGroup();
    expect(await reasonAtTheEnd(chain)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL succeeded, but deployment group
     web-application/blue-green was deleted in the meantime, and this resource with it. Look at the task
     sets of the service for what runs now. [DeployedButGroupDeleted]" (RequestToken: …,
     HandlerErrorCode: NotFound)"
    `);
  });

  test('its group is deleted, and CodeDeploy does not show it any more', async () => {
    scene = await created();
    const chain = await running();
    await deleteGroup();
    scene.aws.codeDeploy.faults.readLateSeconds = 10_000;
    expect(await reasonAtTheEnd(chain)).toMatchInlineSnapshot(`
     "Resource handler returned message: "The deployment group web-application/blue-green was deleted
     while this operation ran. Look at the task sets of the service for what runs now. [GroupDeleted]"
     (RequestToken: …, HandlerErrorCode: NotFound)"
    `);
  });

  test('its group is deleted, and then it fails', async () => {
    scene = await created();
    await scene.makeHook('smoke-test', 'Failed');
    const chain = scene.begin(scene.version(2, { Hooks: { BeforeAllowTraffic: 'smoke-test' } }), KNOWN_TOKEN);
    await chain.runUntil(says(/is InProgress/));
    await deleteGroup();
    expect(await reasonAtTheEnd(chain)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL failed: HOOK_EXECUTION_FAILURE: The
     deployment failed because one or more of the lifecycle event validation functions failed. It ended
     at BeforeAllowTraffic (hook smoke-test). Nothing was rolled back: deployment group
     web-application/blue-green was deleted, and what the service runs cannot be read without it. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('its service is deleted', async () => {
    scene = await created();
    const chain = await running();
    await scene.replaceService();
    expect(await reasonAtTheEnd(chain)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL was stopped because it had not finished
     after 20 minutes (TimeoutInMinutes). It ended at Install. CodeDeploy rolled back (d-1GUBLUPF6): the
     ECS service web-cluster/web was deleted. See
     https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
     [DeploymentTimedOut]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
    `);
  });

  test('its service is deleted after the traffic has moved', async () => {
    scene = await created({ terminationWait: 10 });
    const chain = scene.begin(scene.version(2), KNOWN_TOKEN);
    await chain.runUntil(says(/all traffic is shifted/));
    await scene.replaceService();
    expect(await reasonAtTheEnd(chain)).toMatchInlineSnapshot(`
     "Resource handler returned message: "Deployment d-2UT6JI1PL succeeded, but the ECS service
     web-cluster/web of deployment group web-application/blue-green was deleted in the meantime. Create
     the service again. [DeployedButServiceDeleted]" (RequestToken: …, HandlerErrorCode: NotFound)"
    `);
  });
});

test('the group is deleted while another deployment is waited for', async () => {
  scene = await created({ terminationWait: 10 });
  await scene.deployByHand(3);
  await scene.aws.clock.advance(10);
  const chain = scene.begin(scene.version(2), KNOWN_TOKEN);
  await chain.runUntil(says(/Waiting for deployment/));
  await deleteGroup();
  expect(await reasonAtTheEnd(chain)).toMatchInlineSnapshot(`
   "Resource handler returned message: "The deployment group web-application/blue-green was deleted
   while this operation ran. Look at the task sets of the service for what runs now. [GroupDeleted]"
   (RequestToken: …, HandlerErrorCode: NotFound)"
  `);
});

test('the service role of the group lacks a permission', async () => {
  scene = await created();
  await scene.makeHook('smoke-test', 'Succeeded');
  const [, roleName = ''] = scene.service.serviceRoleArn.split('role/');
  const Statement = { Effect: 'Deny', Action: 'lambda:InvokeFunction', Resource: '*' };
  await new IAMClient(clientConfiguration(scene.aws)).send(
    new PutRolePolicyCommand({
      RoleName: roleName,
      PolicyName: 'no-functions',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
  const to = scene.version(2, { Hooks: { AfterInstall: 'smoke-test' } });
  expect(reasonOf((await scene.update(to, KNOWN_TOKEN)).answer)).toMatchInlineSnapshot(`
   "Resource handler returned message: "Deployment d-2UT6JI1PL failed: IAM_ROLE_PERMISSIONS: The IAM
   role arn:aws:iam::123456789012:role/web-codedeploy does not give you permission to perform
   operations in the following AWS service: AWSLambda. It ended at AfterInstall (hook smoke-test).
   CodeDeploy rolled back (d-1GUBLUPF6): the service runs web:1 again. The service role of the
   deployment group lacks these permissions. See
   https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-2UT6JI1PL?region=us-east-1
   [DeploymentFailed]" (RequestToken: …, HandlerErrorCode: NotStabilized)"
  `);
});

test('the group is held by a rollback that does not end', async () => {
  scene = await created();
  const theirs = await scene.deployByHand(2);
  await scene.aws.clock.advance(20);
  await scene.stopByHand(theirs);
  await scene.aws.clock.advance(3);
  scene.overrideStatus('InProgress', 1_000);
  const to = scene.version(2, { TimeoutInMinutes: 5 });
  expect(reasonOf((await scene.update(to, KNOWN_TOKEN)).answer)).toMatchInlineSnapshot(`
   "Resource handler returned message: "Deployment d-1GUBLUPF6, an automatic rollback of CodeDeploy,
   holds deployment group web-application/blue-green. It did not end within 5 minutes. This operation
   deployed nothing: the service runs web:1. Wait for its end, then retry; never stop a rollback. See
   https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-1GUBLUPF6?region=us-east-1
   [GroupBusyByRollback]" (RequestToken: …, HandlerErrorCode: ResourceConflict)"
  `);
});

describe.each([
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
  ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
])('in %s', (region, console) => {
  test('the link leads to the console of its partition', async () => {
    scene = await created({ aws: await startLocalAws({ region }) });
    const { answer } = await scene.update(scene.version(2, { Hooks: { AfterInstall: 'no-such-function' } }));
    const { deploymentId } = await scene.deployment();
    expect(answer.message).toMatch(
      new RegExp(
        `See ${console}codesuite/codedeploy/deployments/${deploymentId}\\?region=${region} \\[DeploymentFailed\\]$`,
      ),
    );
  });
});
