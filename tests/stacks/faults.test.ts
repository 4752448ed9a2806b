import { Shop } from './stack-scenario';

let shop: Shop;
beforeEach(async () => {
  shop = await Shop.open();
});
afterEach(() => shop.close());

describe('each request delivered twice at once', () => {
  test('an update makes one deployment', async () => {
    await shop.create();
    shop.cloudFormation.faults.add({ logicalId: 'Deployment', action: 'UPDATE', kind: 'deliverTwice' });
    await shop.update({ version: 2 });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.deployments()).toEqual(['version 2 Succeeded']);
    expect(shop.callsOf('CreateDeployment')).toBe(1);
  });

  test('a create makes one group and one deployment', async () => {
    for (const logicalId of ['Group', 'Deployment'])
      shop.cloudFormation.faults.add({ logicalId, action: 'CREATE', kind: 'deliverTwice' });
    await shop.create({ version: 2 });
    expect(shop.stack.status).toBe('CREATE_COMPLETE');
    expect(await shop.groupNames()).toHaveLength(1);
    expect(await shop.deployments()).toEqual(['version 2 Succeeded']);
  });

  test('a delete leaves nothing', async () => {
    await shop.create();
    for (const logicalId of ['Group', 'Deployment'])
      shop.cloudFormation.faults.add({ logicalId, action: 'DELETE', kind: 'deliverTwice' });
    shop.beginDelete();
    await shop.settle();
    expect(shop.stack.status).toBe('DELETE_COMPLETE');
    expect(await shop.groupNames()).toEqual([]);
  });

  test('a way back stops the deployment once', async () => {
    await shop.create();
    await shop.beginUpdate({ version: 2 });
    await shop.until('installing');
    shop.cloudFormation.faults.add({ logicalId: 'Deployment', action: 'UPDATE', kind: 'deliverTwice' });
    shop.cancel();
    await shop.settle();
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  });
});

describe('a cancelled update that goes on being called beside the way back', () => {
  test.each([1, 3, 50])('%i calls more do no harm', async (calls) => {
    await shop.create();
    shop.cloudFormation.faults.add({
      logicalId: 'Deployment',
      action: 'UPDATE',
      kind: 'keepCalling',
      calls,
      times: 1,
    });
    await shop.beginUpdate({ version: 2 });
    await shop.until('installing');
    shop.cancel();
    await shop.settle();
    await shop.wait(1800);
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
    expect(await shop.taskSets()).toBe('version 1 PRIMARY');
  });

  test('before it has started its deployment: what it starts is stopped before anything is installed', async () => {
    await shop.create();
    shop.cloudFormation.faults.add({
      logicalId: 'Deployment',
      action: 'UPDATE',
      kind: 'keepCalling',
      calls: 5,
      times: 1,
    });
    await shop.beginUpdate({ version: 2 });
    await shop.untilCall('GetDeploymentConfig');
    shop.cancel();
    await shop.settle();
    await shop.wait(1800);
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.deployments()).toEqual(['version 2 Stopped']);
    expect(await shop.taskSets()).toBe('version 1 PRIMARY');
  });
});

describe('a handler process that is killed in the middle of an update', () => {
  test.each(['TagResource', 'CreateDeployment', 'GetDeployment'])(
    'while it waits for the answer of %s, and is called again: one deployment, and the update completes',
    async (operation) => {
      await shop.create();
      shop.killHandlerAfter(operation);
      await shop.update({ version: 2 });
      expect(shop.stack.status).toBe('UPDATE_COMPLETE');
      expect(await shop.deployments()).toEqual(['version 2 Succeeded']);
    },
  );

  test('while it waits for the answer of StopDeployment on the way back', async () => {
    await shop.create();
    await shop.beginUpdate({ version: 2 });
    await shop.until('installing');
    shop.killHandlerAfter('StopDeployment');
    shop.cancel();
    await shop.settle();
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  });
});

describe('AWS that answers badly', () => {
  test.each(['throttled', 'a server error', 'the answer lost'])(
    '%s once at every operation: the update completes',
    async (how) => {
      await shop.create();
      const { faults } = shop.aws;
      const seen = new Set<string>();
      const match = {
        service: 'codedeploy',
        when: (_: unknown, { operation, accessKeyId }: { operation: string; accessKeyId: string }) => {
          if (!accessKeyId.startsWith('ASIA') || seen.has(operation)) return false;
          seen.add(operation);
          return true;
        },
      };
      if (how === 'throttled') faults.throttle(match);
      else if (how === 'a server error') faults.serverError(match);
      else faults.loseResponse(match);
      await shop.update({ version: 2 });
      expect(seen.size).toBeGreaterThan(5);
      expect(shop.stack.status).toBe('UPDATE_COMPLETE');
      faults.clear();
      expect(await shop.deployments()).toEqual(['version 2 Succeeded']);
    },
  );

  test('throttled at the beginning of the way back: it still ends with version 1', async () => {
    await shop.create();
    await shop.beginUpdate({ version: 2 });
    await shop.until('installing');
    shop.aws.faults.throttle({
      service: 'codedeploy',
      when: (_, { accessKeyId }) => accessKeyId.startsWith('ASIA'),
      count: 30,
    });
    shop.cancel();
    await shop.settle();
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    shop.aws.faults.clear();
    expect(await shop.answer()).toBe('version 1');
  });
});
