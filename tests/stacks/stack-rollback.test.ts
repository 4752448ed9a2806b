import type { DeploymentState } from './scenario/deployment-state';
import { StackScenario } from './scenario/stack-scenario';
import { CANARY, waits, type TemplateOptions } from './scenario/template';
import { WORKER, Worker } from './scenario/worker';

let scenario: StackScenario;
let worker: Worker;

beforeEach(async () => {
  scenario = await StackScenario.start();
  worker = await Worker.prepare(scenario);
});
afterEach(() => scenario.close());

const points: { state: DeploymentState; traffic: string; group: TemplateOptions['group'] }[] = [
  { state: 'installing', traffic: 'still on version 1', group: CANARY },
  {
    state: 'ready wait',
    traffic: 'still on version 1',
    group: { ...CANARY, ...waits({ ready: 30 }) },
  },
  { state: 'traffic shift', traffic: 'partly on version 2', group: CANARY },
  {
    state: 'termination wait',
    traffic: 'all on version 2',
    group: { ...CANARY, ...waits({ termination: 60 }) },
  },
];

/** Creates the stack with version 1 and updates it to version 2 until the deployment is in this state. */
async function updateUntil(state: DeploymentState, template: TemplateOptions): Promise<void> {
  await scenario.create({ ...template, resources: worker.resource(1) });
  await scenario.beginUpdate({ ...template, version: 2, resources: worker.resource(2) });
  await scenario.untilDeployment(state);
}

/** The service runs version 1 again after seconds, by the automatic rollback alone. */
async function expectRolledBack(): Promise<void> {
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  expect(await scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);
  expect(await scenario.answer()).toBe('version 1');
  expect(scenario.events.rollbackSeconds('Deployment')).toBeLessThan(20);
}

describe.each(points)(
  'during an update with traffic $traffic (deployment: $state)',
  ({ state, ...template }) => {
    test('a cancel stops the deployment and restores version 1 without another deployment', async () => {
      await updateUntil(state, { group: template.group! });
      scenario.cancel();
      await scenario.finish();
      await expectRolledBack();
      expect(scenario.events.lines()).toEqual(
        expect.arrayContaining([
          'Deployment UPDATE_FAILED Resource update cancelled',
          'shop UPDATE_ROLLBACK_IN_PROGRESS User Initiated',
          'Deployment UPDATE_COMPLETE',
        ]),
      );
    });

    test('a sibling that fails stops the deployment and restores version 1 without another deployment', async () => {
      await updateUntil(state, { group: template.group! });
      worker.fail();
      await scenario.finish();
      await expectRolledBack();
      expect(scenario.events.failure(WORKER)).toContain('The worker does not start.');
      expect(scenario.events.lines()).toEqual(
        expect.arrayContaining([
          'Deployment UPDATE_FAILED Resource update cancelled',
          'shop UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Worker, Deployment]. ',
          'Deployment UPDATE_COMPLETE',
        ]),
      );
    });
  },
);
