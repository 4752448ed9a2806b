import { Shop } from './stack-scenario';
import { WORKER, Worker } from './worker';

let shop: Shop;
beforeEach(async () => {
  shop = await Shop.open();
});
afterEach(() => shop.close());

const alarmed = { group: { AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'errors' }] } } };

describe('alarms', () => {
  test('stop the deployment, and CodeDeploy alone takes the service back', async () => {
    await shop.byHand.setAlarm('errors', 'OK');
    await shop.create(alarmed);
    await shop.beginUpdate({ ...alarmed, version: 2 });
    await shop.until('installing');
    await shop.byHand.setAlarm('errors', 'ALARM');
    await shop.settle();
    expect(shop.failure('Deployment')).toContain('Activated alarms: <errors>');
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  });

  test('that still fire do not block the deployment by which the stack goes back', async () => {
    const worker = await Worker.prepare(shop);
    await shop.byHand.setAlarm('errors', 'OK');
    await shop.create({ ...alarmed, resources: worker.resource(1) });
    await shop.beginUpdate({ ...alarmed, version: 2, resources: worker.resource(2) });
    await shop.untilEvent('Deployment UPDATE_COMPLETE');
    await shop.byHand.setAlarm('errors', 'ALARM');
    worker.fail();
    await shop.settle();
    expect(shop.failure(WORKER)).toContain('The worker does not start.');
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.deployments()).toEqual(['version 2 Succeeded', 'version 1 Succeeded']);
    expect(await shop.answer()).toBe('version 1');
  });

  test('that fire do block an update of the user: only the way back is free of them', async () => {
    await shop.byHand.setAlarm('errors', 'ALARM');
    await shop.create(alarmed);
    await shop.update({ ...alarmed, version: 2 });
    expect(shop.failure('Deployment')).toContain('ALARM_ACTIVE');
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.answer()).toBe('version 1');
  });
});

describe('hooks', () => {
  const hooked = { deployment: { Hooks: { AfterAllowTestTraffic: 'CodeDeployHook_smoke' } } };

  test('that succeed let the update through', async () => {
    await shop.byHand.makeHook('CodeDeployHook_smoke', 'Succeeded');
    await shop.create(hooked);
    await shop.update({ ...hooked, version: 2 });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.deployments()).toEqual(['version 2 Succeeded']);
  });

  test('one that fails is named, and the service stays on version 1 without another deployment', async () => {
    await shop.byHand.makeHook('CodeDeployHook_smoke', 'Failed');
    await shop.create(hooked);
    await shop.update({ ...hooked, version: 2 });
    expect(shop.failure('Deployment')).toContain(
      'It ended at AfterAllowTestTraffic (hook CodeDeployHook_smoke).',
    );
    expect(shop.failure('Deployment')).toMatch(
      /CodeDeploy rolled back \(d-\w+\): the service runs web:1 again\./,
    );
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.deployments()).toEqual(['version 2 Failed', 'rollback Succeeded']);
  });

  test('one that never answers fails the update after its hour', async () => {
    await shop.byHand.makeHook('CodeDeployHook_smoke', undefined);
    await shop.create(hooked);
    const begun = shop.aws.clock.now();
    await shop.update({ ...hooked, version: 2 });
    expect((shop.aws.clock.now() - begun) / 60_000).toBeGreaterThan(60);
    expect((shop.aws.clock.now() - begun) / 60_000).toBeLessThan(70);
    expect(shop.failure('Deployment')).toContain(
      'It ended at AfterAllowTestTraffic (hook CodeDeployHook_smoke).',
    );
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.answer()).toBe('version 1');
  });

  test('one that never answers is cut short by TimeoutInMinutes', async () => {
    await shop.byHand.makeHook('CodeDeployHook_smoke', undefined);
    const limited = { deployment: { ...hooked.deployment, TimeoutInMinutes: 20 } };
    await shop.create(limited);
    const begun = shop.aws.clock.now();
    await shop.update({ ...limited, version: 2 });
    expect((shop.aws.clock.now() - begun) / 60_000).toBeLessThan(22);
    expect(shop.failure('Deployment')).toContain(
      'was stopped because it was not done after 20 minutes (TimeoutInMinutes)',
    );
    expect(await shop.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
    expect(await shop.answer()).toBe('version 1');
  });

  test('are left out until a deployment has succeeded with AFTER_FIRST_SUCCESS', async () => {
    await shop.byHand.makeHook('CodeDeployHook_smoke', 'Failed');
    const safe = { deployment: { ...hooked.deployment, HookPolicy: 'AFTER_FIRST_SUCCESS' } };
    await shop.create(safe);
    await shop.update({ ...safe, version: 2 });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    await shop.update({ ...safe, version: 3 });
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.answer()).toBe('version 2');
  });
});

test('tasks that never get healthy fail the update after their hour, and version 1 was never touched', async () => {
  shop.aws.ecs.neverHealthy('web:2');
  await shop.create();
  await shop.update({ version: 2 });
  expect(shop.failure('Deployment')).toMatch(/Deployment d-\w+ failed: .* It ended at Install\./);
  expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await shop.deployments()).toEqual(['version 2 Failed', 'rollback Succeeded']);
  expect(await shop.answer()).toBe('version 1');
});
