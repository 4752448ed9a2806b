import { Shop } from './stack-scenario';
import { groupProperties, waits, type Choices, type Properties } from './template';

let shop: Shop;
beforeEach(async () => {
  shop = await Shop.open();
});
afterEach(() => shop.close());

describe('on a group made by AWS::CodeDeploy::DeploymentGroup', () => {
  const choices = (more: Properties = {}): Choices => ({
    resources: {
      Group: {
        Type: 'AWS::CodeDeploy::DeploymentGroup',
        Properties: {
          ...groupProperties(shop.service),
          DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
          AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] },
          ...waits({}),
          ...more,
        },
      },
    },
    // Its Ref is the name alone.
    deployment: { DeploymentGroupName: { Ref: 'Group' } },
  });

  test('the stack is created, updated, taken back and deleted', async () => {
    await shop.create(choices());
    expect(shop.stack.status).toBe('CREATE_COMPLETE');

    await shop.update({ ...choices(), version: 2 });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.answer()).toBe('version 2');

    await shop.beginUpdate({ ...choices(), version: 3 });
    await shop.until('installing');
    shop.cancel();
    await shop.settle();
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.deployments()).toEqual([
      'version 2 Succeeded',
      'version 3 Stopped',
      'rollback Succeeded',
    ]);
    expect(await shop.answer()).toBe('version 2');

    shop.beginDelete();
    await shop.settle();
    expect(shop.stack.status).toBe('DELETE_COMPLETE');
    expect(await shop.groupNames()).toEqual([]);
    expect(await shop.answer()).toBe('version 2');
  });

  test('an update of that group by its own type leaves the deployment its owner', async () => {
    await shop.create(choices());
    await shop.update(choices(waits({ termination: 5 })));
    await shop.update({ ...choices(waits({ termination: 5 })), version: 2 });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.answer()).toBe('version 2');
  });
});

describe('on a group made by hand', () => {
  const choices: Choices = {
    resources: { Group: undefined },
    deployment: { DeploymentGroupName: 'by-hand' },
  };

  test('the stack is created, updated, taken back and deleted, and the group stays as it was', async () => {
    await shop.byHand.createGroup('by-hand');
    await shop.create(choices);
    expect(shop.stack.status).toBe('CREATE_COMPLETE');

    await shop.update({ ...choices, version: 2 });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');

    await shop.beginUpdate({ ...choices, version: 3 });
    await shop.until('installing');
    shop.cancel();
    await shop.settle();
    expect(await shop.deployments()).toEqual([
      'version 2 Succeeded',
      'version 3 Stopped',
      'rollback Succeeded',
    ]);

    shop.beginDelete();
    await shop.settle();
    expect(shop.stack.status).toBe('DELETE_COMPLETE');
    expect(await shop.groupNames()).toEqual(['by-hand']);
    expect(await shop.allTags()).toEqual({});
    expect(await shop.answer()).toBe('version 2');
  });

  test('two stacks cannot both have it: the second one is told whose it is', async () => {
    await shop.byHand.createGroup('by-hand');
    await shop.create(choices);
    const template = shop.template({ ...choices, version: 2 });
    const other = await shop.cloudFormation.createStack({ stackName: 'other', template });
    await shop.cloudFormation.settle(other);
    expect(other.status).toBe('ROLLBACK_COMPLETE');
    expect(other.events.map(({ ResourceStatusReason }) => ResourceStatusReason).join('\n')).toContain(
      'The deployment group web-application/by-hand has an Org::CodeDeploy::EcsDeployment already, declared as shop/Deployment.',
    );
    expect(await shop.deployments()).toEqual([]);
    expect(await shop.answer()).toBe('version 1');
  });
});
