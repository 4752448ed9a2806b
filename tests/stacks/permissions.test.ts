import { Shop } from './stack-scenario';

let shop: Shop;
beforeEach(async () => {
  shop = await Shop.open();
});
afterEach(() => shop.close());

/** The execution role of the types lacks an action; other callers have it. */
function deny(action: string): () => void {
  const [service = '', operation = ''] = action.split(':');
  return shop.aws.faults.deny({
    service,
    operation,
    when: (_, { accessKeyId }) => accessKeyId.startsWith('ASIA'),
  });
}

const advice = (action: string) =>
  `Allow ${action} in the execution role of this resource type. AWS says: User: `;

describe('a create without a permission names it and leaves nothing', () => {
  test.each([
    ['codedeploy:CreateDeploymentGroup', 'Group'],
    ['codedeploy:TagResource', 'Deployment'],
    ['codedeploy:GetDeploymentConfig', 'Deployment'],
    ['codedeploy:CreateDeployment', 'Deployment'],
    ['ecs:DescribeServices', 'Deployment'],
    ['ecs:DescribeTaskDefinition', 'Deployment'],
  ])('%s', async (action, resource) => {
    deny(action);
    await shop.create({ version: 2 });
    expect(shop.failure(resource)).toContain(`message: "${advice(action)}`);
    expect(shop.failure(resource)).toContain(`is not authorized to perform: ${action} on resource: `);
    expect(shop.failure(resource)).toMatch(/\(RequestToken: …, HandlerErrorCode: AccessDenied\)$/);
    expect(shop.stack.status).toBe('ROLLBACK_COMPLETE');
    expect(await shop.groupNames()).toEqual([]);
    expect(await shop.deployments()).toEqual([]);
    expect(await shop.taskSets()).toBe('version 1 PRIMARY');
  });
});

describe('without a permission that the deletion needs as well, the stack keeps what is left until it can be deleted', () => {
  test.each([
    ['codedeploy:GetDeploymentGroup', 'Group'],
    ['codedeploy:ListTagsForResource', 'Deployment'],
    ['codedeploy:ListDeployments', 'Deployment'],
  ])('%s', async (action, resource) => {
    const grant = deny(action);
    await shop.create({ version: 2 });
    expect(shop.events().find((line) => line.startsWith(`${resource} CREATE_FAILED`))).toContain(
      advice(action),
    );
    expect(shop.stack.status).toBe('ROLLBACK_FAILED');
    expect(await shop.deployments()).toEqual([]);

    grant();
    shop.beginDelete();
    await shop.settle();
    expect(shop.stack.status).toBe('DELETE_COMPLETE');
    expect(await shop.groupNames()).toEqual([]);
  });
});

describe('an update without a permission names it', () => {
  test('codedeploy:CreateDeployment, and nothing has been deployed', async () => {
    await shop.create();
    deny('codedeploy:CreateDeployment');
    await shop.update({ version: 2 });
    expect(shop.failure('Deployment')).toContain(advice('codedeploy:CreateDeployment'));
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.deployments()).toEqual([]);
  });

  test('codedeploy:UpdateDeploymentGroup, and the group is as it was', async () => {
    await shop.create();
    deny('codedeploy:UpdateDeploymentGroup');
    await shop.update({ group: { DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' } });
    expect(shop.failure('Group')).toContain(advice('codedeploy:UpdateDeploymentGroup'));
    expect((await shop.groupInfo()).deploymentConfigName).toBe('CodeDeployDefault.ECSAllAtOnce');
  });

  test('codedeploy:GetDeployment, and the deployment that nobody would watch is stopped with rollback', async () => {
    await shop.create();
    deny('codedeploy:GetDeployment');
    await shop.update({ version: 2 });
    const reason = shop.events().find((line) => line.startsWith('Deployment UPDATE_FAILED'));
    expect(reason).toMatch(
      /Deployment d-\w+ was stopped because it cannot be watched\. Allow codedeploy:GetDeployment /,
    );
    await shop.aws.clock.advance(60);
    expect(await shop.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
    expect(await shop.taskSets()).toBe('version 1 PRIMARY');
    // Its way back cannot see either.
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_FAILED');
  });

  test('codedeploy:StopDeployment, and the way back is gone on with once it is granted', async () => {
    await shop.create();
    const grant = deny('codedeploy:StopDeployment');
    await shop.beginUpdate({ version: 2 });
    await shop.until('installing');
    shop.cancel();
    await shop.settle();
    expect(shop.failure('Deployment')).toContain(advice('codedeploy:StopDeployment'));
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_FAILED');

    grant();
    await shop.continueRollback();
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
    expect(await shop.answer()).toBe('version 1');
  });
});
