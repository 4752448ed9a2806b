import type { Moment } from './moments';
import { Shop } from './stack-scenario';
import { waits, type Choices } from './template';

let shop: Shop;
beforeEach(async () => {
  shop = await Shop.open();
});
afterEach(() => shop.close());

const canary = { DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' };

describe('a stack that is deleted while its create deploys version 2', () => {
  const points: { moment: Moment; group: Choices['group'] }[] = [
    { moment: 'installing', group: canary },
    { moment: 'in the ready wait', group: { ...canary, ...waits({ ready: 30 }) } },
    { moment: 'mid-shift', group: canary },
  ];

  test.each(points)(
    '$moment: the deployment is stopped with rollback before the group goes',
    async ({ moment, group }) => {
      await shop.beginCreate({ group: group!, version: 2 });
      await shop.until(moment);
      shop.beginDelete();
      await shop.settle();
      expect(shop.stack.status).toBe('DELETE_COMPLETE');
      expect(await shop.groupNames()).toEqual([]);
      expect(shop.callsOf('StopDeployment')).toBe(1);
      expect(await shop.taskSets()).toBe('version 1 PRIMARY');
      expect(await shop.answer()).toBe('version 1');
    },
  );

  test('in the termination wait: the wait is ended, and version 2 stays', async () => {
    const group = { ...canary, ...waits({ termination: 60 }) };
    await shop.beginCreate({ group, version: 2 });
    await shop.until('in the termination wait');
    const begun = shop.aws.clock.now();
    shop.beginDelete();
    await shop.settle();
    expect(shop.stack.status).toBe('DELETE_COMPLETE');
    expect(await shop.groupNames()).toEqual([]);
    expect((shop.aws.clock.now() - begun) / 60_000).toBeLessThan(3);
    expect(await shop.taskSets()).toBe('version 2 PRIMARY');
    expect(await shop.answer()).toBe('version 2');
  });
});

test('a stack that is deleted leaves the service alone: it runs what it ran', async () => {
  await shop.create();
  await shop.update({ version: 2 });
  shop.beginDelete();
  await shop.settle();
  expect(shop.events()).toEqual([
    'shop DELETE_IN_PROGRESS User Initiated',
    'Deployment DELETE_IN_PROGRESS',
    'Deployment DELETE_COMPLETE',
    'Group DELETE_IN_PROGRESS',
    'Group DELETE_COMPLETE',
    'shop DELETE_COMPLETE',
  ]);
  expect(await shop.groupNames()).toEqual([]);
  expect(await shop.answer()).toBe('version 2');
});

test('a stack that is deleted in the termination wait after TRAFFIC_SHIFTED keeps version 2, and does not wait for the hour', async () => {
  const quick = { group: waits({ termination: 60 }), deployment: { CompleteWhen: 'TRAFFIC_SHIFTED' } };
  await shop.create(quick);
  await shop.update({ ...quick, version: 2 });
  const begun = shop.aws.clock.now();
  shop.beginDelete();
  await shop.settle();
  expect(shop.stack.status).toBe('DELETE_COMPLETE');
  expect((shop.aws.clock.now() - begun) / 60_000).toBeLessThan(3);
  expect(await shop.taskSets()).toBe('version 2 PRIMARY');
});

test('a deployment of somebody else goes on when only the Org::CodeDeploy::EcsDeployment leaves the stack', async () => {
  await shop.create({ group: canary });
  await shop.byHand.deploy(await shop.group(), 3);
  await shop.until('installing');
  await shop.update({ group: canary, resources: { Deployment: undefined } });
  expect(shop.stack.status).toBe('UPDATE_COMPLETE');
  await shop.wait(3600);
  expect(await shop.deployments()).toEqual(['version 3 by hand Succeeded']);
  expect(shop.callsOf('StopDeployment')).toBe(0);
});

test('a group that a person has deleted is deleted', async () => {
  await shop.create();
  await shop.byHand.deleteGroup(await shop.group());
  shop.beginDelete();
  await shop.settle();
  expect(shop.stack.status).toBe('DELETE_COMPLETE');
  expect(await shop.answer()).toBe('version 1');
});

test('a create that was rolled back can be made again, and finds no owner', async () => {
  await shop.create({ deployment: { ContainerPort: 9090 }, version: 2 });
  expect(shop.stack.status).toBe('ROLLBACK_COMPLETE');
  shop.beginDelete();
  await shop.settle();
  await shop.create({ version: 2 });
  expect(shop.stack.status).toBe('CREATE_COMPLETE');
  expect(await shop.answer()).toBe('version 2');
});
