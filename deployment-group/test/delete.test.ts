import { DeleteApplicationCommand, UntagResourceCommand } from '@aws-sdk/client-codedeploy';
import { ServiceError } from '#local-aws';
import { deploy, findGroup, liveVersion, open, type Setting } from './setting';

let setting: Setting;
beforeEach(async () => {
  setting = await open();
});
afterEach(async () => {
  await setting.aws.close();
});

const codeDeployCall = (operation: string) => ({ service: 'codedeploy', operation });

async function createGroup(): Promise<void> {
  const { answer } = await setting.operations.create(setting.properties);
  expect(answer.status).toBe('SUCCESS');
}

const remove = (options: { rollback?: boolean } = {}) =>
  setting.operations.delete(setting.properties, options);

describe('delete', () => {
  test('takes a group without deployments away at once, and answers no model', async () => {
    await createGroup();
    const { answer, calls } = await remove();
    expect(answer).toEqual({ status: 'SUCCESS', message: '', callbackDelaySeconds: 0 });
    expect(calls).toEqual([
      'GetDeploymentGroup',
      'ListTagsForResource',
      'ListDeployments',
      'DeleteDeploymentGroup',
    ]);
    expect(await findGroup(setting)).toBeUndefined();
  });

  test('answers NotFound for a group that is not there', async () => {
    const { answer, calls } = await remove();
    expect(answer).toMatchObject({
      status: 'FAILED',
      errorCode: 'NotFound',
      message:
        'There is no deployment group web-group of application web-application for ECS. Create it again if it was deleted by mistake. [NoSuchGroup]',
    });
    expect(calls).toEqual(['GetDeploymentGroup']);
  });

  test('answers NotFound when the application is gone', async () => {
    await createGroup();
    await setting.codeDeploy.send(
      new DeleteApplicationCommand({ applicationName: setting.service.applicationName }),
    );
    expect((await remove()).answer.errorCode).toBe('NotFound');
  });

  test('needs no more than before for a group whose deployments have ended long ago', async () => {
    await createGroup();
    await deploy(setting, 2);
    await setting.aws.clock.advance(3600);
    const { calls } = await remove();
    expect(calls).toEqual([
      'GetDeploymentGroup',
      'ListTagsForResource',
      'ListDeployments',
      'DeleteDeploymentGroup',
    ]);
    expect(await liveVersion(setting)).toBe(2);
  });

  test('takes away in a stack rollback what the stack has made', async () => {
    await createGroup();
    const { answer, calls } = await remove({ rollback: true });
    expect(answer.status).toBe('SUCCESS');
    expect(calls).toContain('ListTagsForResource');
    expect(await findGroup(setting)).toBeUndefined();
  });

  test('takes no harm when CodeDeploy says that the group is gone already', async () => {
    await createGroup();
    setting.aws.faults.fail(
      codeDeployCall('DeleteDeploymentGroup'),
      new ServiceError('DeploymentGroupDoesNotExistException', 'No Deployment Group found.'),
    );
    expect((await remove()).answer.status).toBe('SUCCESS');
  });

  test('fails with CodeDeploy’s words when it may not be done', async () => {
    await createGroup();
    setting.aws.faults.deny(codeDeployCall('DeleteDeploymentGroup'));
    const { answer } = await remove();
    expect(answer.errorCode).toBe('AccessDenied');
    expect(answer.message).toMatch(
      /^The execution role of this resource type does not allow codedeploy:DeleteDeploymentGroup\./,
    );
  });

  test('succeeds when the answer of DeleteDeploymentGroup is lost', async () => {
    await createGroup();
    setting.aws.faults.loseResponse({ ...codeDeployCall('DeleteDeploymentGroup'), count: 1 });
    expect((await remove()).answer.status).toBe('SUCCESS');
    expect(await findGroup(setting)).toBeUndefined();
  });

  test('outside of stacks leaves the group of a stack alone, and names it', async () => {
    await createGroup();
    const { answer } = await setting.operations.delete(setting.properties, { stackId: null });
    expect(answer.errorCode).toBe('NotFound');
    expect(answer.message).toContain('belong to this resource but to shop/Group.');
    expect(await findGroup(setting)).toBeDefined();
  });

  test('leaves a group without an owner tag alone, after some seconds in which the tag may still show', async () => {
    await createGroup();
    await setting.codeDeploy.send(
      new UntagResourceCommand({
        ResourceArn: setting.arn,
        TagKeys: ['org-codedeploy:ecs-deployment-group'],
      }),
    );
    const { answer, seconds } = await remove();
    expect([answer.errorCode, seconds]).toEqual(['NotFound', 20]);
    expect(await findGroup(setting)).toBeDefined();
  });
});
