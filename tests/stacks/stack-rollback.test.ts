import type { Moment } from './moments';
import { Shop } from './stack-scenario';
import { waits, type Choices } from './template';
import { WORKER, Worker } from './worker';

let shop: Shop;
let worker: Worker;

beforeEach(async () => {
  shop = await Shop.open();
  worker = await Worker.prepare(shop);
});
afterEach(() => shop.close());

/** A canary with every wait there is. */
const group = { DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' };

const points: { moment: Moment; traffic: string; group: Choices['group'] }[] = [
  { moment: 'installing', traffic: 'still on version 1', group },
  {
    moment: 'in the ready wait',
    traffic: 'still on version 1',
    group: { ...group, ...waits({ ready: 30 }) },
  },
  { moment: 'mid-shift', traffic: 'partly on version 2', group },
  {
    moment: 'in the termination wait',
    traffic: 'all on version 2',
    group: { ...group, ...waits({ termination: 60 }) },
  },
];

/** The stack with version 1, then an update to version 2 that has come to the moment. */
async function updatedUntil(moment: Moment, choices: Choices): Promise<void> {
  await shop.create({ ...choices, resources: worker.resource(1) });
  await shop.beginUpdate({ ...choices, version: 2, resources: worker.resource(2) });
  await shop.until(moment);
}

/** The service is as it was, by the one deployment, and within seconds. */
async function expectTakenBack(): Promise<void> {
  expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await shop.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  expect(await shop.taskSets()).toBe('version 1 PRIMARY');
  expect(await shop.answer()).toBe('version 1');
  expect(shop.rollbackSeconds('Deployment')).toBeLessThan(20);
}

describe.each(points)(
  'with traffic $traffic, in an update whose deployment is $moment',
  ({ moment, ...choices }) => {
    test('a cancelled update stops the deployment and has version 1 back without another one', async () => {
      await updatedUntil(moment, { group: choices.group! });
      shop.cancel();
      await shop.settle();
      await expectTakenBack();
      expect(shop.events()).toEqual(
        expect.arrayContaining([
          'Deployment UPDATE_FAILED Resource update cancelled',
          'shop UPDATE_ROLLBACK_IN_PROGRESS User Initiated',
          'Deployment UPDATE_COMPLETE',
        ]),
      );
    });

    test('a sibling that fails stops the deployment and has version 1 back without another one', async () => {
      await updatedUntil(moment, { group: choices.group! });
      worker.fail();
      await shop.settle();
      await expectTakenBack();
      expect(shop.failure(WORKER)).toContain('The worker does not start.');
      expect(shop.events()).toEqual(
        expect.arrayContaining([
          'Deployment UPDATE_FAILED Resource update cancelled',
          'shop UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Worker, Deployment]. ',
          'Deployment UPDATE_COMPLETE',
        ]),
      );
    });
  },
);
