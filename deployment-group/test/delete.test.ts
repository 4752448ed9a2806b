import { DeleteApplicationCommand, UntagResourceCommand } from '@aws-sdk/client-codedeploy';
import { ServiceError } from '#local-aws';
import { startGroupScenario, type GroupScenario } from './group-scenario';

let scenario: GroupScenario;
beforeEach(async () => {
  scenario = await startGroupScenario();
});
afterEach(async () => {
  await scenario.close();
});

const codeDeployCall = (operation: string) => ({ service: 'codedeploy', operation });

async function createGroup(): Promise<void> {
  const { answer } = await scenario.operations.create(scenario.properties);
  expect(answer.status).toBe('SUCCESS');
}

const remove = (options: { rollback?: boolean } = {}) =>
  scenario.operations.delete(scenario.properties, options);

describe('delete', () => {
  test('deletes a group without deployments at once, and answers no model', async () => {
    await createGroup();
    const { answer, calls } = await remove();
    expect(answer).toEqual({ status: 'SUCCESS', message: '', callbackDelaySeconds: 0 });
    expect(calls).toEqual([
      'GetDeploymentGroup',
      'ListTagsForResource',
      'ListDeployments',
      'DeleteDeploymentGroup',
    ]);
    expect(await scenario.findGroup()).toBeUndefined();
  });

  test('answers NotFound for a group that is not there', async () => {
    const { answer, calls } = await remove();
    expect(answer).toMatchObject({
      status: 'FAILED',
      errorCode: 'NotFound',
      message:
        'There is no deployment group web-group of application web-application for ECS. Create it again under this name if it was deleted by mistake, or remove the resource from the template. [NoSuchGroup]',
    });
    expect(calls).toEqual(['GetDeploymentGroup']);
  });

  test('answers NotFound when the application was deleted', async () => {
    await createGroup();
    await scenario.codeDeploy.send(
      new DeleteApplicationCommand({ applicationName: scenario.service.applicationName }),
    );
    expect((await remove()).answer.errorCode).toBe('NotFound');
  });

  test('makes the same calls for a group whose deployments ended long ago', async () => {
    await createGroup();
    await scenario.deployByHand(2);
    await scenario.aws.clock.advance(3600);
    const { calls } = await remove();
    expect(calls).toEqual([
      'GetDeploymentGroup',
      'ListTagsForResource',
      'ListDeployments',
      'DeleteDeploymentGroup',
    ]);
    expect(await scenario.liveVersion()).toBe(2);
  });

  test('deletes in a stack rollback what the stack has made', async () => {
    await createGroup();
    const { answer, calls } = await remove({ rollback: true });
    expect(answer.status).toBe('SUCCESS');
    expect(calls).toContain('ListTagsForResource');
    expect(await scenario.findGroup()).toBeUndefined();
  });

  test('succeeds when CodeDeploy says that the group was deleted already', async () => {
    await createGroup();
    scenario.aws.faults.fail(
      codeDeployCall('DeleteDeploymentGroup'),
      new ServiceError('DeploymentGroupDoesNotExistException', 'No Deployment Group found.'),
    );
    expect((await remove()).answer.status).toBe('SUCCESS');
  });

  test('fails with CodeDeploy’s text when the permission is missing', async () => {
    await createGroup();
    scenario.aws.faults.deny(codeDeployCall('DeleteDeploymentGroup'));
    const { answer } = await remove();
    expect(answer.errorCode).toBe('AccessDenied');
    expect(answer.message).toMatch(
      /^The execution role of this resource type does not allow codedeploy:DeleteDeploymentGroup\./,
    );
  });

  test('succeeds when the answer of DeleteDeploymentGroup is lost', async () => {
    await createGroup();
    scenario.aws.faults.loseResponse({ ...codeDeployCall('DeleteDeploymentGroup'), count: 1 });
    expect((await remove()).answer.status).toBe('SUCCESS');
    expect(await scenario.findGroup()).toBeUndefined();
  });

  test('outside of stacks leaves the group of a stack alone, and names it', async () => {
    await createGroup();
    const { answer } = await scenario.operations.delete(scenario.properties, { stackId: null });
    expect(answer.errorCode).toBe('NotFound');
    expect(answer.message).toContain('does not belong to this resource: its owner is shop/Group.');
    expect(await scenario.findGroup()).toBeDefined();
  });

  test('leaves a group without an owner tag alone, after some seconds in which the tag may still show', async () => {
    await createGroup();
    await scenario.codeDeploy.send(
      new UntagResourceCommand({
        ResourceArn: scenario.groupArn,
        TagKeys: ['org-codedeploy:ecs-deployment-group'],
      }),
    );
    const { answer, seconds } = await remove();
    expect([answer.errorCode, seconds]).toEqual(['NotFound', 20]);
    expect(answer.message).toContain('does not belong to this resource: it has no owner tag.');
    expect(await scenario.findGroup()).toBeDefined();
  });
});
