import { Shop } from './stack-scenario';
import { waits } from './template';
import { WORKER, Worker } from './worker';

let shop: Shop;
beforeEach(async () => {
  shop = await Shop.open();
});
afterEach(() => shop.close());

/** Done with the shift, while the original task set stands by for an hour. */
const quick = { group: waits({ termination: 60 }), deployment: { CompleteWhen: 'TRAFFIC_SHIFTED' } };

test('with TRAFFIC_SHIFTED an update is complete as soon as version 2 has all traffic, and version 1 stands by', async () => {
  await shop.create(quick);
  const begun = shop.aws.clock.now();
  await shop.update({ ...quick, version: 2 });
  expect(shop.stack.status).toBe('UPDATE_COMPLETE');
  expect((shop.aws.clock.now() - begun) / 60_000).toBeLessThan(5);
  expect(await shop.deployments()).toEqual(['version 2 InProgress']);
  expect(await shop.taskSets()).toBe('version 1 ACTIVE, version 2 PRIMARY');
  expect(await shop.answer()).toBe('version 2');
});

test('three versions in a row do not wait for each other: the standing-by one is let go for the next', async () => {
  await shop.create(quick);
  const begun = shop.aws.clock.now();
  for (const version of [2, 3, 1] as const) {
    await shop.update({ ...quick, version });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.answer()).toBe(`version ${version}`);
  }
  expect((shop.aws.clock.now() - begun) / 60_000).toBeLessThan(15);
  expect(await shop.deployments()).toEqual([
    'version 2 Succeeded',
    'version 3 Succeeded',
    'version 1 InProgress',
  ]);
  expect(shop.callsOf('StopDeployment')).toBe(0);
});

test('an update back to the version that stands by takes seconds and no deployment', async () => {
  await shop.create(quick);
  await shop.update({ ...quick, version: 2 });
  const begun = shop.aws.clock.now();
  await shop.update({ ...quick, version: 1 });
  expect(shop.stack.status).toBe('UPDATE_COMPLETE');
  expect((shop.aws.clock.now() - begun) / 1000).toBeLessThan(30);
  expect(await shop.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  expect(shop.callsOf('CreateDeployment')).toBe(1);
  expect(await shop.taskSets()).toBe('version 1 PRIMARY');
  expect(await shop.answer()).toBe('version 1');
});

test('a sibling that fails after the shift has the stack back on version 1 in seconds, without a deployment', async () => {
  const worker = await Worker.prepare(shop);
  await shop.create({ ...quick, resources: worker.resource(1) });
  await shop.beginUpdate({ ...quick, version: 2, resources: worker.resource(2) });
  await shop.until('in the termination wait');
  await shop.untilEvent('Deployment UPDATE_COMPLETE');
  worker.fail();
  await shop.settle();
  expect(shop.failure(WORKER)).toContain('The worker does not start.');
  expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(shop.rollbackSeconds('Deployment')).toBeLessThan(20);
  expect(await shop.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  expect(shop.callsOf('CreateDeployment')).toBe(1);
  expect(await shop.answer()).toBe('version 1');
});

test('a sibling that fails with the third version goes back to the second, which stands by, and not to the first', async () => {
  const worker = await Worker.prepare(shop);
  await shop.create({ ...quick, resources: worker.resource(1) });
  await shop.update({ ...quick, version: 2, resources: worker.resource(1) });
  await shop.beginUpdate({ ...quick, version: 3, resources: worker.resource(2) });
  await shop.untilEvent('Deployment UPDATE_COMPLETE');
  worker.fail();
  await shop.settle();
  expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(shop.rollbackSeconds('Deployment')).toBeLessThan(20);
  expect(await shop.deployments()).toEqual([
    'version 2 Succeeded',
    'version 3 Stopped',
    'rollback Succeeded',
  ]);
  expect(await shop.taskSets()).toBe('version 2 PRIMARY');
  expect(await shop.answer()).toBe('version 2');
});

test('an update that is cancelled while it waits for the old deployment to end leaves the second version live', async () => {
  await shop.create(quick);
  await shop.update({ ...quick, version: 2 });
  await shop.beginUpdate({ ...quick, version: 3 });
  await shop.untilCall('ContinueDeployment');
  shop.cancel();
  await shop.settle();
  expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await shop.taskSets()).toBe('version 2 PRIMARY');
  expect(await shop.answer()).toBe('version 2');
  await shop.wait(60);
  expect(await shop.deployments()).toEqual(['version 2 Succeeded']);
});

test('a way back after the standing-by version is gone is a deployment of its own', async () => {
  const worker = await Worker.prepare(shop);
  const soon = { group: waits({ termination: 5 }), deployment: quick.deployment };
  await shop.create({ ...soon, resources: worker.resource(1) });
  await shop.beginUpdate({ ...soon, version: 2, resources: worker.resource(2) });
  await shop.untilEvent('Deployment UPDATE_COMPLETE');
  await shop.until('over');
  worker.fail();
  await shop.settle();
  expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await shop.deployments()).toEqual(['version 2 Succeeded', 'version 1 InProgress']);
  expect(await shop.answer()).toBe('version 1');
});
